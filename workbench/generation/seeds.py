"""The seeds that there are, and several in a row; torch is not needed."""

from workbench.errors import BadInput

SEEDS = (-(2**63), 2**64 - 1)
"""The least and the greatest seed that torch takes."""


def require_seed(seed: int) -> int:
    """The seed; raises BadInput for one that torch does not take."""
    least, greatest = SEEDS
    if not least <= seed <= greatest:
        raise BadInput(
            "the seed {seed} does not fit into 64 bits; choose a smaller one", seed=str(seed)
        )
    return seed


def seeds_from(first: int, count: int) -> range:
    """So many seeds, counted up; raises BadInput before the first where the last is none."""
    require_seed(first)
    most = SEEDS[1] - count + 1
    if first > most:
        raise BadInput(
            "{count} seeds from {first} on go past the greatest one; begin at {most} or below",
            count=count,
            first=str(first),
            most=str(most),
        )
    return range(first, first + count)

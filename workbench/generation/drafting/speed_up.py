"""How much faster speculative decoding is to be expected, from acceptance and costs.

Leviathan et al. 2023, arXiv 2211.17192: α is the chance that a drafted token is accepted, γ how
many are drafted at a time, c what drafting one costs in passes of the model.
"""

from collections.abc import Callable, Sequence

from workbench.generation.drafting.lengths import MOST_DRAFTED

_HALVINGS = 60


def tokens_per_pass(alpha: float, length: int) -> float:
    """(1 - α^(γ+1)) / (1 - α): the accepted ones, and one of the model's own."""
    if alpha >= 1.0:
        return length + 1.0
    return float((1.0 - alpha ** (length + 1)) / (1.0 - alpha))


def speed_up(alpha: float, length: int, cost: float, reading: float = 1.0) -> float:
    """Tokens a pass by what a pass and its draft cost: (1 - α^(γ+1)) / ((1 - α)(γc + 1)).

    `reading` is what the model's pass over γ + 1 tokens costs in passes over one: the paper has 1.
    """
    return tokens_per_pass(alpha, length) / (length * cost + reading)


def speed_up_of_drafts(
    alpha: float, lengths: Sequence[int], cost: float, reading: float = 1.0
) -> float:
    """As `speed_up`, of drafts that are not all equally long; 1 without any."""
    if not lengths:
        return 1.0
    tokens = sum(tokens_per_pass(alpha, length) for length in lengths)
    return tokens / (sum(lengths) * cost + len(lengths) * reading)


def best_length(alpha: float, cost: float) -> int:
    """The draft that is to be fastest by the paper's formula; 0 where none pays."""
    best = max(range(1, MOST_DRAFTED + 1), key=lambda length: speed_up(alpha, length, cost))
    return best if speed_up(alpha, best, cost) > 1.0 else 0


def least_alpha(length: int, cost: float, reading: float = 1.0) -> float | None:
    """The acceptance from which drafts of a length pay; None where even a perfect one does not."""
    return _least(lambda alpha: speed_up(alpha, length, cost, reading))


def most_cost(alpha: float, length: int, reading: float = 1.0) -> float | None:
    """What a drafted token may cost for such drafts to pay; None where even a free one does not."""
    cost = (tokens_per_pass(alpha, length) - reading) / length
    return cost if cost > 0.0 else None


def _least(rising: Callable[[float], float]) -> float | None:
    """Where a rising function of 0 to 1 comes to 1, by halves; None where it does not."""
    low, high = 0.0, 1.0
    if rising(high) < 1.0:
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) >= 1.0 else (middle, high)
    return high

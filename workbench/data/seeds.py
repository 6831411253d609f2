"""Seeds derived from a run's seed and a place in it, so that nothing depends on what ran before."""

import hashlib


def derived_seed(seed: int, *place: int | str) -> int:
    """A 63-bit seed that is a function of `seed` and `place` alone."""
    text = "/".join(str(part) for part in (seed, *place))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 1

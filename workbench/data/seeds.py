"""Seeds derived from a run's seed and keys, so that no draw depends on what ran before."""

import hashlib


def derived_seed(seed: int, *keys: int | str) -> int:
    """A 63-bit seed that is a function of `seed` and `keys` alone."""
    text = "/".join(str(part) for part in (seed, *keys))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 1

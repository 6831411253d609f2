"""The bytes that each token of a vocabulary stands for inside a text."""

import re
from functools import lru_cache

from workbench.generation.spelling import Spelling

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_SPELLED_BYTES = re.compile(r"(?:<0x[0-9A-F]{2}>)+")
_BEFORE = "a"
"""A text that tokens are looked at behind, for spaces vanish at a text's beginning."""


class Same:
    """A vocabulary that equals every other one of the same digest, for caches."""

    def __init__(self, vocabulary: Spelling) -> None:
        self.vocabulary = vocabulary

    def __hash__(self) -> int:
        return hash(self.vocabulary.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.vocabulary.digest == self.vocabulary.digest


@lru_cache(maxsize=8)
def token_bytes(same: Same) -> tuple[bytes, ...]:
    """Of every token, in order of id; empty for one that has no text."""
    vocabulary = same.vocabulary
    before = vocabulary.encode(_BEFORE)
    begin = vocabulary.decode(before)
    return tuple(
        _bytes_of(vocabulary, token, before, begin) for token in range(vocabulary.vocabulary_size)
    )


def _bytes_of(vocabulary: Spelling, token: int, before: list[int], begin: str) -> bytes:
    whole = vocabulary.decode([*before, token])
    if REPLACEMENT in whole:
        spelled = vocabulary.piece(token)
        if _SPELLED_BYTES.fullmatch(spelled):
            return bytes(int(pair, 16) for pair in re.findall("<0x(..)>", spelled))
    return whole.removeprefix(begin).encode() if whole.startswith(begin) else b""

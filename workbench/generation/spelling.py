"""From texts that a person names to the tokens that spell them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from workbench.generation.penalties.spec import ids_meant, meant


class Spelling(Protocol):
    """What is needed of a tokenizer where a strategy names texts."""

    @property
    def vocabulary_size(self) -> int:
        """One more than the largest id."""

    def encode(self, text: str) -> list[int]:
        """The ids of a text."""

    def decode(self, ids: Sequence[int]) -> str:
        """The text of ids; broken UTF-8 becomes U+FFFD."""


def sequences_of(text: str, spelling: Spelling | None) -> list[tuple[int, ...]]:
    """The tokens that a text of a list stands for: by id, or with and without a space before."""
    if ids := ids_meant(text):
        return [ids]
    named = meant(text)
    spelled = (tuple(needed(spelling).encode(one)) for one in (named, f" {named.lstrip()}"))
    return [ids for ids in dict.fromkeys(spelled) if ids]


def ids_that_hold(spelling: Spelling, texts: tuple[str, ...]) -> frozenset[int]:
    """The tokens in whose own text one of these stands."""
    return frozenset(_holding(spelling, [meant(text) for text in texts]))


def _holding(spelling: Spelling, texts: Iterable[str]) -> Iterator[int]:
    for token in range(spelling.vocabulary_size):
        own = spelling.decode([token])
        if any(text in own for text in texts):
            yield token


def needed(spelling: Spelling | None) -> Spelling:
    """The spelling, where a strategy names texts."""
    assert spelling is not None, "texts are named, and nothing spells them"
    return spelling

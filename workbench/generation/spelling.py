"""From texts that a person names to the tokens that spell them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from workbench.generation.penalties.spec import ids_meant, meant

MOST_TAIL_TOKENS = 20
"""No more tokens behind the first one tell that a repetition ends."""


class Spelling(Protocol):
    """What is needed of a tokenizer where a strategy names texts."""

    @property
    def digest(self) -> str:
        """Tells tokenizers apart."""

    @property
    def vocabulary_size(self) -> int:
        """One more than the largest id."""

    def encode(self, text: str) -> list[int]:
        """The ids of a text."""

    def decode(self, ids: Sequence[int]) -> str:
        """The text of ids; broken UTF-8 becomes U+FFFD."""

    def piece(self, token_id: int) -> str:
        """A token as the vocabulary spells it; parts of a character as <0xNN>."""


def sequences_of(text: str, spelling: Spelling | None) -> list[tuple[int, ...]]:
    """The tokens that a text of a list stands for: by id, or with and without a space before."""
    if ids := ids_meant(text):
        return [ids]
    named = meant(text)
    spelled = (tuple(needed(spelling).encode(one)) for one in (named, f" {named.lstrip()}"))
    return [ids for ids in dict.fromkeys(spelled) if ids]


def beginnings_of(
    spelling: Spelling, texts: tuple[str, ...]
) -> dict[int, frozenset[tuple[int, ...]]]:
    """The tokens in whose own text one of these stands, or begins, and what stands behind it then.

    As in llama.cpp: where a token holds a text, nothing; where it ends with the beginning of one,
    the tokens of the rest.
    """
    named = [meant(text) for text in texts]
    owns = ((token, spelling.decode([token])) for token in range(spelling.vocabulary_size))
    tails = ((token, frozenset(_tails(spelling, own, named))) for token, own in owns)
    return {token: found for token, found in tails if found}


def _tails(spelling: Spelling, own: str, texts: Iterable[str]) -> Iterator[tuple[int, ...]]:
    for text in texts:
        if text in own:
            yield ()
            continue
        for length in range(1, min(len(own), len(text)) + 1):
            if own.endswith(text[:length]):
                yield tuple(spelling.encode(text[length:]))[:MOST_TAIL_TOKENS]


def needed(spelling: Spelling | None) -> Spelling:
    """The spelling, where a strategy names texts."""
    assert spelling is not None, "texts are named, and nothing spells them"
    return spelling

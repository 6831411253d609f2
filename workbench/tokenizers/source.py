"""What a tokenizer needs of a corpus, to learn from it or to encode it."""

from collections.abc import Iterator
from typing import Literal, Protocol

Split = Literal["train", "validation", "all"]


class TextSource(Protocol):
    """Documents in a fixed order, read as a stream."""

    @property
    def digest(self) -> str:
        """A fingerprint of the documents and of how they are split."""

    def documents(self, split: Split, start: int = 0) -> Iterator[str]:
        """The documents of a split, from the `start`-th on."""

    def count(self, split: Split) -> int:
        """How many documents a split has."""

    def bytes(self, split: Split) -> int:
        """How many bytes of UTF-8 the documents of a split have together."""

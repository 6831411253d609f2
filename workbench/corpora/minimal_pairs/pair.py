"""What minimal pairs are, and how many of each kind were found; plain values."""

from dataclasses import dataclass, field
from typing import Literal, get_args

from workbench.words import Words

PairKind = Literal["agreement", "determiner", "article", "brackets", "quotes", "order", "names"]
PAIR_KINDS: tuple[PairKind, ...] = get_args(PairKind)
MOST_DOCUMENTS = 5_000
MOST_CHARACTERS = 1_000
"""Of each document that many are read, which takes some seconds at most."""


@dataclass(frozen=True)
class MinimalPair:
    """A text of the corpus, and the same with one thing wrong."""

    kind: PairKind
    good: str
    bad: str


@dataclass(frozen=True)
class SkippedPlaces:
    """How many places give no pair of a kind, for one reason."""

    why: Words
    count: int


@dataclass(frozen=True)
class PairCount:
    """Of one kind: how many pairs the text gives, how many are used, and what was skipped.

    A place is a sentence that holds what the kind is about; of names, a document.
    """

    kind: PairKind
    found: int = 0
    used: int = 0
    skipped: tuple[SkippedPlaces, ...] = ()

    @property
    def num_skipped(self) -> int:
        return sum(one.count for one in self.skipped)


@dataclass(frozen=True)
class FoundPairs:
    """The pairs of a text, and how they were found.

    `documents` is how many were read, `cut` of how many only the beginning; `is_whole` says whether
    there were no more.
    """

    pairs: tuple[MinimalPair, ...] = ()
    counts: tuple[PairCount, ...] = field(default=tuple(PairCount(kind) for kind in PAIR_KINDS))
    documents: int = 0
    cut: int = 0
    is_whole: bool = True

"""What a checkpoint makes of minimal pairs, as plain values; torch is not needed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.corpora.minimal_pairs.pair import (
    PAIR_KINDS,
    FoundPairs,
    MinimalPair,
    PairKind,
)
from workbench.file_formats.csv_text import csv_text
from workbench.inspection.pages import html_table
from workbench.inspection.shown import Shown
from workbench.intervals import Interval, wilson


@dataclass(frozen=True)
class ScoredMinimalPair:
    """A pair, and the log-probability of each of its texts in nats.

    `more_tokens` is how many more tokens the wrong text has: each makes it less likely, whatever
    the model has learned.
    """

    pair: MinimalPair
    good: float
    bad: float
    more_tokens: int = 0

    @property
    def is_right(self) -> bool:
        """Whether the text of the corpus is the likelier one."""
        return self.good > self.bad


@dataclass(frozen=True)
class PairScores(Shown):
    """The pairs of a corpus at one checkpoint.

    `unreadable` is how many are left out, as the tokenizer makes the same tokens of both texts;
    `found` tells how the pairs were made.
    """

    step: int
    digest: str
    scored: tuple[ScoredMinimalPair, ...]
    unreadable: int = 0
    done: int = 0
    total: int = 0
    found: FoundPairs = field(default_factory=FoundPairs)

    @property
    def kinds(self) -> tuple[PairKind, ...]:
        """Those of which there are pairs."""
        present = {one.pair.kind for one in self.scored}
        return tuple(kind for kind in PAIR_KINDS if kind in present)

    def accuracy(self, kind: PairKind | None = None) -> Interval | None:
        """The share of pairs that are right, with its 95 % interval; of one kind, or of all."""
        some = [one for one in self.scored if kind in (None, one.pair.kind)]
        return wilson(sum(one.is_right for one in some), len(some))

    def num_longer(self, kind: PairKind | None = None) -> int:
        """The pairs whose wrong text has more tokens, which an untrained model gets right too."""
        some = [one for one in self.scored if kind in (None, one.pair.kind)]
        return sum(one.more_tokens > 0 for one in some)

    def _repr_html_(self) -> str:
        heading = ("kind", "pairs", "right", "95 % interval", "wrong is longer", "found", "skipped")
        return html_table(heading, [self._line(kind) for kind in PAIR_KINDS])

    def _line(self, kind: PairKind) -> tuple[str, ...]:
        share = self.accuracy(kind)
        counts = [one for one in self.found.counts if one.kind == kind]
        found = (str(sum(one.found for one in counts)), str(sum(one.num_skipped for one in counts)))
        if share is None:
            return (kind, "0", "–", "–", "–", *found)
        between = f"{share.low:.1%} – {share.high:.1%}"
        longer = str(self.num_longer(kind))
        return (kind, str(self.count(kind)), f"{share.value:.1%}", between, longer, *found)

    def count(self, kind: PairKind | None = None) -> int:
        return sum(kind in (None, one.pair.kind) for one in self.scored)


def as_csv(found: Sequence[PairScores]) -> str:
    """A line for each pair at each checkpoint."""
    heading = ("step", "kind", "good", "bad", "log_probability_good", "log_probability_bad")
    lines = (
        (one.step, pair.pair.kind, pair.pair.good, pair.pair.bad, pair.good, pair.bad)
        for one in found
        for pair in one.scored
    )
    return csv_text((heading, *lines))

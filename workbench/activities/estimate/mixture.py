"""What the corpora of a mixture have of the tokens, and how often each is read; no torch."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from workbench.words import Words, words


@dataclass(frozen=True)
class MixtureShare:
    """A corpus with its share of the tokens, and how often it is read in a run's steps.

    `times` is None where the steps follow from the text.
    """

    corpus: str
    share: float
    times: float | None

    def sentence(self) -> Words:
        """Both in words."""
        if self.times is None:
            return words(
                "'{corpus}' has {share:.1%} of the tokens", corpus=self.corpus, share=self.share
            )
        return words(
            "'{corpus}' has {share:.1%} of the tokens and is seen {times:.2f} times",
            corpus=self.corpus,
            share=self.share,
            times=self.times,
        )

    def as_plain(self) -> dict[str, Any]:
        """What stands in JSON."""
        return asdict(self)


def mixture_shares(
    mixture: Sequence[tuple[str, float]], tokens: Sequence[int], read: int | None
) -> tuple[MixtureShare, ...]:
    """Of corpora of so many tokens, where `read` tokens are read in all."""
    return tuple(
        MixtureShare(corpus, share, None if read is None else read * share / max(1, size))
        for (corpus, share), size in zip(mixture, tokens, strict=True)
    )

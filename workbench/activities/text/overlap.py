"""How much of a scored text could have been learnt by heart: a low loss needs that beside it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from workbench.data.causal.shards import Shards
from workbench.data.overlap import SeenNGrams, seen_ngrams
from workbench.events import Level, Note
from workbench.models.ngram import MOST_TOKENS
from workbench.training.measuring.evaluation import ValidationText
from workbench.words import words

OVERLAP_N = 8
"""Sequences of so many tokens are looked for in the training text."""
NEAR = 0.8
"""A document of which this share of sequences stands in the training text is a near duplicate."""
LEAST_NGRAMS = 8
"""A document of fewer sequences is not judged."""


def overlap_notes(shards: Shards, text: ValidationText, boundary: int | None) -> Iterator[Note]:
    """The share of sequences, and the documents that are copies or nearly so."""
    train = shards.tokens("train")
    seen = seen_ngrams([train[:MOST_TOKENS]], text.tokens, n=OVERLAP_N, boundary=boundary)
    yield Note(
        words=words(
            "{share:.0%} of the scored text's sequences of {n} tokens occur in the training part "
            "of this corpus",
            share=seen.share,
            n=OVERLAP_N,
        )
    )
    near, whole, judged = near_duplicates(seen, text.tokens, boundary)
    yield Note(
        words=words(
            "of {judged} scored documents, {whole} stand wholly in the training part, and {near} "
            "nearly so (at least {share:.0%} of their sequences of {n} tokens)",
            judged=judged,
            whole=whole,
            near=near,
            share=NEAR,
            n=OVERLAP_N,
        ),
        level=Level.WARNING if near + whole else Level.INFO,
    )
    if len(train) > MOST_TOKENS:
        yield Note(
            words=words(
                "for this, only the first {read:,} of {all:,} training tokens were read",
                read=MOST_TOKENS,
                all=len(train),
            )
        )


def near_duplicates(
    seen: SeenNGrams, tokens: NDArray[np.integer], boundary: int | None
) -> tuple[int, int, int]:
    """How many documents are near copies (not whole ones), whole ones, and how many were judged."""
    ends_n = tokens == (-1 if boundary is None else boundary)
    documents_n = np.cumsum(ends_n)[: len(seen.seen_n)]
    counts_d = np.bincount(documents_n, weights=seen.inside_n)
    seen_d = np.bincount(documents_n, weights=seen.seen_n & seen.inside_n)
    judged_d = counts_d >= LEAST_NGRAMS
    whole_d = judged_d & (seen_d == counts_d)
    near_d = judged_d & ~whole_d & (seen_d >= NEAR * counts_d)
    return int(near_d.sum()), int(whole_d.sum()), int(judged_d.sum())

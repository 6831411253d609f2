"""Where each target of a text stands: in which document, how far into a window, how rare it is.

Shape legend: n = targets (every token after the first), d = documents, v = vocabulary.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.data.causal.batches import Tokens
from workbench.data.causal.shards import Shards
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.measuring.evaluation import ValidationText

Ints = NDArray[np.int64]

_AT_ONCE = 1 << 22
BEGINNING_CHARACTERS = 120


@dataclass(frozen=True, eq=False)
class TargetLayout:
    """Of every target its document, its position in the window that it was predicted in (from 0),
    and how often its token occurs in the training text; of every document its bytes and beginning.
    """

    documents_n: Ints
    positions_n: Ints
    frequencies_n: Ints
    bytes_d: NDArray[np.float64]
    beginnings_d: tuple[str, ...]


def target_layout(shards: Shards, text: ValidationText, tokenizer: Tokenizer) -> TargetLayout:
    """The layout of a text of whole documents; the last may be cut short."""
    tokens, boundary = text.tokens, tokenizer.special.boundary
    ends_n = tokens[:-1] == (-1 if boundary is None else boundary)
    documents_n = np.cumsum(ends_n)
    counts_v = token_counts(shards.tokens("train"), shards.vocabulary_size)
    texts = _texts(tokens, documents_n, tokenizer)
    return TargetLayout(
        documents_n=documents_n,
        positions_n=np.arange(text.num_targets) % text.context,
        frequencies_n=counts_v[tokens[1:].astype(np.int64)],
        bytes_d=_bytes(texts, text.num_bytes),
        beginnings_d=tuple(one[:BEGINNING_CHARACTERS] for one in texts),
    )


def _bytes(texts: Sequence[str], num_bytes: int) -> NDArray[np.float64]:
    """The bytes of each document, in proportion so that together they are the text's: what
    stands between documents, such as a space, is shared out."""
    bytes_d = np.array([len(one.encode()) for one in texts], dtype=np.float64)
    return np.asarray(bytes_d * (num_bytes / max(bytes_d.sum(), 1.0)))


def token_counts(tokens: Tokens, vocabulary_size: int) -> Ints:
    """How often each id occurs, (v,); read piece by piece."""
    counts_v = np.zeros(vocabulary_size, dtype=np.int64)
    for begin in range(0, len(tokens), _AT_ONCE):
        counts_v += np.bincount(tokens[begin : begin + _AT_ONCE], minlength=vocabulary_size)
    return counts_v


def _texts(tokens: Tokens, documents_n: Ints, tokenizer: Tokenizer) -> list[str]:
    """Each document's text; the first has the token before the first target too."""
    starts = np.flatnonzero(np.diff(documents_n, prepend=-1)) + 1
    starts[0] = 0
    pieces = np.split(np.asarray(tokens), starts[1:])
    return [tokenizer.decode(piece.tolist()) for piece in pieces]

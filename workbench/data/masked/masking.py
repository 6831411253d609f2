"""Which tokens a masked language model must fill in, and what stands in their place.

Devlin et al. 2019, section 3.1: of the chosen tokens 80 % become [MASK], 10 % a random ordinary
token, 10 % stay. Shape legend: b = rows, t = positions, n = chosen tokens, v = vocabulary.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.corpora.samples.chinese import has_chinese
from workbench.data.special_ids import OUR_MARKS, EncoderIds

Ids = NDArray[np.int64]
Flags = NDArray[np.bool_]

MASKED_SHARE = 0.8
RANDOM_SHARE = 0.1


@dataclass(frozen=True, eq=False)
class Masking:
    """How tokens are chosen; with `begins_word_v` all pieces of a word are chosen together."""

    vocabulary_size: int
    rate: float = 0.15
    marks: EncoderIds = OUR_MARKS
    begins_word_v: Flags | None = None

    @property
    def ordinary_v(self) -> Flags:
        """Which ids stand for text: all but the special ones."""
        ordinary_v = np.ones(self.vocabulary_size, dtype=np.bool_)
        ordinary_v[list(self.marks.all)] = False
        return ordinary_v


@dataclass(frozen=True, eq=False)
class Masked:
    """A batch with its masks: `chosen_n` are flat positions (b·t), `targets_n` what stood there."""

    ids_bt: Ids
    chosen_n: Ids
    targets_n: Ids


def mask(ids_bt: Ids, masking: Masking, rng: np.random.Generator) -> Masked:
    """Choose and replace tokens; special tokens never, and at least one unless the rate is 0."""
    ordinary_v = masking.ordinary_v
    ordinary_bt = ordinary_v[ids_bt]
    if masking.begins_word_v is None:
        chosen_bt = ordinary_bt & (rng.random(ids_bt.shape) < masking.rate)
    else:
        chosen_bt = ordinary_bt & _whole_words(ids_bt, ordinary_bt, masking, rng)
    if masking.rate > 0 and not chosen_bt.any() and ordinary_bt.any():
        chosen_bt.flat[rng.choice(np.flatnonzero(ordinary_bt))] = True
    chosen_n = np.flatnonzero(chosen_bt)
    targets_n = ids_bt.reshape(-1)[chosen_n]
    masked_bt = ids_bt.copy()
    masked_bt.reshape(-1)[chosen_n] = _replaced(targets_n, masking, np.flatnonzero(ordinary_v), rng)
    return Masked(masked_bt, chosen_n, targets_n)


def _whole_words(
    ids_bt: Ids, ordinary_bt: Flags, masking: Masking, rng: np.random.Generator
) -> Flags:
    """One draw a word, for all of its pieces."""
    assert masking.begins_word_v is not None
    begins_bt = masking.begins_word_v[ids_bt] | ~ordinary_bt
    begins_bt[:, 1:] |= ~ordinary_bt[:, :-1]
    begins_bt[:, 0] = True
    # Counting the beginnings so far numbers the words, so that pieces of one word share a draw.
    words_bt = np.cumsum(begins_bt.reshape(-1)).reshape(ids_bt.shape) - 1
    drawn: Flags = rng.random(int(words_bt[-1, -1]) + 1) < masking.rate
    chosen_bt: Flags = drawn[words_bt]
    return chosen_bt


def _replaced(targets_n: Ids, masking: Masking, ordinary: Ids, rng: np.random.Generator) -> Ids:
    fate_n = rng.random(len(targets_n))
    random_n = rng.choice(ordinary, size=len(targets_n))
    kept_or_random_n = np.where(fate_n < MASKED_SHARE + RANDOM_SHARE, random_n, targets_n)
    return np.where(fate_n < MASKED_SHARE, masking.marks.mask, kept_or_random_n)


def word_beginnings(pieces: Sequence[str], follower: str = "") -> Flags:
    """For every piece of a vocabulary, whether a word begins with it.

    WordPiece marks with `follower` (##) what does not begin one; without such a mark, ▁ stands
    where one begins, as in SentencePiece and byte-level BPE. A piece with Chinese characters is a
    word of its own, since no space says where Chinese words begin.
    """

    def begins(piece: str) -> bool:
        marked = not piece.startswith(follower) if follower else piece.startswith("▁")
        return marked or has_chinese(piece)

    return np.array([begins(piece) for piece in pieces], np.bool_)

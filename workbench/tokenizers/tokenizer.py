"""What a tokenizer is: text to ids and back, its pieces, its vocabulary.

SentencePiece models (`sentencepiece_tokenizer`) and the Hub's `tokenizer.json`
(`hub_tokenizer`) are used alike; `opening` tells which a folder holds.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from workbench.tokenizers.chat.spelled import Spelled
from workbench.tokenizers.framing import DocumentFrame
from workbench.tokenizers.frequencies import Frequencies
from workbench.tokenizers.special import SpecialIds

MODEL_FILE = "tokenizer.model"
HUB_FILE = "tokenizer.json"
META_FILE = "meta.json"
SPACE = "▁"
"""What stands for a space inside a piece (U+2581)."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

Ids = NDArray[np.int32]

_SURROGATES = re.compile("[\ud800-\udfff]")


class PieceKind(StrEnum):
    """What a piece of the vocabulary is made of."""

    NORMAL = "normal"
    SPECIAL = "special"
    BYTE = "byte"


@dataclass(frozen=True)
class Piece:
    """A stretch of text as one token; `begin` and `end` count characters of the text.

    Where several tokens make one character (its bytes), all but the last are empty stretches.
    """

    id: int
    piece: str
    begin: int
    end: int


@dataclass(frozen=True)
class VocabularyEntry:
    """A line of the vocabulary; `frequency` counts tokens of the measured text, None if none was.

    `score` is a log-probability for unigram and the negative merge rank for bpe, None of what has
    neither.
    """

    id: int
    piece: str
    score: float | None
    kind: PieceKind
    frequency: int | None


class TextStream(Protocol):
    """Text from ids that come one at a time; joined, it is what decoding at once gives."""

    def feed(self, token_id: int) -> str:
        """The text that is complete now and was not before; often empty."""

    def flush(self) -> str:
        """What is left at the end."""


class Tokenizer(Protocol):
    """Text to ids and back; special tokens are never read from text, only put in by id.

    Thread-safe.
    """

    @property
    def digest(self) -> str:
        """A SHA-256 (hex) of all that decides which ids a document becomes."""

    @property
    def vocabulary_size(self) -> int:
        """One more than the largest id."""

    @property
    def special(self) -> SpecialIds:
        """The special tokens by what they are for."""

    @property
    def follower_mark(self) -> str:
        """What marks a piece that goes on with a word (## in WordPiece); empty where ▁ stands
        where a word begins."""

    @property
    def frame(self) -> DocumentFrame:
        """What stands before and behind a document, and before a prompt."""

    @property
    def document_begin(self) -> tuple[int, ...]:
        """What a document begins with where many follow each other."""

    @property
    def document_end(self) -> tuple[int, ...]:
        """What a document ends with."""

    @property
    def prompt_begin(self) -> tuple[int, ...]:
        """What stands before a prompt."""

    def encode(self, text: str) -> list[int]:
        """The ids of a text, without those that frame a document."""

    def encode_batch(
        self, texts: Sequence[str], num_threads: int, *, as_documents: bool = False
    ) -> list[Ids]:
        """The ids of each text; `as_documents` frames it by document_begin and document_end.

        The texts must be valid Unicode: no lone surrogates, as text read from a file has none.
        """

    def encode_parts(
        self, consecutive: Sequence[str], num_threads: int, *, at_beginning: bool
    ) -> list[Ids]:
        """The ids of consecutive `parts` of one text, together those of the text.

        A cut inside what a piece holds (a word, a run of spaces) may end it early.
        `at_beginning`: the first part begins the text.
        """

    def encode_masked(self, parts: Sequence[str]) -> list[int]:
        """The ids of a text with a mask between any two consecutive `parts` of it."""

    @property
    def special_pieces(self) -> frozenset[str]:
        """The spellings of the special tokens, which no text but a template's may become."""

    @property
    def added_pieces(self) -> frozenset[str]:
        """These, and whatever else is one token wherever it stands."""

    def encode_spelled(self, texts: Sequence[str]) -> list[Spelled]:
        """The tokens of texts in which special tokens are spelled, but across no BREAK."""

    def decode(self, ids: Sequence[int]) -> str:
        """The text of ids; special tokens have none, and broken UTF-8 becomes U+FFFD."""

    def stream(self) -> TextStream:
        """Decoding for ids that come one at a time."""

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """The text's tokens with the stretches they come from."""

    def piece(self, token_id: int) -> str:
        """A token as the vocabulary spells it, with ▁ for spaces."""

    def id_of(self, piece: str) -> int | None:
        """The id of a piece of the vocabulary; where there is none, that of unknown text."""

    def byte_of(self, token_id: int) -> int | None:
        """The byte that a piece of one byte stands for; None for all others."""

    def is_silent(self, token_id: int) -> bool:
        """Whether a token has no text: a special one."""

    def vocabulary(self, frequencies: Frequencies | None = None) -> tuple[VocabularyEntry, ...]:
        """All pieces in order of id.

        `frequencies` are those of token shards; without them, those of the text that was
        measured when the tokenizer was trained (none of an imported one).
        """


def framed(batch: Sequence[Ids], frame: DocumentFrame) -> list[Ids]:
    """Each text's ids between those that begin and end a document."""
    begin = np.array(frame.begin, dtype=np.int32)
    end = np.array(frame.end, dtype=np.int32)
    return [np.concatenate([begin, ids, end]) for ids in batch]


def masked_within(tokenizer: Tokenizer, parts: Sequence[str]) -> list[int]:
    """The ids of a text with a mask between any two parts, where a mask is a piece of the text.

    As in training: it stands for a piece and the space before it, and the text goes on behind it.
    """
    stripped = [part.rstrip() for part in parts]
    first, *rest = tokenizer.encode_parts(stripped, num_threads=1, at_beginning=True)
    ids: list[int] = first.tolist()
    for part in rest:
        assert tokenizer.special.mask is not None
        ids += [tokenizer.special.mask, *part.tolist()]
    return ids


def clean(text: str) -> str:
    """A text with lone surrogates, which UTF-8 cannot hold, replaced by U+FFFD."""
    return _SURROGATES.sub(REPLACEMENT, text)

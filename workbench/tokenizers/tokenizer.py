"""A trained tokenizer: text to ids and back, its pieces, its vocabulary."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sentencepiece import SentencePieceProcessor

from workbench.errors import NotFound
from workbench.store import manifest
from workbench.tokenizers.frequencies import FREQUENCIES_FILE, Frequencies, read_npy
from workbench.tokenizers.special import NUM_SPECIAL

MODEL_FILE = "tokenizer.model"
META_FILE = "meta.json"
SPACE = "▁"
"""What stands for a space inside a piece (U+2581)."""

Ids = NDArray[np.int32]

_SURROGATES = re.compile("[\ud800-\udfff]")


class LeadingSpaces(Enum):
    """Which spaces decoding drops where a text begins."""

    NONE = auto()
    FIRST = auto()
    ALL = auto()


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
    """A line of the vocabulary; `frequency` counts tokens of the measured text.

    `score` is a log-probability for unigram and the negative merge rank for bpe.
    """

    id: int
    piece: str
    score: float
    kind: PieceKind
    frequency: int


class Tokenizer:
    """A SentencePiece model; special tokens are never read from text, only put in by id.

    Thread-safe. `digest` is the SHA-256 of the model's bytes.
    """

    def __init__(self, model: bytes, frequencies: Frequencies | None = None) -> None:
        self._processor = SentencePieceProcessor(model_proto=model)
        self.digest = hashlib.sha256(model).hexdigest()
        self.vocabulary_size: int = self._processor.vocab_size()
        self._frequencies = frequencies
        newline = self._processor.encode("\n")
        self._guard = "\n" if newline and self._is_line_end(newline[-1]) else ""
        self._guard_tokens = len(newline) if self._guard else 0

    @classmethod
    def open(cls, folder: Path) -> "Tokenizer":
        """The tokenizer stored in `folder`; raises NotFound, or Corrupt naming the file."""
        if not folder.is_dir():
            raise NotFound("there is no tokenizer in {folder}", folder=folder)
        # Most damaged models load without complaint and cut text differently.
        manifest.verify(folder)
        model = (folder / MODEL_FILE).read_bytes()
        return cls(model, read_npy(folder / FREQUENCIES_FILE))

    def encode(self, text: str) -> list[int]:
        """The ids of a text, without <s> and </s>."""
        ids: list[int] = self._processor.encode(_clean(text))
        return ids

    def encode_batch(
        self, texts: Sequence[str], num_threads: int, *, bos_eos: bool = False
    ) -> list[Ids]:
        """The ids of each text; `bos_eos` frames it in <s> </s>.

        The texts must be valid Unicode: no lone surrogates, as text read from a file has none.
        """
        encoded: list[Ids] = self._processor.encode(
            list(texts),
            return_type="numpy",
            num_threads=num_threads,
            add_bos=bos_eos,
            add_eos=bos_eos,
        )
        return encoded

    def encode_parts(
        self, consecutive: Sequence[str], num_threads: int, *, at_beginning: bool
    ) -> list[Ids]:
        """The ids of consecutive `parts` of one text, together those of the text.

        A cut at a line end changes no id but where two ways to cut are equally good; one inside a
        word may end a piece early. `at_beginning`: the first part begins the text.
        """
        begin = int(at_beginning)
        texts = [*consecutive[:begin], *map(self._continued, consecutive[begin:])]
        ids = self.encode_batch(texts, num_threads)
        return [*ids[:begin], *(part[self._guard_tokens :] for part in ids[begin:])]

    def _continued(self, part: str) -> str:
        """A part so that it is not read as the beginning of a text, which gets a space in front.

        A line end before it takes that space, and both tokens are dropped; where line ends are
        no tokens, the part's own first space is left to stand for it.
        """
        return self._guard + part if self._guard else _without_space(part)

    def decode(self, ids: Sequence[int]) -> str:
        """The text of ids; special tokens have none, and broken UTF-8 becomes U+FFFD."""
        text: str = self._processor.decode([int(i) for i in ids])
        return text

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """The text's tokens with the stretches they come from."""
        found = self._processor.encode_as_offset_mapping(_clean(text))
        columns = zip(found["ids"], found["pieces"], found["offsets"], strict=True)
        return tuple(Piece(i, piece, begin, end) for i, piece, (begin, end) in columns)

    def piece(self, token_id: int) -> str:
        """A token as the vocabulary spells it, with ▁ for spaces."""
        piece: str = self._processor.id_to_piece(int(token_id))
        return piece

    def id_of(self, piece: str) -> int:
        """The id of a piece of the vocabulary; UNK where there is none."""
        found: int = self._processor.piece_to_id(piece)
        return found

    def byte_of(self, token_id: int) -> int | None:
        """The byte that a byte piece stands for; None for all others."""
        return int(self.piece(token_id)[3:5], 16) if self._processor.is_byte(token_id) else None

    def vocabulary(self, frequencies: Frequencies | None = None) -> tuple[VocabularyEntry, ...]:
        """All pieces in order of id.

        `frequencies` are those of token shards; without them, those of the text that was
        measured when the tokenizer was trained.
        """
        counts = self._frequencies if frequencies is None else frequencies
        if counts is None:
            counts = np.zeros(self.vocabulary_size, dtype=np.int64)
        return tuple(
            VocabularyEntry(i, self.piece(i), self._processor.get_score(i), self._kind(i), int(n))
            for i, n in enumerate(counts)
        )

    @property
    def leading_spaces(self) -> "LeadingSpaces":
        """What decoding drops where a text begins."""
        if self._processor.normalize("  a") in ("a", f"{SPACE}a"):
            return LeadingSpaces.ALL
        marked = self._processor.normalize("a").startswith(SPACE)
        return LeadingSpaces.FIRST if marked else LeadingSpaces.NONE

    def _kind(self, token_id: int) -> PieceKind:
        if token_id < NUM_SPECIAL:
            return PieceKind.SPECIAL
        return PieceKind.BYTE if self._processor.is_byte(token_id) else PieceKind.NORMAL

    def _is_line_end(self, token_id: int) -> bool:
        return self.piece(token_id) == "\n" or self.byte_of(token_id) == ord("\n")


def _without_space(part: str) -> str:
    return part[1:] if part[:1].isspace() else part


def _clean(text: str) -> str:
    """A text with lone surrogates, which UTF-8 cannot hold, replaced by U+FFFD."""
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)

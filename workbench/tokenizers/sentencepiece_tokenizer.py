"""A SentencePiece model as a tokenizer: what is trained here, and Llama's `tokenizer.model`."""

import hashlib
import re
from collections.abc import Sequence
from functools import cached_property

from sentencepiece import SentencePieceProcessor

from workbench.tokenizers.chat.spelled import Spelled, put_together, stretches
from workbench.tokenizers.framing import DocumentFrame, Framing
from workbench.tokenizers.frequencies import Frequencies
from workbench.tokenizers.piece_stream import LeadingSpaces, PieceStream
from workbench.tokenizers.special import SPECIAL_PIECES, SpecialIds
from workbench.tokenizers.tokenizer import (
    SPACE,
    Ids,
    Piece,
    PieceKind,
    VocabularyEntry,
    clean,
    framed,
    masked_within,
)


class SentencePieceTokenizer:
    """A SentencePiece model; `digest` is the SHA-256 of its bytes and of a frame of its own.

    Pad, unk, bos and eos are those that the model names; cls, sep and mask are its control
    symbols [CLS], [SEP] and [MASK].
    """

    def __init__(
        self,
        model: bytes,
        frequencies: Frequencies | None = None,
        *,
        framing: Framing | None = None,
    ) -> None:
        self._processor = SentencePieceProcessor(model_proto=model)
        self.vocabulary_size: int = self._processor.vocab_size()
        self.special = _special_of(self._processor)
        self.frame = DocumentFrame(self.special, framing)
        self.digest = hashlib.sha256(model + self.frame.mark.encode()).hexdigest()
        self._frequencies = frequencies
        newline = self._processor.encode("\n")
        self._guard = "\n" if newline and self._is_line_end(newline[-1]) else ""
        self._guard_tokens = len(newline) if self._guard else 0

    follower_mark = ""

    @property
    def document_begin(self) -> tuple[int, ...]:
        return self.frame.begin

    @property
    def document_end(self) -> tuple[int, ...]:
        return self.frame.end

    @property
    def prompt_begin(self) -> tuple[int, ...]:
        return self.frame.prompt_begin

    def encode(self, text: str) -> list[int]:
        ids: list[int] = self._processor.encode(clean(text))
        return ids

    def encode_batch(
        self, texts: Sequence[str], num_threads: int, *, as_documents: bool = False
    ) -> list[Ids]:
        natively = as_documents and self._frames_natively
        encoded: list[Ids] = self._processor.encode(
            list(texts),
            return_type="numpy",
            num_threads=num_threads,
            add_bos=natively,
            add_eos=natively,
        )
        return framed(encoded, self.frame) if as_documents and not natively else encoded

    @property
    def _frames_natively(self) -> bool:
        """Whether the library, which is faster at it, frames a document as we do."""
        own = (self._processor.bos_id(),), (self._processor.eos_id(),)
        return own == (self.frame.begin, self.frame.end)

    def encode_parts(
        self, consecutive: Sequence[str], num_threads: int, *, at_beginning: bool
    ) -> list[Ids]:
        """A cut at a line end changes no id but where two ways to cut are equally good."""
        begin = int(at_beginning)
        texts = [*consecutive[:begin], *map(self._continued, consecutive[begin:])]
        ids = self.encode_batch(texts, num_threads)
        return [*ids[:begin], *(part[self._guard_tokens :] for part in ids[begin:])]

    def encode_masked(self, parts: Sequence[str]) -> list[int]:
        return masked_within(self, parts)

    @cached_property
    def special_pieces(self) -> frozenset[str]:
        """The spellings of tokens that stand for no text."""
        return frozenset(map(self.piece, filter(self.is_silent, range(self.vocabulary_size))))

    @property
    def added_pieces(self) -> frozenset[str]:
        return self.special_pieces

    def encode_spelled(self, texts: Sequence[str]) -> list[Spelled]:
        return [self._read(text) for text in texts]

    def _read(self, text: str) -> Spelled:
        parts: list[tuple[list[int], list[tuple[int, int]], int]] = []
        for begin, stretch in stretches(text):
            place = begin
            for part in self._cut.split(stretch):
                if part in self.special_pieces:
                    parts.append(([self.id_of(part)], [(0, len(part))], place))
                else:
                    pieces = self.pieces(part)
                    places = [(piece.begin, piece.end) for piece in pieces]
                    parts.append(([piece.id for piece in pieces], places, place))
                place += len(part)
        return put_together(parts)

    @cached_property
    def _cut(self) -> re.Pattern[str]:
        return re.compile(f"({'|'.join(map(re.escape, self.special_pieces))})")

    def _continued(self, part: str) -> str:
        """A part so that it is not read as the beginning of a text, which gets a space in front.

        A line end before it takes that space, and both tokens are dropped; where line ends are
        no tokens, the part's own first space is left to stand for it.
        """
        return self._guard + part if self._guard else _without_space(part)

    def decode(self, ids: Sequence[int]) -> str:
        text: str = self._processor.decode([int(i) for i in ids])
        return text

    def stream(self) -> PieceStream:
        return PieceStream(self)

    def pieces(self, text: str) -> tuple[Piece, ...]:
        mapping = self._processor.encode_as_offset_mapping(clean(text))
        columns = zip(mapping["ids"], mapping["pieces"], mapping["offsets"], strict=True)
        return tuple(Piece(i, piece, begin, end) for i, piece, (begin, end) in columns)

    def piece(self, token_id: int) -> str:
        piece: str = self._processor.id_to_piece(int(token_id))
        return piece

    def id_of(self, piece: str) -> int:
        token_id: int = self._processor.piece_to_id(piece)
        return token_id

    def byte_of(self, token_id: int) -> int | None:
        is_byte = self._processor.is_byte(int(token_id))
        return int(self.piece(token_id)[3:5], 16) if is_byte else None

    def is_silent(self, token_id: int) -> bool:
        """Whether a token has no text: a control symbol."""
        silent: bool = self._processor.is_control(int(token_id))
        return silent

    def vocabulary(self, frequencies: Frequencies | None = None) -> tuple[VocabularyEntry, ...]:
        counts = self._frequencies if frequencies is None else frequencies
        return tuple(
            VocabularyEntry(
                i,
                self.piece(i),
                self._score(i),
                self._kind(i),
                None if counts is None else int(counts[i]),
            )
            for i in range(self.vocabulary_size)
        )

    def _score(self, token_id: int) -> float | None:
        """What SentencePiece weighs a piece by; symbols and bytes hold a number without meaning."""
        if self._kind(token_id) is not PieceKind.NORMAL:
            return None
        score: float = self._processor.get_score(token_id)
        return score

    @property
    def leading_spaces(self) -> LeadingSpaces:
        """What decoding drops where a text begins."""
        if self._processor.normalize("  a") in ("a", f"{SPACE}a"):
            return LeadingSpaces.ALL
        marked = self._processor.normalize("a").startswith(SPACE)
        return LeadingSpaces.FIRST if marked else LeadingSpaces.NONE

    def _kind(self, token_id: int) -> PieceKind:
        if self.is_silent(token_id) or token_id == self.special.unk:
            return PieceKind.SPECIAL
        return PieceKind.BYTE if self._processor.is_byte(token_id) else PieceKind.NORMAL

    def _is_line_end(self, token_id: int) -> bool:
        return self.piece(token_id) == "\n" or self.byte_of(token_id) == ord("\n")


def _special_of(processor: SentencePieceProcessor) -> SpecialIds:
    named = {
        "pad": processor.pad_id(),
        "unk": processor.unk_id(),
        "bos": processor.bos_id(),
        "eos": processor.eos_id(),
    }
    ids = {role: token_id for role, token_id in named.items() if token_id >= 0}
    for role, piece in zip(("cls", "sep", "mask"), SPECIAL_PIECES[2:5], strict=True):
        token_id = processor.piece_to_id(piece)
        if processor.is_control(token_id):
            ids[role] = token_id
    return SpecialIds(**ids)


def _without_space(part: str) -> str:
    return part[1:] if part[:1].isspace() else part

"""Text from SentencePiece tokens that come one at a time, piece by piece."""

from enum import Enum, auto
from typing import TYPE_CHECKING

from workbench.tokenizers.decoder import complete_utf8
from workbench.tokenizers.tokenizer import REPLACEMENT, SPACE

if TYPE_CHECKING:
    from workbench.tokenizers.sentencepiece_tokenizer import SentencePieceTokenizer


class LeadingSpaces(Enum):
    """Which spaces decoding drops where a text begins."""

    NONE = auto()
    FIRST = auto()
    ALL = auto()


class PieceStream:
    """Each piece has its own text; a character spelled in bytes appears with its last byte."""

    def __init__(self, tokenizer: "SentencePieceTokenizer") -> None:
        self._tokenizer = tokenizer
        self._leading = tokenizer.leading_spaces
        self._bytes = b""

    def feed(self, token_id: int) -> str:
        byte = self._tokenizer.byte_of(token_id)
        if byte is None:
            return self.flush() + self._surface(token_id)
        text, self._bytes = complete_utf8(self._bytes + bytes([byte]))
        if self._bytes or text:
            self._leading = LeadingSpaces.NONE
        return text

    def flush(self) -> str:
        """A mark for each byte of an unfinished character."""
        text = REPLACEMENT * len(self._bytes)
        self._bytes = b""
        return text

    def _surface(self, token_id: int) -> str:
        if token_id == self._tokenizer.special.unk:
            self._leading = LeadingSpaces.NONE
            return self._tokenizer.decode([token_id])
        if self._tokenizer.is_silent(token_id):
            return ""
        piece = self._tokenizer.piece(token_id)
        text = piece if self._leading is LeadingSpaces.NONE else piece.removeprefix(SPACE)
        if text or self._leading is LeadingSpaces.FIRST:
            self._leading = LeadingSpaces.NONE
        return text.replace(SPACE, " ")

"""A text's tokens as they are shown to a person: with what a model reads around them."""

import re

from workbench.tokenizers.tokenizer import Piece, Tokenizer

_BYTE_PIECE = re.compile("<0x([0-9A-F]{2})>")


def framed_pieces(
    tokenizer: Tokenizer, text: str, *, add_special_tokens: bool = True
) -> tuple[Piece, ...]:
    """The text's pieces, with what the tokenizer's own files put around a text if they do.

    Special tokens stand for an empty stretch. A tokenizer that was trained here has no framing of
    its own: what is put around a text depends on the model.
    """
    pieces, framing = tokenizer.pieces(text), tokenizer.frame.recorded
    if framing is None or not add_special_tokens:
        return pieces
    before = (Piece(i, tokenizer.piece(i), 0, 0) for i in framing.begin)
    behind = (Piece(i, tokenizer.piece(i), len(text), len(text)) for i in framing.end)
    return (*before, *pieces, *behind)


def as_seen(piece: str) -> str:
    """A piece as people read it: a byte of ASCII as its character, one of another as ⟨E4⟩."""
    return _BYTE_PIECE.sub(_seen_byte, piece)


def _seen_byte(match: re.Match[str]) -> str:
    byte = int(match[1], 16)
    return chr(byte) if byte < 128 else f"⟨{match[1]}⟩"

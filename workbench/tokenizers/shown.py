"""A text's tokens as they are shown to a person: with what a model reads around them."""

from workbench.tokenizers.tokenizer import Piece, Tokenizer


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

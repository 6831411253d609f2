"""Finding a piece by how a person writes it, and the nearest ones where there is none."""

import difflib
from collections.abc import Sequence

from workbench.errors import BadInput
from workbench.short_form import shortened
from workbench.tokenizers.tokenizer import SPACE, Tokenizer
from workbench.words import listed

_MOST_NEAR = 5
_MOST_READ = 12
_LENGTHS_APART = 3


def find_piece(pieces: Sequence[str], wanted: str | int, tokenizer: Tokenizer) -> int:
    """The id of a piece: as it is spelled, with spaces for ▁, or as it begins a word.

    Raises BadInput, which says how the text is read and what is spelled nearly so.
    """
    if isinstance(wanted, int):
        if 0 <= wanted < len(pieces):
            return wanted
        raise BadInput(
            "there is no piece {id}; the vocabulary has {size}, counted from 0",
            id=wanted,
            size=len(pieces),
        )
    if not wanted:
        raise BadInput("no piece was named; write one, such as a short word")
    marked = wanted.replace(" ", SPACE)
    for spelling in (wanted, marked, SPACE + marked):
        if spelling in pieces:
            return pieces.index(spelling)
    ids = tokenizer.encode(wanted)
    read = [tokenizer.piece(one) for one in ids[:_MOST_READ]]
    read += ["…"] if len(ids) > _MOST_READ else []
    near = near_spellings(pieces, marked)
    if not near:
        raise BadInput(
            "'{piece}' is no piece of the vocabulary: it is read as {read}; choose one of these",
            piece=shortened(wanted),
            read=listed(read),
        )
    raise BadInput(
        "'{piece}' is no piece of the vocabulary: it is read as {read}; spelled nearly so are "
        "{near}",
        piece=shortened(wanted),
        read=listed(read),
        near=listed(near),
    )


def near_spellings(pieces: Sequence[str], wanted: str) -> list[str]:
    """Those that differ in marks and case alone, then those that begin so, then similar ones."""
    plain = _plain(wanted)
    if not plain:
        return []
    folded = [(_plain(piece), piece) for piece in pieces]
    same = [piece for text, piece in folded if text == plain]
    longer = sorted((p for text, p in folded if text.startswith(plain) and text != plain), key=len)
    near = (same + longer)[:_MOST_NEAR]
    if len(near) < _MOST_NEAR:
        about_as_long = {
            text: piece for text, piece in folded if abs(len(text) - len(plain)) <= _LENGTHS_APART
        }
        similar = difflib.get_close_matches(plain, about_as_long, n=_MOST_NEAR)
        near += [about_as_long[text] for text in similar]
    return list(dict.fromkeys(near))[:_MOST_NEAR]


def _plain(piece: str) -> str:
    """Without the marks of words, and without regard to case."""
    return piece.removeprefix("##").replace(SPACE, "").casefold()

"""What a piece of the vocabulary is, apart from its embedding: a word's beginning, length, script.

Free of torch.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.tokenizers.tokenizer import SPACE, PieceKind, VocabularyEntry

HAN = "Han"
_DIGITS, _SIGNS, _SPACES = "digits", "signs", "space"


@dataclass(frozen=True)
class EmbeddedPiece:
    """A piece and its properties; `frequency` is None where the tokenizer came without counts."""

    id: int
    piece: str
    kind: PieceKind
    length: int
    begins_word: bool
    script: str
    frequency: int | None


def embedded_piece(entry: VocabularyEntry, follower_mark: str) -> EmbeddedPiece:
    """The properties of an entry; its length counts characters without the mark of a word."""
    text = text_of(entry.piece, follower_mark)
    is_normal = entry.kind is PieceKind.NORMAL
    return EmbeddedPiece(
        id=entry.id,
        piece=entry.piece,
        kind=entry.kind,
        length=len(text) if is_normal else 1,
        begins_word=is_normal and begins_word(entry.piece, follower_mark),
        script=script_of(text) if is_normal else entry.kind.value,
        frequency=entry.frequency,
    )


def begins_word(piece: str, follower_mark: str) -> bool:
    """By the mark of WordPiece or by ▁; a language without spaces marks no words."""
    return not piece.startswith(follower_mark) if follower_mark else piece.startswith(SPACE)


def text_of(piece: str, follower_mark: str) -> str:
    """A piece without the mark that it begins with."""
    return piece.removeprefix(follower_mark or SPACE)


def common_spelling(entry: VocabularyEntry, follower_mark: str) -> str:
    """With ▁ where a word begins, whichever way the tokenizer marks it."""
    if entry.kind is not PieceKind.NORMAL:
        return f"{entry.kind.value} {entry.piece}"
    mark = SPACE if begins_word(entry.piece, follower_mark) else ""
    return mark + text_of(entry.piece, follower_mark)


def script_of(text: str) -> str:
    """The script of the first letter, such as Latin, Han or Cyrillic; digits, signs, or space."""
    letters = [one for one in text if one.isalpha()]
    if letters:
        name = unicodedata.name(letters[0], "unknown").split()[0]
        return HAN if name == "CJK" else name.capitalize()
    if any(one.isdigit() for one in text):
        return _DIGITS
    return _SIGNS if text.replace(SPACE, "").strip() else _SPACES


def commonest(entries: Sequence[VocabularyEntry], most: int) -> tuple[list[VocabularyEntry], bool]:
    """Ordinary pieces, the most frequent first, and whether frequencies are known at all.

    Without them the first by id: merges of BPE are numbered by their frequency, roughly.
    """
    ordinary = [one for one in entries if one.kind is PieceKind.NORMAL and one.piece]
    known = any(one.frequency is not None for one in ordinary)
    if known:
        ordinary = [one for one in ordinary if one.frequency]
        ordinary.sort(key=lambda one: (-(one.frequency or 0), one.id))
    return ordinary[:most], known

"""SentencePiece's normaliser as the `normalizer` of a Hugging Face tokenizer.json.

The order is SentencePiece's: its table of characters, spaces, the space in front, the mark for
spaces. Hugging Face's `Precompiled` looks up a base letter with its accents as one, and only by
the shortest entry that fits, so "E" + U+0301 could lose its accent. Therefore letters are composed
before and after (NFC), and what still does not compose is set apart for the look-up.
"""

import base64
import unicodedata
from typing import Any

from workbench.tokenizers.hub.model_proto import ModelProto, PieceType
from workbench.tokenizers.tokenizer import SPACE

_APART = "\ufdd0"
"""A code point that no text may hold (a noncharacter)."""

_STAND_INS = range(0xF0000, 0xFFFFE)
"""Private code points that stand for the user's own symbols while others are looked up."""

_JOINING = r"(?!\A)(?=[\p{M}\p{Cf}\n\u0e33\u0eb3\uff9e\uff9f])"
"""In front of whatever could be taken as one with the character before it.

Never at a text's beginning, where an insertion crashes `Precompiled` (tokenizers 0.23).
"""


def normalizer(model: ModelProto) -> dict[str, Any]:
    """The JSON object for this model."""
    steps: list[dict[str, Any]] = []
    early = model.add_dummy_prefix and not model.remove_extra_whitespaces
    if early:
        # Before the table: a text that the table empties still has its space in front.
        steps.append(_prepend(" "))
    if model.charsmap:
        steps += _table(model)
    if model.remove_extra_whitespaces:
        steps += [_replace_regex(r"\A +", ""), _replace_regex(" {2,}", " ")]
    if model.add_dummy_prefix and not early:
        steps.append(_prepend(SPACE))
    steps.append(_replace(" ", SPACE))
    if model.remove_extra_whitespaces:
        steps.append(_replace_regex(rf"{SPACE}+\z", ""))
    return {"type": "Sequence", "normalizers": steps}


def _table(model: ModelProto) -> list[dict[str, Any]]:
    own = dict(zip(_changing_symbols(model), map(chr, _STAND_INS), strict=False))
    return [
        *(_replace(symbol, stand_in) for symbol, stand_in in own.items()),
        {"type": "NFC"},
        _replace_regex(_JOINING, _APART),
        {
            "type": "Precompiled",
            "precompiled_charsmap": base64.b64encode(model.charsmap).decode(),
        },
        _replace(_APART, ""),
        {"type": "NFC"},
        *(_replace(stand_in, symbol) for symbol, stand_in in own.items()),
    ]


def _changing_symbols(model: ModelProto) -> list[str]:
    """The user's own symbols that the table could change, the longest first; it must not."""
    own = (piece.piece for piece in model.pieces if piece.type is PieceType.USER_DEFINED)
    return sorted((symbol for symbol in own if _may_change(symbol)), key=len, reverse=True)


def _may_change(symbol: str) -> bool:
    folded = unicodedata.normalize("NFKC", symbol).casefold()
    return folded != symbol or not symbol.isprintable()


def _prepend(text: str) -> dict[str, Any]:
    return {"type": "Prepend", "prepend": text}


def _replace(text: str, content: str) -> dict[str, Any]:
    return {"type": "Replace", "pattern": {"String": text}, "content": content}


def _replace_regex(pattern: str, content: str) -> dict[str, Any]:
    return {"type": "Replace", "pattern": {"Regex": pattern}, "content": content}

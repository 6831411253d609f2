"""How texts are searched: by any part, whatever its case, its width and the signs in it.

A text is kept as its words with a space between them, and on both sides of each character of a
script without spaces, so that any part of that is a part of the text. All of it is looked through:
20,000 texts of some 200 words (34 MB) take about 60 ms. An index of all triples of characters
answers in less than one, but is five times as large as the texts, and finds no two letters.
"""

import re
import unicodedata

_ALONE = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f"  # Burmese
    "\u1780-\u17ff"  # Khmer
    "\u2e80-\u2fdf"
    "\u3005-\u3007"
    "\u3040-\u30ff"  # kana
    "\u3100-\u312f"
    "\u31a0-\u31bf"
    "\u31f0-\u31ff"
    "\u3400-\u4dbf"
    "\u4e00-\u9fff"  # Chinese characters
    "\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""The characters of scripts that put no spaces between words."""

_CHARACTER = re.compile(f"([{_ALONE}])")
_WORD = re.compile(r"[^\W_]+")


def as_indexed(text: str) -> str:
    """A text so that the index finds its words, and its characters where there are no words."""
    return " ".join(_words(text))


def as_sought(text: str) -> list[str]:
    """What is typed into a search field, as it is looked for in what is indexed; empty for no word.

    All parts between spaces must be found, each anywhere, also within a word.
    """
    parts = (as_indexed(part) for part in text.split())
    return [part for part in parts if part]


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _WORD.findall(_CHARACTER.sub(r" \1 ", folded))

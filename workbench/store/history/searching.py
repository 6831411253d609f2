"""How texts are searched: words by their beginning, and each character of a script without spaces.

SQLite's own tokenizers take a run of Chinese for one word, and find no text shorter than three
characters in it. So a text is kept with a space on both sides of each such character, and what is
looked for is a phrase of such characters and words.
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


def as_query(text: str) -> str:
    """What is typed into a search field, as the index is asked; empty where there is no word.

    All parts between spaces must be found: each as it stands, its last word by its beginning.
    """
    phrases = (_words(part) for part in text.split())
    return " ".join(f'"{" ".join(words)}" *' for words in phrases if words)


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _WORD.findall(_CHARACTER.sub(r" \1 ", folded))

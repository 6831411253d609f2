"""Which characters are those of Chinese text, for rules that differ where no spaces stand."""

import re

CHINESE = (
    "\u3001-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uffef"
    "\U00020000-\U0003ffff"
)
"""Inside the brackets of a regular expression: ideographs, kana, and full-width marks."""

_CHINESE = re.compile(f"[{CHINESE}]")


def has_chinese(text: str) -> bool:
    """Whether at least one of the characters is one of Chinese text."""
    return _CHINESE.search(text) is not None

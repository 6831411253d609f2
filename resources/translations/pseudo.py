"""A language that nobody speaks: English, marked and longer, to find what a window clips."""

import re

_ACCENTED = str.maketrans("aceinosuyACEINOSUY", "åçéîñøšûýÅÇÉÎÑØŠÛÝ")
_KEPT = re.compile(r"(\{[^{}]*\}|%\w|&)")
"""Placeholders and mnemonics, which a translation keeps."""


def pseudo(text: str) -> str:
    """The text in brackets, with accents, and a third longer; its placeholders stay."""
    parts = _KEPT.split(text)
    accented = [part if _KEPT.fullmatch(part) else part.translate(_ACCENTED) for part in parts]
    return f"[{''.join(accented)}{'~' * (len(text) // 3)}]"

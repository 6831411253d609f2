"""The sentences of a document, roughly: what ends with a sign that ends one."""

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]+[”’»」』)\]）\"]*")


def sentences(text: str) -> Iterator[re.Match[str]]:
    """One match a sentence, with the spaces before it."""
    return _SENTENCE.finditer(text)

"""A text as it is compared with a corpus: without what tokenizers change.

Some tokenizers read a full-width comma as a plain one, or every space as one space: a passage that
a model has learnt by heart is then written so.
"""

import unicodedata

END = b"\xff"
"""Stands behind each document; no byte of a text in UTF-8 is like it."""


def folded(text: str) -> str:
    """A text in Unicode's form NFKC, each run of white space as one space, none at its ends."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("\0", " ").split())


def folded_bytes(text: str) -> bytes:
    """The same in UTF-8; halves of characters as what stands for no character."""
    return folded(text).encode("utf-8", errors="replace")

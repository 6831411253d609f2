"""Cutting long texts where it shows least."""

from collections.abc import Iterator


def parts(text: str, most: int) -> Iterator[str]:
    """The text in parts of at most `most` characters; joined, they are the text.

    A part ends before a line end, or else before a space, or else anywhere. There is at least
    one part.
    """
    begin = 0
    while len(text) - begin > most:
        end = _best_end(text, begin + 1, begin + most)
        yield text[begin:end]
        begin = end
    yield text[begin:]


def _best_end(text: str, first: int, last: int) -> int:
    for mark in ("\n", " "):
        end = text.rfind(mark, first, last + 1)
        if end >= 0:
            return end
    return last

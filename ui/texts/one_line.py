"""A text where there is one line for it."""

_MOST_CHARACTERS = 60


def one_line(text: str) -> str:
    """A text as a menu's line: short, and no letter taken for a shortcut."""
    return shortened(text).replace("&", "&&")


def shortened(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _MOST_CHARACTERS else line[: _MOST_CHARACTERS - 1] + "…"

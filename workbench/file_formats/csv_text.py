"""The one writer of CSV: text in a cell stays text, whatever spreadsheet opens it.

Source: https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import unicodedata
from collections.abc import Iterable

from workbench.words import printable

_SIGNS = frozenset("=+-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋")
"""What a formula begins with, and what some spreadsheets read as that."""
_CONTROLS = frozenset("\t\r\n")


def csv_text(lines: Iterable[Iterable[object]]) -> str:
    """Lines of cells as CSV, the heading among them: each ends in a line feed, None is empty.

    Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers do not.
    """
    written = _Lines()
    writer = csv.writer(written)
    writer.writerows([_cell(value) for value in line] for line in lines)
    return "".join(written)


class _Lines(list[str]):
    """What a writer of CSV hands over, a line at a time.

    The writer quotes the characters that end its own lines: it must not be told of a line feed
    alone, or a carriage return in a text would begin a new line.
    """

    def write(self, line: str) -> None:
        self.append(line.removesuffix("\r\n") + "\n")


def _cell(value: object) -> object:
    return harmless(printable(value)) if isinstance(value, str) else value


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula; signs of full width count like plain ones."""
    first = next(filter(_is_seen, text), "")
    return f"'{text}" if first in _SIGNS or text[:1] in _CONTROLS else text


def _is_seen(character: str) -> bool:
    """Whether a character is more than space, a line's end, or a sign that formats others."""
    return not character.isspace() and unicodedata.category(character) not in ("Cc", "Cf")

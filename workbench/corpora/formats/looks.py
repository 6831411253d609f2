"""What a file looks like that is named as something else: records, a table, or XML as plain text.

It is said and never acted on: a text about JSON, or a poem with tabs, is a text.
"""

import re
from collections.abc import Sequence
from itertools import islice

from workbench.corpora.formats.dialect import AskedDialect
from workbench.corpora.formats.guess import guessed_dialect
from workbench.corpora.formats.heading import names_columns
from workbench.corpora.formats.json_files import is_object, record_start
from workbench.corpora.sources import Format
from workbench.corpora.text import TextBlock
from workbench.words import Words, words

_LOOKED_AT = 64 * 1024
"""So many characters tell."""
_LINES = 50
_MOST = 0.9

_JSON = re.compile(r'\[\s*[{"]|\{\s*"(?:[^"\\]|\\.)*"\s*:')
_XML = re.compile(r"<\?xml\s|(?:<!--.*?-->\s*)?<([A-Za-z][\w:.-]*)(?:\s[^<>]*)?>", re.DOTALL)
_IN_SENTENCES = (",", ";")
_FEW, _SOME = 3, 5
"""So many lines with as many tabs each are no chance; with as many commas, so many."""

_NAMES = {
    Format.JSON: words("JSON"),
    Format.JSONL: words("JSON lines"),
    Format.CSV: words("a table (CSV)"),
    Format.TSV: words("a table (TSV)"),
}
_READ_AS = {
    Format.TEXT: words("plain text"),
    Format.CSV: words("a table (CSV)"),
    Format.TSV: words("a table (TSV)"),
}


def told_of_look(file: str, format: Format, text: str) -> Words | None:
    """The sentence for a file that begins with `text` and looks like another format than its own.

    None where there is nothing to say.
    """
    other = looks_like(format, text)
    if other is not None:
        return words(
            "{file} is read as {read}, by its name, and looks like {kind}; choose the format "
            "{format} (--format {format}), or give its name the ending .{format}",
            file=file,
            read=_READ_AS[format],
            kind=_NAMES[other],
            format=other.value,
        )
    if format is Format.TEXT and _is_xml(text[:_LOOKED_AT]):
        return words(
            "{file} looks like XML, and its tags are read as text too; take them out first if they "
            "are not to be learnt",
            file=file,
        )
    return None


def looks_like(format: Format, text: str) -> Format | None:
    """The format of records or tables that a text or table is written in, if it is another one."""
    if format not in _READ_AS:
        return None
    text = text.lstrip()
    if text.startswith(("{", "[")):
        return _json(text)
    return _table(text[:_LOOKED_AT]) if format is Format.TEXT else None


def _json(text: str) -> Format | None:
    lines = _first_lines(text)
    objects = sum(map(is_object, lines))
    if len(lines) > 1 and is_object(lines[0]) and objects >= _MOST * len(lines):
        return Format.JSONL
    if _JSON.match(text) is None:
        return None
    start = record_start(iter([TextBlock(text, 1, 0)]), is_lines=False)
    return Format.JSON if start.records and not start.is_settings else None


def _table(text: str) -> Format | None:
    lines = _first_lines(text)
    if not any(_may_part(delimiter, lines) for delimiter in "\t;|,"):
        return None
    delimiter = guessed_dialect(text, Format.CSV, AskedDialect()).delimiter
    if not delimiter:
        return None
    return Format.TSV if delimiter == "\t" else Format.CSV


def _may_part(delimiter: str, lines: Sequence[str]) -> bool:
    """Whether a sign parts cells, as cheaply as it can be told: very many texts are asked."""
    cells = lines[0].split(delimiter) if lines else []
    if len(cells) < 2 or not cells[0].strip() or f"{delimiter} " in lines[0]:
        return False
    if names_columns([cell.strip('"') for cell in cells]):
        return sum(delimiter in line for line in lines) > len(lines) / 2
    counts = {line.count(delimiter) for line in lines}
    if delimiter in _IN_SENTENCES:
        is_spaced = any(f"{delimiter} " in line for line in lines)
        return len(counts) == 1 and len(cells) > 2 and len(lines) >= _SOME and not is_spaced
    begins = sum(not line.startswith(delimiter) for line in lines)
    return len(counts) == 1 and len(lines) >= _FEW and begins == len(lines)


def _first_lines(text: str) -> list[str]:
    """The first lines that are not empty; none that is cut, unless it is the only one."""
    lines = list(islice((line for line in text.split("\n") if line.strip()), _LINES + 1))
    return lines[:-1] if len(lines) > _LINES or (len(lines) > 2 and text[-1:] != "\n") else lines


def _is_xml(text: str) -> bool:
    begin = _XML.match(text.lstrip())
    return begin is not None and (begin[1] is None or f"</{begin[1]}>" in text)

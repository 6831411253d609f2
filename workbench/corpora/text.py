"""Reading text as a stream of blocks of whole lines, and cutting blocks into documents."""

import bz2
import gzip
import lzma
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import BinaryIO, NamedTuple, cast

from workbench.corpora.encodings.decoding import MARK, PlacingDecoder
from workbench.corpora.encodings.detection import CHUNK
from workbench.corpora.reading import (
    LONGEST_DOCUMENT,
    BadPlace,
    DocumentBatch,
    ReadingLog,
    readable,
    unreadable,
)
from workbench.corpora.sources import Source
from workbench.corpora.spec import DocumentRule

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_PARAGRAPH = 200
"""Without blank lines, lines of at least this many characters on average are documents."""


_PLACED = 5

OnReplaced = Callable[[int, Sequence[BadPlace]], None]
"""Hears how many characters were replaced, and where the first of them stood."""


class TextBlock(NamedTuple):
    """Whole lines of a file: the number of the first, and the bytes read when they ended."""

    text: str
    line: int
    position: int


class Opened(NamedTuple):
    """A file's bytes, unpacked if need be, beside the file itself (which knows the position)."""

    stream: BinaryIO
    file: BinaryIO


DAMAGED = (EOFError, zlib.error, lzma.LZMAError)
"""What a compressed file raises that breaks off or holds something else than it should."""


@contextmanager
def opened(source: Source) -> Iterator[Opened]:
    """Open a source for reading; raises OSError, and `DAMAGED` as it is read."""
    with source.path.open("rb") as file, ExitStack() as stack:
        match source.packing:
            case "gz":
                stream = cast("BinaryIO", stack.enter_context(gzip.GzipFile(fileobj=file)))
            case "bz2":
                stream = cast("BinaryIO", stack.enter_context(bz2.BZ2File(file)))
            case "xz":
                stream = cast("BinaryIO", stack.enter_context(lzma.LZMAFile(file)))
            case _:
                stream = file
        yield Opened(stream, file)


def blocks(
    source: Opened,
    encoding: str,
    longest: int = LONGEST_DOCUMENT,
    chunk: int = CHUNK,
    on_replaced: OnReplaced | None = None,
) -> Iterator[TextBlock]:
    """The text of a file in blocks that end at line ends, or after `longest` characters.

    There is one at least. NUL and what could not be decoded are replaced; `on_replaced` hears of
    it.
    """
    decoder = PlacingDecoder(encoding)
    carry, line, count = "", 1, 0
    while True:
        data = source.stream.read(chunk)
        is_last = len(data) < chunk
        new, replaced = readable(raw := decoder.decode(data, final=is_last))
        if replaced and on_replaced:
            on_replaced(replaced, _places(raw, line, decoder, data))
        text = carry + new
        end = text.rfind("\n") + 1
        if is_last or (not end and len(text) > longest):
            end = len(text)
        if end or (is_last and not count):
            yield TextBlock(text[:end], line, source.file.tell())
            line += text.count("\n", 0, end)
            count += 1
        if is_last:
            return
        carry = text[end:]


def _places(text: str, line: int, decoder: PlacingDecoder, data: bytes) -> list[BadPlace]:
    """Where the first characters stand that are replaced in a newly read text."""
    marks, nuls = iter(decoder.places), decoder.nul_places(data)
    places: list[BadPlace] = []
    for at, char in islice(unreadable(text), _PLACED):
        byte = next(marks if char == MARK else nuls, None) if char in (MARK, "\0") else None
        places.append(BadPlace(line=line + text.count("\n", 0, at), byte=byte))
    return places


def documents(
    source: Iterator[TextBlock], rule: DocumentRule, log: ReadingLog
) -> Iterator[DocumentBatch]:
    """Cut the blocks of one file into documents; `auto` decides by its first block."""
    first = next(source, None)
    if first is None:
        return
    rule = rule_for(first.text) if rule == "auto" else rule
    match rule:
        case "lines":
            yield from _lines(first, source)
        case "blank_lines":
            yield from _between_blank_lines(first, source, log)
        case _:
            yield from _whole(first, source, log)


def rule_for(text: str) -> DocumentRule:
    """What counts as a document in a text that begins like this.

    Blocks when there are blank lines between text; else lines when they are as long as
    paragraphs; else the text is one document.
    """
    text = text.strip()
    if _BLANK_LINES.search(text):
        return "blank_lines"
    lines = text.count("\n") + 1
    return "lines" if lines > 1 and len(text) / lines >= _PARAGRAPH else "files"


def _lines(first: TextBlock, rest: Iterator[TextBlock]) -> Iterator[DocumentBatch]:
    for block in _chained(first, rest):
        lines = [line for line in block.text.split("\n") if line and not line.isspace()]
        yield DocumentBatch(lines, block.position)


def _between_blank_lines(
    first: TextBlock, rest: Iterator[TextBlock], log: ReadingLog
) -> Iterator[DocumentBatch]:
    carry, position = "\n", 0
    for block in _chained(first, rest):
        *whole, carry = _BLANK_LINES.split(carry + block.text)
        carry = carry or "\n"  # so that a blank line that goes on in the next block is seen
        position = block.position
        if len(carry) > LONGEST_DOCUMENT:
            log.continued_count += 1
            whole, carry = [*whole, carry], "\n"
        yield DocumentBatch(_filled(whole), position)
    yield DocumentBatch(_filled([carry]), position)


def _whole(first: TextBlock, rest: Iterator[TextBlock], log: ReadingLog) -> Iterator[DocumentBatch]:
    kept: list[str] = []
    size = position = 0
    for block in _chained(first, rest):
        position = block.position
        if size and size + len(block.text) > LONGEST_DOCUMENT:
            log.continued_count += 1
            yield DocumentBatch(_filled(["".join(kept)]), position)
            kept, size = [], 0
        kept.append(block.text)
        size += len(block.text)
        yield DocumentBatch([], position)
    yield DocumentBatch(_filled(["".join(kept)]), position)


def _filled(texts: list[str]) -> list[str]:
    """The texts without empty lines around them, and without those that have nothing in them."""
    stripped = (text.strip("\n") for text in texts)
    return [text for text in stripped if text and not text.isspace()]


def _chained(first: TextBlock, rest: Iterator[TextBlock]) -> Iterator[TextBlock]:
    yield first
    yield from rest

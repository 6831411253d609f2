"""Reading text as a stream of blocks of whole lines, and cutting blocks into documents."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple, cast

from workbench.corpora.encodings import CHUNK, decoder
from workbench.corpora.reading import (
    LONGEST_DOCUMENT,
    MARK,
    DocumentBatch,
    ReadingLog,
    is_unreadable,
)
from workbench.corpora.sources import Source
from workbench.corpora.spec import DocumentRule
from workbench.words import words

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_PARAGRAPH = 200
"""Without blank lines, lines of at least this many characters on average are documents."""


class TextBlock(NamedTuple):
    """Whole lines of a file: the number of the first, and the bytes read when they ended."""

    text: str
    line: int
    position: int


class Opened(NamedTuple):
    """A file's bytes, unpacked if need be, beside the file itself (which knows the position)."""

    stream: BinaryIO
    file: BinaryIO


@contextmanager
def opened(source: Source) -> Iterator[Opened]:
    """Open a source for reading; raises OSError."""
    with source.path.open("rb") as file:
        if not source.gz:
            yield Opened(file, file)
        else:
            with gzip.GzipFile(fileobj=file) as stream:
                yield Opened(cast("BinaryIO", stream), file)


def blocks(
    source: Opened, encoding: str, longest: int = LONGEST_DOCUMENT, chunk: int = CHUNK
) -> Iterator[TextBlock]:
    """The text of a file in blocks that end at line ends, or after `longest` characters."""
    decode = decoder(encoding).decode
    carry, line = "", 1
    while True:
        data = source.stream.read(chunk)
        is_last = len(data) < chunk
        text = carry + decode(data, final=is_last)
        end = text.rfind("\n") + 1
        if is_last or (not end and len(text) > longest):
            end = len(text)
        if end:
            yield TextBlock(text[:end], line, source.file.tell())
            line += text.count("\n", 0, end)
        if is_last:
            return
        carry = text[end:]


def readable_lines(source: Iterator[TextBlock], file: str, log: ReadingLog) -> Iterator[TextBlock]:
    """The blocks without the lines that hold undecodable bytes or NUL; each is logged."""
    for block in source:
        if is_unreadable(block.text):
            block = block._replace(text=_without_unreadable(block, file, log))
        yield block


def _without_unreadable(block: TextBlock, file: str, log: ReadingLog) -> str:
    kept = []
    for number, line in enumerate(block.text.split("\n"), block.line):
        if MARK in line:
            log.skip(
                file,
                number,
                words(
                    "{file}, line {line}: holds bytes that do not fit the encoding",
                    file=file,
                    line=number,
                ),
            )
        elif "\0" in line:
            log.skip(
                file,
                number,
                words("{file}, line {line}: holds NUL characters", file=file, line=number),
            )
        else:
            kept.append(line)
    return "\n".join(kept)


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

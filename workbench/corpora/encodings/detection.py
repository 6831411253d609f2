"""Finding how a file's bytes stand for characters, and decoding them as a stream.

The order: a byte order mark; UTF-8, also with damaged bytes; UTF-16 or UTF-32 without a mark; a
guess (`guessing`). Only the part of a file is looked at that tells encodings apart.
"""

import codecs
import unicodedata
from dataclasses import replace
from typing import Protocol

from workbench.corpora.encodings.decoding import MARK, decoder, marked
from workbench.corpora.encodings.guessing import TextEncoding, guessed, in_escapes, readings

CHUNK = 1024 * 1024
_WINDOW = 256 * 1024

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16's, so it is tried first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEAST_PLAINNESS = 0.01
_LEAST_PLAINNESS_WITHOUT_NUL = 0.03
_NEVER_IN_UTF8 = b"\xff"
_ASCII = bytes(range(128))
_TINY = 6
"""By no more bytes beyond ASCII, chance can make a language of UTF-8 with a bad byte."""
_OTHERS = 4
"""So many readings are offered beside that in UTF-8."""
_WITH_MARK = ("utf-16", "utf-32")
_WITHOUT_MARK = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")


class Readable(Protocol):
    """The one method of a binary stream that is needed here."""

    def read(self, size: int, /) -> bytes: ...


def find_encoding(stream: Readable, most: int | None = None) -> TextEncoding | None:
    """The encoding of the text in `stream`, or None when it looks like no text at all.

    Plain ASCII tells nothing, so reading goes on to the first other byte (over at most `most`
    bytes).
    """
    head = stream.read(CHUNK)
    for mark, name in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return TextEncoding(name, 1.0)
    if b"\0" in head[:_WINDOW] and (wide := _without_mark(head[:_WINDOW])):
        return wide
    if head.isascii() and (escaped := in_escapes(head[:_WINDOW])):
        return escaped
    if _is_binary(head[:_WINDOW]):
        return None
    evidence = _evidence(head, stream, most)
    if not evidence:
        return TextEncoding("utf-8", 1.0)
    if evidence.isascii():
        return in_escapes(evidence) or TextEncoding("utf-8", 1.0)
    return _of_evidence(evidence, head[:_WINDOW])


def looks_like_text(head: bytes, encoding: str) -> bool:
    """Whether a file that begins with `head` can be text when it is read as `encoding`."""
    text = decoder(encoding).decode(head[:_WINDOW])
    return not _is_binary(text.encode(errors="replace"))


def as_requested(head: bytes, name: str) -> TextEncoding | None:
    """The encoding `name` of a file that begins with `head`; None when it can be no text in it.

    UTF-16 and UTF-32 without a byte order mark are read in the order that makes text of them.
    """
    marks = tuple(mark for mark, of in _BYTE_ORDER_MARKS if of == name)
    if name in _WITH_MARK and not head.startswith(marks):
        found = _without_mark(head[:_WINDOW])
        return found if found is not None and found.name.startswith(name) else None
    return TextEncoding(name, 1.0) if looks_like_text(head, name) else None


def _evidence(head: bytes, stream: Readable, most: int | None) -> bytes:
    """Whole lines from the first byte on that is not ASCII; empty when there is none.

    Some encodings are written in ASCII alone: a part with their signs is evidence too.
    """
    chunk, kept, done = head, b"", len(head)
    while chunk.isascii() and (most is None or done < most):
        if in_escapes(chunk[:_WINDOW]):
            return chunk[:_WINDOW]
        kept = chunk[-_WINDOW // 16 :]
        chunk = stream.read(CHUNK)
        done += len(chunk)
        if not chunk:
            return b""
    if chunk.isascii():
        return b""
    text = kept + chunk
    first = next(i for i in range(0, len(text), 4096) if not text[i : i + 4096].isascii())
    start = text.rfind(b"\n", 0, first) + 1
    window = text[max(start, first - 4096) : first + _WINDOW]
    if len(window) - (first - start) < _WINDOW:
        window += stream.read(_WINDOW)
    return window


def _of_evidence(window: bytes, head: bytes) -> TextEncoding | None:
    lines = [line for line in window.split(b"\n") if not line.isascii()]
    is_cut = len(window) >= _WINDOW
    if is_cut and len(lines) > 1:
        lines.pop()
        is_cut = False
    sample = b"\n".join(lines)
    return (
        _utf8(sample, is_cut)
        or _without_mark(head, _LEAST_PLAINNESS_WITHOUT_NUL)
        or _with_utf8(guessed(sample), sample)
        or _not_known(sample)
    )


def _utf8(sample: bytes, is_cut: bool) -> TextEncoding | None:
    """UTF-8 when the sample is, or is but for fewer damaged bytes than there are good characters.

    No other encoding spells characters of UTF-8 by chance more than now and then.
    """
    text = marked(sample, "utf-8", final=not is_cut)
    bad = text.count(MARK)
    good = len(text) - len(text.encode("ascii", errors="ignore")) - bad
    if not bad:
        return TextEncoding("utf-8", 1.0)
    if good >= 2 * bad:
        return TextEncoding("utf-8", 0.9)
    beyond = sample.translate(None, _ASCII)
    if beyond.strip(_NEVER_IN_UTF8):
        return None
    return TextEncoding("utf-8", 0.5, readings(sample, ("utf-8", "cp1252")))


def _with_utf8(found: TextEncoding | None, sample: bytes) -> TextEncoding | None:
    """A guess, with UTF-8 to choose as well where some characters are written so.

    A guess by a few bytes is not sure where those are no fewer than half of what UTF-8 does not
    explain.
    """
    if found is None:
        return None
    text = marked(sample, "utf-8")
    bad = text.count(MARK)
    good = sum(not char.isascii() for char in text) - bad
    is_likely = 2 * good >= bad and len(sample.translate(None, _ASCII)) <= _TINY
    if not good or not (found.readings or is_likely):
        return found
    names = [one.encoding for one in found.readings] or dict.fromkeys((found.name, "cp1252"))
    offered = readings(sample, [*list(names)[:_OTHERS], "utf-8"])
    return replace(found, confidence=min(found.confidence, 0.5), readings=offered)


def _not_known(sample: bytes) -> TextEncoding | None:
    """UTF-8 for a sample that fits nothing, when at least some of it does."""
    text = marked(sample, "utf-8")
    beyond = sum(not char.isascii() for char in text)
    return TextEncoding("utf-8", 0.1) if text.count(MARK) < beyond / 2 else None


def _without_mark(head: bytes, least: float = _LEAST_PLAINNESS) -> TextEncoding | None:
    """UTF-16 or UTF-32 that begins without a byte order mark, by what its characters are."""
    candidates = [(name, _plainness(head, name)) for name in _WITHOUT_MARK]
    name, plainness = max(candidates, key=lambda pair: pair[1])
    return TextEncoding(name, 0.9) if plainness > least else None


def _plainness(head: bytes, name: str) -> float:
    """How many line ends, spaces and common signs a character has; 0 where it cannot be text."""
    try:
        text = codecs.getincrementaldecoder(name)().decode(head)[:16_384]
    except UnicodeDecodeError:
        return 0.0
    odd = sum(unicodedata.category(char) in {"Cc", "Cn", "Co"} for char in text)
    odd -= sum(text.count(char) for char in "\t\n\r\f")
    if not text or odd > len(text) / 100:
        return 0.0
    plain = sum(text.count(char) for char in "\n ,.\"'，。、")
    return plain / len(text)


def _is_binary(head: bytes) -> bool:
    """Whether more than one byte in a hundred is a control character that no text has.

    A few are no proof in a short text either.
    """
    plain = head.translate(None, _CONTROLS)
    return len(head) - len(plain) > max(8, len(head) / 100)


_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1b")

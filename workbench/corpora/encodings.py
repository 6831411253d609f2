"""Finding how a file's bytes stand for characters, and decoding them as a stream.

The order: a byte order mark; strict UTF-8; UTF-16 or UTF-32 without a mark; a guess from the
frequencies of characters. Only the part of a file is looked at that tells encodings apart.
"""

import codecs
import io
import unicodedata
from dataclasses import dataclass
from typing import Protocol

from charset_normalizer import from_bytes

from workbench.corpora.reading import MARK

CHUNK = 1024 * 1024
_WINDOW = 256 * 1024
_LEGACY = ["gb18030", "big5", "shift_jis", "euc_kr", "cp1252"]
_WIDER = ["cp932", "big5hkscs", "cp949"]
"""What Windows wrote under the names of Shift-JIS, Big5 and EUC-KR, with some characters more."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16's, so it is tried first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEAST_PLAINNESS = 0.01
_TELLING = 0.1
_WITH_MARK = ("utf-16", "utf-32")
_WITHOUT_MARK = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")

_EVERYDAY = frozenset(
    "的一是不了在人有我他她这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生"
    "能而子那得于於着著下自之年过過发發后後作里裡去没沒好小么麼天起都还還道日无無山水风風花春"
    "，。、！？：；「」『』“”《》…～ー"
    "éèêàâçùûîôëïüöäßñáíóúãõåæø’–«»"
    "이다는에의가을를고하지기도사한로은아서나어"
)


class Readable(Protocol):
    """The one method of a binary stream that is needed here."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class TextEncoding:
    """How a file was found to be encoded; `confidence` from 0 to 1, and 1 means proven."""

    name: str
    confidence: float


def find_encoding(stream: Readable, most: int | None = None) -> TextEncoding | None:
    """The encoding of the text in `stream`, or None when it looks like no text at all.

    Plain ASCII tells nothing, so reading goes on to the first other byte (over at most `most`
    bytes). Where the bytes fit several encodings, the one with everyday characters is taken.
    """
    head = stream.read(CHUNK)
    for mark, name in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return TextEncoding(name, 1.0)
    if b"\0" in head[:_WINDOW] and (wide := _without_mark(head[:_WINDOW])):
        return wide
    if _is_binary(head[:_WINDOW]):
        return None
    evidence = _evidence(head, stream, most)
    return _of_evidence(evidence) if evidence else TextEncoding("utf-8", 1.0)


def decoder(encoding: str) -> io.IncrementalNewlineDecoder:
    """A decoder for a stream of chunks; line ends become "\\n", undecodable bytes `MARK`."""
    name = "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding
    return io.IncrementalNewlineDecoder(
        codecs.getincrementaldecoder(name)(errors=_MARKING), translate=True
    )


_MARKING = "workbench.mark"


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return MARK, error.end


codecs.register_error(_MARKING, _mark)


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
    """Whole lines from the first byte on that is not ASCII; empty when there is none."""
    chunk, kept, done = head, b"", len(head)
    while chunk.isascii() and (most is None or done < most):
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


def _of_evidence(window: bytes) -> TextEncoding | None:
    lines = [line for line in window.split(b"\n") if not line.isascii()]
    is_cut = len(window) >= _WINDOW
    if is_cut and len(lines) > 1:
        lines.pop()
        is_cut = False
    sample = b"\n".join(lines)
    return _utf8(sample, is_cut) or _guessed(sample)


def _utf8(sample: bytes, is_cut: bool) -> TextEncoding | None:
    """UTF-8 when the sample is, or is but for a few damaged bytes among many good characters."""
    text = codecs.getincrementaldecoder("utf-8")(errors=_MARKING).decode(sample, final=not is_cut)
    bad = text.count(MARK)
    good = len(text) - len(text.encode("ascii", errors="ignore")) - bad
    if not bad:
        return TextEncoding("utf-8", 1.0)
    return TextEncoding("utf-8", 0.9) if good >= 10 * bad else None


def _guessed(sample: bytes) -> TextEncoding | None:
    head = sample[: _WINDOW // 4]
    if len(head) < len(sample):
        head = head.rpartition(b"\n")[0] or head
    for trimmed in range(4):  # the head of one long line may end within a character
        part = head[: len(head) - trimmed]
        for candidates in (_LEGACY, _WIDER):
            if encoding := _most_regular(part, candidates):
                return encoding
    return _most_everyday(head)


def _most_regular(sample: bytes, candidates: list[str]) -> TextEncoding | None:
    """The candidate in which the sample looks most like a written language."""
    matches = list(from_bytes(sample, cp_isolation=candidates))
    if not matches:
        return None
    best = max(matches, key=lambda match: _everyday(str(match)) - match.chaos)
    sure = (1 - best.chaos) * (0.95 if len(matches) == 1 else 0.5)
    return TextEncoding(codecs.lookup(best.encoding).name, round(sure, 2))


def _most_everyday(sample: bytes) -> TextEncoding | None:
    """The candidate with most common characters: for samples too short or odd to look regular."""
    shares = {name: _everyday(decoder(name).decode(sample)) for name in _LEGACY}
    name = max(shares, key=shares.__getitem__)
    return TextEncoding(name, round(shares[name] / 2, 2)) if shares[name] > _TELLING else None


def _everyday(text: str) -> float:
    """The share of very common characters among all beyond ASCII; 0 when any is undecodable.

    Bytes of Big5 read as Shift-JIS, say, look regular, and yet spell nothing.
    """
    beyond = [char for char in text[:16_384] if not char.isascii()]
    common = sum(char in _EVERYDAY or "\u3040" <= char <= "\u30ff" for char in beyond)
    return common / len(beyond) if beyond and MARK not in text else 0.0


def _without_mark(head: bytes) -> TextEncoding | None:
    """UTF-16 or UTF-32 that begins without a byte order mark, by what its characters are."""
    candidates = [(name, _plainness(head, name)) for name in _WITHOUT_MARK]
    name, plainness = max(candidates, key=lambda pair: pair[1])
    return TextEncoding(name, 0.9) if plainness > _LEAST_PLAINNESS else None


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

"""Guessing an encoding by the letters of languages, and what else it could be.

chardet knows which letters follow each other in which language. It drops an encoding for a single
byte that does not fit, so a sample is shown to it without such bytes.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

import chardet

from workbench.corpora.encodings.decoding import MARK, marked

_COMMON = (
    *("cp1252", "cp1251", "gb18030", "big5hkscs", "cp932", "cp949", "cp1250", "cp1253", "cp1254"),
    *("cp1255", "cp1256", "cp1257", "cp874", "cp1258", "koi8-r", "koi8-u", "euc_jis_2004"),
    *("cp866", "iso8859-15", "iso8859-2", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8"),
    *("iso8859-9", "iso8859-13", "mac-roman", "mac-cyrillic", "cp850", "cp852"),
    *("shift_jis_2004", "tis-620", "euc_kr", "iso8859-1"),
)
"""What texts are found in; the earlier ones are taken where several fit alike."""

_IN_ASCII = ("iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_ext", "iso2022_kr", "hz")
_SIGNS_IN_ASCII = (b"\x1b$", b"~{")
_USUAL_NAMES = {
    "big5hkscs": "big5",
    "cp932": "shift_jis",
    "shift_jis_2004": "shift_jis",
    "euc_jis_2004": "euc_jp",
    "iso2022_jp_2": "iso2022_jp",
    "iso2022_jp_2004": "iso2022_jp",
    "iso2022_jp_ext": "iso2022_jp",
}
"""By which name an encoding is better known, if its sample needs no more than that."""

_ASCII = bytes(range(128))
_NONE = "ascii"

_SAMPLE = 32 * 1024
_MOST_BAD = 0.02
_WEIGHT_OF_BAD = 10
_WEIGHT_OF_ODD = 15
_TELLING = 12
_FEW = 5
_WEIGHT_OF_CP1252 = 1.5
"""Of two encodings that fit a few words alike, far more files are in this one."""

_LETTER, _SYMBOL = "L", "S"

_SURE = 0.95
_LIKELY, _LIKELY_BY_MUCH, _MUCH = 0.5, 0.75, 40
"""An encoding that fits half as well as the best may be the right one; less so by much text."""

_MOST_READINGS = 5
_LINE_CHARACTERS = 60
_CONTROLS = re.compile("[\x80-\x9f]")
"""Control characters that code pages of ISO have, and no text."""


@dataclass(frozen=True)
class Reading:
    """A line of a text as it reads in one encoding."""

    encoding: str
    line: str


@dataclass(frozen=True)
class TextEncoding:
    """How a file was found to be encoded; `confidence` from 0 to 1, and 1 means proven.

    Where the text does not tell, `readings` has what it may be, this one first.
    """

    name: str
    confidence: float
    readings: tuple[Reading, ...] = ()


def guessed(sample: bytes) -> TextEncoding | None:
    """The encoding in which the lines of `sample`, none of plain ASCII, look like a language."""
    sample = _head(sample)
    scores = {name: score * _regularity(sample, name) for name, score in _scores(sample).items()}
    ranked = _distinct(sample, sorted(scores.items(), key=_rank))
    if not ranked:
        return None
    best = ranked[0][1]
    least = _LIKELY if len(sample.translate(None, _ASCII)) < _MUCH else _LIKELY_BY_MUCH
    likely = [name for name, score in ranked if score >= least * best]
    if len(likely) == 1:
        return TextEncoding(likely[0], _SURE)
    confidence = best / sum(score for _, score in ranked[: len(likely)])
    return TextEncoding(likely[0], round(confidence, 2), readings(sample, likely))


def in_escapes(sample: bytes) -> TextEncoding | None:
    """The encoding of a text that is all ASCII and yet no plain text; None when it is plain."""
    if not any(sign in sample for sign in _SIGNS_IN_ASCII):
        return None
    whole_lines = sample[: sample.rfind(b"\n") + 1] or sample
    name = next(iter(_detected(whole_lines, _IN_ASCII)), None)
    return TextEncoding(_usual(name, whole_lines), _SURE) if name else None


def readings(sample: bytes, names: Collection[str]) -> tuple[Reading, ...]:
    """The first line of a sample as it reads in each of some encodings."""
    return tuple(islice(_readings(sample, names), _MOST_READINGS))


def _readings(sample: bytes, names: Collection[str]) -> Iterator[Reading]:
    for name in names:
        lines = (line.strip() for line in marked(sample, name).splitlines())
        line = next((line for line in lines if line and not line.isascii()), "")
        first = next((at for at, char in enumerate(line) if not char.isascii()), 0)
        begin = max(0, first - _LINE_CHARACTERS // 2)
        shown = line[begin : begin + _LINE_CHARACTERS].replace(MARK, "\ufffd")
        yield Reading(name, shown)


def _head(sample: bytes) -> bytes:
    head = sample[:_SAMPLE]
    return head if len(head) == len(sample) else head.rpartition(b"\n")[0] or head


def _scores(sample: bytes) -> dict[str, float]:
    """How well each encoding fits: those that are not as damaged as the sample cannot be."""
    whole: list[str] = []
    scores: dict[str, float] = {}
    for name in _COMMON:
        text = marked(sample, name)
        beyond = sum(not char.isascii() for char in text)
        good = _CONTROLS.sub("", text.replace(MARK, ""))
        bad = len(text) - len(good)
        if not bad:
            whole.append(name)
        elif bad <= max(1, _MOST_BAD * beyond) and bad < beyond / 2:
            undamaged = good.encode(name, errors="ignore")
            score = _detected(undamaged, [name]).get(name, 0.0)
            scores[name] = score * (1 - min(0.9, _WEIGHT_OF_BAD * bad / beyond))
    if whole:
        scores |= _detected(sample, whole)
    if "cp1252" in scores and len(sample.translate(None, _ASCII)) < _FEW:
        scores["cp1252"] *= _WEIGHT_OF_CP1252
    return {name: score for name, score in scores.items() if score > 0}


def _regularity(sample: bytes, name: str) -> float:
    """How few of a text's letters stand where none stands in a word: from 0.05 to 1.

    A capital letter behind a small one, or a symbol beside a letter: so reads a code page in
    another one for the same script.
    """
    text = marked(sample, name)
    beyond = odd = 0
    for before, char in pairwise(" " + text + " "):
        beyond += not char.isascii()
        if not (before.isascii() and char.isascii()):
            odd += _is_odd(before, char)
    if beyond > _TELLING:
        odd = max(0, odd - 1)  # a byte that does not belong there is no more than that
    return max(0.05, 1 - _WEIGHT_OF_ODD * odd / max(1, beyond))


def _is_odd(before: str, char: str) -> bool:
    if before.islower() and char.isupper():
        return True
    kinds = {unicodedata.category(before)[0], unicodedata.category(char)[0]}
    return kinds == {_LETTER, _SYMBOL}


def _detected(sample: bytes, names: Collection[str]) -> dict[str, float]:
    found = chardet.detect_all(
        sample,
        ignore_threshold=True,
        compat_names=False,
        include_encodings=[*names, _NONE],
        no_match_encoding=_NONE,
    )
    # Where nothing fits, or all seems binary, what is found is none of these names.
    return {name: one["confidence"] for one in found if (name := one["encoding"]) in names and name}


def _rank(scored: tuple[str, float]) -> tuple[float, int]:
    name, score = scored
    return -round(score, 3), _COMMON.index(name) if name in _COMMON else len(_COMMON)


def _distinct(sample: bytes, ranked: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Without those that read the sample as a better one does."""
    texts: set[str] = set()
    distinct: list[tuple[str, float]] = []
    for name, score in ranked:
        text = marked(sample, name)
        if text not in texts and name in _COMMON:
            texts.add(text)
            distinct.append((_usual(name, sample), score))
    return distinct


def _usual(name: str, sample: bytes) -> str:
    usual = _USUAL_NAMES.get(name, name)
    return usual if marked(sample, usual) == marked(sample, name) else name

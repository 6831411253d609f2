"""Text cut into sentences by rules, for English and Chinese.

A blank line always ends a sentence. What stands between blank lines is a block: where no sentence
ends inside it (verse, a list, a heading), each of its lines is a sentence; elsewhere a line end is
a space, or nothing between two Chinese characters.
"""

import re
from collections.abc import Iterator

from workbench.corpora.samples.chinese import CHINESE, has_chinese


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES = _words(
    "mr mrs ms messrs mme mlle dr prof rev hon gen col maj capt lt cmdr sgt gov sen rep pres st mt "
    "ft vs viz cf e.g i.e"
)
"""A dot behind these never ends a sentence."""

_NUMBERED = _words(
    "no nos p pp vol vols ch chap sec sect fig figs eq eqs art op par ver "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
"""Nor behind these, when a number follows."""

_STARTERS = _words(
    "The A An This That These Those There He She It We They You I His Her Its Our Their My Your "
    "In On At As By For From With After Before When While If Although Because Since But And Or So "
    "Then Thus However What Who Why How Where Now Not No Yes Some Many Most All Both Each"
)
"""Behind initials and U.S. the dot ends a sentence only where one of these follows."""

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_FULL_WIDTH = "。！？；｡"
_MARKS = re.compile(f"[.!?…{_FULL_WIDTH}]+")
_CLOSERS = re.compile("[\"'”’)\\]}»」』）】》〉］〕｣]*")
_FOLLOWING = re.compile(r"(?P<gap>\s*)[\"'“‘(\[{]*(?P<character>\S?)")
_GOES_ON = frozenset(",;:.!?…)，、：；")
_LABEL = re.compile(r"\s*[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxl]{1,5}|[IVXL]{1,5})")
_WORD = re.compile(r"(?:[^\W\d_]|\.(?=[^\W\d_]))+$")
_NEXT_WORD = re.compile(r"\s*[\"'“‘(\[]*([^\W\d_]+)(?=[\s,'’])")
_WORD_REACH = 24
_MOST_LETTERS = 2


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order, without line ends; none is empty.

    Joined they are the text up to white space.
    """
    parts = (part for block in _BLANK_LINE.split(text) for part in _parts(block))
    return [sentence for part in parts if (sentence := _on_one_line(part))]


def _parts(block: str) -> list[str]:
    """The block cut where sentences end, or where none does, at its line ends."""
    ends = list(_ends(block))
    if not ends:
        return block.split("\n")
    return [block[a:b] for a, b in zip([0, *ends], [*ends, len(block)], strict=True)]


def _ends(block: str) -> Iterator[int]:
    """The positions behind each sentence's last mark and the quotes and brackets it closes."""
    begin = counted = num_quotes = 0
    for marks in _MARKS.finditer(block):
        num_quotes += block.count('"', counted, marks.start())
        counted = marks.start()
        end = _behind_closers(block, marks.end(), is_quoted=num_quotes % 2 == 1)
        if _is_end(block, begin, marks, end):
            yield end
            begin = end


def _behind_closers(block: str, begin: int, *, is_quoted: bool) -> int:
    """A straight quote closes when one is open, or when nothing follows it directly."""
    closers = _CLOSERS.match(block, begin)
    assert closers
    end = closers.end()
    quote = block.find('"', begin, end)
    if quote < 0 or is_quoted or end == len(block) or block[end].isspace():
        return end
    return quote


def _is_end(block: str, begin: int, marks: re.Match[str], end: int) -> bool:
    following = _FOLLOWING.match(block, end)
    assert following
    character = following["character"]
    if not character:
        return True
    if not following["gap"]:
        return _ends_without_space(block, marks, end, character)
    if any(mark in _FULL_WIDTH for mark in marks[0]):
        return True
    if character.islower() or character in _GOES_ON:
        return False
    return marks[0] != "." or not _is_abbreviated(block, begin, marks.start(), character)


def _ends_without_space(block: str, marks: re.Match[str], end: int, character: str) -> bool:
    """Chinese needs no space behind a mark; dots alone trail off unless a quote closes on them."""
    if character in _GOES_ON:
        return False
    if any(mark in _FULL_WIDTH for mark in marks[0]):
        return True
    trails_off = "…" in marks[0] or ".." in marks[0]
    is_between = has_chinese(block[max(marks.start() - 1, 0)]) and has_chinese(character)
    return is_between and (not trails_off or end > marks.end())


def _is_abbreviated(block: str, begin: int, dot: int, character: str) -> bool:
    """Whether a dot belongs to the word or the list number before it instead of ending anything."""
    if _LABEL.fullmatch(block, begin, dot):
        return True
    match = _WORD.search(block[max(begin, dot - _WORD_REACH) : dot])
    if not match:
        return False
    word = match[0]
    if word.lower() in _TITLES:
        return True
    if word.lower() in _NUMBERED and character.isdigit():
        return True
    return _is_letters(word) and not _begins_sentence(block, dot)


def _is_letters(word: str) -> bool:
    """Initials and what is spelled with dots inside: J, U.S, p.m, Ph.D."""
    if "." in word:
        return all(len(part) <= _MOST_LETTERS for part in word.split("."))
    return len(word) == 1 and word.isupper()


def _begins_sentence(block: str, dot: int) -> bool:
    following = _NEXT_WORD.match(block, dot + 1)
    return following is not None and following[1] in _STARTERS


def _on_one_line(part: str) -> str:
    if "\n" not in part:
        return part.strip()
    joined = ""
    pieces: list[str] = []
    for line in filter(None, map(str.strip, part.split("\n"))):
        if pieces and not _are_chinese(joined, line):
            pieces.append(" ")
        pieces.append(line)
        joined = line
    return "".join(pieces)


def _are_chinese(line: str, following: str) -> bool:
    return bool(_CHINESE_PAIR.fullmatch(line[-1] + following[0]))


_CHINESE_PAIR = re.compile(f"[{CHINESE}]{{2}}")

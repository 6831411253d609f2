"""Minimal pairs from a corpus: a text as it stands there, and one in which a single thing is wrong.

A model that knows the language finds the first likelier (as in BLiMP, Warstadt et al. 2020). Only
what is wrong by construction is made: a bracket or a quotation that is closed by another sign, the
words of a sentence in reverse, a name in place of one that the document has named, "a" in place of
"an". Straight quotation marks and texts without spaces between words are passed over.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

PairKind = Literal["brackets", "quotes", "order", "names", "article"]
PAIR_KINDS: tuple[PairKind, ...] = get_args(PairKind)

_BRACKETS = ("()", "[]", "{}", "（）", "【】", "《》")
_QUOTES = ("“”", "‘’", "«»", "「」", "『』")
_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]+[”’»」』)\]）]*")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+\b")
"""Inside a sentence: behind a word or a comma."""
_WORD = re.compile(r"\b[A-Za-z]+\b")
_ARTICLE = re.compile(r"\b(a|an) ([a-z])")
_LETTERS = {"a": frozenset("bcdfgjklmnpqrstvwyz"), "an": frozenset("aeio")}
"""What a word behind each article begins with: "h" may be silent, and "u" sound like "you"."""
_LEAST_WORDS, _MOST_WORDS = 4, 30
_MOST_CHARACTERS = 1_000


@dataclass(frozen=True)
class MinimalPair:
    """A text of the corpus, and the same with one thing wrong."""

    kind: PairKind
    good: str
    bad: str


def minimal_pairs(documents: Iterable[str], most: int) -> tuple[MinimalPair, ...]:
    """The first pairs of each kind that documents give, at most so many of a kind."""
    texts = [document[:_MOST_CHARACTERS] for document in documents]
    names = known_names(texts)
    found: dict[PairKind, list[MinimalPair]] = {kind: [] for kind in PAIR_KINDS}
    for text in texts:
        for pair in _of_document(text, names):
            if len(found[pair.kind]) < most:
                found[pair.kind].append(pair)
        if all(len(pairs) == most for pairs in found.values()):
            break
    return tuple(pair for pairs in found.values() for pair in pairs)


def known_names(texts: Sequence[str]) -> tuple[str, ...]:
    """Words with a capital inside a sentence that are never written without one, by alphabet."""
    words = {word for text in texts for word in _WORD.findall(text)}
    capital = {match for text in texts for match in _NAME.findall(text)}
    return tuple(sorted(name for name in capital if name.lower() not in words))


def _of_document(text: str, names: Sequence[str]) -> Iterator[MinimalPair]:
    makers: tuple[tuple[PairKind, Callable[[str], str]], ...] = (
        ("brackets", lambda sentence: _closed_otherwise(sentence, _BRACKETS)),
        ("quotes", _closed_by_opening),
        ("order", _reversed),
        ("article", _other_article),
    )
    for match in _sentences(text):
        sentence = match[0].strip()
        for kind, make in makers:
            if bad := make(sentence):
                yield MinimalPair(kind, sentence, bad)
    yield from _other_name(text, names)


def _closed_otherwise(sentence: str, signs: Sequence[str]) -> str:
    """With the first closing sign as that of another kind; empty unless one pair alone is there."""
    present = [pair for pair in signs if pair[0] in sentence or pair[1] in sentence]
    if len(present) != 1 or not _is_one_pair(sentence, present[0]):
        return ""
    place = signs.index(present[0])
    other = signs[place + 1 if place % 3 < 2 else place - 2]
    return sentence.replace(present[0][1], other[1])


def _closed_by_opening(sentence: str) -> str:
    present = [pair for pair in _QUOTES if pair[0] in sentence or pair[1] in sentence]
    if len(present) != 1 or not _is_one_pair(sentence, present[0]):
        return ""
    return sentence.replace(present[0][1], present[0][0])


def _is_one_pair(sentence: str, pair: str) -> bool:
    opened, closed = sentence.find(pair[0]), sentence.find(pair[1])
    return sentence.count(pair[0]) == sentence.count(pair[1]) == 1 and opened < closed


def _reversed(sentence: str) -> str:
    """The words in reverse, the sign at the end where it was."""
    end = len(sentence.rstrip(".!?"))
    words = sentence[:end].split(" ")
    if not _LEAST_WORDS <= len(words) <= _MOST_WORDS or not all(map(str.isalpha, words)):
        return ""
    turned = " ".join(reversed(words)) + sentence[end:]
    return "" if turned.casefold() == sentence.casefold() else turned


def _other_article(sentence: str) -> str:
    """The first "a" or "an" that the next letter bears out, as the other one."""
    for match in _ARTICLE.finditer(sentence):
        if match[2] in _LETTERS[match[1]]:
            other = "a" if match[1] == "an" else "an"
            return f"{sentence[: match.start(1)]}{other}{sentence[match.end(1) :]}"
    return ""


def _other_name(text: str, names: Sequence[str]) -> Iterator[MinimalPair]:
    """The last mention of a name, as a name that the text does not hold.

    It begins with the sentence of the mention before, so that a short context holds both.
    """
    mentions = [match for match in _WORD.finditer(text) if match[0] in names]
    there = {match[0] for match in mentions}
    others = [name for name in names if name not in there]
    for number, last in reversed(list(enumerate(mentions))):
        before = [match for match in mentions[:number] if match[0] == last[0]]
        if before and others:
            other = others[(names.index(last[0]) + 1) % len(others)]
            begin = _sentence_start(text, before[-1].start())
            said = text[begin : last.start()]
            yield MinimalPair("names", f"{said}{last[0]}", f"{said}{other}")
            return


def _sentence_start(text: str, place: int) -> int:
    starts = (match.start() + len(match[0]) - len(match[0].lstrip()) for match in _sentences(text))
    return max((start for start in starts if start <= place), default=0)


def _sentences(text: str) -> Iterator[re.Match[str]]:
    return _SENTENCE.finditer(text)

"""From the text of a condition to a test of runs.

    condition  = all {"or" all}
    all        = one {["and"] one}
    one        = "not" one | "(" condition ")" | NAME SIGN VALUE | WORD

A word without a sign is looked for in the names, tags and notes of runs. A run without the value
that is asked for fulfils no comparison, but for `= none`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.errors import BadInput
from workbench.store.filtering.comparing import comparison
from workbench.store.filtering.fields import RunNames, RunRow, field_of
from workbench.store.filtering.words_of import ConditionWord, WordSort, words_of

Test = Callable[[RunRow], bool]

MOST_NESTED = 50


def condition(text: str, names: RunNames) -> Test:
    """The test that a text asks for; an empty one is fulfilled by every run. Raises BadInput."""
    words = words_of(text)
    if not words:
        return lambda _: True
    reader = _Reader(words, names)
    test = reader.any_of()
    reader.require_end()
    return test


def found(rows: Sequence[RunRow], text: str) -> list[RunRow]:
    """The runs that fulfil a condition, in their order; raises BadInput for one that is none."""
    test = condition(text, RunNames.of(rows))
    return [row for row in rows if test(row)]


@dataclass
class _Reader:
    """Reads words from left to right."""

    words: Sequence[ConditionWord]
    names: RunNames
    at: int = 0
    depth: int = 0

    def any_of(self) -> Test:
        tests = [self.all_of()]
        while self._takes("or"):
            tests.append(self.all_of())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def all_of(self) -> Test:
        tests = [self.one()]
        while self._goes_on():
            tests.append(self.one())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def one(self) -> Test:
        if self._takes("not"):
            test = self._deeper(self.one)
            return lambda row: not test(row)
        word = self._next()
        match word.sort:
            case WordSort.OPEN:
                test = self._deeper(self.any_of)
                self._close(word)
                return test
            case WordSort.CLOSE:
                raise BadInput("the bracket at character {at} closes nothing", at=word.at)
            case WordSort.SIGN:
                raise BadInput(
                    "nothing stands before '{sign}' at character {at}; name what is compared",
                    sign=word.text,
                    at=word.at,
                )
            case WordSort.PLAIN | WordSort.QUOTED:
                return self._comparison_or_word(word)

    def require_end(self) -> None:
        if self.at < len(self.words):
            word = self.words[self.at]
            raise BadInput("the bracket at character {at} closes nothing", at=word.at)

    def _comparison_or_word(self, word: ConditionWord) -> Test:
        sign = self._peek()
        if sign is None or sign.sort is not WordSort.SIGN or word.sort is WordSort.QUOTED:
            return _holding(word.text)
        self.at += 1
        value = self._peek()
        if value is None or value.sort not in (WordSort.PLAIN, WordSort.QUOTED):
            raise BadInput(
                "nothing stands behind '{name} {sign}'; write what it is compared with",
                name=word.text,
                sign=sign.text,
            )
        self.at += 1
        return comparison(field_of(word.text, self.names), sign.text, value.text)

    def _deeper(self, read: Callable[[], Test]) -> Test:
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise BadInput("a condition has at most {count} levels of brackets", count=MOST_NESTED)
        test = read()
        self.depth -= 1
        return test

    def _close(self, opened: ConditionWord) -> None:
        word = self._peek()
        if word is None or word.sort is not WordSort.CLOSE:
            raise BadInput("the bracket at character {at} is not closed", at=opened.at)
        self.at += 1

    def _goes_on(self) -> bool:
        """Whether another part of an `and` follows, whose word may be left out."""
        if self._takes("and"):
            return True
        word = self._peek()
        return word is not None and word.sort is not WordSort.CLOSE and not _is(word, "or")

    def _takes(self, text: str) -> bool:
        word = self._peek()
        taken = word is not None and _is(word, text)
        self.at += taken
        return taken

    def _peek(self) -> ConditionWord | None:
        return self.words[self.at] if self.at < len(self.words) else None

    def _next(self) -> ConditionWord:
        word = self._peek()
        if word is None:
            raise BadInput(
                "the condition breaks off; write what is to follow '{word}'",
                word=(self.words[-1].text),
            )
        self.at += 1
        return word


_SPELLINGS = {"&&": "and", "||": "or"}


def _is(word: ConditionWord, text: str) -> bool:
    plain = word.text.casefold()
    return word.sort is WordSort.PLAIN and _SPELLINGS.get(plain, plain) == text


def _holding(text: str) -> Test:
    folded = text.casefold()
    return lambda row: folded in row.texts.casefold()

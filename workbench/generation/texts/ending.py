"""Why a text stopped, and whether it goes round in a circle: seen token by token."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from workbench.generation.penalties.spec import meant
from workbench.generation.spelling import Spelling

LOOP_TIMES = 3
"""So often a part must stand in a row to be called a loop."""
LEAST_LOOP_TOKENS = 24
"""Shorter repetitions are figures of speech."""
MOST_LOOP_TOKENS = 768
"""A loop is looked for among so many tokens at the end."""
TOKENS_BETWEEN_LOOKS = 16


class Why(StrEnum):
    """Why a text stopped."""

    END_TOKEN = "end_token"
    LENGTH = "length"
    STOP_TEXT = "stop_text"
    COMPLETE = "complete"
    BY_YOU = "by_you"


@dataclass(frozen=True)
class Ending:
    """Why a text stopped, and the stop text that ended it, if one did."""

    why: Why
    stop_text: str = ""


class WithEnding(Protocol):
    """A token that may be its text's last."""

    @property
    def ending(self) -> Ending | None:
        """Why the text is over with it, if it is."""


def ending_of(tokens: Sequence[WithEnding]) -> Ending:
    """Why a text is over; one whose last token does not say was stopped by whoever read it."""
    told = tokens[-1].ending if tokens else None
    return Ending(Why.BY_YOU) if told is None else told


class StopTexts:
    """Finds the texts behind which a person wants to stop, the prompt's end included."""

    def __init__(self, texts: Sequence[str], spelling: Spelling) -> None:
        self._texts = tuple(map(meant, texts))
        self._spelling = spelling
        # A token has a byte at least, but for special ones; one more is cut at its beginning.
        self._most_tokens = max(len(text.encode(errors="replace")) for text in self._texts) + 4

    def found(self, ids: Sequence[int]) -> str:
        """The text that the last of these tokens completes; of several the first that was named.

        Empty where there is none.
        """
        recent = ids[-self._most_tokens :]
        text = self._spelling.decode(recent)
        before = self._spelling.decode(recent[:-1])
        known = _common_length(before, text)
        for stop in self._texts:
            begin = text.rfind(stop)
            if begin >= 0 and begin + len(stop) > known:
                return stop
        return ""


def _common_length(one: str, other: str) -> int:
    """How many characters two texts share from their beginning."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def loop_length(ids: Sequence[int]) -> int:
    """How many tokens the end of a text repeats at least three times in a row; 0 for none.

    By how long the beginning of the reversed text equals its own end (Knuth, Morris, Pratt 1977).
    """
    if not _ends_as_before(ids):
        return 0
    backwards = ids[::-1]
    overlaps = [0] * len(backwards)
    for position in range(1, len(backwards)):
        length = overlaps[position - 1]
        while length and backwards[position] != backwards[length]:
            length = overlaps[length - 1]
        overlaps[position] = length + (backwards[position] == backwards[length])
        period = position + 1 - overlaps[position]
        if position + 1 >= max(LEAST_LOOP_TOKENS, LOOP_TIMES * period):
            return period
    return 0


def _ends_as_before(ids: Sequence[int]) -> bool:
    """Whether the last tokens stood earlier, as in every loop; sought at the speed of bytes."""
    width = LEAST_LOOP_TOKENS // LOOP_TIMES
    numbers = array("q", ids)
    whole, ending = numbers.tobytes(), numbers[-width:].tobytes()
    return whole.find(ending) < len(whole) - len(ending)


class EndingWatch:
    """Told of every token of a text, it knows when it is over and when a loop was found."""

    def __init__(
        self,
        prompt_ids: Sequence[int],
        ends: frozenset[int],
        max_new_tokens: int,
        stop_texts: StopTexts | None,
        is_complete: Callable[[Sequence[int]], bool] = lambda ids: False,
    ) -> None:
        self._ids = list(prompt_ids)
        self._begin = len(self._ids)
        self._ends, self._max_new_tokens = ends, max_new_tokens
        self._stop_texts, self._is_complete = stop_texts, is_complete
        self._has_loop = False

    def ending(self, token: int) -> Ending | None:
        """Count a new token; why the text is over with it, if it is."""
        self._ids.append(token)
        if token in self._ends:
            return Ending(Why.END_TOKEN)
        if self._is_complete(self._ids):
            return Ending(Why.COMPLETE)
        if self._stop_texts is not None and (stop := self._stop_texts.found(self._ids)):
            return Ending(Why.STOP_TEXT, stop)
        if len(self._ids) - self._begin >= self._max_new_tokens:
            return Ending(Why.LENGTH)
        return None

    def loop(self) -> int:
        """The length of a loop that the text is in since now; 0 for none, and once it was told."""
        length = len(self._ids) - self._begin
        if self._has_loop or length % TOKENS_BETWEEN_LOOKS or length < LEAST_LOOP_TOKENS:
            return 0
        found = loop_length(self._ids[-min(length, MOST_LOOP_TOKENS) :])
        self._has_loop = bool(found)
        return found

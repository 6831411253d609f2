"""Where the assistant speaks in a rendered chat.

A template that marks it is believed. For others the chat is rendered once more with stand-ins for
what the assistant says; what stands between them does not depend on it, and tells the places. Where
that fails, each answer is what a chat has more than the chat before it.
"""

import re
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress

from jinja2.exceptions import TemplateError

from workbench.tokenizers.chat.environment import BEGIN, END, Chat, Renderer

Span = tuple[int, int]
"""Where a stretch of text begins and ends, in characters."""

ANSWERS = "assistant"
REFUSALS = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a template raises, on purpose or not, for a chat that it cannot render."""

_SHAPES: Sequence[Callable[[str], str]] = (
    str,
    str.strip,
    str.lstrip,
    str.rstrip,
    lambda text: text.strip("\n"),
    lambda text: text.lstrip("\n"),
)
"""What templates do with a message."""


class Locator:
    """Finds the assistant's words by a renderer; `controls` are the spellings of special tokens."""

    def __init__(self, renderer: Renderer, controls: Collection[str]) -> None:
        self._renderer = renderer
        spelled = "|".join(map(re.escape, sorted(controls, key=len, reverse=True)))
        self._control = re.compile(f"(?:{spelled})" if spelled else "(?!)")
        self._end = re.compile(rf"\s*{self._control.pattern}")

    def answers(self, chat: Chat) -> tuple[str, list[Span] | None]:
        """The chat's text, and what is learnt of it: each answer with the token that ends it.

        None where it cannot be told. Raises what Jinja does for a chat that the template refuses.
        """
        if self._renderer.marks_answers:
            return _unmarked(self._renderer.text(chat, marked=True))
        text = self._renderer.text(chat)
        spans = self._by_stand_ins(chat, text)
        return text, self._by_beginnings(chat, text) if spans is None else spans

    def control_at_end(self, text: str) -> str:
        """The special token that a text ends with; empty if none."""
        found = list(self._control.finditer(text.rstrip()))
        return found[-1].group() if found and found[-1].end() == len(text.rstrip()) else ""

    def _by_stand_ins(self, chat: Chat, text: str) -> list[Span] | None:
        places = _answers_of(chat)
        stand_ins = _stand_ins(len(places), text)
        changed = [dict(message) for message in chat]
        for place, stand_in in zip(places, stand_ins, strict=True):
            changed[place]["content"] = stand_in
        between = _between(self._rendered(changed) or "", stand_ins)
        if between is None:
            return None
        said = [str(chat[place]["content"]) for place in places]
        for shape in _SHAPES:
            spans = _spans(between, [shape(one) for one in said], text)
            if spans is not None:
                return [
                    (self._begin(chat[:place], text, begin), self._behind(text, end))
                    for place, (begin, end) in zip(places, spans, strict=True)
                ]
        return None

    def _begin(self, before: Chat, text: str, begin: int) -> int:
        """Where the words begin that the model itself has to write, once it is asked."""
        asked = self._rendered(before, to_be_answered=True)
        if asked is None or len(asked) > begin or not text.startswith(asked):
            return begin
        is_header = bool(text[len(asked) : begin].strip()) and asked == self._rendered(before)
        return begin if is_header else len(asked)

    def _behind(self, text: str, end: int) -> int:
        """Behind the special token that ends an answer, if one does."""
        found = self._end.match(text, end)
        return found.end() if found else end

    def _by_beginnings(self, chat: Chat, text: str) -> list[Span] | None:
        spans = []
        for place in _answers_of(chat):
            asked = self._rendered(chat[:place], to_be_answered=True)
            answered = self._rendered(chat[: place + 1])
            if asked is None or answered is None:
                return None
            if not text.startswith(answered) or not answered.startswith(asked):
                return None
            spans.append((len(asked), len(answered.rstrip())))
        return spans

    def _rendered(self, chat: Chat, *, to_be_answered: bool = False) -> str | None:
        with suppress(*REFUSALS):
            return self._renderer.text(chat, to_be_answered=to_be_answered)
        return None


def _answers_of(chat: Chat) -> list[int]:
    return [place for place, message in enumerate(chat) if message["role"] == ANSWERS]


def _unmarked(marked: str) -> tuple[str, list[Span] | None]:
    text, spans, begins = "", [], []
    for part in re.split(f"([{BEGIN}{END}])", marked):
        if part == BEGIN:
            begins.append(len(text))
        elif part == END:
            spans.append((begins.pop(), len(text)))
        else:
            text += part
    return text, [span for span in spans if span[0] < span[1]] or None


def _stand_ins(count: int, text: str) -> list[str]:
    number = 0
    while f"qz{number}x" in text:
        number += 1
    return [f"qz{number}x{place}w" for place in range(count)]


def _between(text: str, stand_ins: Sequence[str]) -> list[str] | None:
    """What stands before, between and behind the stand-ins; None unless each is there once."""
    found, at = [], 0
    for stand_in in stand_ins:
        place = text.find(stand_in, at)
        if place < 0 or text.count(stand_in) > 1:
            return None
        found.append(text[at:place])
        at = place + len(stand_in)
    return [*found, text[at:]]


def _spans(between: Sequence[str], said: Sequence[str], text: str) -> list[Span] | None:
    """Where what is said is in the text; None if that with it between is another text."""
    spans, built = [], between[0]
    for one, behind in zip(said, between[1:], strict=True):
        spans.append((len(built), len(built) + len(one)))
        built += one + behind
    return spans if built == text else None

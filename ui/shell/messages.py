"""The one door for sentences to the person at the screen, in their language."""

import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Signal

from ui.widgets.numbers import in_form
from workbench.errors import WorkbenchError
from workbench.events import Level
from workbench.named import named
from workbench.spec import BadSpec, Problem
from workbench.store.files.refused import disk_error_of
from workbench.words import Words, filled, words

_MOST_KEPT = 500
ENGINE_CONTEXT = "engine"
"""The translation context of the engine's sentences, titles and help texts."""


def translate(sentence: Words | str) -> str:
    """The engine's sentence in the present language: its template translated, then filled.

    Sentences among the values are translated too.
    """
    if isinstance(sentence, str):
        return sentence
    told = filled(engine_text(sentence.template), sentence.values, translate, in_form)
    return str(sentence) if told is None else told


def _sentence_of(error: WorkbenchError) -> Words:
    """An error's sentence; each problem of a spec is a sentence of its own."""
    if not isinstance(error, BadSpec):
        return error.words
    between = QCoreApplication.translate("Lists", "; ")
    problems = between.join(_of_setting(problem) for problem in error.problems)
    return words(error.words.template, **{**error.words.values, "problems": problems})


def _of_setting(problem: Problem) -> str:
    what = translate(problem.words)
    if not problem.path:
        return what
    told = QCoreApplication.translate("Lists", "{setting}: {what}")
    return told.format(setting=problem.path, what=what)


def engine_text(text: str) -> str:
    """A fixed English text of the engine, such as a setting's title, in the present language."""
    return QCoreApplication.translate(ENGINE_CONTEXT, text) if text else ""


def name_of(key: object) -> str:
    """What a kind, a member of an enumeration or another choice is called in the present language.

    `key` is what stands in spec files and journals; a person reads its name alone.
    """
    return translate(named(key))


@dataclass(frozen=True)
class Offer:
    """What a message's button says in the present language, and does."""

    text: Callable[[], str]
    take: Callable[[], object]


@dataclass(frozen=True)
class Message:
    """A sentence, how urgent it is, and what may be copied for a report."""

    sentence: Words | str
    level: Level = Level.INFO
    details: str = ""
    offer: Offer | None = None

    @property
    def text(self) -> str:
        return translate(self.sentence)


class Messages(QObject):
    """Takes sentences from anywhere in the window; the message bar and the log show them."""

    shown = Signal(object)
    """A `Message` that was just shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.history: deque[Message] = deque(maxlen=_MOST_KEPT)

    def show(
        self,
        sentence: Words | str,
        level: Level = Level.INFO,
        details: str = "",
        *,
        offer: Offer | None = None,
    ) -> None:
        """Say a sentence without stopping anybody's work."""
        message = Message(sentence, level, details, offer)
        self.history.append(message)
        self.shown.emit(message)

    def error(self, error: BaseException) -> None:
        """Say what went wrong, over the window."""
        self.shown.emit(self.kept(error))

    def kept(self, error: BaseException) -> Message:
        """What is to say of an error, kept with all that was said, for who shows it elsewhere.

        An error nobody foresaw also carries its traceback to copy.
        """
        details = "".join(traceback.format_exception(error))
        if isinstance(error, OSError):
            error = disk_error_of(error)
        if isinstance(error, WorkbenchError):
            message = Message(_sentence_of(error), Level.ERROR, str(error))
        else:
            sentence = self.tr("Something went wrong: {reason}").format(
                reason=f"{type(error).__name__}: {error}"
            )
            message = Message(sentence, Level.ERROR, details)
        self.history.append(message)
        return message

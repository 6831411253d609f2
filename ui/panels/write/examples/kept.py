"""What a model makes of the prompt's next token, read once somebody points at the settings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from ui.panels.write.examples.words import effect_text
from ui.protocols.open_project import ModelSource
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.texts.results_of import Answering
from workbench.generation.candidates.effects import SettingEffects
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import Sample, Strategy

PAUSE_MS = 200
"""Shorter than it takes until a tooltip shows."""
TOP = 50


@dataclass(frozen=True)
class ExampleSource:
    """The prompt, and the model that reads it."""

    prompt: PromptSpec
    model: Answering


def read_effects(project: ModelSource, source: ExampleSource) -> Iterator[SettingEffects]:
    """Reads the prompt once; runs in the query lane."""
    model = project.model(source.model.pinned)
    ids = model.prompt_tokens(source.prompt)
    found = model.candidates(source.prompt, Sample(), top=TOP, also=set(ids))
    yield SettingEffects(found, ids)


class PromptExamples(QObject):
    """Keeps the answer for the present prompt and model; `present` tells which these are.

    Nothing is asked while nobody points at a widget that is watched, or while a run is under way.
    """

    def __init__(
        self, session: Session, present: Callable[[], ExampleSource | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._present = session, present
        self._asked: ExampleSource | None = None
        self._effects: SettingEffects | None = None
        self._query: Query[SettingEffects] | None = None
        self._is_pointed_at = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._ask)

    def watch(self, widget: QWidget) -> None:
        """Read the prompt when somebody points at a widget, or at what is in it."""
        widget.installEventFilter(self)

    def text(self, strategy: Strategy, name: str) -> str:
        """What a setting does on the prompt; empty while that is not known, or cannot be told."""
        source = self._present()
        if source is None or source != self._asked or self._effects is None:
            self.refresh()
            if source is not None and self._asked is None:
                self._pause.start()  # a list that drops down is no part of what is watched
            return ""
        effect = self._effects.of(strategy, name)
        return effect_text(effect, source.model.reference, strategy, name) if effect else ""

    def refresh(self) -> None:
        """The prompt, the model, or something else may be another one now."""
        present = self._present()
        if present != self._asked:
            self.forget()
        if self._is_pointed_at and present is not None and self._asked is None:
            self._pause.start()

    def forget(self) -> None:
        """Nothing is known, and nothing is asked any more."""
        if self._query is not None:
            self._query.cancel()
        self._pause.stop()
        self._query = self._asked = self._effects = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Enter:
            self._is_pointed_at = True
            self.refresh()
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.Hide):
            self._is_pointed_at = False
            self._pause.stop()
        return False

    def _ask(self) -> None:
        # Loading a model for the first time is heavy; a run that is on is not disturbed unasked.
        project, source = self._session.project, self._present()
        if project is None or source is None or self._session.runner.active is not None:
            return
        self._asked = source
        self._query = self._session.query(
            lambda: read_effects(project, source),
            self._take,
            on_error=lambda _: self.forget(),  # each pane says what hinders its model
            owner=self,
            on_restart=keep_shown,
        )

    def _take(self, effects: SettingEffects) -> None:
        self._effects = effects

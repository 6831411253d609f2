"""The speculative lab: a draft beside its teacher, measured."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.i18n import beside
from ui.models import figures
from ui.models.role import Role
from ui.panel import Panel, Swap
from ui.panels.speculative.question import DraftQuestion
from ui.panels.speculative.results import DraftResults
from ui.panels.speculative.settings import DraftSettings
from ui.protocols.open_project import ModelSource
from ui.running.queries import Query
from ui.session import Session
from ui.shell.next_step_state import NextStepState
from ui.texts.results_of import OutdatedMark, ResultsOf, answering
from ui.when_seen import WhenSeen
from ui.workspace import Workspace
from workbench.generation.prompt_spec import PromptSpec

if TYPE_CHECKING:
    from workbench.activities.queries.speculation import Speculation

_SHARES_PX = (370, 780)


@dataclass(frozen=True)
class SpeculationOf:
    """What is known so far, and what it is of."""

    results: ResultsOf
    found: "Speculation"


class SpeculativePanel(Panel):
    """Settings on the left; the sentence, the table, the text and the bars on the right."""

    name = "speculative"
    workspace = Workspace.WRITE
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._question = DraftQuestion(session)
        self._start, self._stop = QPushButton(), QPushButton()
        self._outdated = OutdatedMark(session)
        self._progress = QProgressBar(textVisible=False)
        self._progress.setMaximumHeight(6)
        self._status = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._shown = DraftResults(session.theme)
        self._query: Query[SpeculationOf] | None = None
        self._results: ResultsOf | None = None
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Speculative")

    def retranslate(self) -> None:
        super().retranslate()
        self._start.setText(self.tr("Measure"))
        self._start.setToolTip(
            self.tr("Write with and without drafts, in turns (Ctrl+Enter in the prompt)")
        )
        self._stop.setText(self.tr("Stop"))
        self._stop.setToolTip(self.tr("What was measured stays"))
        self._empty.set_about(
            self.tr(
                "Here a student drafts for its teacher: you see how much is accepted, and how much "
                "faster that is."
            )
        )
        self._shown.retranslate()
        self._show_status()

    # -- laying out

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._asking())
        split.addWidget(self._answer())
        split.setStretchFactor(1, 1)
        split.setSizes(list(_SHARES_PX))
        self._swap = Swap(self._empty, split)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _asking(self) -> QWidget:
        buttons = QHBoxLayout()
        buttons.addWidget(self._start, 1)
        buttons.addWidget(self._stop, 1)
        left = QWidget()
        layout = QVBoxLayout(left)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._question, 1)
        layout.addLayout(buttons)
        return left

    def _answer(self) -> QWidget:
        right = QWidget()
        layout = QVBoxLayout(right)
        layout.setContentsMargins(4, 0, 0, 0)
        layout.addWidget(self._outdated)
        layout.addWidget(self._progress)
        layout.addWidget(self._status)
        layout.addWidget(self._shown, 1)
        return right

    def _connect(self) -> None:
        session = self.session
        self._start.clicked.connect(self.measure)
        self._stop.clicked.connect(self.stop)
        self._outdated.refresh_requested.connect(self.measure)
        self._question.asked.connect(self.measure)
        self._question.changed.connect(self._mark_outdated)
        changes = session.catalogue_changed, session.selection_changed
        WhenSeen(self, self._refresh, *changes)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        self._question.paint()
        self._empty.set_icon(self.session.theme.icon("speedometer"))
        self._shown.retranslate()

    # -- choosing

    def _refresh(self) -> None:
        project = self.session.project
        self._swap.show_content(project is not None and bool(project.models))
        self._question.refresh()
        if project is None:
            self.stop()
            self._show(None)
        self._mark_outdated()

    def _mark_outdated(self) -> None:
        present = self._question.value()
        self._enable(present)
        if present is not None:
            self._outdated.compare(self._results, present)

    def _enable(self, present: ResultsOf | None) -> None:
        self._start.setEnabled(present is not None and self._query is None)
        self._stop.setEnabled(self._query is not None)
        self._progress.setVisible(self._query is not None)

    # -- queries

    def measure(self) -> None:
        """Begin anew with what is chosen now."""
        project, present = self.session.project, self._question.value()
        if self._query is not None:
            self.stop()
        self._enable(present)
        if project is None or present is None or not self._start.isEnabled():
            return
        self.session.text.hold()
        self._show(None)
        self._progress.setRange(0, 0)
        self._query = self.session.query(
            lambda: measured(project, present),
            self._show,
            on_done=self._end,
            on_error=self._fail,
            owner=self,
            on_restart=lambda: self._show(None),
        )
        self._mark_outdated()

    def stop(self) -> None:
        """Give it up; what was measured stays."""
        if self._query is not None:
            self._query.cancel()
            self._end()

    def _show(self, one: SpeculationOf | None) -> None:
        self._results = one.results if one is not None else None
        self._shown.show_found(one.found if one is not None else None)
        if one is not None:
            self._progress.setRange(0, one.found.total)
            self._progress.setValue(one.found.done)
        self._show_status()
        self._mark_outdated()

    def _show_status(self) -> None:
        found = self._shown.found
        if found is None:
            waiting = self._query is not None
            self._status.setText(
                self.tr("Warming up…")
                if waiting
                else self.tr(
                    "The teacher reads many drafted tokens at once, and keeps those that it would "
                    "have written itself. Measure what that is worth here."
                )
            )
            return
        parts = [
            self.tr("{done} of {total} texts").format(
                done=figures.count(found.done), total=figures.count(found.total)
            )
        ]
        if found.tokens_per_second is not None:
            alone = self.tr("the teacher alone: {rate} tokens/s")
            parts.append(alone.format(rate=figures.count(round(found.tokens_per_second))))
        if found.predicted_length is not None:
            best = self.tr("by α and c the best length is {length}")
            none = self.tr("by α and c no length pays")
            length = found.predicted_length
            parts.append(best.format(length=length) if length else none)
        parts.append(self.tr("threads: {count}").format(count=figures.count(found.threads)))
        self._status.setText(beside(parts))

    def _end(self) -> None:
        self._query = None
        self._show_status()
        self._mark_outdated()

    def _fail(self, error: BaseException) -> None:
        self._end()
        self.session.query_failed(self, error)


def measured(project: ModelSource, asked: ResultsOf) -> Iterator[SpeculationOf]:
    """The teacher with and without drafts; runs in the query lane."""
    settings, special, _ = asked.settings
    assert isinstance(settings, DraftSettings)
    models = {role: project.model(one.reference) for role, one in asked.models.items()}
    results = replace(asked, models=answering(models))
    student = models.get(Role.STUDENT)
    for found in models[Role.TEACHER].speculate(
        PromptSpec(text=asked.text, add_special_tokens=special),
        student.reference if student is not None else "",
        settings.strategy,
        lengths=settings.lengths,
        seed=settings.seed,
        max_new_tokens=settings.max_new_tokens,
        rounds=settings.rounds,
    ):
        yield SpeculationOf(results, found)

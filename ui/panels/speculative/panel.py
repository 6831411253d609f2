"""The speculative lab: a draft beside its teacher, measured."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.forms.editors import ignore_wheel_without_focus
from ui.i18n import beside
from ui.models import figures
from ui.models.fitness import offer_pair
from ui.models.role import Role
from ui.open_project import ModelSource
from ui.panel import Panel, Swap
from ui.panels.speculative.results import DraftResults
from ui.panels.speculative.settings import DraftSettings, DraftSettingsForm
from ui.running.queries import Query
from ui.session import Session
from ui.shell.messages import translate
from ui.shell.next_step_state import NextStepState
from ui.texts.passage_button import PassageButton
from ui.texts.reading_note import ReadingNote, no_text
from ui.texts.results_of import OutdatedMark, ResultsOf, answering, chosen_in
from ui.texts.text_edit import SharedTextEdit
from ui.when_seen import WhenSeen
from ui.widgets.model_picker import ModelPicker
from ui.workspace import Workspace
from workbench.errors import WorkbenchError
from workbench.generation.prompt_spec import PromptSpec

if TYPE_CHECKING:
    from workbench.activities.queries.speculation import Speculation

_TEXT_LINES = 4
_SHARES_PX = (370, 780)
_BY_STUDENT, _BY_LOOKUP = range(2)


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
        self._pickers = {role: ModelPicker() for role in Role}
        self._source = QComboBox()
        self._source.addItems(["", ""])
        ignore_wheel_without_focus(self._source)
        self._labels = {name: QLabel() for name in ("teacher", "source", "student", "prompt")}
        self._text = SharedTextEdit(session.text, _TEXT_LINES)
        self._passages = PassageButton(session, lambda: self._pickers[Role.TEACHER].reference)
        self._note = ReadingNote(session.text, no_text, lambda text: [])
        self._special = QCheckBox()
        self._special.setChecked(True)
        self._settings = DraftSettingsForm()
        self._problem = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._problem.hide()
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
        self._show_source()

    def title(self) -> str:
        return self.tr("Speculative")

    def retranslate(self) -> None:
        super().retranslate()
        self._labels["teacher"].setText(self.tr("Teacher"))
        self._labels["source"].setText(self.tr("Draft"))
        self._labels["student"].setText(self.tr("Student"))
        self._labels["prompt"].setText(self.tr("Prompt"))
        self._source.setItemText(_BY_STUDENT, self.tr("by the student"))
        self._source.setItemText(_BY_LOOKUP, self.tr("what followed before"))
        self._source.setToolTip(
            self.tr(
                "Who drafts: a smaller model, or the text itself, where its last tokens stood "
                "before"
            )
        )
        self._source.setAccessibleName(self.tr("Draft"))
        self._text.setPlaceholderText(self.tr("The beginning of a text"))
        self._text.setAccessibleName(self.tr("Prompt"))
        self._passages.retranslate()
        self._note.refresh()
        self._special.setText(self.tr("Special tokens"))
        self._special.setToolTip(
            self.tr("Begins the prompt with the tokens that the model's tokenizer puts there")
        )
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
        split.addWidget(self._question())
        split.addWidget(self._answer())
        split.setStretchFactor(1, 1)
        split.setSizes(list(_SHARES_PX))
        self._swap = Swap(self._empty, split)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _question(self) -> QWidget:
        models = QFormLayout()
        models.addRow(self._labels["teacher"], self._pickers[Role.TEACHER])
        models.addRow(self._labels["source"], self._source)
        models.addRow(self._labels["student"], self._pickers[Role.STUDENT])
        head = QHBoxLayout()
        head.addWidget(self._labels["prompt"], 1)
        head.addWidget(self._passages)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addLayout(models)
        column.addLayout(head)
        for widget in (self._text, self._note, self._special, self._settings):
            column.addWidget(widget)
        column.addStretch()
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        buttons = QHBoxLayout()
        buttons.addWidget(self._start, 1)
        buttons.addWidget(self._stop, 1)
        left = QWidget()
        layout = QVBoxLayout(left)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area, 1)
        layout.addWidget(self._problem)
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
        self._text.asked.connect(self.measure)
        self._outdated.refresh_requested.connect(self.measure)
        self._source.currentIndexChanged.connect(self._show_source)
        self._settings.changed.connect(self._mark_outdated)
        self._special.toggled.connect(self._mark_outdated)
        session.text.changed.connect(self._mark_outdated)
        for role, label in zip(Role, ("teacher", "student"), strict=True):
            self._labels[label].setBuddy(self._pickers[role])
            self._pickers[role].changed.connect(self._on_pick)
        self._labels["source"].setBuddy(self._source)
        self._labels["prompt"].setBuddy(self._text)
        changes = session.catalogue_changed, session.selection_changed
        WhenSeen(self, self._refresh, *changes)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        colours = self.session.theme.colours
        self._pickers[Role.TEACHER].set_colour(colours.teacher)
        self._pickers[Role.STUDENT].set_colour(colours.student)
        self._empty.set_icon(self.session.theme.icon("speedometer"))
        self._shown.retranslate()

    # -- choosing

    def _refresh(self) -> None:
        project = self.session.project
        self._swap.show_content(project is not None and bool(project.models))
        selection = self.session.selection
        offer_pair(self._pickers, project, selection.teacher)
        if selection.student and selection.student != self._pickers[Role.STUDENT].reference:
            self._pickers[Role.STUDENT].set_reference(selection.student)
        if project is None:
            self.stop()
            self._show(None)
        self._mark_outdated()

    def _on_pick(self) -> None:
        offer_pair(self._pickers, self.session.project)
        teacher, student = (self._pickers[role].reference for role in Role)
        self.session.select(teacher=teacher, student=student)
        self._mark_outdated()

    def _show_source(self) -> None:
        for widget in (self._labels["student"], self._pickers[Role.STUDENT]):
            widget.setVisible(self._source.currentIndex() == _BY_STUDENT)
        self._mark_outdated()

    def _present(self) -> ResultsOf | None:
        """What would be measured now; None while a setting is impossible."""
        try:
            settings = self._settings.value()
        except WorkbenchError as error:
            self._problem.setText(translate(error.words))
            self._problem.show()
            return None
        self._problem.hide()
        models = chosen_in(self._pickers)
        if self._source.currentIndex() == _BY_LOOKUP:
            models.pop(Role.STUDENT, None)
        special = self._special.isChecked()
        return ResultsOf(self.session.text.text, models, (settings, special, len(models)))

    def _mark_outdated(self) -> None:
        present = self._present()
        self._enable(present)
        if present is not None:
            self._outdated.compare(self._results, present)

    def _enable(self, present: ResultsOf | None) -> None:
        wanted = len(Role) if self._source.currentIndex() == _BY_STUDENT else 1
        is_whole = present is not None and len(present.models) == wanted
        self._start.setEnabled(is_whole and self._query is None)
        self._stop.setEnabled(self._query is not None)
        self._progress.setVisible(self._query is not None)

    # -- queries

    def measure(self) -> None:
        """Begin anew with what is chosen now."""
        project, present = self.session.project, self._present()
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

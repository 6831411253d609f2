"""Every head of a model, measured on a text or over a corpus, beside its teacher's."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.models.fitness import why_not_read
from ui.models.role import Role
from ui.panel import EmptyState, Panel, Swap
from ui.panels.heads.parts import HeadsParts
from ui.panels.heads.queries import MeasuringStep, measured
from ui.panels.heads.status import MeasuringStatus
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.next_step_state import NextStepState
from ui.texts.export_menu import ExportMenu, ShownResult
from ui.texts.measure_settings import MeasureSettings
from ui.texts.passage_button import PassageButton
from ui.texts.results_of import OutdatedMark, ResultsOf, chosen_in
from ui.texts.text_edit import SharedTextEdit
from ui.when_seen import WhenSeen
from ui.widgets.model_picker import ModelPicker
from ui.workspace import Workspace
from workbench.inspection.heads.table import (
    HardestPassage,
    HeadMeasurements,
    HeadsProgress,
    MeasuredHead,
)

_TEXT_LINES = 2


class HeadsPanel(Panel):
    """Settings, progress, and the table; beside it a plot of two measures, and the chosen head."""

    name = "heads"
    workspace = Workspace.INSPECT
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._measured: MeasuringStep | None = None
        self._progress: HeadsProgress | None = None
        self._query: Query[MeasuringStep] | None = None
        self._empty = NextStepState(session)
        self._pickers = {Role.STUDENT: ModelPicker(), Role.TEACHER: ModelPicker()}
        self._model_label, self._with_teacher = QLabel(), QCheckBox()
        self._with_teacher.setChecked(True)
        self._text = SharedTextEdit(session.text, _TEXT_LINES)
        self._passage = PassageButton(session, lambda: self._pickers[Role.STUDENT].reference)
        self._settings = MeasureSettings()
        self._measure, self._stop = QPushButton(), QPushButton()
        self._bar = QProgressBar(textVisible=False)
        self._status = MeasuringStatus()
        self._outdated = OutdatedMark(session)
        self._parts, self._unmeasured = HeadsParts(session.theme), EmptyState()
        self._shown = Swap(self._unmeasured, self._parts)
        self._export = ExportMenu(
            session, "heads", self._exportable, self._parts.columns, self._parts.retranslate
        )
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()
        self._enable()

    def title(self) -> str:
        return self.tr("Heads")

    def retranslate(self) -> None:
        super().retranslate()
        self._model_label.setText(self.tr("Model"))
        self._with_teacher.setText(self.tr("Teacher"))
        self._with_teacher.setToolTip(
            self.tr("Measure how far each head is from the teacher's head that is most alike")
        )
        self._text.setAccessibleName(self.tr("Text to measure the heads on"))
        self._text.setPlaceholderText(self.tr("Text to measure the heads on"))
        self._passage.retranslate()
        self._settings.retranslate()
        self._measure.setText(self.tr("Measure"))
        self._stop.setText(self.tr("Stop"))
        self._export.retranslate()
        self._empty.set_about(
            self.tr(
                "Here you find out what each attention head does: measured on a text or a corpus."
            )
        )
        self._parts.retranslate()
        self._show_status()

    # -- laying out

    def _lay_out(self) -> None:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.addLayout(self._models_line())
        layout.addWidget(self._settings)
        text = QHBoxLayout()
        text.addWidget(self._text, 1)
        text.addWidget(self._passage)
        layout.addLayout(text)
        layout.addLayout(self._buttons())
        self._bar.setMaximumHeight(6)
        layout.addWidget(self._bar)
        layout.addWidget(self._status)
        layout.addWidget(self._outdated)
        layout.addWidget(self._shown, 1)
        self._swap = Swap(self._empty, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _models_line(self) -> QGridLayout:
        grid = QGridLayout()
        self._model_label.setBuddy(self._pickers[Role.STUDENT])
        names = {Role.STUDENT: self._model_label, Role.TEACHER: self._with_teacher}
        for column, (role, picker) in enumerate(self._pickers.items()):
            grid.addWidget(names[role], 0, 2 * column, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(picker, 0, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
        return grid

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(self._measure)
        line.addWidget(self._stop)
        line.addStretch(1)
        line.addWidget(self._export)
        return line

    def _connect(self) -> None:
        session = self.session
        self._measure.clicked.connect(self.measure)
        self._stop.clicked.connect(self.stop)
        self._text.asked.connect(self.measure)
        self._outdated.refresh_requested.connect(self.measure)
        self._settings.changed.connect(self._on_setting)
        self._with_teacher.toggled.connect(self._on_setting)
        for picker in self._pickers.values():
            picker.changed.connect(self._on_pick)
        self._unmeasured.triggered.connect(self.measure)
        self._parts.opened.connect(self._open_head)
        self._parts.passage_opened.connect(self._open_passage)
        session.text.changed.connect(self._on_setting)
        WhenSeen(self, self._refresh, session.catalogue_changed, session.selection_changed)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        theme = self.session.theme
        self._pickers[Role.TEACHER].set_colour(theme.colours.teacher)
        self._pickers[Role.STUDENT].set_colour(theme.colours.student)
        for empty in (self._empty, self._unmeasured):
            empty.set_icon(theme.icon("table-eye"))
        self._parts.retranslate()

    # -- choosing what is measured

    def _refresh(self) -> None:
        project, selection = self.session.project, self.session.selection
        models = project.models if project is not None else ()
        for picker in self._pickers.values():
            with QSignalBlocker(picker):
                picker.set_models(models, why_not_read)
        corpora = [one.name for one in project.corpora] if project is not None else []
        self._settings.set_corpora(corpora, selection.corpus)
        self._swap.show_content(bool(models))
        student = selection.student or selection.teacher
        for role, chosen in ((Role.STUDENT, student), (Role.TEACHER, selection.teacher)):
            if chosen and chosen != self._pickers[role].reference:
                self._pickers[role].set_reference(chosen)
        self._on_setting()

    def _on_pick(self) -> None:
        """The model that is measured is the student of the pair."""
        self.session.select(
            teacher=self._pickers[Role.TEACHER].reference,
            student=self._pickers[Role.STUDENT].reference,
        )
        self._on_setting()

    def _on_setting(self) -> None:
        self._text.setVisible(self._settings.reads_text)
        self._passage.setVisible(self._settings.reads_text)
        self._pickers[Role.TEACHER].setEnabled(self._with_teacher.isChecked())
        self._mark_outdated()
        self._enable()

    def _present(self) -> ResultsOf:
        """What would be measured now; a model is not compared with itself."""
        read, models = self._settings.value(), chosen_in(self._pickers)
        alone = not self._with_teacher.isChecked()
        if alone or models.get(Role.TEACHER) == models.get(Role.STUDENT):
            models.pop(Role.TEACHER, None)
        text = read.corpus or self.session.text.text.strip()
        return ResultsOf(text, models, (read, Role.TEACHER in models))

    def _mark_outdated(self) -> None:
        results = self._measured.results if self._measured is not None else None
        self._outdated.compare(results, self._present())

    def _enable(self) -> None:
        present, busy = self._present(), self._query is not None
        self._measure.setEnabled(not busy and bool(present.text) and Role.STUDENT in present.models)
        self._stop.setEnabled(busy)
        self._export.setEnabled(self._measurements is not None)
        self._show_first_step()

    # -- measuring

    @property
    def _measurements(self) -> HeadMeasurements | None:
        found = self._measured.found if self._measured is not None else None
        return found if isinstance(found, HeadMeasurements) else None

    def measure(self) -> None:
        """Begin anew with what is chosen now; an earlier query is cancelled."""
        project, present = self.session.project, self._present()
        if project is None or not present.text or Role.STUDENT not in present.models:
            return
        self.stop()
        self._bar.setRange(0, 0)
        self._query = self.session.query(
            lambda: measured(project, present),
            self._take,
            on_done=self._end,
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )
        self._show_status()
        self._enable()

    def stop(self) -> None:
        """Give it up; the measures that are shown stay."""
        if self._query is not None:
            self._query.cancel()
            self._end()

    def _take(self, step: MeasuringStep) -> None:
        if isinstance(step.found, HeadsProgress):
            self._progress = step.found
            self._bar.setRange(0, step.found.total)
            self._bar.setValue(step.found.done)
        else:
            self._measured = step
            if self._settings.reads_text:
                self.session.text.hold()
            self._show_measurements()
        self._show_status()

    def _end(self) -> None:
        self._query, self._progress = None, None
        self._bar.setRange(0, 1)
        self._bar.reset()
        self._show_status()
        self._mark_outdated()
        self._enable()

    def _fail(self, error: BaseException) -> None:
        self._end()
        self.session.query_failed(self, error)

    def _show_measurements(self) -> None:
        self._parts.show_measurements(self._measurements)

    def _show_status(self) -> None:
        self._shown.show_content(self._measurements is not None)
        if self._query is not None:
            self._status.show_progress(self._progress)
        else:
            self._status.show_measurements(self._measurements)
        self._show_first_step()

    def _show_first_step(self) -> None:
        """What stands in the place of the heads until they are measured."""
        if self._query is not None:
            self._unmeasured.set_text(self.tr("The heads stand here once they are measured."))
            return
        self._unmeasured.set_text(
            self.tr("Choose what is read, and measure: the heads then stand here."),
            self.tr("Measure all heads"),
            enabled=self._measure.isEnabled(),
        )

    # -- heads

    def _open_head(self, head: MeasuredHead) -> None:
        if self._measured is not None:
            answering = self._measured.results.models[Role.STUDENT]
            self.session.show_head(answering.reference, head.layer, head.head)

    def _open_passage(self, head: MeasuredHead, passage: HardestPassage) -> None:
        self.session.text.set(passage.text)
        self._open_head(head)

    # -- exporting

    def _exportable(self) -> ShownResult | None:
        step, measurements = self._measured, self._measurements
        if step is None or measurements is None:
            return None
        read, _ = step.results.settings
        results = replace(step.results, text="") if read.corpus else step.results
        return ShownResult.of(measurements, results, vars(read))

"""The offer to train a teacher and a student on a text: sizes chosen, shown, editable."""

from functools import partial
from pathlib import Path
from typing import assert_never

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.durations import duration
from ui.forms.form import SpecForm
from ui.models import figures
from ui.models.names import free_name
from ui.panels.welcome.journey_plan import JourneyPlan, plans_of
from ui.running.busy import is_any_run_on
from ui.running.queries import Query
from ui.session import Session
from ui.shell.messages import translate
from ui.shell.project.project_folder import PROJECTS_FOLDER
from ui.widgets.path_edit import PathEdit, PathKind
from ui.workspace import Workspace
from workbench.activities.spec import EvaluateSpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import WorkbenchError
from workbench.models.size.estimate import count_parameters
from workbench.plans.journey import JourneySpec, Step
from workbench.plans.journey_basis import JourneyBasis
from workbench.plans.minutes.minutes_plan import AnyPlan
from workbench.store.names import slug
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.pretrain_spec import PretrainSpec

_HIDDEN = ("files", "sample")
_FOLDED = ("teacher", "student")
_STILL_MS = 300
"""A plan is made once nothing was changed for so long."""


class JourneyCard(QWidget):
    """Shows what a journey will do and how long it takes; *Start* queues its runs."""

    closed = Signal()

    def __init__(self, session: Session, spec: JourneySpec) -> None:
        super().__init__()
        self._session = session
        self._source = _source(spec)
        self._headline, self._steps, self._why = (_text_label() for _ in range(3))
        self._plan: JourneyPlan | None = None
        self._planning: Query[JourneyPlan] | None = None
        self._sizes = (spec.teacher, spec.student)
        """Those that nobody has chosen by hand."""
        self._folder_box = QWidget()
        self._folder_label = QLabel()
        self._folder = PathEdit(PathKind.FOLDER)
        self._form = SpecForm(JourneySpec, hidden=_HIDDEN, folded=_FOLDED)
        self._start, self._back = QPushButton(), QPushButton()
        self._lay_out()
        self._still = QTimer(self, singleShot=True, interval=_STILL_MS)
        self._still.timeout.connect(self._plan_again)
        self._form.changed.connect(self._on_change)
        self._start.clicked.connect(self.start)
        self._back.clicked.connect(self.closed)
        session.project_changed.connect(self._show_folder_box)
        self._form.setValue(spec.model_copy(update={"name": self._free(spec.name)}))
        self._folder.set_path(Path.home() / PROJECTS_FOLDER / slug(spec.name, "project"))
        self._show_folder_box()
        self.retranslate()
        self._plan_again()

    def retranslate(self) -> None:
        self._folder_label.setText(self.tr("Project folder"))
        self._start.setText(self.tr("Start"))
        self._back.setText(self.tr("Back"))
        self._show()

    def start(self) -> None:
        """Open the project if there is none, and queue every run of the journey."""
        if self._session.project is None:
            folder = self._folder.path()
            if folder is None or not self._session.open_project(folder):
                return
        project = self._session.project
        assert project is not None
        try:
            runs = project.plans.new_journey(self._form.value(), self._basis())
        except WorkbenchError as error:
            self._session.messages.error(error)
            return
        self._session.start(*runs)
        self.closed.emit()
        self._session.go_to(Workspace.TRAIN)

    # -- laying out ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        font = self._headline.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        self._headline.setFont(font)
        folder_form = QFormLayout(self._folder_box)
        folder_form.setContentsMargins(0, 0, 0, 0)
        folder_form.addRow(self._folder_label, self._folder)
        self._why.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._start.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self._back)
        buttons.addStretch()
        buttons.addWidget(self._start)
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(12)
        inside.addWidget(self._steps)
        inside.addWidget(self._why)
        inside.addWidget(self._folder_box)
        inside.addWidget(self._form)
        inside.addStretch()
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(self._headline)
        layout.addWidget(scroll, 1)
        layout.addLayout(buttons)

    def _show_folder_box(self) -> None:
        self._folder_box.setVisible(self._session.project is None)

    def _free(self, name: str) -> str:
        project = self._session.project
        taken = [record.name for record in project.corpora] if project is not None else []
        return free_name(name, taken)

    # -- the plan -----------------------------------------------------------------------------

    def _on_change(self) -> None:
        self._show()
        self._still.start()

    def _plan_again(self) -> None:
        """Work the plan out beside the window; while a run is on, no step would be timed truly."""
        if self._planning is not None:
            self._planning.cancel()
        if self._form.problems:
            return
        spec = self._form.value()
        choose, timed = self._has_own_sizes(spec), not is_any_run_on(self._session)
        self._planning = self._session.query(
            lambda: plans_of(spec, choose_sizes=not choose, timed=timed),
            partial(self._take, spec),
            owner=self,
        )

    def _has_own_sizes(self, spec: JourneySpec) -> bool:
        return (spec.teacher, spec.student) != self._sizes

    def _take(self, asked: JourneySpec, found: JourneyPlan) -> None:
        """Show a plan, unless the settings were changed meanwhile."""
        if self._form.problems or self._form.value() not in (asked, found.spec):
            return
        if not self._has_own_sizes(asked):
            self._sizes = (found.spec.teacher, found.spec.student)
        self._plan = found
        self._form.blockSignals(True)
        self._form.setValue(found.spec)
        self._form.blockSignals(False)
        self._show()

    def _basis(self) -> JourneyBasis | None:
        """What the plan that is shown was made by; timed steps are those of its sizes."""
        plan, spec = self._plan, self._form.value()
        if plan is None or spec.minutes != plan.spec.minutes:
            return None
        is_of_these = (spec.teacher, spec.student) == (plan.spec.teacher, plan.spec.student)
        return plan.basis if is_of_these else None

    # -- what it will do ----------------------------------------------------------------------

    def _show(self) -> None:
        there = not self._form.problems
        self._start.setEnabled(there)
        if not there:
            return
        spec = self._form.value()
        plan = self._plan
        headline = self.tr("Train a teacher and a student on “{text}”, about {time}")
        is_planned = plan is not None and plan.spec.minutes == spec.minutes
        time = duration(plan.seconds if plan and is_planned else 60 * spec.minutes)
        self._headline.setText(headline.format(text=self._source or spec.name, time=time))
        if plan is None:
            self._steps.setText(self.tr("The plan is being made: this machine is measured."))
            return
        lines = (self._line(step, plan) for step in plan.steps)
        self._steps.setText("\n".join(f"{n}.  {line}" for n, line in enumerate(lines, start=1)))
        self._why.setText(" ".join(map(translate, plan.reasons)))

    def _line(self, spec: Step, plan: JourneyPlan) -> str:
        match spec:
            case AddCorpusSpec():
                return self.tr("Import the text as the corpus “{name}”").format(name=spec.name)
            case TrainTokenizerSpec():
                text = self.tr("Train a tokenizer with {count} pieces")
                return text.format(count=figures.count(spec.vocabulary_size))
            case PretrainSpec():
                text = self.tr("Train the teacher: {parameters} parameters, {steps} steps, {time}")
                return self._filled(text, plan.teacher, plan)
            case DistillSpec():
                return self._filled(self._student_text(spec), plan.student, plan)
            case EvaluateSpec():
                return self.tr("Compare teacher, student and control on text none of them has seen")
            case _:
                assert_never(spec)

    def _student_text(self, spec: DistillSpec) -> str:
        if all(stage.alpha == 0 for stage in spec.stages):
            return self.tr(
                "Train the control, a student without a teacher: "
                "{parameters} parameters, {steps} steps, {time}"
            )
        return self.tr("Distil the student: {parameters} parameters, {steps} steps, {time}")

    def _filled(
        self,
        text: str,
        training: AnyPlan,
        plan: JourneyPlan,
    ) -> str:
        parameters = count_parameters(training.model, plan.spec.vocabulary_size)
        return text.format(
            parameters=figures.count(parameters),
            steps=figures.count(training.steps),
            time=duration(training.seconds),
        )


def _source(spec: JourneySpec) -> str:
    """The file the journey is on, by name; empty for a sample, which is called by the corpus."""
    return Path(spec.files[0]).name if spec.files else ""


def _text_label() -> QLabel:
    label = QLabel(wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label

"""The offer to train a teacher and a student on a text: sizes chosen, shown, editable."""

from collections.abc import Sequence
from pathlib import Path
from typing import assert_never

from PySide6.QtCore import Qt, Signal
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

from ui.forms.form import SpecForm
from ui.models import figures
from ui.models.names import free_name
from ui.session import Session
from ui.shell.project.project_folder import PROJECTS_FOLDER
from ui.widgets.path_edit import PathEdit, PathKind
from ui.workspace import Workspace
from workbench.activities.spec import EvaluateSpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import WorkbenchError
from workbench.models.size.estimate import count_parameters
from workbench.plans.journey import JourneySpec, Step, plan
from workbench.store.names import slug
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.pretrain_spec import PretrainSpec

_HIDDEN = ("files", "sample")
_FOLDED = ("teacher", "student")


class JourneyCard(QWidget):
    """Shows what a journey will do and how long it takes; *Start* queues its runs."""

    closed = Signal()

    def __init__(self, session: Session, spec: JourneySpec) -> None:
        super().__init__()
        self._session = session
        self._source = _source(spec)
        self._headline, self._steps = _text_label(), _text_label()
        self._folder_box = QWidget()
        self._folder_label = QLabel()
        self._folder = PathEdit(PathKind.FOLDER)
        self._form = SpecForm(JourneySpec, hidden=_HIDDEN, folded=_FOLDED)
        self._start, self._back = QPushButton(), QPushButton()
        self._lay_out()
        self._form.changed.connect(self._show)
        self._start.clicked.connect(self.start)
        self._back.clicked.connect(self.closed)
        session.project_changed.connect(self._show_folder_box)
        self._form.setValue(spec.model_copy(update={"name": self._free(spec.name)}))
        self._folder.set_path(Path.home() / PROJECTS_FOLDER / slug(spec.name, "project"))
        self._show_folder_box()
        self.retranslate()

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
            runs = project.plans.new_journey(self._form.value())
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

    # -- what it will do ----------------------------------------------------------------------

    def _show(self) -> None:
        there = not self._form.problems
        self._start.setEnabled(there)
        if not there:
            return
        spec = self._form.value()
        headline = self.tr("Train a teacher and a student on “{text}”, about {minutes} minutes")
        minutes = f"{spec.minutes:g}"
        self._headline.setText(headline.format(text=self._source or spec.name, minutes=minutes))
        self._steps.setText("\n".join(self._lines(plan(spec), spec.vocabulary_size)))

    def _lines(self, specs: Sequence[Step], vocabulary_size: int) -> list[str]:
        return [
            f"{number}.  {self._line(spec, vocabulary_size)}"
            for number, spec in enumerate(specs, start=1)
        ]

    def _line(self, spec: Step, vocabulary_size: int) -> str:
        match spec:
            case AddCorpusSpec():
                return self.tr("Import the text as the corpus “{name}”").format(name=spec.name)
            case TrainTokenizerSpec():
                text = self.tr("Train a tokenizer with {count} pieces")
                return text.format(count=figures.count(spec.vocabulary_size))
            case PretrainSpec():
                text = self.tr("Train the teacher: {parameters} parameters, {steps} steps")
                parameters = count_parameters(spec.model, vocabulary_size)
                steps = figures.count(spec.loop.steps)
                return text.format(parameters=figures.count(parameters), steps=steps)
            case DistillSpec():
                return self._student_line(spec, vocabulary_size)
            case EvaluateSpec():
                return self.tr("Compare teacher, student and control on text none of them has seen")
            case _:
                assert_never(spec)

    def _student_line(self, spec: DistillSpec, vocabulary_size: int) -> str:
        if all(stage.alpha == 0 for stage in spec.stages):
            text = self.tr(
                "Train the control, a student without a teacher: "
                "{parameters} parameters, {steps} steps"
            )
        else:
            text = self.tr("Distil the student: {parameters} parameters, {steps} steps")
        return text.format(
            parameters=figures.count(count_parameters(spec.student, vocabulary_size)),
            steps=figures.count(sum(stage.steps for stage in spec.stages)),
        )


def _source(spec: JourneySpec) -> str:
    """The file the journey is on, by name; empty for a sample, which is called by the corpus."""
    return Path(spec.files[0]).name if spec.files else ""


def _text_label() -> QLabel:
    label = QLabel(wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label

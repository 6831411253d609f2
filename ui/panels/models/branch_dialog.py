"""Asking how a run that branches from a checkpoint goes on."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.models.names import free_name
from ui.panels.models.checkpoint_table import CheckpointRow
from ui.session import Session
from ui.workspace import Workspace
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.activities.spec import AnySpec

_WIDTH_PX = 460
_MOST_STEPS, _STEPS = 10_000_000, 100


class BranchDialog(QDialog):
    """A name, how many steps more, and the learning rate; it blocks nothing."""

    def __init__(self, session: Session, row: CheckpointRow, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Branch"))
        self._session, self._row = session, row
        self._name, self._rate = QLineEdit(), QLineEdit()
        self._steps = QSpinBox(minimum=1, maximum=_MOST_STEPS, value=_STEPS)
        self._fill()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.tr("Start"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._start)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        self._name.selectAll()
        self._name.setFocus()

    def _fill(self) -> None:
        project = self._session.project
        assert project is not None
        stem = self.tr("{name} branch").format(name=self._row.model.name)
        self._name.setText(free_name(stem, {run.name for run in project.runs}))
        spec = project.saved_run(self._row.model.run).spec
        if (optimizer := getattr(spec, "optimizer", None)) is not None:
            self._rate.setText(f"{optimizer.learning_rate:g}")

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        about = QLabel(
            self.tr(
                "A new run goes on from {checkpoint}, with its weights and its optimizer. Its "
                "other settings are those of the run before; in the terminal, `branch` changes any."
            ).format(checkpoint=self._row.reference),
            wordWrap=True,
        )
        about.setTextFormat(Qt.TextFormat.PlainText)
        form = QFormLayout()
        form.addRow(self.tr("Name"), self._name)
        form.addRow(self.tr("Further steps"), self._steps)
        form.addRow(self.tr("Learning rate"), self._rate)
        layout = QVBoxLayout(self)
        layout.addWidget(about)
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.setMinimumWidth(_WIDTH_PX)

    def _start(self) -> None:
        project = self._session.project
        assert project is not None
        run, step = project.saved_run(self._row.model.run), self._row.saved.step
        try:
            overrides = _overrides(run.spec, step + self._steps.value(), self._rate.text().strip())
            planned = run.branch(step, name=self._name.text(), overrides=overrides)
        except WorkbenchError as error:
            self._session.messages.error(error)
            return
        self._session.start(planned)
        self._session.go_to(Workspace.TRAIN)
        self.accept()


def _overrides(spec: "AnySpec", total_steps: int, learning_rate: str) -> list[str]:
    """So many steps in all: of a distillation the last stage has what is left."""
    rate = [f"optimizer.learning_rate={learning_rate}"] if learning_rate else []
    stages: Any = getattr(spec, "stages", None)
    if stages is None:
        limits = ["loop.epochs=0", "loop.tokens=0", "loop.minutes=0"]
        return [f"loop.steps={total_steps}", *limits, *rate]
    before = sum(stage.steps for stage in stages[:-1])
    steps = max(1, total_steps - before)
    return [f"stages.{len(stages) - 1}.steps={steps}", "loop.minutes=0", *rate]

"""Asking how a run that branches from a checkpoint goes on."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.forms.form import SpecForm
from ui.forms.setting_names import setting_title
from ui.i18n import joined
from ui.models.names import free_name
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panels.models.checkpoint_table import CheckpointRow
from ui.session import Session
from ui.shell.messages import translate
from ui.workspace import Workspace
from workbench.errors import WorkbenchError
from workbench.plans.planned_run import PlannedRun

if TYPE_CHECKING:
    from workbench.activities.branch_settings import ChangedSetting
    from workbench.activities.spec import AnySpec

_SIZE_PX = (600, 640)
_STEPS = 100
"""More than the checkpoint has, until somebody says how many."""
_TABLE_PX = 130
_FOLDED = (
    "optimizer",
    "schedule",
    "runtime",
    "stages.divergence",
    "stages.terms",
    "stages.on_policy",
)


class BranchDialog(QDialog):
    """Every setting that a branch may change, and in which it does; it blocks nothing."""

    def __init__(self, session: Session, row: CheckpointRow, parent: QWidget) -> None:
        from workbench.activities.branch_settings import fixed_settings

        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Branch"))
        assert session.project is not None
        self._session, self._row = session, row
        stem = self.tr("{name} branch").format(name=row.model.name)
        name = free_name(stem, {run.name for run in session.project.runs})
        self._branch = session.project.saved_run(row.model.run).branch(row.saved.step, name=name)
        self._fixed = fixed_settings(self._branch.spec)
        self._form = SpecForm(
            type(self._branch.spec), self._choices, hidden=self._fixed, folded=_FOLDED
        )
        self._table: Table[ChangedSetting] = Table(lambda one: one.name, self)
        self._problem = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._start_button = self._buttons.addButton(
            self.tr("Start"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._buttons.accepted.connect(self._start)
        self._buttons.rejected.connect(self.reject)
        self._lay_out()
        self._form.set_value(_with_steps(self._branch.spec, row.saved.step + _STEPS))
        self._form.changed.connect(self._compare)
        self._compare()

    def _choices(self, path: str) -> Sequence[str]:
        project = self._session.project
        is_text = path == "corpus" and project is not None
        return [corpus.name for corpus in project.corpora] if is_text and project else ()

    def _titles_of_fixed(self) -> list[str]:
        kind = type(self._branch.spec)
        return [setting_title(kind, name) for name in self._fixed]

    def _lay_out(self) -> None:
        about = QLabel(
            self.tr(
                "A new run goes on from {checkpoint}, with its weights and its optimizer. What "
                "cannot change: {fixed}."
            ).format(checkpoint=self._row.reference, fixed=joined(self._titles_of_fixed())),
            wordWrap=True,
        )
        about.setTextFormat(Qt.TextFormat.PlainText)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self._form)
        self._table.set_columns(self._columns())
        view = TableView(self._table)
        view.setAccessibleName(self.tr("What the branch changes"))
        view.setFixedHeight(_TABLE_PX)
        layout = QVBoxLayout(self)
        layout.addWidget(about)
        layout.addWidget(area, 1)
        layout.addWidget(QLabel(self.tr("What the branch changes")))
        layout.addWidget(view)
        layout.addWidget(self._problem)
        layout.addWidget(self._buttons)
        self._view = view
        self.resize(*_SIZE_PX)

    def _columns(self) -> tuple[Column["ChangedSetting"], ...]:
        return (
            Column(
                self.tr("Setting"),
                lambda one: one.name,
                help=self.tr("As spec files and `--set` name it"),
            ),
            Column(
                self.tr("Before"),
                lambda one: _text(one.before),
                help=self.tr("The value of the run that the branch goes on from"),
            ),
            Column(
                self.tr("Now"), lambda one: _text(one.now), help=self.tr("The value of the branch")
            ),
        )

    def _planned(self) -> PlannedRun:
        """Raises BadSpec or BadInput for what no branch can be."""
        from workbench.activities.branch_settings import require_free_settings
        from workbench.activities.spec import ANY_SPEC
        from workbench.spec import to_plain, validate

        before = self._branch.spec
        spec = validate(ANY_SPEC, to_plain(before) | self._form.plain())
        require_free_settings(before, spec)
        return PlannedRun(spec, self._branch.belongs_to)

    def _compare(self) -> None:
        """Show what is changed so far, or why that is not possible."""
        from workbench.activities.branch_settings import changed_settings

        try:
            planned = self._planned()
        except WorkbenchError as error:
            self._problem.setText(translate(error.words))
            self._start_button.setEnabled(False)
            return
        self._problem.setText("")
        self._start_button.setEnabled(True)
        self._table.set_rows(changed_settings(self._branch.spec, planned.spec))
        self._view.fit_columns()

    def _start(self) -> None:
        try:
            planned = self._planned()
        except WorkbenchError as error:
            self._session.messages.error(error)
            return
        self._session.start(planned)
        self._session.go_to(Workspace.TRAIN)
        self.accept()


def _text(value: object) -> str:
    return "–" if value is None else str(value)


def _with_steps(spec: "AnySpec", total_steps: int) -> Mapping[str, Any]:
    """So many steps in all and no other limit: of a distillation the last stage has the rest."""
    from workbench.spec import to_plain

    plain = to_plain(spec)
    stages: list[dict[str, Any]] = plain.get("stages", [])
    if not stages:
        limits = {"epochs": 0, "tokens": 0, "minutes": 0, "steps": total_steps}
        known = {name: value for name, value in limits.items() if name in plain["loop"]}
        return plain | {"loop": plain["loop"] | known}
    before = sum(stage["steps"] for stage in stages[:-1])
    last = stages[-1] | {"steps": max(1, total_steps - before)}
    return plain | {"stages": [*stages[:-1], last], "loop": plain["loop"] | {"minutes": 0}}

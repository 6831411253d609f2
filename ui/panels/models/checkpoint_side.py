"""What may be done with the checkpoints of the chosen models: a table and its actions."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QToolBar, QVBoxLayout, QWidget

from ui.catalogue import question_box
from ui.panel import EmptyState, Swap
from ui.panels.models.branch_dialog import BranchDialog
from ui.panels.models.checkpoint_table import CheckpointRow, CheckpointTable
from ui.panels.models.made_model import MadeModelDialog
from ui.panels.models.pairs_dialog import PairsDialog
from ui.panels.models.weights_dialog import WeightsDialog
from ui.protocols.open_project import OpenProject
from ui.session import Session
from workbench.errors import WorkbenchError
from workbench.store.bin import BinnedItem
from workbench.store.records import ModelRecord

T = TypeVar("T")

_ICON_PX = 18


class CheckpointSide(QWidget):
    """The checkpoints of some models; what is read of their folders is queried."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._models: tuple[ModelRecord, ...] = ()
        self._table = CheckpointTable()
        self._swap = Swap(EmptyState(), self._table)
        self._pin, self._delete, self._folder = QAction(self), QAction(self), QAction(self)
        self._make, self._branch, self._weights = QAction(self), QAction(self), QAction(self)
        self._pairs = QAction(self)
        self._delete.setShortcut(Qt.Key.Key_Delete)
        self._delete.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._pin.triggered.connect(self._toggle_pins)
        self._delete.triggered.connect(self._ask_before_deleting)
        self._folder.triggered.connect(self._open_folders)
        self._make.triggered.connect(self._make_model)
        self._branch.triggered.connect(self._begin_branch)
        self._weights.triggered.connect(self._compare_weights)
        self._pairs.triggered.connect(self._test_pairs)
        self._table.view.chosen_changed.connect(self._enable)
        session.theme.changed.connect(self._paint)
        self._lay_out()
        self._paint()
        self._enable()

    def _actions(self) -> list[QAction]:
        asks = [self._make, self._branch, self._weights, self._pairs]
        return [self._pin, *asks, self._folder, self._delete]

    def _lay_out(self) -> None:
        bar = QToolBar()
        bar.setIconSize(QSize(_ICON_PX, _ICON_PX))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.addActions(self._actions())
        self._table.view.addActions(self._actions())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self._swap, 1)

    def _paint(self) -> None:
        names = ("pin-outline", "cube-outline", "source-branch", "scale-balance")
        more = ("text-search", "folder-open-outline", "trash-can-outline")
        for action, name in zip(self._actions(), (*names, *more), strict=True):
            action.setIcon(self._session.theme.icon(name))

    def retranslate(self) -> None:
        self._pin.setToolTip(self.tr("A pinned checkpoint is never removed while a run goes on"))
        self._make.setToolTip(self.tr("One checkpoint as a model of its own, or several averaged"))
        self._branch.setText(self.tr("Branch…"))
        self._branch.setToolTip(self.tr("A new run that goes on from here, with other settings"))
        self._weights.setText(self.tr("Compare weights"))
        self._weights.setToolTip(self.tr("How far two checkpoints are from each other, by layer"))
        self._pairs.setText(self.tr("Minimal pairs…"))
        self._pairs.setToolTip(self.tr("Small tests of language, at each checkpoint of the model"))
        self._folder.setText(self.tr("Open the folder"))
        self._delete.setText(self.tr("Move to the bin…"))
        self._table.retranslate()
        self._swap.empty.set_text(
            self.tr("Choose one or several models above to see their checkpoints.")
        )
        self._enable()

    # -- what is shown ------------------------------------------------------------------------

    def show_models(self, models: Sequence[ModelRecord]) -> None:
        """Read the checkpoints of these models again."""
        self._models = tuple(models)
        project = self._session.project
        self._swap.show_content(bool(models))
        if project is None or not models:
            self._table.show_rows(())
            self._enable()
            return
        self._session.query(partial(_rows, project, self._models), self._show, owner=self)

    def _show(self, rows: tuple[CheckpointRow, ...]) -> None:
        if {row.model.id for row in rows} <= {model.id for model in self._models}:
            self._table.show_rows(rows)
            self._enable()

    def _enable(self) -> None:
        chosen, project = self._table.chosen(), self._session.project
        may_write = project is not None and not project.catalogue.read_only
        only_pinned = bool(chosen) and all(row.saved.is_pinned for row in chosen)
        self._pin.setText(self.tr("Unpin") if only_pinned else self.tr("Pin"))
        average, own = self.tr("Average…"), self.tr("Make a model…")
        self._make.setText(average if len(chosen) > 1 else own)
        for action in (self._pin, self._delete):
            action.setEnabled(may_write and bool(chosen))
        self._make.setEnabled(bool(chosen))
        self._folder.setEnabled(bool(chosen))
        self._branch.setEnabled(len(chosen) == 1)
        self._weights.setEnabled(len(chosen) == 2)
        self._pairs.setEnabled(len({row.model.id for row in chosen}) == 1)

    # -- what is done -------------------------------------------------------------------------

    def _each(self, act: Callable[[OpenProject, CheckpointRow], T]) -> list[T]:
        """Do something with each chosen checkpoint; what cannot be done is said."""
        project = self._session.project
        if project is None:
            return []
        done = []
        for row in self._table.chosen():
            try:
                done.append(act(project, row))
            except WorkbenchError as error:
                self._session.messages.error(error)
        self._session.tell_catalogue_changed()
        return done

    def _toggle_pins(self) -> None:
        pinned = all(row.saved.is_pinned for row in self._table.chosen())

        def toggle(project: OpenProject, row: CheckpointRow) -> None:
            run = project.saved_run(row.model.run)
            (run.unpin if pinned else run.pin)(row.saved.step)

        self._each(toggle)

    def _ask_before_deleting(self) -> None:
        chosen = self._table.chosen()
        if not chosen:
            return
        named = self.tr(", ").join(row.reference for row in chosen)
        question = self.tr("Move {checkpoints} to the bin?").format(checkpoints=named)
        about = self.tr("It can be restored from the bin.")
        box = question_box(self, question, about, self.tr("Move to the bin"))
        box.accepted.connect(lambda: self._session.deleted.emit(self._each(_deleted)))
        box.open()

    def _open_folders(self) -> None:
        for row in self._table.chosen():
            url = QUrl.fromLocalFile(str(row.saved.record.folder))
            QDesktopServices.openUrl(url)

    def _make_model(self) -> None:
        if chosen := self._table.chosen():
            MadeModelDialog(self._session, [row.reference for row in chosen], self).open()

    def _begin_branch(self) -> None:
        for row in self._table.chosen()[:1]:
            try:
                BranchDialog(self._session, row, self).open()
            except WorkbenchError as error:  # the run's settings cannot be read
                self._session.messages.error(error)

    def _test_pairs(self) -> None:
        for row in self._table.chosen()[:1]:
            PairsDialog(self._session, row.model, self).open()

    def _compare_weights(self) -> None:
        one, other = (row.reference for row in self._table.chosen())
        WeightsDialog(self._session, one, other, self).open()


def _rows(
    project: OpenProject, models: Sequence[ModelRecord]
) -> Iterator[tuple[CheckpointRow, ...]]:
    yield tuple(
        CheckpointRow(model, saved)
        for model in models
        for saved in project.saved_run(model.run).checkpoints()
    )


def _deleted(project: OpenProject, row: CheckpointRow) -> BinnedItem:
    return project.saved_run(row.model.run).delete_checkpoint(row.saved.step)

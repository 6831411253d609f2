"""What was deleted: it can be restored until it is erased."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolBar, QVBoxLayout, QWidget

from ui.catalogue import is_writable, question_box
from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.moving import move
from ui.panel import EmptyState, Panel, Swap
from ui.session import Session
from ui.when_seen import WhenSeen
from ui.workspace import Workspace
from workbench.store.bin import BinnedItem, BinnedSort
from workbench.store.names import Sort

_ICON_PX = 18


class BinPanel(Panel):
    """The project's bin, with *Restore* and *Erase*."""

    name = "bin"
    workspace = Workspace.RUNS
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._table: Table[BinnedItem] = Table(lambda item: f"{item.sort}/{item.id}", self)
        self._view = TableView(self._table, several=True)
        self._restore, self._erase, self._empty = QAction(self), QAction(self), QAction(self)
        self._bar = QToolBar()
        self._lay_out()
        self._restore.triggered.connect(lambda: self.restore(self._view.chosen()))
        self._erase.triggered.connect(lambda: self._ask_before_erasing(self._view.chosen()))
        self._empty.triggered.connect(lambda: self._ask_before_erasing(self._table.rows))
        self._swap.empty.triggered.connect(lambda: session.go_to(Workspace.RUNS, "runs"))
        self._view.chosen_changed.connect(self._enable)
        WhenSeen(self, self._refresh, session.catalogue_changed)
        session.theme.changed.connect(self._paint)
        self.retranslate()
        self._paint()
        self._enable()

    def title(self) -> str:
        return self.tr("Bin")

    def retranslate(self) -> None:
        super().retranslate()
        self._restore.setText(self.tr("Restore"))
        self._erase.setText(self.tr("Erase…"))
        self._empty.setText(self.tr("Empty the bin…"))
        self._swap.empty.set_text(
            self.tr("What you delete is kept here until you erase it. The bin is empty."),
            self.tr("Show the runs"),
        )
        self._table.set_columns(
            (
                Column(
                    self.tr("Name"),
                    lambda item: item.name,
                    help=self.tr("What it is called, and will be called again once restored"),
                ),
                Column(
                    self.tr("Kind"),
                    lambda item: self._sort_text(item.sort),
                    help=self.tr("What was deleted"),
                ),
                Column(
                    self.tr("Size"),
                    lambda item: item.bytes,
                    lambda item: figures.size(item.bytes),
                    numeric=True,
                    help=self.tr("Room on the disk that erasing it gives back"),
                ),
                Column(
                    self.tr("Deleted"),
                    lambda item: item.deleted_at or None,
                    lambda item: figures.moment(item.deleted_at),
                    numeric=True,
                    help=self.tr("When it was moved to the bin"),
                ),
            )
        )
        self._view.fit_columns()

    def _sort_text(self, sort: BinnedSort) -> str:
        match sort:
            case Sort.CORPUS:
                return self.tr("Corpus")
            case Sort.TOKENIZER:
                return self.tr("Tokenizer")
            case Sort.CACHE:
                return self.tr("Teacher cache")
            case Sort.MODEL:
                return self.tr("Model")
            case Sort.RUN:
                return self.tr("Run")
            case "checkpoint":
                return self.tr("Checkpoint")
            case _:
                assert_never(sort)

    def _lay_out(self) -> None:
        self._bar.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self._bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._bar.addActions([self._restore, self._erase, self._empty])
        self._view.addActions([self._restore, self._erase])
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self._bar)
        inside.addWidget(self._view, 1)
        self._swap = Swap(EmptyState(), content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)

    def _paint(self) -> None:
        theme = self.session.theme
        self._restore.setIcon(theme.icon("delete-restore"))
        self._erase.setIcon(theme.icon("delete-forever-outline"))
        self._empty.setIcon(theme.icon("delete-sweep-outline"))
        self._swap.empty.set_icon(theme.icon("trash-can-outline"))

    # -- what happens -------------------------------------------------------------------------

    def _refresh(self) -> None:
        """Measuring what lies there goes over many files, so it is queried, not waited for."""
        project = self.session.project
        if project is None:
            self._show(())
            return
        self.session.query(lambda: iter([project.catalogue.bin()]), self._show, owner=self)

    def _show(self, items: Sequence[BinnedItem]) -> None:
        self._table.set_rows(items)
        self._view.fit_columns()
        self._swap.show_content(bool(items))
        self._enable()

    def _enable(self) -> None:
        writable = is_writable(self.session, self._restore, self._erase, self._empty)
        for action in (self._restore, self._erase):
            action.setEnabled(writable and bool(self._view.chosen()))
        self._empty.setEnabled(writable and bool(self._table.rows))

    def restore(self, items: Sequence[BinnedItem]) -> None:
        """Put things back where they were."""
        project = self.session.project
        if project is None:
            return
        catalogue = project.catalogue
        move(
            self.session,
            lambda: catalogue.restore_all(items),
            lambda _: None,
            owner=self,
            total=len(items),
        )

    def erase(self, items: Sequence[BinnedItem]) -> None:
        """Remove things from the disk for good."""
        project = self.session.project
        if project is None:
            return

        def work() -> Iterator[None]:
            for item in items:
                project.catalogue.erase(item)
                yield

        self.session.query(
            work,
            lambda _: None,
            self.session.tell_catalogue_changed,
            self._on_error,
            owner=self,
            total=len(items),
        )

    def _on_error(self, error: BaseException) -> None:
        self.session.query_failed(self, error)
        self.session.tell_catalogue_changed()

    def _ask_before_erasing(self, items: Sequence[BinnedItem]) -> None:
        if not items:
            return
        if len(items) == 1:
            question = self.tr("Erase “{name}” for good?").format(name=items[0].name)
        else:
            question = self.tr("Erase {count} things for good?").format(count=len(items))
        freed = figures.size(sum(item.bytes for item in items))
        about = self.tr("This frees {size} and cannot be undone.").format(size=freed)
        box = question_box(self, question, about, self.tr("Erase"))
        box.accepted.connect(lambda: self.erase(items))
        box.open()

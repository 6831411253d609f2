"""The teacher caches of the project: what each holds, and how much room it takes."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolBar, QVBoxLayout, QWidget

from ui.catalogue import RecordActions
from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panel import EmptyState, Panel, Swap
from ui.session import Session
from ui.shell.messages import name_of
from ui.when_seen import WhenSeen
from ui.workspace import Workspace
from workbench.store.records import CacheRecord

_ICON_PX = 18


class CachesPanel(Panel):
    """A table of caches; one is made in Train, as a run."""

    name = "caches"
    workspace = Workspace.RUNS
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._table: Table[CacheRecord] = Table(lambda cache: cache.id, self)
        self._view = TableView(self._table, several=True)
        self._records = RecordActions(session, self._view)
        self._bar = QToolBar()
        self._bar.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self._bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._bar.addActions([self._records.rename_action, self._records.delete_action])
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._bar)
        inside.addWidget(self._view, 1)
        self._swap = Swap(EmptyState(), content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)
        self._swap.empty.triggered.connect(lambda: session.go_to(Workspace.TRAIN, "train_setup"))
        WhenSeen(self, self._refresh, session.catalogue_changed)
        session.theme.changed.connect(self._paint)
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Teacher caches")

    def retranslate(self) -> None:
        super().retranslate()
        self._records.retranslate()
        self._swap.empty.set_text(
            self.tr(
                "A cache keeps a teacher's predictions, so that students learn without asking it "
                "at each step."
            ),
            self.tr("Make one"),
        )
        self._table.set_columns(self._columns())
        self._view.fit_columns()

    def _columns(self) -> tuple[Column[CacheRecord], ...]:
        return (
            Column(
                self.tr("Name"),
                lambda cache: cache.name,
                rename=self._records.rename,
                help=self.tr("Double-click to rename it"),
            ),
            Column(
                self.tr("Teacher"),
                lambda cache: cache.teacher,
                help=self.tr("The model whose predictions are kept"),
            ),
            Column(
                self.tr("Corpus"),
                lambda cache: cache.corpus,
                help=self.tr("The text that they were made of"),
            ),
            Column(
                self.tr("Kept"),
                lambda cache: name_of(cache.kept),
                help=self.tr("How much of each prediction is kept"),
            ),
            Column(
                "τ",
                lambda cache: cache.temperature,
                numeric=True,
                help=self.tr("The temperature at which the predictions were softened"),
            ),
            Column(
                self.tr("Context"),
                lambda cache: cache.context,
                numeric=True,
                help=self.tr("Tokens of a window; a student must have the same"),
            ),
            Column(
                self.tr("Tokens"),
                lambda cache: cache.tokens,
                lambda cache: figures.count(cache.tokens),
                numeric=True,
                help=self.tr("How many predictions are kept"),
            ),
            Column(
                self.tr("Size"),
                lambda cache: cache.bytes,
                lambda cache: figures.size(cache.bytes),
                numeric=True,
                help=self.tr("Room on the disk"),
            ),
        )

    def _refresh(self) -> None:
        project = self.session.project
        caches = project.caches if project is not None else ()
        self._table.set_rows(caches)
        self._swap.show_content(bool(caches))

    def _paint(self) -> None:
        self._swap.empty.set_icon(self.session.theme.icon("database-outline"))

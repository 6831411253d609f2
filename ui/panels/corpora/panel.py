"""The corpora of the project: what each holds, and how to add one."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QToolBar, QToolButton, QVBoxLayout

from ui.catalogue import RecordActions
from ui.models import figures
from ui.models.names import free_name
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panel import EmptyState, Panel, Swap
from ui.panels.corpora.adding import AddCorpusDialog
from ui.session import Session
from ui.when_seen import WhenSeen
from ui.widgets.drop_area import dropped_paths
from ui.workspace import Workspace
from workbench.corpora.spec import AddCorpusSpec, Sample
from workbench.store.records import CorpusRecord

_ICON_PX = 18
_MIN_WIDTH_PX = 370
_SAMPLES: tuple[tuple[Sample, str], ...] = (
    ("stories_en", "stories"),
    ("stories_zh", "故事"),
    ("python_reference", "python reference"),
)


class CorporaPanel(Panel):
    """The table of corpora; takes files by drag and drop anywhere on it."""

    name = "corpora"
    workspace = Workspace.DATA
    area = Qt.DockWidgetArea.LeftDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.setAcceptDrops(True)
        self.setMinimumWidth(_MIN_WIDTH_PX)
        self._table: Table[CorpusRecord] = Table(lambda record: record.id, self)
        self._view = TableView(self._table)
        self._records = RecordActions(session, self._view)
        self._add, self._add_folder = QAction(self), QAction(self)
        self._samples = [QAction(self) for _ in _SAMPLES]
        self._sample = QToolButton()
        self._bar = QToolBar()
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Corpora")

    def retranslate(self) -> None:
        super().retranslate()
        self._add.setText(self.tr("Add files…"))
        self._add_folder.setText(self.tr("Add folder…"))
        self._sample.setText(self.tr("Add sample"))
        titles = (
            self.tr("Little stories in English"),
            self.tr("Little stories in Chinese"),
            self.tr("The Python reference"),
        )
        for action, title in zip(self._samples, titles, strict=True):
            action.setText(title)
        self._records.retranslate()
        self._describe_empty()
        self._table.set_columns(self._columns())
        self._view.fit_columns()

    def _describe_empty(self) -> None:
        if self.session.project is None:
            self._swap.empty.set_text(
                self.tr("A corpus is text that models learn from; it belongs to a project."),
                self.tr("Open a project first"),
            )
            return
        self._swap.empty.set_text(
            self.tr(
                "A corpus is text that models learn from. Drop text files, tables or folders here."
            ),
            self.tr("Add files…"),
        )

    def _columns(self) -> tuple[Column[CorpusRecord], ...]:
        return (
            Column(
                self.tr("Name"),
                lambda record: record.name,
                rename=self._records.rename,
                help=self.tr("Double-click to rename it"),
            ),
            Column(
                self.tr("Documents"),
                lambda record: record.documents,
                lambda record: figures.count(record.documents),
                numeric=True,
                help=self.tr("Separate texts, as files, lines or blank lines divide them"),
            ),
            Column(
                self.tr("Characters"),
                lambda record: record.characters,
                lambda record: figures.count(record.characters),
                numeric=True,
                help=self.tr("Characters of all documents together"),
            ),
            Column(
                self.tr("Skipped"),
                lambda record: record.skipped,
                lambda record: figures.count(record.skipped),
                numeric=True,
                help=self.tr("Files and parts of files that could not be read"),
                colour=self._skipped_colour,
            ),
            Column(
                self.tr("Encoding"),
                lambda record: record.encoding,
                help=self.tr("How the files spell characters as bytes"),
            ),
        )

    def _skipped_colour(self, record: CorpusRecord) -> str:
        return self.session.theme.colours.warning if record.skipped else ""

    # -- laying out ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._bar.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self._bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        menu = QMenu(self._sample)
        menu.addActions(self._samples)
        self._sample.setMenu(menu)
        self._sample.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._sample.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._bar.addAction(self._add)
        self._bar.addWidget(self._sample)
        self._add_icons(self._add_folder)
        self._bar.addSeparator()
        self._add_icons(self._records.rename_action, self._records.delete_action)
        self._swap = Swap(EmptyState(), self._view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self._swap, 1)

    def _add_icons(self, *actions: QAction) -> None:
        """Buttons without text: the panel is narrow, and their tooltips name them."""
        for action in actions:
            self._bar.addAction(action)
            button = self._bar.widgetForAction(action)
            assert isinstance(button, QToolButton)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def _connect(self) -> None:
        session = self.session
        self._add.triggered.connect(self._choose_files)
        self._add_folder.triggered.connect(self._choose_folder)
        for action, (sample, name) in zip(self._samples, _SAMPLES, strict=True):
            action.triggered.connect(
                lambda _checked=False, sample=sample, name=name: self.add_sample(sample, name)
            )
        self._swap.empty.triggered.connect(self._next_step)
        self._view.picked.connect(self._on_pick)
        WhenSeen(self, self._refresh, session.catalogue_changed, session.selection_changed)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        theme = self.session.theme
        self._add.setIcon(theme.icon("file-plus-outline"))
        self._add_folder.setIcon(theme.icon("folder-plus-outline"))
        self._sample.setIcon(theme.icon("book-open-variant"))
        self._swap.empty.set_icon(theme.icon("text-box-multiple-outline"))
        self._table.set_columns(self._columns())

    # -- what happens -------------------------------------------------------------------------

    def _refresh(self) -> None:
        project = self.session.project
        records = project.corpora if project is not None else ()
        self._table.set_rows(records)
        self._swap.show_content(bool(records))
        self._describe_empty()
        self._follow_selection()
        for action in (self._add, self._add_folder, *self._samples):
            action.setEnabled(project is not None)
        self._sample.setEnabled(project is not None)

    def _on_pick(self) -> None:
        for record in self._view.chosen():
            self.session.select(corpus=record.name)
            self.session.go_to(Workspace.DATA, "corpus_detail")

    def _follow_selection(self) -> None:
        chosen = self.session.selection.corpus
        for record in self._table.rows:
            if record.name == chosen:
                self._view.choose(record.id)

    def _next_step(self) -> None:
        if self.session.project is None:
            self.session.go_to(Workspace.WELCOME)
        else:
            self._choose_files()

    def _choose_files(self) -> None:
        dialog = QFileDialog(self, self.tr("Add files"), "", self._filters())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self._open(dialog)

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Add folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._open(dialog)

    def _open(self, dialog: QFileDialog) -> None:
        dialog.filesSelected.connect(lambda paths: self.add_files([Path(p) for p in paths]))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _filters(self) -> str:
        kinds = "*.txt *.md *.json *.jsonl *.ndjson *.csv *.tsv *.parquet *.gz"
        texts, everything = self.tr("Text and tables"), self.tr("All files")
        return f"{texts} ({kinds});;{everything} (*)"

    def add_files(self, files: Sequence[Path]) -> None:
        """Ask how files shall be read, and import them as one corpus."""
        if not files or self.session.project is None:
            return
        name = free_name(name_of(files), [record.name for record in self._table.rows])
        AddCorpusDialog(self.session, files, name, self).open()

    def add_sample(self, sample: Sample, name: str) -> None:
        """Import a built-in sample."""
        name = free_name(name, [record.name for record in self._table.rows])
        self.session.start(AddCorpusSpec(name=name, sample=sample))
        self.session.select(corpus=name)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event) and self._add.isEnabled():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.add_files(dropped_paths(event))


def name_of(files: Sequence[Path]) -> str:
    """What a corpus of these files is called at first: a name, without what formats add to it."""
    name = files[0].name.removesuffix(".gz")
    return Path(name).stem or name

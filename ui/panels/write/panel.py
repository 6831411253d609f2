"""One prompt, several models, several strategies: every pair writes side by side."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.panel import EmptyState, Panel, Swap
from ui.panels.write.matrix import Matrix
from ui.panels.write.settings import WriteSettings
from ui.panels.write.toolbar import TextsToolbar
from ui.session import Session
from ui.shell.compare_action import CompareAction, picked
from ui.shell.next_step_state import NextStepState
from ui.texts.generated import GenerationRequest
from ui.texts.results_of import OutdatedMark, ResultsOf
from ui.when_seen import WhenSeen
from ui.widgets.saving import ask_where_to_save
from ui.workspace import Workspace
from workbench.errors import WorkbenchError
from workbench.generation.texts.written_text import WrittenText, as_markdown
from workbench.project.history import export_texts

SHARES_PX = (400, 800)
"""How settings and panes share the width at first."""


class WritePanel(Panel):
    """Settings on the left, the matrix of panes on the right."""

    name = "write"
    workspace = Workspace.WRITE
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._settings = WriteSettings(session)
        self._outdated = OutdatedMark(session)
        self._results: ResultsOf | None = None
        self._write, self._stop = QPushButton(), QPushButton()
        self._compare = CompareAction(session, lambda: picked(self._settings.models.rows), self)
        self._export = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._copy, self._save = QAction(self), QAction(self)
        self._toolbar = TextsToolbar()
        self._matrix = Matrix(session)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Write")

    def retranslate(self) -> None:
        super().retranslate()
        self._write.setText(self.tr("Write"))
        self._write.setToolTip(self.tr("Write with every model and strategy (Ctrl+Enter)"))
        self._stop.setText(self.tr("Stop all"))
        self._compare.retranslate()
        self._export.setText(self.tr("Export"))
        self._copy.setText(self.tr("Copy all texts"))
        self._save.setText(self.tr("Texts with all settings…"))
        self._empty.set_about(
            self.tr("Here models continue your prompt side by side, under several strategies.")
        )
        self._texts.empty.set_text(
            self.tr("A column for each model, a row for each strategy: press Write to fill them.")
        )

    # -- laying out

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        left = QWidget()
        left.setMinimumWidth(SHARES_PX[0])
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._settings, 1)
        column.addLayout(self._buttons())
        split.addWidget(left)
        texts = QWidget()
        below = QVBoxLayout(texts)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self._toolbar)
        below.addWidget(self._matrix, 1)
        self._texts = Swap(EmptyState(), texts)
        right = QWidget()
        results = QVBoxLayout(right)
        results.setContentsMargins(4, 0, 0, 0)
        results.addWidget(self._outdated)
        results.addWidget(self._settings.amounts.precision.note)
        results.addWidget(self._texts, 1)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes(list(SHARES_PX))
        self._swap = Swap(self._empty, split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self._swap)

    def _buttons(self) -> QHBoxLayout:
        export = QMenu(self)
        export.addActions([self._copy, self._save])
        self._export.setMenu(export)
        self._write.setDefault(True)
        line = QHBoxLayout()
        line.addWidget(self._write, 2)
        line.addWidget(self._stop, 1)
        line.addWidget(self._compare.button())
        line.addWidget(self._export)
        return line

    def _connect(self) -> None:
        session = self.session
        self._write.clicked.connect(self.write)
        self._outdated.refresh_requested.connect(self.write)
        self._settings.changed.connect(self._enable)
        self._stop.clicked.connect(self._matrix.stop)
        self._toolbar.measure_chosen.connect(self._matrix.set_measure)
        self._toolbar.curves.toggled.connect(self._matrix.show_curves)
        self._toolbar.on.clicked.connect(self._matrix.write_on)
        self._toolbar.undo.clicked.connect(self._matrix.undo)
        self._toolbar.redo.clicked.connect(self._matrix.redo)
        self._matrix.busy_changed.connect(self._enable)
        self._matrix.versions_changed.connect(self._enable_versions)
        self._matrix.taken_into_chat.connect(self._settings.prompt.take_into_chat)
        self._copy.triggered.connect(self._copy_all)
        self._save.triggered.connect(self._ask_where)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self, self.write)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        session.written.requested.connect(self._add)
        session.project_changed.connect(self._on_project)
        WhenSeen(self, self._refresh, session.catalogue_changed, session.selection_changed)
        session.comparison_requested.connect(self.show_models)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        self._empty.set_icon(self.session.theme.icon("pencil-outline"))
        self._settings.paint()

    # -- models

    def _on_project(self) -> None:
        """Another project: what the last one's models wrote goes with them."""
        self._matrix.clear()
        self._results = None
        self._settings.prompt.forget()
        self._texts.show_content(False)
        self._enable()

    def _refresh(self) -> None:
        project = self.session.project
        self._settings.refresh()
        self._swap.show_content(bool(project.models) if project is not None else False)
        self._enable()

    def show_models(self, references: Sequence[str], prompt: str = "") -> None:
        """Put these models side by side, instead of those chosen, with a prompt if there is one."""
        if prompt:
            self.session.text.set(prompt)
        self._refresh()
        self._settings.show_models(references)

    # -- writing

    def write(self) -> None:
        """Generate with every model under every strategy; what is still written is cancelled."""
        if self.session.project is None or not self._settings.chosen():
            return
        self._settings.amounts.seed.draw_unless_locked()
        try:
            cells = self._settings.cells(dict(self._matrix.locked_seeds))
        except WorkbenchError as error:
            self.session.messages.error(error)
            return
        self._results = self._settings.present()
        self._texts.show_content(True)
        requests = [cell.request for cell in cells[0]]
        if not self._settings.prompt.is_chat:
            self._settings.prompt.box.use(requests)
        self._matrix.write(cells, self._settings.amounts.order)
        if self._settings.prompt.is_chat:  # a template may take long: the panes are to say so first
            self._settings.prompt.box.use(requests)
        self._settings.amounts.precision.ask(requests)
        self._mark_outdated()

    def _add(self, request: GenerationRequest) -> None:
        """Somebody wants one more text beside the others."""
        if self.session.project is None:
            return
        self._texts.show_content(True)
        references = self._settings.references
        known = request.reference in references
        number = references.index(request.reference) if known else len(references)
        self._matrix.add(request, self._settings.colour(request.reference, number))

    def _mark_outdated(self) -> None:
        self._outdated.compare(self._results, self._settings.present())

    def _enable(self) -> None:
        self._write.setEnabled(bool(self._settings.chosen()))
        self._stop.setEnabled(self._matrix.is_busy)
        self._export.setEnabled(bool(self._matrix.written))
        self._compare.refresh()
        self._enable_versions()
        self._mark_outdated()

    def _enable_versions(self) -> None:
        self._toolbar.undo.setEnabled(self._matrix.can_undo)
        self._toolbar.redo.setEnabled(self._matrix.can_redo)

    # -- exporting

    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(as_markdown(self._written()))

    def _written(self) -> list[WrittenText]:
        return [text.written(with_tokens=True) for text in self._matrix.written]

    def _ask_where(self) -> None:
        kinds = "Markdown (*.md);;JSON (*.json);;CSV (*.csv)"
        ask_where_to_save(self, self.tr("Export"), "texts.md", kinds, self._save_to)

    def _save_to(self, path: Path) -> None:
        try:
            export_texts(self._written(), path)
        except WorkbenchError as error:
            self.session.messages.error(error)
        else:
            self.session.messages.show(self.tr("Saved as {path}").format(path=path))

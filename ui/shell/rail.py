"""The rail on the left that switches workspaces, in the order of the journey."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QToolBar, QWidget

from ui.theme import Theme
from ui.workspace import Workspace

_ICONS = {
    Workspace.WELCOME: "home-outline",
    Workspace.DATA: "file-document-multiple-outline",
    Workspace.TRAIN: "chart-line",
    Workspace.INSPECT: "grid",
    Workspace.WRITE: "pencil-outline",
    Workspace.RUNS: "table",
}


class Rail(QToolBar):
    """One checkable button a workspace; it cannot be moved or hidden."""

    chosen = Signal(object)
    """A `Workspace`."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._iconic = False
        self.setObjectName("rail")
        self.setMovable(False)
        self.setFloatable(False)
        self.toggleViewAction().setEnabled(False)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIconSize(QSize(24, 24))
        group = QActionGroup(self)
        self._actions = {workspace: self._add(workspace, group) for workspace in Workspace}
        theme.changed.connect(self._paint)
        self.retranslate()

    def titles(self) -> dict[Workspace, str]:
        """The workspaces' names in the present language."""
        return {
            Workspace.WELCOME: self.tr("Start"),
            Workspace.DATA: self.tr("Data"),
            Workspace.TRAIN: self.tr("Train"),
            Workspace.INSPECT: self.tr("Inspect"),
            Workspace.WRITE: self.tr("Write"),
            Workspace.RUNS: self.tr("Runs"),
        }

    def check(self, workspace: Workspace) -> None:
        self._actions[workspace].setChecked(True)

    def show_icons(self) -> None:
        """Load the icons; done after the first paint, which need not wait for them."""
        self._iconic = True
        self._paint()

    def retranslate(self) -> None:
        for workspace, title in self.titles().items():
            self._actions[workspace].setText(title)
        widest = max(self.fontMetrics().horizontalAdvance(text) for text in self.titles().values())
        for action in self._actions.values():
            button = self.widgetForAction(action)
            button.setMinimumSize(max(64, widest + 20), 56)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _add(self, workspace: Workspace, group: QActionGroup) -> QAction:
        action = self.addAction("")
        action.setCheckable(True)
        action.setActionGroup(group)
        action.triggered.connect(lambda _checked=False: self.chosen.emit(workspace))
        return action

    def _paint(self) -> None:
        if self._iconic:
            for workspace, action in self._actions.items():
                action.setIcon(self._theme.icon(_ICONS[workspace]))

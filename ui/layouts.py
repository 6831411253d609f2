"""The docks of the window and the arrangement of them that each workspace has of its own."""

import zlib
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from ui.panel import Panel
from ui.session import Session
from ui.settings import Settings
from ui.workspace import Workspace

_LEFT_SHARE, _RIGHT_SHARE, _BOTTOM_SHARE = 0.30, 0.70, 0.32
_AREAS = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.TopDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)


class PanelDock(QDockWidget):
    """The frame of one panel; the panel itself is built when it is first needed."""

    def __init__(self, panel_type: type[Panel], session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.panel_type = panel_type
        self._session = session
        self._built = False
        self.setObjectName(f"dock.{panel_type.name}")
        if panel_type.workspace == Workspace.WELCOME:
            self.setTitleBarWidget(QWidget())

    def build(self) -> bool:
        """Make the panel unless it is there; returns whether there was anything to do."""
        if self._built:
            return False
        self._built = True
        panel = self.panel_type(self._session)
        self.setWidget(panel)
        self.setWindowTitle(panel.title())
        panel.windowTitleChanged.connect(self.setWindowTitle)
        return True


class Layouts:
    """Shows the docks of one workspace at a time, as the person left them."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        settings: Settings,
        panels: Sequence[type[Panel]],
    ) -> None:
        self._window = window
        self._settings = settings
        self.docks = [PanelDock(panel, session, window) for panel in panels]
        names = " ".join(panel.name for panel in panels)
        self._version = zlib.crc32(names.encode()) & 0x7FFFFFFF
        self.current: Workspace | None = None
        window.setDockNestingEnabled(True)
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        for dock in self.docks:
            window.addDockWidget(dock.panel_type.area, dock)
            dock.hide()

    def show(self, workspace: Workspace) -> None:
        """Switch to a workspace, keeping the arrangement of the one that is left."""
        self.keep()
        self._window.setUpdatesEnabled(False)
        self.current = workspace
        for dock in self._docks_of(workspace):
            dock.build()
        state = self._settings.layout(workspace)
        if state.isEmpty() or not self._window.restoreState(state, self._version):
            self._arrange(workspace)
        self._window.setUpdatesEnabled(True)

    def reset(self) -> None:
        """Bring the present workspace's own panels back to where they stood at first."""
        if self.current is not None:
            self._arrange(self.current)

    def keep(self) -> None:
        """Remember the present arrangement."""
        if self.current is not None:
            self._settings.keep_layout(self.current, self._window.saveState(self._version))

    def raise_panel(self, name: str) -> None:
        """Show a panel in the present workspace and bring its tab to the front."""
        for dock in self.docks:
            if dock.panel_type.name == name:
                dock.build()
                dock.show()
                dock.raise_()

    def build_next(self) -> bool:
        """Make one more panel while nothing else is to be done; False when all are there."""
        return any(dock.build() for dock in self.docks)

    def _docks_of(self, workspace: Workspace) -> list[PanelDock]:
        return [dock for dock in self.docks if dock.panel_type.workspace == workspace]

    def _arrange(self, workspace: Workspace) -> None:
        for dock in self.docks:
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        shown = self._docks_of(workspace)
        firsts: dict[Qt.DockWidgetArea, PanelDock] = {}
        for area in _AREAS:
            for dock in (dock for dock in shown if dock.panel_type.area == area):
                self._window.addDockWidget(area, dock)
                dock.show()
                if area in firsts:
                    self._window.tabifyDockWidget(firsts[area], dock)
                firsts.setdefault(area, dock)
        for first in firsts.values():
            first.raise_()
        self._share(firsts)

    def _share(self, firsts: dict[Qt.DockWidgetArea, PanelDock]) -> None:
        """Give the settings, the subject and the details of a workspace their parts of the room."""
        width, height = self._window.width(), self._window.height()
        across = [
            (firsts[area], int(width * share))
            for area, share in (
                (Qt.DockWidgetArea.LeftDockWidgetArea, _LEFT_SHARE),
                (Qt.DockWidgetArea.RightDockWidgetArea, _RIGHT_SHARE),
            )
            if area in firsts
        ]
        docks, widths = [dock for dock, _ in across], [size for _, size in across]
        self._window.resizeDocks(docks, widths, Qt.Orientation.Horizontal)
        if (bottom := firsts.get(Qt.DockWidgetArea.BottomDockWidgetArea)) is not None:
            part = int(height * _BOTTOM_SHARE)
            self._window.resizeDocks([bottom], [part], Qt.Orientation.Vertical)

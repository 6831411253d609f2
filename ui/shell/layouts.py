"""The docks of the window and the arrangement of them that each workspace has of its own."""

import zlib
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QTabWidget, QWidget

from ui.panel import Panel
from ui.session import Session
from ui.settings import Settings
from ui.workspace import Workspace

_LEFT_SHARE, _RIGHT_SHARE, _BOTTOM_SHARE = 0.28, 0.72, 0.26
_LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
_BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea
_AREAS = (_LEFT, Qt.DockWidgetArea.TopDockWidgetArea, _RIGHT, _BOTTOM)


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
    ) -> None:
        self._window = window
        self._session = session
        self._settings = settings
        self.docks: list[PanelDock] = []
        self.current: Workspace | None = None
        window.setDockNestingEnabled(True)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.BottomDockWidgetArea)

    def add(self, panels: Sequence[type[Panel]]) -> None:
        """Make docks for the panels that have none yet, and show the present workspace anew."""
        known = [dock.panel_type for dock in self.docks]
        for panel in panels:
            if panel not in known:
                dock = PanelDock(panel, self._session, self._window)
                self.docks.append(dock)
                self._put_away([dock])
        present, self.current = self.current, None
        if present is not None:
            self.show(present)

    @property
    def _version(self) -> int:
        """Changes with the set of panels: an arrangement of others is not brought back."""
        names = " ".join(sorted(dock.panel_type.name for dock in self.docks))
        return zlib.crc32(names.encode()) & 0x7FFFFFFF

    def show(self, workspace: Workspace) -> None:
        """Switch to a workspace, keeping the arrangement of the one that is left."""
        self.keep()
        self._window.setUpdatesEnabled(False)
        self.current = workspace
        for dock in self._docks_of(workspace):
            dock.build()
        self._clear()
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
        shown = self._docks_of(workspace)
        self._clear()
        self._put_away([dock for dock in self.docks if dock not in shown])
        firsts: dict[Qt.DockWidgetArea, PanelDock] = {}
        for area in _AREAS:
            before: PanelDock | None = None
            for dock in (dock for dock in shown if dock.panel_type.area == area):
                self._place(area, dock, before)
                firsts.setdefault(area, dock)
                before = dock
        for first in firsts.values():
            first.raise_()
        self._share(firsts)

    def _clear(self) -> None:
        """Take every dock out, and with them the tab bars that Qt would else leave standing."""
        for dock in self.docks:
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        if (layout := self._window.layout()) is not None:
            layout.activate()
        directly = Qt.FindChildOption.FindDirectChildrenOnly
        for bar in self._window.findChildren(QTabBar, options=directly):
            if bar.count() == 0:
                bar.hide()

    def _put_away(self, docks: Sequence[PanelDock]) -> None:
        """Hidden, but in the window: what a saved arrangement does not know would be shown."""
        for dock in docks:
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
            self._window.addDockWidget(dock.panel_type.area, dock)
            dock.hide()

    def _place(self, area: Qt.DockWidgetArea, dock: PanelDock, before: PanelDock | None) -> None:
        self._window.addDockWidget(area, dock)
        dock.show()
        if before is None:
            return
        if not dock.panel_type.beside:
            self._window.tabifyDockWidget(before, dock)
        elif area in (_LEFT, _RIGHT):
            self._window.splitDockWidget(before, dock, Qt.Orientation.Vertical)
        else:
            self._window.splitDockWidget(before, dock, Qt.Orientation.Horizontal)

    def _share(self, firsts: dict[Qt.DockWidgetArea, PanelDock]) -> None:
        """Give the settings, the subject and the details of a workspace their parts of the room."""
        width, height = self._window.width(), self._window.height()
        across = [
            (firsts[area], int(width * share))
            for area, share in (
                (_LEFT, _LEFT_SHARE),
                (_RIGHT, _RIGHT_SHARE),
            )
            if area in firsts
        ]
        docks, widths = [dock for dock, _ in across], [size for _, size in across]
        self._window.resizeDocks(docks, widths, Qt.Orientation.Horizontal)
        if (bottom := firsts.get(_BOTTOM)) is not None:
            part = int(height * _BOTTOM_SHARE)
            self._window.resizeDocks([bottom], [part], Qt.Orientation.Vertical)

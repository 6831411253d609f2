"""The docks of the window and the arrangement of them that each workspace has of its own."""

import zlib
from collections.abc import Sequence

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QStyleOptionDockWidget,
    QTabBar,
    QTabWidget,
    QWidget,
)

from ui.panel import Panel
from ui.session import Session
from ui.settings import Settings
from ui.shell.no_panels import NoPanels
from ui.shell.panel_frame import PanelFrame
from ui.workspace import Workspace

_SIDES_PX = (380, 210)
"""How wide the settings of a workspace are at first, and how high its details."""
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
        self.panel: Panel | None = None
        self.setObjectName(f"dock.{panel_type.name}")
        if panel_type.workspace == Workspace.WELCOME:
            self.setTitleBarWidget(QWidget())

    def initStyleOption(self, option: QStyleOptionDockWidget) -> None:
        """A tab says the title already: the bar below it keeps its buttons alone."""
        super().initStyleOption(option)
        if not self.isFloating() and self._is_tabbed():
            option.title = ""

    def _is_tabbed(self) -> bool:
        window = self.parent()
        others = window.tabifiedDockWidgets(self) if isinstance(window, QMainWindow) else ()
        return any(not dock.isHidden() for dock in others)

    def build(self) -> bool:
        """Make the panel unless it is there; returns whether there was anything to do."""
        if self.panel is not None:
            return False
        panel = self.panel = self.panel_type(self._session)
        self.setWidget(PanelFrame(panel, self._session))
        self.setWindowTitle(panel.title())
        panel.windowTitleChanged.connect(self.setWindowTitle)
        return True


class Layouts(QObject):
    """Shows the docks of one workspace at a time, as the person left them.

    Settings keep their width and details their height however large the window is; what a
    workspace is about takes the rest.
    """

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._settings = settings
        self._sides = _SIDES_PX
        self.docks: list[PanelDock] = []
        self.current: Workspace | None = None
        self._nothing = NoPanels(session.theme, window)
        self._nothing.triggered.connect(self.reset)
        self._nothing.hide()
        self._look_later = QTimer(
            self, singleShot=True
        )  # once for all that a switch shows and hides
        self._look_later.timeout.connect(self._show_whether_empty)
        window.setCentralWidget(self._nothing)
        window.setDockNestingEnabled(True)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        window.installEventFilter(self)
        session.language.changed.connect(self._hold_sides_soon)

    def add(self, panels: Sequence[type[Panel]]) -> None:
        """Make docks for the panels that have none yet, and show the present workspace anew."""
        known = [dock.panel_type for dock in self.docks]
        for panel in panels:
            if panel not in known:
                dock = PanelDock(panel, self._session, self._window)
                self.docks.append(dock)
                dock.installEventFilter(self)
                dock.visibilityChanged.connect(self._look_later.start)
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
        self._sides = self._settings.sides(workspace) or _SIDES_PX
        if state.isEmpty() or not self._window.restoreState(state, self._version):
            self._arrange(workspace)
        self._hold_sides()
        self._window.setUpdatesEnabled(True)
        for dock in self.docks:
            dock.setUpdatesEnabled(True)  # one that floats is a window, which the other call skips

    def reset(self) -> None:
        """Bring the present workspace's own panels back to where they stood at first."""
        if self.current is not None:
            self._sides = _SIDES_PX
            self._arrange(self.current)
            self._hold_sides()

    def keep(self) -> None:
        """Remember the present arrangement."""
        if self.current is not None:
            self._settings.keep_layout(self.current, self._window.saveState(self._version))
            self._settings.keep_sides(self.current, self._sides)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A resized window gives every dock a share of it; a border that is dragged is meant."""
        if isinstance(event, QChildEvent) and event.polished():
            self._keep_whole(event.child())
        if event.type() == QEvent.Type.Resize:
            if watched is self._window:
                self._hold_sides()
            elif isinstance(watched, PanelDock) and QApplication.mouseButtons():
                self._take_side(watched)
        return super().eventFilter(watched, event)

    def _keep_whole(self, child: QObject) -> None:
        """Tabs that do not fit are scrolled: Qt would shorten all of them to a letter or two."""
        if isinstance(child, QTabBar):
            child.setElideMode(Qt.TextElideMode.ElideNone)

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

    def _show_whether_empty(self) -> None:
        """Say how panels come back where the last of a workspace left the window."""
        shown = self._docks_of(self.current) if self.current is not None else []
        self._nothing.setVisible(all(d.isHidden() or d.isFloating() for d in shown))

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
                first = firsts.setdefault(area, dock)
                self._place(area, dock, before if dock.panel_type.beside else first)
                before = dock
        for first in firsts.values():
            first.raise_()

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
        if before is None or before is dock:
            return
        if not dock.panel_type.beside:
            self._window.tabifyDockWidget(before, dock)
        elif area in (_LEFT, _RIGHT):
            self._window.splitDockWidget(before, dock, Qt.Orientation.Vertical)
        else:
            self._window.splitDockWidget(before, dock, Qt.Orientation.Horizontal)

    def _take_side(self, dock: PanelDock) -> None:
        """Keep the size that a person has given to the settings or the details."""
        width, height = self._sides
        match self._window.dockWidgetArea(dock):
            case Qt.DockWidgetArea.LeftDockWidgetArea if not dock.isFloating():
                self._sides = dock.width(), height
            case Qt.DockWidgetArea.BottomDockWidgetArea if not dock.isFloating():
                self._sides = width, dock.height()

    def _hold_sides_soon(self) -> None:
        """Once every text has its new width; never, if the window is gone by then."""
        QTimer.singleShot(0, self, self._hold_sides)

    def _hold_sides(self) -> None:
        """Give settings and details the size they are to have."""
        if (layout := self._window.layout()) is not None:
            layout.activate()  # docks that were just put in have no place yet
        ways = (Qt.Orientation.Horizontal, Qt.Orientation.Vertical)
        subject = self._one_in(_RIGHT)
        for area, size, way in zip((_LEFT, _BOTTOM), self._sides, ways, strict=True):
            if (dock := self._one_in(area)) is not None and subject is not None:
                both = dock.size() + subject.size()
                room = both.width() if way == Qt.Orientation.Horizontal else both.height()
                self._window.resizeDocks([dock, subject], [size, max(1, room - size)], way)

    def _one_in(self, area: Qt.DockWidgetArea) -> PanelDock | None:
        """A dock there that is seen: one behind another tab stands outside of the window."""
        there = (d for d in self.docks if not d.isHidden() and not d.isFloating() and d.x() >= 0)
        return next((d for d in there if self._window.dockWidgetArea(d) == area), None)

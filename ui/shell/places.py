"""What the palette finds beside the window's own actions: panels, what they do, help, projects."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton

from ui.panel import Panel
from ui.panels.help import HelpPanel
from ui.session import Session
from ui.shell.layouts import PanelDock
from ui.shell.menus import Recent

_tr = partial(QCoreApplication.translate, "Places")


class Places:
    """Made anew whenever the palette opens: what can be done depends on what is chosen."""

    def __init__(self, session: Session, docks: Sequence[PanelDock], recent: Recent) -> None:
        self._session, self._docks, self._recent = session, docks, recent

    def __call__(self) -> list[QAction]:
        return [*self._panels(), *self._help(), *self._projects(), *self._panel_actions()]

    def _panels(self) -> Iterator[QAction]:
        for dock in self._docks:
            title = _tr("Panel: {name}").format(name=dock.windowTitle())
            yield _action(title, partial(self._go, dock))

    def _help(self) -> Iterator[QAction]:
        for dock in self._docks:
            if isinstance(panel := dock.panel, HelpPanel):
                for name, page in panel.pages.items():
                    title = _tr("Help: {page}").format(page=page.title)
                    yield _action(title, partial(self._read, dock, panel, name))

    def _projects(self) -> Iterator[QAction]:
        for folder in self._recent.projects():
            title = _tr("Project: {name}").format(name=folder)
            yield _action(title, partial(self._recent.open, folder))

    def _panel_actions(self) -> Iterator[QAction]:
        """What can be pressed in each panel now, by the panel's title and the button's own."""
        for dock in self._docks:
            if dock.panel is not None:
                for text, do in _actions_of(dock.panel):
                    title = f"{dock.windowTitle()}: {text}"
                    yield _action(title, partial(self._do, dock, do))

    def _go(self, dock: PanelDock) -> None:
        self._session.go_to(dock.panel_type.workspace, dock.panel_type.name)

    def _read(self, dock: PanelDock, panel: HelpPanel, page: str) -> None:
        self._go(dock)
        panel.show_page(page)

    def _do(self, dock: PanelDock, do: Callable[[], object]) -> None:
        self._go(dock)
        do()


def _actions_of(panel: Panel) -> Iterator[tuple[str, Callable[[], object]]]:
    """What has a title in a panel, is there, and can be pressed: actions and buttons, once each."""
    found: dict[str, Callable[[], object]] = {}
    for action in panel.findChildren(QAction):
        is_there = action.isVisible() and bool(action.associatedObjects())
        if action.text() and is_there and action.isEnabled() and action.menu() is None:
            found.setdefault(action.text(), action.trigger)
    for button in panel.findChildren(QPushButton):
        if button.text() and button.isVisibleTo(panel) and button.isEnabled():
            found.setdefault(button.text().splitlines()[0], button.click)
    return iter(found.items())


def _action(title: str, do: Callable[[], object]) -> QAction:
    action = QAction(title.replace("&", "&&"))
    action.triggered.connect(lambda _checked=False: do())
    return action

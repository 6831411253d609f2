"""The menu bar: the window's commands by subject, and every panel under View."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from ui.commands import Commands
from ui.i18n import Language
from ui.settings import NotifyWhen
from ui.theme import Appearance
from ui.workspace import Workspace


@dataclass(frozen=True)
class Recent:
    """Which projects were opened lately, and how one is opened again."""

    projects: Callable[[], Sequence[Path]]
    open: Callable[[Path], object]


class MenuBar(QMenuBar):
    """Built once from commands, docks and languages; its titles follow the language."""

    def __init__(
        self,
        commands: Commands,
        panels: Callable[[], Sequence[QAction]],
        recent: Recent,
        languages: Sequence[Language],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._commands = commands
        self._titles: list[tuple[QMenu, Callable[[], str]]] = []
        project = self._menu(self, lambda: self.tr("&Project"))
        self._fill(project, "project.new", "project.open")
        self._add_recent(project, recent)
        self._fill(project, "model.import", "model.import_gguf", "run.import", "run.import_csv")
        self._fill(project, "project.undo_deletion", "window.close")
        run = self._menu(self, lambda: self.tr("&Run"))
        self._fill(run, "run.spec", "run.pause", "run.continue", "run.stop")
        self._add_view(panels, languages)
        self._fill(
            self._menu(self, lambda: self.tr("&Help")), "help.open", "view.palette", "help.about"
        )
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _add_recent(self, project: QMenu, recent: Recent) -> None:
        menu = self._menu(project, lambda: self.tr("Recent"))

        def fill() -> None:
            menu.clear()
            for folder in recent.projects():
                menu.addAction(str(folder).replace("&", "&&"), partial(recent.open, folder))
            menu.setEnabled(not menu.isEmpty())

        project.aboutToShow.connect(fill)

    def _add_view(
        self, panels: Callable[[], Sequence[QAction]], languages: Sequence[Language]
    ) -> None:
        view = self._menu(self, lambda: self.tr("&View"))
        self._fill(view, *(f"go.{workspace}" for workspace in Workspace))
        view.addSeparator()
        shown = self._menu(view, lambda: self.tr("Panels"))
        shown.aboutToShow.connect(lambda: shown.addActions(list(panels())))
        self._fill(view, "view.reset", "view.messages")
        view.addSeparator()
        theme = self._menu(view, lambda: self.tr("Theme"))
        self._fill(theme, *(f"theme.{appearance}" for appearance in Appearance))
        notify = self._menu(view, lambda: self.tr("Notifications"))
        self._fill(notify, *(f"notify.{when}" for when in NotifyWhen))
        choice = self._menu(view, lambda: self.tr("Language"))
        self._fill(choice, *(f"language.{language.code}" for language in languages))

    def _menu(self, parent: QMenuBar | QMenu, title: Callable[[], str]) -> QMenu:
        menu = parent.addMenu("")
        self._titles.append((menu, title))
        return menu

    def _fill(self, menu: QMenu, *names: str) -> None:
        for name in names:
            menu.addAction(self._commands.action(name))

    def _retranslate(self) -> None:
        for menu, title in self._titles:
            menu.setTitle(title())

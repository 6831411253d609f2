"""The window: composition only. Rail, docks, menus, status bar, message bar, and leaving."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import PySide6
from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QWidget

from ui.panel import Panel
from ui.protocols.open_project import OpenProject
from ui.running.alerts_elsewhere import AlertsElsewhere
from ui.running.detached.failures import DetachedFailures
from ui.session import Session
from ui.settings import NotifyWhen
from ui.shell.command_palette import CommandPalette
from ui.shell.exchange.model_import import ModelImportAction
from ui.shell.exchange.run_import import RunImportAction
from ui.shell.exchange.spec_file import SpecFileAction
from ui.shell.finished_runs import FinishedRuns
from ui.shell.journey_end import JourneyEnd
from ui.shell.layouts import Layouts
from ui.shell.leaving import LeavingDialog
from ui.shell.menus import MenuBar, Recent
from ui.shell.message_bar import MessageBar
from ui.shell.notifications.notifications import Notifications
from ui.shell.places import Places
from ui.shell.project.deleted_input import DeletedInput
from ui.shell.project.projects import Projects
from ui.shell.project.undo_deletion import UndoDeletion
from ui.shell.rail import Rail
from ui.shell.status import StatusBar
from ui.theme import Appearance
from ui.when_seen import dock_of, is_in_its_window
from ui.workspace import Workspace
from workbench.events import Level

_SIZE_PX, _LEAST_PX = QSize(1280, 800), QSize(1000, 640)
"""How large the window is at first and at least, where the screen is no smaller."""
_BETWEEN_PANELS_MS = 20


class MainWindow(QMainWindow):
    """Holds the parts together; what they do is their own business."""

    def __init__(self, session: Session, first_panels: Sequence[type[Panel]]) -> None:
        """With the panels of the first paint alone; `add_panels` brings the others."""
        super().__init__()
        self.session = session
        self._may_close = False
        self.setObjectName("main")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        room = self.screen().availableSize()
        self.setMinimumSize(_LEAST_PX.boundedTo(room))
        self.resize(_SIZE_PX.boundedTo(room))
        self._rail = Rail(session.theme, self)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self._rail)
        self.setStatusBar(StatusBar(session, self))
        self.message_bar = MessageBar(session.messages, session.theme, self)
        self.leaving = LeavingDialog(session, self)
        self._layouts = Layouts(self, session, session.settings)
        self._layouts.add(first_panels)
        recent = Recent(self._recent_projects, self._open_project)
        places = Places(session, self._layouts.docks, recent)
        self._palette = CommandPalette(session.commands, places, self)
        self._add_actions()
        languages = session.language.available
        menus = MenuBar(session.commands, self._panel_toggles, recent, languages, self)
        self.setMenuBar(menus)
        self._journey_end = JourneyEnd(session)
        self._finished_runs = FinishedRuns(session)
        self._deleted_input = DeletedInput(session, self)
        self._notifications = Notifications(session, self)
        self._alerts_elsewhere = AlertsElsewhere(session)
        self._detached_failures = DetachedFailures(session)
        self._connect()
        self.restoreGeometry(session.settings.geometry)
        self.show_workspace(Workspace.WELCOME)
        self._retitle()

    # -- workspaces -------------------------------------------------------------------------

    def show_workspace(self, workspace: Workspace, panel: str = "") -> None:
        """Switch to a workspace, and raise one of its panels."""
        if workspace != self._layouts.current:
            self._layouts.show(workspace)
            self._rail.check(workspace)
        if panel:
            self._layouts.raise_panel(panel)

    def add_panels(self, panels: Sequence[type[Panel]]) -> None:
        """Take in what the first paint did not need, built a piece at a time."""
        self._rail.show_icons()
        self._layouts.add(panels)
        self._build_panels()

    def _panel_toggles(self) -> list[QAction]:
        return [dock.toggleViewAction() for dock in self._layouts.docks]

    def _recent_projects(self) -> list[Path]:
        """Those that were opened lately, but for the present one."""
        here = self.session.project.folder if self.session.project is not None else None
        return [path for path in self.session.settings.recent_projects() if path != here]

    def _open_project(self, folder: Path) -> None:
        self._projects.open(folder)

    def _build_panels(self) -> None:
        if self._layouts.build_next():
            QTimer.singleShot(_BETWEEN_PANELS_MS, self, self._build_panels)

    # -- actions ----------------------------------------------------------------------------

    def _connect(self) -> None:
        self._rail.chosen.connect(self.show_workspace)
        self.leaving.ready.connect(self._close_at_last)
        self.session.workspace_requested.connect(self.show_workspace)
        self.session.project_changed.connect(self._on_project)
        self.session.catalogue_changed.connect(self._retitle)

    def _add_actions(self) -> None:
        add, key = self.session.commands.add, QKeySequence.StandardKey
        self._projects = Projects(self.session, self)
        self._model_import = ModelImportAction(self.session, self)
        self._run_import = RunImportAction(self.session, self)
        self._spec_file = SpecFileAction(self.session, self)
        self._undo_deletion = UndoDeletion(self.session, self)
        add("window.close", lambda: self.tr("Quit"), self.close, key.Quit)
        add(
            "view.palette",
            lambda: self.tr("Find an action…"),
            self._palette.open_over,
            "Ctrl+K",
        )
        again = self.message_bar.show_again
        add("view.messages", lambda: self.tr("Show the last message again"), again)
        add("view.reset", lambda: self.tr("Reset layout"), self._layouts.reset)
        add("help.open", lambda: self.tr("Help"), self._help, key.HelpContents)
        add("help.about", lambda: self.tr("About"), self._about)
        for number, workspace in enumerate(Workspace, start=1):
            self._add_go(workspace, f"Ctrl+{number}")
        for appearance in Appearance:
            self._add_theme(appearance)
        for when in NotifyWhen:
            self._add_notify(when)
        for language in self.session.language.available:
            choose = partial(self._set_language, language.code)
            add(f"language.{language.code}", partial(str, language.name), choose)

    def _add_go(self, workspace: Workspace, shortcut: str) -> None:
        def title() -> str:
            return self.tr("Go to {workspace}").format(workspace=self._rail.titles()[workspace])

        def go() -> None:
            self.show_workspace(workspace)

        self.session.commands.add(f"go.{workspace}", title, go, shortcut)

    def _add_theme(self, appearance: Appearance) -> None:
        def title() -> str:
            match appearance:
                case Appearance.SYSTEM:
                    return self.tr("Theme of the system")
                case Appearance.LIGHT:
                    return self.tr("Light theme")
                case Appearance.DARK:
                    return self.tr("Dark theme")

        def choose() -> None:
            self.session.theme.set_appearance(appearance)
            self.session.settings.appearance = appearance

        self.session.commands.add(f"theme.{appearance}", title, choose)

    def _add_notify(self, when: NotifyWhen) -> None:
        def title() -> str:
            match when:
                case NotifyWhen.ALWAYS:
                    return self.tr("Notify on the desktop: always")
                case NotifyWhen.UNFOCUSED:
                    return self.tr("Notify on the desktop: while another window is in front")
                case NotifyWhen.NEVER:
                    return self.tr("Notify on the desktop: never")

        def choose() -> None:
            self.session.settings.notify_when = when
            self._check_notify()

        self.session.commands.add(f"notify.{when}", title, choose).setCheckable(True)
        self._check_notify()

    def _check_notify(self) -> None:
        """Mark the choice that holds."""
        for action in self.session.commands.all():
            if action.objectName().startswith("notify."):
                chosen = self.session.settings.notify_when
                action.setChecked(action.objectName() == f"notify.{chosen}")

    def _set_language(self, code: str) -> None:
        self.session.settings.language = code
        self.session.language.set(code)
        self.show_missing_font()

    def show_missing_font(self) -> None:
        """Say which package to install when the language asked for would be shown as boxes."""
        if missing := self.session.language.missing_font:
            sentence = self.tr(
                "No font for {language} was found; install one (on Debian: {command})"
            )
            command = f"apt install {missing.package}"
            text = sentence.format(language=missing.language, command=command)
            self.session.messages.show(text, Level.WARNING)

    # -- the project ------------------------------------------------------------------------

    def _on_project(self) -> None:
        self._retitle()
        project = self.session.project
        if project is None:
            self.show_workspace(Workspace.WELCOME)
        elif self._layouts.current == Workspace.WELCOME and project.interrupted() is None:
            self.show_workspace(Workspace.DATA)

    def _retitle(self) -> None:
        project = self.session.project
        name = self.tr("Distill Workbench")
        if project is None:
            self.setWindowTitle(name)
            return
        self.setWindowTitle(f"{project.folder.name}{self._restriction(project)} – {name}")

    def _restriction(self, project: OpenProject) -> str:
        """What cannot be done in a project, in brackets; a second window may train all the same."""
        if project.catalogue.kept_elsewhere:
            return self.tr(" (in use elsewhere too)")
        return self.tr(" (read-only)") if project.catalogue.read_only else ""

    def _help(self) -> None:
        self.show_workspace(Workspace.WELCOME, "help")

    def _about(self) -> None:
        sentence = self.tr(
            "Distill Workbench trains a language model on your own text and distils it into a "
            "smaller one. Everything stays on this machine. Qt {version}."
        )
        self.session.messages.show(sentence.format(version=PySide6.__version__))

    # -- leaving ----------------------------------------------------------------------------

    def leave_now(self) -> None:
        """Stop what runs, save, and close: what a signal from the system asks for."""
        if self.session.runner.active is None:
            self.close()
        else:
            self.leaving.ask()
            self.leaving.stop_and_quit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.session.runner.active is not None and not self._may_close:
            event.ignore()
            self.leaving.ask()
            return
        self.session.settings.geometry = self.saveGeometry()
        self._layouts.keep()
        super().closeEvent(event)

    def _close_at_last(self) -> None:
        self._may_close = True
        self.close()

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Passes over what stands in a panel behind another one's tab: to Qt it is visible."""
        passed: set[QWidget] = set()
        while super().focusNextPrevChild(forwards):
            focused = self.focusWidget()
            dock = dock_of(focused) if focused is not None else None
            if focused is None or dock is None or is_in_its_window(dock) or focused in passed:
                return True
            passed.add(focused)
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_layouts"):
            self._retitle()

"""Pause, resume, stop: the actions on the run that is live, for menus, shortcuts and palette."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from ui.commands import Commands
from ui.running.run_view import RunView
from ui.running.runner import Runner
from workbench.store.runs.requests import Request


class RunActions(QObject):
    """Declares the actions, and keeps them enabled just while they mean something."""

    def __init__(self, commands: Commands, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._followed: RunView | None = None
        self._pause = self._add(commands, "pause", lambda: self.tr("Pause the run"), Request.PAUSE)
        self._go_on = self._add(
            commands, "continue", lambda: self.tr("Resume the run"), Request.RESUME
        )
        self._stop = self._add(
            commands, "stop", lambda: self.tr("Stop the run"), Request.STOP, "Ctrl+."
        )
        runner.active_changed.connect(self._follow)
        self._enable()

    def _add(
        self,
        commands: Commands,
        name: str,
        title: Callable[[], str],
        request: Request,
        shortcut: str = "",
    ) -> QAction:
        return commands.add(f"run.{name}", title, lambda: self._steer(request), shortcut)

    def _steer(self, request: Request) -> None:
        if (view := self._runner.live) is not None:
            self._runner.request(view.run_id, request)

    def _follow(self) -> None:
        """What another process does is known by the run's journal alone."""
        if self._followed is not None:
            self._followed.changed.disconnect(self._enable)
        self._followed = self._runner.live
        if self._followed is not None:
            self._followed.changed.connect(self._enable)
        self._enable()

    def _enable(self) -> None:
        view, paused = self._runner.live, self._runner.is_paused(self._runner.live)
        self._pause.setEnabled(view is not None and not paused)
        self._go_on.setEnabled(view is not None and paused)
        self._stop.setEnabled(view is not None)

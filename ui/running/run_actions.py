"""Pause, go on, stop: the actions on the active run, for menus, buttons, shortcuts and palette."""

from PySide6.QtCore import QObject

from ui.commands import Commands
from ui.running.runner import Runner


class RunActions(QObject):
    """Declares the actions, and keeps them enabled just while they mean something."""

    def __init__(self, commands: Commands, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._pause = commands.add("run.pause", lambda: self.tr("Pause the run"), runner.pause)
        self._go_on = commands.add(
            "run.continue", lambda: self.tr("Let the run go on"), runner.go_on
        )
        self._stop = commands.add(
            "run.stop", lambda: self.tr("Stop the run"), runner.stop, "Ctrl+."
        )
        runner.active_changed.connect(self._enable)
        self._enable()

    def _enable(self) -> None:
        active = self._runner.active is not None
        self._pause.setEnabled(active and not self._runner.pausing)
        self._go_on.setEnabled(active and self._runner.pausing)
        self._stop.setEnabled(active)

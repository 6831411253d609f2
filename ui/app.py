"""Start-up of the window, and its orderly end."""

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from ui.i18n import Languages
from ui.main_window import MainWindow
from ui.panel import Panel
from ui.panels.welcome.panel import WelcomePanel
from ui.running.busy import is_any_run_on
from ui.session import Session
from ui.settings import Settings
from ui.theme import Theme
from ui.workspace import Workspace
from workbench.errors import WorkbenchError
from workbench.jobs import Job

if TYPE_CHECKING:
    from ui.protocols.open_project import OpenProject
    from workbench.plans.journey import JourneySpec
    from workbench.plans.journey_basis import JourneyBasis

FIRST_PANELS: tuple[type[Panel], ...] = (WelcomePanel,)
"""What stands in the first workspace, and nothing that loads more than that needs."""

_PAINTED_WITHIN_MS = 2000
_LOADED_CHECKED_MS = 10


@dataclass(frozen=True)
class Demo:
    """The sample journey that begins by itself: its stories' language, its length if asked."""

    language: str
    minutes: float | None


class FirstPaint(QObject):
    """Calls once when a window has been painted: showing it only asks for that.

    A window that nobody can see is never painted; then it calls when a while has passed.
    """

    def __init__(self, window: QWidget, call: Callable[[], None]) -> None:
        super().__init__(window)
        self._timer = QTimer(self, singleShot=True, interval=_PAINTED_WITHIN_MS)
        self._timer.timeout.connect(call)
        self._timer.start()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            if self._timer.isActive():
                self._timer.start(0)  # behind this paint, with everything in the window
        return False


class Loading(QObject):
    """Loads what the first paint did not need in a thread beside the window, then calls with it.

    The plots' library takes its time, and so does measuring the machine that plans are made for.
    """

    def __init__(self, window: QWidget, call: Callable[[Sequence[type[Panel]]], None]) -> None:
        super().__init__(window)
        self._call = call
        self._job = Job(_everything, "loads the panels")
        self._timer = QTimer(self, interval=_LOADED_CHECKED_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._job.start()

    def _look(self) -> None:
        for panels in self._job.drain():
            self._timer.stop()
            self._call(panels)
        if self._job.error is not None:
            self._timer.stop()
            raise self._job.error


def _everything() -> Iterator[Sequence[type[Panel]]]:
    import workbench.project as _what_opening_a_project_loads  # noqa: F401
    from ui.panels.everything import PANELS
    from workbench.activities.estimate.machine_flops import flops_per_second

    flops_per_second()
    yield PANELS


def run(folder: Path | None, demo: Demo | None = None) -> int:
    """Show the window, with a project in `folder` if one is given; returns the exit code.

    With `demo`, the sample journey starts, or goes on, at once in that project.
    """
    app = QApplication(sys.argv[:1])
    app.setApplicationName("distill-workbench")
    app.setApplicationDisplayName("Distill Workbench")
    settings = Settings()
    theme = Theme(app, settings.appearance)
    session = Session(theme, Languages(app, settings.language), settings)
    window = MainWindow(session, FIRST_PANELS)
    _show_what_nobody_caught(session)
    _leave_on_signals(window)
    FirstPaint(window, lambda: _after_first_paint(window, session, folder, demo))
    window.show()
    code = app.exec()
    session.close()
    return code


def _after_first_paint(
    window: MainWindow, session: Session, folder: Path | None, demo: Demo | None
) -> None:
    def go_on(panels: Sequence[type[Panel]]) -> None:
        window.add_panels(panels)
        window.show_missing_font()
        _begin_with(window, session, folder, demo)

    Loading(window, go_on)


def _begin_with(
    window: MainWindow, session: Session, folder: Path | None, demo: Demo | None
) -> None:
    if demo is not None:
        _begin(demo, session, folder)
    elif folder is not None:
        session.open_project(folder)
    else:
        _reopen(window, session)


def _reopen(window: MainWindow, session: Session) -> None:
    """The project that was open last, on the page that says its next step."""
    from workbench.store.project_mark import is_project

    last = next(filter(is_project, session.settings.recent_projects()[:1]), None)
    if last is not None and session.open_project(last):
        window.show_workspace(Workspace.WELCOME)


def _begin(demo: Demo, session: Session, folder: Path | None) -> None:
    """Start what of the journey is not done yet, and show where it can be watched.

    It is planned in the query lane: this machine is measured for it.
    """
    from workbench.plans.journey import (
        DEFAULT_MINUTES,
        DEMO_FOLDER,
        sample_journey,
    )

    if session.open_project(folder or DEMO_FOLDER) and session.project is not None:
        try:
            journey = sample_journey(demo.language, demo.minutes or DEFAULT_MINUTES)
        except WorkbenchError as error:
            session.messages.error(error)
            return
        project = session.project
        timed = not is_any_run_on(session)
        session.query(
            lambda: _planned(project, journey, timed=timed),
            partial(_start, session, project),
            owner=session,
        )


def _planned(
    project: "OpenProject", journey: "JourneySpec", *, timed: bool
) -> "Iterator[tuple[JourneySpec, JourneyBasis]]":
    from workbench.project.journey_speed import planned_here

    yield planned_here(project.plans, journey, timed=timed)


def _start(
    session: Session, project: "OpenProject", planned: "tuple[JourneySpec, JourneyBasis]"
) -> None:
    if session.project is not project:
        return
    try:
        runs = project.plans.remaining_journey(*planned)
    except WorkbenchError as error:
        session.messages.error(error)
        return
    session.start(*runs)
    session.go_to(Workspace.TRAIN)


def _show_what_nobody_caught(session: Session) -> None:
    """An error in a slot is shown, with its traceback to copy; the window lives on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, error, trace)
        session.messages.error(error)

    sys.excepthook = hook


def _leave_on_signals(window: MainWindow) -> None:
    """The first SIGINT or SIGTERM saves and leaves; the second ends the process at once."""

    def leave(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        window.leave_now()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, leave)

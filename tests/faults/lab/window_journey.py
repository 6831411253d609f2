"""The window's journey: every workspace of a full project, then a whole journey in a new one."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import tiny_project
from called import Place

from workbench.activities.spec import ANY_SPEC
from workbench.distillation.spec import StudentSpec
from workbench.models.spec import GPTSpec
from workbench.plans.journey import JourneySpec
from workbench.plans.planned_run import PlannedRun

_LIMIT_S = 240.0
_LOOK_MS = 300


def journey(place: Place) -> None:
    """Make it without a display; raises AssertionError when the window says that something failed.

    Qt is loaded here: whoever forks first must not have it.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["XDG_CONFIG_HOME"] = str(place.folder / "config")
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QAbstractButton, QApplication

    from ui.app import FIRST_PANELS
    from ui.i18n import Languages
    from ui.main_window import MainWindow
    from ui.panels.everything import PANELS
    from ui.session import Session
    from ui.settings import Settings
    from ui.theme import Theme
    from ui.workspace import Workspace

    app = QApplication(["window"])
    settings = Settings()
    session = Session(Theme(app, settings.appearance), Languages(app, "en"), settings)
    window = MainWindow(session, FIRST_PANELS)
    window.add_panels(PANELS)
    window.show()

    def look_everywhere() -> None:
        for workspace in Workspace:
            window.show_workspace(workspace)
            QTest.qWait(_LOOK_MS)

    def wait_until(reached: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _LIMIT_S
        while not reached():
            assert time.monotonic() < deadline, "the window's journey does not come to its end"
            QTest.qWait(50)

    assert session.open_project(place.lab)
    look_everywhere()
    assert session.open_project(place.folder / "window lab")
    assert session.project is not None
    planned = session.project.plans.remaining_journey(_small(place.beside / "more.txt"))
    session.start(*map(_on_one_thread, planned))
    wait_until(lambda: session.runner.active is None and not session.runner.queued)
    statuses = {run.name: run.status for run in session.project.runs}
    assert len(statuses) == 6, statuses
    assert set(statuses.values()) == {"finished"}, statuses
    look_everywhere()
    window.show_workspace(Workspace.WRITE)
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.isEnabled() and button.text() == "Write":
            button.click()
    QTest.qWait(10 * _LOOK_MS)
    session.close()
    window.close()


def _on_one_thread(run: PlannedRun) -> PlannedRun:
    plain = run.spec.model_dump()
    if "threads" in plain:
        plain["threads"] = 1
    elif "runtime" in plain:
        plain["runtime"]["threads"] = 1
    return replace(run, spec=ANY_SPEC.validate_python(plain))


def _small(text: Path) -> JourneySpec:
    return JourneySpec(
        name="tales",
        files=(str(text),),
        vocabulary_size=300,
        minutes=1e-4,
        teacher=GPTSpec(**tiny_project.MODEL),
        student=StudentSpec(**tiny_project.MODEL | {"num_layers": 1}),
    )

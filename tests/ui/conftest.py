"""What every test of the window shares: a session with settings in a temporary file, a project.

Qt is imported where it is used: this file must load where Qt's libraries are missing.
"""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fake_project import CORPUS, MODEL, TOKENIZER, FakeProject

from workbench.events import Event, Metrics, Outcome, RunEnded, RunStarted, StageStarted
from workbench.jobs import Control
from workbench.words import words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.session import Session
    from ui.settings import Settings


def short_run(control: Control) -> Iterator[Event]:
    """Ten steps that can be stopped between any two."""
    yield RunStarted(run="0001-run", name="teacher", kind="pretrain", total_steps=10)
    yield StageStarted(words=words("Training"), total=10, unit="steps")
    for step in range(1, 11):
        if control.stopping:
            yield RunEnded(outcome=control.outcome, words=words("stopped"))
            return
        yield Metrics(step=step, values={"loss": 1 / step}, tokens=step * 8, elapsed_s=step)
    yield RunEnded(outcome=Outcome.FINISHED, words=words("finished"))


def endless_run(control: Control) -> Iterator[Event]:
    """Goes on until it is told to stop."""
    yield RunStarted(run="0001-run", name="teacher", kind="pretrain")
    while not control.stopping:
        control.wait(0.01)
    yield RunEnded(outcome=control.outcome, words=words("stopped"))


@pytest.fixture(autouse=True)
def no_widget_stays() -> Iterator[None]:
    """Without an event loop, closed windows would stay, and follow each change of theme."""
    yield
    from PySide6.QtCore import QCoreApplication, QEvent

    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def settings(tmp_path: Path) -> "Settings":
    from PySide6.QtCore import QSettings

    from ui.settings import Settings

    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Curves are drawn in one go, however busy the machine is."""
    monkeypatch.setattr("ui.curves.grid._DRAWN_AT_ONCE_S", 60.0)


@pytest.fixture
def what_was_set_aside_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that ends would have everything that was ever imported looked through again."""
    monkeypatch.setattr(gc, "unfreeze", lambda: None)


@pytest.fixture
def quick_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    """What queries and runs bring arrives soon: waiting for the beat was most of a test's time."""
    monkeypatch.setattr("ui.running.runner.TICK_MS", 4)


@pytest.fixture
def session(
    qapp: "QApplication",
    settings: "Settings",
    drawn_at_once: None,
    quick_beat: None,
    what_was_set_aside_stays: None,
) -> Iterator["Session"]:
    from ui.i18n import ENGLISH, Languages
    from ui.session import Session
    from ui.theme import Appearance, Theme

    session = Session(Theme(qapp, Appearance.LIGHT), Languages(qapp, "en"), settings)
    yield session
    if session.language.language != ENGLISH:
        session.language.set("en")
    session.close()


@pytest.fixture
def project(tmp_path: Path) -> FakeProject:
    """A project that holds a corpus, a tokenizer and a model, and runs `short_run`."""
    return FakeProject(tmp_path / "lab", short_run, records=(CORPUS, TOKENIZER, MODEL))


@pytest.fixture
def endless_project(tmp_path: Path) -> FakeProject:
    return FakeProject(tmp_path / "lab", endless_run, records=(CORPUS, TOKENIZER, MODEL))


@pytest.fixture
def lab_session(session: "Session", project: FakeProject) -> "Session":
    """A session with the fake project open."""
    session.use_project(project)
    return session

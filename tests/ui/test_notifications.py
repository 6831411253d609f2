"""Messages of the desktop: of what, when, and that they hold plain texts alone."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_project import FakeProject, FakeRun
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.running.alerts_elsewhere import AlertsElsewhere
from ui.session import Session
from ui.settings import NotifyWhen, Settings
from ui.shell.notifications.desktop import without_marks
from ui.shell.notifications.notifications import Notifications
from workbench.events import Event, Outcome, RunEnded, RunStarted
from workbench.jobs import Control
from workbench.store.records import RunRecord, RunStatus
from workbench.store.runs.notes.alerts import Alert
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import words

SPEC = PretrainSpec(corpus="novel", tokenizer="bpe")


class ToldDesktop:
    """Remembers what it was to show, or shows nothing."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.is_there = True

    def show(self, title: str, text: str) -> bool:
        self.told.append((title, text))
        return self.is_there


@pytest.fixture
def desktop() -> ToldDesktop:
    return ToldDesktop()


@pytest.fixture
def window(qtbot: QtBot, session: Session, desktop: ToldDesktop) -> Iterator[QWidget]:
    window = QWidget()
    qtbot.addWidget(window)
    notifications = Notifications(session, window, desktop)
    yield window
    notifications.deleteLater()


def run(qtbot: QtBot, session: Session, folder: Path, *events: Event) -> None:
    def script(control: Control) -> Iterator[Event]:
        yield RunStarted(run="0001-run", name="teacher", kind="pretrain")
        yield from events

    session.use_project(FakeProject(folder / "lab", script))
    session.start(SPEC)
    qtbot.waitUntil(lambda: session.runner.active is None)


def ended(outcome: Outcome) -> RunEnded:
    return RunEnded(outcome=outcome, words=words("it is over"))


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Outcome.FINISHED, [("“teacher” is ready", "it is over")]),
        (Outcome.FAILED, [("“teacher” failed", "it is over")]),
        (Outcome.STOPPED, []),
        (Outcome.HANDED_OVER, []),
    ],
)
def test_that_an_end_that_nobody_asked_for_is_told(
    qtbot: QtBot,
    session: Session,
    window: QWidget,
    desktop: ToldDesktop,
    tmp_path: Path,
    outcome: Outcome,
    told: list[tuple[str, str]],
) -> None:
    run(qtbot, session, tmp_path, ended(outcome))
    assert desktop.told == told


def test_that_an_alert_is_told_with_what_it_does(
    qtbot: QtBot, session: Session, window: QWidget, desktop: ToldDesktop, tmp_path: Path
) -> None:
    alert = Alert(words=words("Loss is 12"), when="loss > 10", step=1, stops=True)
    told = alert.model_copy(update={"stops": False})
    run(qtbot, session, tmp_path, told, alert, ended(Outcome.STOPPED))
    assert desktop.told == [
        ("Alert: “teacher”", "Loss is 12"),
        ("Alert: “teacher” is stopped", "Loss is 12"),
    ]


class FarRun(FakeRun):
    told: tuple[Alert, ...] = ()

    def alerts(self) -> tuple[Alert, ...]:
        return FarRun.told


class FarProject(FakeProject):
    """One run trains in another process."""

    runs = (RunRecord("0007-far", "far", "pretrain", RunStatus.RUNNING, Path("far"), 3, 9),)

    def saved_run(self, run: str) -> FarRun:
        return FarRun(self, run)


def test_that_further_alerts_of_a_run_of_another_process_are_told_once(
    qtbot: QtBot,
    session: Session,
    window: QWidget,
    desktop: ToldDesktop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = (
        Alert(words=words("loss is {loss}", loss=loss), when="loss > 10", step=loss)
        for loss in (11, 12)
    )
    monkeypatch.setattr(FarRun, "told", (first,))
    session.use_project(FarProject(tmp_path / "lab"))
    elsewhere = AlertsElsewhere(session)
    elsewhere.look()
    assert desktop.told == []
    monkeypatch.setattr(FarRun, "told", (first, second))
    elsewhere.look()
    elsewhere.look()
    assert [text for _, text in desktop.told] == ["loss is 12"]
    view = session.runner.live
    assert view is not None
    assert view.log == [second]


def test_that_alerts_of_other_processes_are_told_while_a_run_is_performed_here(
    qtbot: QtBot,
    session: Session,
    window: QWidget,
    desktop: ToldDesktop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    over = threading.Event()

    def script(control: Control) -> Iterator[Event]:
        yield RunStarted(run="0001-run", name="near", kind="pretrain")
        over.wait(60)
        yield ended(Outcome.STOPPED)

    session.use_project(FarProject(tmp_path / "lab", script))
    session.start(SPEC)
    qtbot.waitUntil(lambda: session.runner.active is not None)
    elsewhere = AlertsElsewhere(session)
    elsewhere.look()
    alert = Alert(words=words("loss is 11"), when="loss > 10", step=11)
    monkeypatch.setattr(FarRun, "told", (alert,))
    elsewhere.look()
    elsewhere.look()
    assert session.runner.active is not None
    assert [text for _, text in desktop.told] == ["loss is 11"]
    over.set()
    qtbot.waitUntil(lambda: session.runner.active is None)


@pytest.mark.parametrize(
    ("when", "in_front", "is_told"),
    [
        (NotifyWhen.ALWAYS, True, True),
        (NotifyWhen.UNFOCUSED, True, False),
        (NotifyWhen.UNFOCUSED, False, True),
        (NotifyWhen.NEVER, False, False),
    ],
)
def test_that_a_person_chooses_when(
    qtbot: QtBot,
    session: Session,
    window: QWidget,
    desktop: ToldDesktop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    when: NotifyWhen,
    in_front: bool,
    is_told: bool,
) -> None:
    session.settings.notify_when = when
    monkeypatch.setattr(window, "isActiveWindow", lambda: in_front)
    run(qtbot, session, tmp_path, ended(Outcome.FINISHED))
    assert bool(desktop.told) is is_told


def test_that_the_choice_is_kept_and_what_is_none_is_the_first_one(settings: Settings) -> None:
    assert settings.notify_when is NotifyWhen.UNFOCUSED
    settings.notify_when = NotifyWhen.NEVER
    assert settings.notify_when is NotifyWhen.NEVER


def test_that_without_a_desktop_the_window_asks_for_attention(
    qtbot: QtBot,
    session: Session,
    window: QWidget,
    desktop: ToldDesktop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[QWidget] = []
    monkeypatch.setattr(QApplication, "alert", lambda widget: asked.append(widget))
    desktop.is_there = False
    run(qtbot, session, tmp_path, ended(Outcome.FINISHED))
    assert asked == [window]


def test_that_no_mark_up_reaches_the_desktop() -> None:
    assert without_marks("<b>loss</b> > 10 & more") == "‹b›loss‹/b› › 10 ＆ more"

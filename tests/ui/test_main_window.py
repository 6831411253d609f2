"""The window's frame: workspaces, docks, languages, themes, actions, messages, and leaving."""

import ctypes
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest
import screen
from fake_project import FakeModel, FakeProject, FakeRun
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from screen import press

from ui.check import BROKEN_QT, linux_problem, version_problem
from ui.durations import duration
from ui.i18n import Languages
from ui.main_window import MainWindow
from ui.panel import Panel, Workspace
from ui.panels.help import HelpPanel
from ui.running.run_view import RunView
from ui.session import Session
from ui.settings import Settings
from ui.shell.command_palette import CommandPalette, matches
from ui.shell.layouts import PanelDock
from ui.shell.messages import Message, translate
from ui.shell.no_panels import NoPanels
from ui.shell.status import StatusBar
from ui.theme import DARK, LIGHT, Appearance, Theme
from workbench.errors import BadInput
from workbench.events import (
    Event,
    Level,
    Outcome,
    ReportReady,
    ReportRow,
    RunEnded,
    RunStarted,
)
from workbench.jobs import Control
from workbench.store.membership import Membership
from workbench.store.records import ModelRecord, RunRecord, RunStatus
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import words

SPEC = PretrainSpec(corpus="novel", tokenizer="bpe")


class Plain(Panel):
    """A panel with nothing but its title."""

    built: ClassVar[list[str]] = []

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        Plain.built.append(self.name)
        QVBoxLayout(self).addWidget(QLabel(self.name))
        self.retranslate()

    def title(self) -> str:
        return f"{self.name} ({self.session.language.language.code})"


class Hello(Plain):
    name = "hello"
    workspace = Workspace.WELCOME


class Left(Plain):
    name = "left"
    workspace = Workspace.TRAIN
    area = Qt.DockWidgetArea.LeftDockWidgetArea


class Right(Plain):
    name = "right"
    workspace = Workspace.TRAIN


class Tabbed(Plain):
    name = "tabbed"
    workspace = Workspace.TRAIN


class Below(Plain):
    name = "below"
    workspace = Workspace.TRAIN
    area = Qt.DockWidgetArea.BottomDockWidgetArea


class Acting(Plain):
    """A panel with something to do that can be done, and something that cannot."""

    name = "acting"
    workspace = Workspace.TRAIN
    done: ClassVar[list[str]] = []

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        for text in ("Rename", "Delete"):
            button = QPushButton(text, self)
            button.clicked.connect(partial(self.done.append, text))
            button.setEnabled(text == "Rename")


@pytest.fixture
def window(qtbot: QtBot, session: Session) -> MainWindow:
    window = MainWindow(session, (Hello,))
    window.add_panels((Hello, Left, Right, Tabbed, Below))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


def shown(window: MainWindow) -> set[str]:
    docks = window.findChildren(PanelDock)
    return {dock.panel_type.name for dock in docks if not dock.isHidden()}


def test_that_each_workspace_shows_its_own_panels(window: MainWindow) -> None:
    assert shown(window) == {"hello"}
    window.show_workspace(Workspace.TRAIN)
    assert shown(window) == {"left", "right", "tabbed", "below"}
    window.show_workspace(Workspace.WELCOME)
    assert shown(window) == {"hello"}


def test_that_an_arrangement_is_kept_per_workspace_and_can_be_reset(window: MainWindow) -> None:
    window.show_workspace(Workspace.TRAIN)
    left = next(d for d in window.findChildren(PanelDock) if d.panel_type is Left)
    left.close()
    window.show_workspace(Workspace.WELCOME)
    window.show_workspace(Workspace.TRAIN)
    assert shown(window) == {"right", "tabbed", "below"}
    window.session.commands.action("view.reset").trigger()
    assert shown(window) == {"left", "right", "tabbed", "below"}


def test_that_a_workspace_whose_panels_are_all_closed_says_how_they_come_back(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.show_workspace(Workspace.TRAIN)
    (nothing,) = window.findChildren(NoPanels)
    for dock in window.findChildren(PanelDock):
        assert nothing.isHidden()
        dock.close()
        qtbot.wait(1)
    qtbot.waitUntil(nothing.isVisible)
    assert "View, under Panels" in screen.said(nothing)
    press(nothing, "Bring the panels back")
    assert shown(window) == {"left", "right", "tabbed", "below"}
    qtbot.waitUntil(nothing.isHidden)


def dock_of(window: MainWindow, panel: type[Panel]) -> PanelDock:
    return next(d for d in window.findChildren(PanelDock) if d.panel_type is panel)


def sizes(window: MainWindow) -> tuple[int, int]:
    """The width of the settings and the height of the details."""
    return dock_of(window, Left).width(), dock_of(window, Below).height()


def arranged(qtbot: QtBot, window: MainWindow) -> tuple[int, int]:
    """The sizes in a window with room for everything."""
    window.show_workspace(Workspace.TRAIN)
    window.resize(1400, 900)
    qtbot.waitUntil(lambda: sizes(window)[0] == 380 and 200 <= sizes(window)[1] <= 250)
    return sizes(window)


@pytest.mark.parametrize("size", [(1920, 1080), (1000, 640), (1280, 800)])
def test_that_settings_and_details_keep_their_size_and_content_takes_the_rest(
    qtbot: QtBot, window: MainWindow, size: tuple[int, int]
) -> None:
    before = arranged(qtbot, window)
    window.resize(*size)
    qtbot.waitUntil(lambda: sizes(window) == before)
    assert dock_of(window, Right).width() > size[0] - 380 - 120
    window.show_workspace(Workspace.WELCOME)
    window.resize(1400, 900)
    window.show_workspace(Workspace.TRAIN)
    qtbot.waitUntil(lambda: sizes(window) == before)


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_that_a_reset_brings_the_sizes_back_too(qtbot: QtBot, window: MainWindow) -> None:
    before = arranged(qtbot, window)
    left, below = dock_of(window, Left), dock_of(window, Below)
    window.resizeDocks([left], [700], Qt.Orientation.Horizontal)
    window.resizeDocks([below], [500], Qt.Orientation.Vertical)
    left.setFloating(True)
    window.session.commands.action("view.reset").trigger()
    qtbot.waitUntil(lambda: sizes(window) == before)
    assert not left.isFloating()


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_that_a_panel_that_floats_is_painted_again_after_other_workspaces(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.show_workspace(Workspace.TRAIN)
    left = dock_of(window, Left)
    left.setFloating(True)
    window.show_workspace(Workspace.WELCOME)
    window.show_workspace(Workspace.TRAIN)
    assert left.isFloating()
    assert left.updatesEnabled()
    assert left.widget().updatesEnabled()


def test_that_the_window_is_no_larger_than_the_screen_and_no_smaller_than_it_can_be_used(
    window: MainWindow,
) -> None:
    room = window.screen().availableSize()
    assert window.width() <= room.width()
    assert window.minimumSize() == QSize(1000, 640).boundedTo(room)


def test_that_a_panel_can_be_asked_for_from_anywhere(window: MainWindow) -> None:
    window.session.go_to(Workspace.TRAIN, "tabbed")
    assert "tabbed" in shown(window)


def test_that_the_language_is_switched_without_a_restart(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "ui.script_fonts.QFontDatabase.families", lambda _script=None: ["Some Font"]
    )
    window.show_workspace(Workspace.TRAIN)
    window.session.commands.action("language.zh_CN").trigger()
    left = next(d for d in window.findChildren(PanelDock) if d.panel_type is Left)
    qtbot.waitUntil(lambda: left.windowTitle() == "left (zh_CN)")
    window.session.commands.action("language.en").trigger()


def test_that_a_language_without_a_font_is_refused_with_the_package(
    qapp: QApplication, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.script_fonts.QFontDatabase.families", lambda _script=None: [])
    window.session.commands.action("language.zh_CN").trigger()
    assert window.session.language.language.code == "en"
    said = window.session.messages.history[-1].text
    assert "Chinese" in said
    assert "fonts-noto-cjk" in said


def test_that_the_theme_is_switched_without_a_restart(qapp: QApplication, session: Session) -> None:
    session.theme.set_appearance(Appearance.DARK)
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.window
    session.theme.set_appearance(Appearance.LIGHT)
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == LIGHT.window


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_that_the_roles_of_models_have_colours_of_their_own(colours: Any) -> None:
    roles = {colours.teacher, colours.student, colours.control, colours.ngram}
    assert len(roles) == 4


def test_that_every_action_has_a_name_in_the_palette(window: MainWindow) -> None:
    actions = window.session.commands.all()
    assert len({action.objectName() for action in actions}) == len(actions)
    assert all(action.text() for action in actions)
    keys = [action.shortcut().toString() for action in actions if not action.shortcut().isEmpty()]
    assert len(set(keys)) == len(keys)


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_that_the_palette_finds_a_panel_and_goes_there(qtbot: QtBot, window: MainWindow) -> None:
    dock_of(window, Tabbed).build()
    window.session.commands.action("view.palette").trigger()
    (palette,) = screen.shown(window, CommandPalette)
    query = screen.only(palette, QLineEdit)
    query.setText("panel tabbed")
    query.returnPressed.emit()
    assert "tabbed" in shown(window)


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_that_the_palette_finds_what_a_panel_does_and_a_help_page(
    qtbot: QtBot, session: Session
) -> None:
    window = MainWindow(session, (Acting, HelpPanel))
    qtbot.addWidget(window)
    window.show()
    for dock in window.findChildren(PanelDock):
        dock.build()
    session.commands.action("view.palette").trigger()
    (palette,) = screen.shown(window, CommandPalette)
    query, found = screen.only(palette, QLineEdit), screen.only(palette, QListWidget)
    query.setText("rename")
    assert [found.item(n).text() for n in range(found.count())] == ["acting (en): Rename"]
    query.returnPressed.emit()
    assert Acting.done == ["Rename"]
    assert shown(window) == {"acting"}
    session.commands.action("view.palette").trigger()
    query.setText("help attention")
    query.returnPressed.emit()
    assert screen.only(window, HelpPanel).page == "16-attention.md"


def test_that_every_word_of_a_query_must_occur() -> None:
    assert matches("lay res", "Reset layout")
    assert not matches("reset run", "Reset layout")


def test_that_a_message_is_shown_without_stopping_anybody(window: MainWindow) -> None:
    window.session.messages.error(BadInput("no file '{name}'", name="<b>x</b>"))
    label = next(w for w in window.findChildren(QLabel) if w.text() == "no file '<b>x</b>'")
    assert label.isVisible()
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_that_a_message_stays_in_front_of_the_panels_and_tabs_still_turn(
    qtbot: QtBot, window: MainWindow
) -> None:
    def is_in_front() -> bool:
        in_order = window.children()
        docks = [in_order.index(dock) for dock in window.findChildren(PanelDock)]
        return in_order.index(window.message_bar) > max(docks)

    def is_seen(widget: QWidget) -> bool:
        return not widget.visibleRegion().isEmpty()

    window.session.messages.show("look here")
    for panel in (Right, Tabbed, Right):
        window.session.go_to(Workspace.TRAIN, panel.name)
        qtbot.waitUntil(is_in_front)
        widget = window.findChild(panel)
        assert widget is not None
        qtbot.waitUntil(partial(is_seen, widget))


@pytest.mark.parametrize("level", list(Level))
def test_that_every_message_goes_away_and_can_be_shown_again(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, level: Level
) -> None:
    monkeypatch.setattr("ui.shell.message_bar.reading_ms", lambda _message: 1)
    window.activateWindow()
    for text in ("first", "second"):
        window.session.messages.show(text, level)
    qtbot.waitUntil(lambda: not window.message_bar.isVisible())
    monkeypatch.setattr("ui.shell.message_bar.reading_ms", lambda _message: 60_000)
    for text in ("second", "first", "second"):
        window.session.commands.action("view.messages").trigger()
        assert text in {label.text() for label in window.message_bar.findChildren(QLabel)}


def test_that_a_message_covers_nothing_that_a_panel_shows(qtbot: QtBot, window: MainWindow) -> None:
    window.show_workspace(Workspace.TRAIN)
    window.resize(1280, 800)
    window.session.messages.show("not started: teacher, student control, student, report " * 3)
    bar = window.message_bar
    for panel in (Left, Right):
        widget = window.findChild(panel)
        assert widget is not None
        top = widget.mapTo(window, QPoint()).y()
        assert bar.geometry().bottom() < top or widget.geometry().right() < bar.x()


def ask(dock: PanelDock, session: Session, until: threading.Event, *, fail: bool) -> None:
    def work() -> Iterator[int]:
        assert until.wait(5)
        if fail:
            raise BadInput("no model '{name}'", name="big")
        yield 1

    session.query(work, print, owner=dock.findChild(Plain) or dock)


def test_that_a_panel_says_what_it_waits_for_and_why_it_failed(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.show_workspace(Workspace.TRAIN)
    going, then = threading.Event(), threading.Event()
    docks = [dock_of(window, panel) for panel in (Left, Below)]
    for dock, until in zip(docks, (going, then), strict=True):
        ask(dock, window.session, until, fail=dock is docks[1])
    qtbot.waitUntil(lambda: "Computing…" in screen.said(docks[0]))
    qtbot.waitUntil(lambda: "Waiting for another computation…" in screen.said(docks[1]))
    going.set()
    qtbot.waitUntil(lambda: screen.said(docks[0]) == "left")
    then.set()
    qtbot.waitUntil(lambda: "no model 'big'" in screen.said(docks[1]))
    assert not window.message_bar.isVisible()
    screen.press(docks[1], "✕")
    assert screen.said(docks[1]) == "below"


def test_that_an_error_carries_what_to_copy(session: Session) -> None:
    try:
        raise ZeroDivisionError("by zero")
    except ZeroDivisionError as error:
        session.messages.error(error)
    message = session.messages.history[-1]
    assert message.level == Level.ERROR
    assert "Traceback" in message.details


def test_that_words_are_filled_after_they_are_translated() -> None:
    assert translate(words("{count} of {total}", count=1, total=2)) == "1 of 2"
    assert translate("as it is") == "as it is"
    assert Message(words("{a}", a="{b}")).text == "{b}"


def test_that_closing_without_a_run_asks_nothing(window: MainWindow) -> None:
    assert window.close()


def test_that_a_project_that_is_left_is_closed_beside_the_windows_thread(
    qtbot: QtBot, window: MainWindow, endless_project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    closing: list[threading.Thread] = []
    monkeypatch.setattr(
        endless_project, "close", lambda: closing.append(threading.current_thread())
    )
    window.session.use_project(endless_project)
    window.session.close_project()
    qtbot.waitUntil(lambda: bool(closing))
    assert closing != [threading.main_thread()]


def test_that_closing_while_training_asks_and_training_goes_on(
    qtbot: QtBot, window: MainWindow, endless_project: Any
) -> None:
    window.session.use_project(endless_project)
    window.session.start(SPEC)
    assert not window.close()
    assert window.isVisible()
    assert window.session.runner.active is not None
    assert window.leaving.isVisible()


def test_that_stop_and_quit_waits_for_the_end_and_closes(
    qtbot: QtBot, window: MainWindow, endless_project: Any
) -> None:
    window.session.use_project(endless_project)
    window.session.start(SPEC)
    view = window.session.runner.active
    assert view is not None
    window.leave_now()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert view.state.status == RunStatus.STOPPED


def test_that_keep_running_hands_the_run_over_before_it_closes(
    qtbot: QtBot, window: MainWindow, endless_project: Any
) -> None:
    window.session.use_project(endless_project)
    window.session.start(SPEC)
    view = window.session.runner.active
    assert view is not None
    window.close()
    window.leaving.keep_running()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert view.state.status == RunStatus.HANDED_OVER
    assert endless_project.detached == [view.run_id]


def test_that_a_hand_over_that_fails_leaves_the_window_open(
    qtbot: QtBot, window: MainWindow, endless_project: Any
) -> None:
    def refuse(run_id: str) -> str:
        raise BadInput("no process can be started")

    endless_project.resume_detached = refuse
    window.session.use_project(endless_project)
    window.session.start(SPEC)
    window.close()
    window.leaving.keep_running()
    qtbot.waitUntil(lambda: bool(window.session.messages.history))
    assert window.isVisible()
    assert window.session.messages.history[-1].text == "no process can be started"


def question(window: MainWindow) -> str:
    return "\n".join(label.text() for label in window.leaving.findChildren(QLabel))


@pytest.mark.parametrize("leave", ["keep_running", "stop_and_quit"])
def test_that_what_is_queued_is_named_and_kept_with_the_run_it_waits_behind(
    qtbot: QtBot, window: MainWindow, endless_project: Any, leave: str
) -> None:
    window.session.use_project(endless_project)
    control, student = (SPEC.model_copy(update={"name": name}) for name in ("control", "student"))
    window.session.start(SPEC, control)
    window.session.runner.resume("0009-old")
    window.session.start(student)
    window.close()
    assert "Queued behind it: control." in question(window)
    assert "Waiting to be resumed: 0009-old." in question(window)
    getattr(window.leaving, leave)()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert endless_project.kept == {"0001-run": (control,), "0009-old": (student,)}


def test_that_the_question_stays_as_one_queued_run_follows_another(
    qtbot: QtBot, window: MainWindow, project: Any, endless_project: Any
) -> None:
    later = SPEC.model_copy(update={"name": "later"})
    scripts = [project.script, endless_project.script]
    project.script = lambda control: scripts.pop(0)(control)
    window.session.use_project(project)
    window.session.start(SPEC, later)
    window.close()
    assert "Queued behind it: later." in question(window)
    qtbot.waitUntil(lambda: window.session.runner.queued == ())
    assert window.leaving.isVisible()
    assert "Queued" not in question(window)


@pytest.mark.parametrize(
    ("leave", "detached"), [("keep_running", ["0002-run"]), ("stop_and_quit", [])]
)
def test_that_what_is_queued_is_kept_though_the_run_finishes_before_it_can_be_stopped(
    qtbot: QtBot, window: MainWindow, project: Any, leave: str, detached: list[str]
) -> None:
    def deaf(control: Control) -> Iterator[Event]:
        while not control.stopping:
            control.wait(0.01)
        yield RunEnded(outcome=Outcome.FINISHED, words=words("finished"))

    project.script = deaf
    window.session.use_project(project)
    control, student = (SPEC.model_copy(update={"name": name}) for name in ("control", "student"))
    window.session.start(SPEC, control, student)
    window.close()
    getattr(window.leaving, leave)()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert project.started == [SPEC, control]
    assert project.kept["0002-run"] == (student,)
    assert project.detached == detached


def test_that_settings_come_back_in_the_next_session(settings: Settings, tmp_path: Path) -> None:
    settings.appearance = Appearance.DARK
    settings.language = "zh_CN"
    for name in ("a", "b", "a"):
        (tmp_path / name).mkdir(exist_ok=True)
        settings.remember_project(tmp_path / name)
    assert settings.appearance == Appearance.DARK
    assert settings.language == "zh_CN"
    assert [path.name for path in settings.recent_projects()] == ["a", "b"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(4.4, "4 s"), (59.7, "1 min"), (150, "2 min"), (3900, "1 h 05 min"), (180_000, "2 d 2 h")],
)
def test_that_durations_are_short(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize("version", ["6.12.0", "6.11.0", "6.11.1", "6.9.3", "6.10.2"])
def test_that_a_broken_version_of_qt_is_refused_with_a_sentence(version: str) -> None:
    assert "pip install" in (version_problem(version) or "")
    assert len(BROKEN_QT) == 2


@pytest.mark.parametrize("version", ["6.10.3", "6.11.2", "6.11.3"])
def test_that_a_good_version_of_qt_is_taken(version: str) -> None:
    assert version_problem(version) is None


def test_that_a_machine_without_a_display_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    load = ctypes.CDLL
    monkeypatch.setattr("ctypes.CDLL", lambda name: load(name) if name == "libxcb.so.1" else None)
    assert "xvfb-run" in (linux_problem({}) or "")
    assert "display" in (linux_problem({"DISPLAY": ":987"}) or "").lower()
    assert linux_problem({"QT_QPA_PLATFORM": "offscreen"}) is None


def test_that_a_missing_library_is_named_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> None:
        if name == "libxcb-cursor.so.0":
            raise OSError

    monkeypatch.setattr("ctypes.CDLL", load)
    assert "apt install libxcb-cursor0" in (linux_problem({"DISPLAY": ":0"}) or "")


@pytest.mark.slow
def test_that_the_first_paint_loads_nothing_heavy() -> None:
    code = (
        "import sys, ui.app; heavy = {'torch', 'pyqtgraph', 'pyarrow', 'sentencepiece', 'scipy'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_that_the_check_for_a_display_needs_no_qt() -> None:
    code = "import sys, ui.check; print([m for m in sys.modules if m.startswith('PySide6')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_that_details_can_be_copied(qtbot: QtBot, window: MainWindow) -> None:
    window.session.messages.show("it failed", Level.ERROR, "because")
    window.message_bar.copy_details()
    assert QGuiApplication.clipboard().text() == "it failed\n\nbecause"


@pytest.mark.parametrize(
    ("system", "used"),
    [("zh_CN", "zh_CN"), ("zh_SG", "zh_CN"), ("en_GB", "en"), ("nowhere_AQ", "en")],
)
def test_that_the_system_language_is_used_until_one_is_chosen(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, system: str, used: str
) -> None:
    monkeypatch.setattr("ui.i18n.locale.getlocale", lambda: (system, "UTF-8"))
    monkeypatch.setattr(
        "ui.script_fonts.QFontDatabase.families", lambda _script=None: ["Some Font"]
    )
    languages = Languages(qapp)
    assert languages.language.code == used
    languages.set("en")
    assert Theme(qapp, Appearance.LIGHT).dark is False


def test_that_the_status_line_counts_what_waits_and_names_it(
    qtbot: QtBot, window: MainWindow, endless_project: Any
) -> None:
    window.session.use_project(endless_project)
    window.session.start(SPEC, SPEC.model_copy(update={"name": "later"}))
    status = window.findChild(StatusBar)
    assert status is not None
    status.refresh()
    (line,) = (one for one in status.findChildren(QLabel) if "(1 waiting)" in one.text())
    assert line.toolTip() == "Waiting: later"
    window.session.runner.stop()
    qtbot.waitUntil(lambda: window.session.runner.active is None)


def test_that_the_title_says_read_only_only_where_nothing_can_be_written(
    window: MainWindow, project: FakeProject
) -> None:
    project.catalogue.read_only = project.catalogue.kept_elsewhere = True
    window.session.use_project(project)
    assert window.windowTitle() == "lab (in use elsewhere too) – Distill Workbench"
    project.catalogue.kept_elsewhere = False
    window.session.catalogue_changed.emit()
    assert window.windowTitle() == "lab (read-only) – Distill Workbench"


class MadeByRun8(FakeModel):
    """A model that was made by a run, which wrote nothing."""

    @property
    def record(self) -> ModelRecord:
        return replace(super().record, run="0008-student")


class ComparisonOfThree(FakeRun):
    def compared_models(self) -> dict[str, str]:
        assert self.id == "0009-report"
        return {role: f"the {role}" for role in ("teacher", "control", "student")}


class ProjectOfThree(FakeProject):
    model_class = MadeByRun8

    def saved_run(self, run: str) -> ComparisonOfThree:
        return ComparisonOfThree(self, run)


def test_that_a_journey_ends_with_its_models_side_by_side_and_one_sentence(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window.session, "project", ProjectOfThree())

    def row(role: str) -> ReportRow:
        return ReportRow(
            role=role, model=f"the {role}", parameters=1, loss=1, perplexity=1, bits_per_byte=1
        )

    rows = tuple(row(role) for role in ("ngram", "teacher", "control", "student"))
    report = ReportReady(corpus="novel", rows=rows, verdict=words("no difference"))
    view = RunView("0009-report")
    view.fold([report])
    compared: list[list[str]] = []
    window.session.comparison_requested.connect(lambda models, _prompt: compared.append(models))
    window.session.runner.run_ended.emit(view, Outcome.FINISHED)
    assert compared == [["the teacher@best", "the student@best", "the control@best"]]
    assert window.session.selection.student == "the student@best"
    assert window.session.selection.run == "0008-student"
    assert window.session.messages.history[-1].text.startswith("no difference")


def test_that_a_report_that_was_asked_for_stays_where_it_is_shown(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    class AskedFor(ComparisonOfThree):
        @property
        def record(self) -> RunRecord:
            return replace(super().record, belongs_to=Membership())

    project = ProjectOfThree()
    monkeypatch.setattr(project, "saved_run", lambda run: AskedFor(project, run))
    monkeypatch.setattr(window.session, "project", project)
    view = RunView("0009-report")
    view.fold(
        [
            RunStarted(run="0009-report", name="report", kind="evaluate"),
            ReportReady(corpus="novel", rows=(), verdict=words("no difference")),
        ]
    )
    window.session.go_to(Workspace.RUNS)
    window.session.runner.run_ended.emit(view, Outcome.FINISHED)
    assert window.session.messages.history[-1].text == "“report” is ready. no difference"
    press(window.message_bar, "Next: let your models write")
    assert window.session.selection.student == "", "no journey has ended"

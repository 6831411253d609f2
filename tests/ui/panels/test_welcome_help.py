"""The start page and the help pages."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_project import FakeProject
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QTextBrowser
from pytestqt.qtbot import QtBot

from resources.languages import language_codes
from ui.forms.form import SpecForm
from ui.main_window import MainWindow
from ui.panels.corpora.panel import CorporaPanel
from ui.panels.help import HelpPanel, read_pages
from ui.panels.welcome.journey import JourneyCard
from ui.panels.welcome.panel import WelcomePanel
from ui.session import Session
from ui.widgets.path_edit import PathEdit
from ui.workspace import Workspace
from workbench.activities.estimate.step_seconds import StepSeconds
from workbench.plans.journey import plan, teacher_plan
from workbench.plans.journey_basis import JourneyBasis
from workbench.plans.journey_sizes import training_tokens
from workbench.plans.minutes.within_minutes import MachineSize
from workbench.project import journey_speed
from workbench.project.runs.processes.interrupted import Interrupted
from workbench.store.records import RunRecord, RunStatus
from workbench.training.pretrain_spec import PretrainSpec

STEP = StepSeconds(0.0125, 0.0125)


@pytest.fixture
def welcome(qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch) -> WelcomePanel:
    """On a machine that is always as fast, and whose steps are timed at once."""
    monkeypatch.setattr(journey_speed, "this_machine", lambda: MachineSize(1e11))
    monkeypatch.setattr(
        journey_speed,
        "with_timed_models",
        lambda _spec, basis: replace(basis, teacher_step=STEP, student_step=STEP),
    )
    panel = WelcomePanel(session)
    qtbot.addWidget(panel)
    panel.resize(900, 700)
    panel.show()
    return panel


def card_of(panel: WelcomePanel) -> JourneyCard | None:
    cards = [card for card in panel.findChildren(JourneyCard) if card.isVisible()]
    return cards[0] if cards else None


def button(panel: WelcomePanel, text: str) -> QPushButton:
    buttons = (one for one in panel.findChildren(QPushButton) if one.text().startswith(text))
    return next(one for one in buttons if one.isVisible())


def buttons(panel: WelcomePanel) -> list[QPushButton]:
    return panel.findChildren(QPushButton)


def texts(panel: WelcomePanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_that_a_sample_is_offered_with_its_sizes_and_its_time(
    qtbot: QtBot, welcome: WelcomePanel
) -> None:
    button(welcome, "English stories").click()
    assert card_of(welcome) is not None
    assert "about 6 min" in texts(welcome)
    qtbot.waitUntil(lambda: "Train the control" in texts(welcome))
    assert texts(welcome).index("Train the teacher") < texts(welcome).index("Distil the student")
    button(welcome, "Back").click()
    assert card_of(welcome) is None


def test_that_a_dropped_file_is_offered_with_a_vocabulary_that_fits_it(
    qtbot: QtBot, welcome: WelcomePanel, tmp_path: Path
) -> None:
    file = tmp_path / "poems.txt"
    file.write_text("the moon is round\n\n" * 50)
    welcome.offer_files([file])
    qtbot.waitUntil(lambda: card_of(welcome) is not None)
    assert "“poems.txt”" in texts(welcome)
    form = welcome.findChild(SpecForm)
    assert form is not None
    assert form.value().files == (str(file),)
    assert form.value().vocabulary_size < 400
    # Read twenty times, so short a text teaches no more.
    qtbot.waitUntil(lambda: "about 6 min" not in texts(welcome))


def test_that_a_file_without_text_gets_a_sentence(
    qtbot: QtBot, session: Session, welcome: WelcomePanel, tmp_path: Path
) -> None:
    file = tmp_path / "empty.txt"
    file.touch()
    welcome.offer_files([file])
    qtbot.waitUntil(lambda: bool(session.messages.history))
    assert "empty.txt" in session.messages.history[0].text
    assert card_of(welcome) is None


def test_that_editing_the_time_changes_the_plan_that_is_shown(
    qtbot: QtBot, welcome: WelcomePanel
) -> None:
    button(welcome, "English stories").click()
    form = welcome.findChild(SpecForm)
    assert form is not None
    qtbot.waitUntil(lambda: "12.5 ms, timed" in texts(welcome))
    small = form.value()
    form.set_value({"minutes": 40.0})
    assert "about 40 min" in texts(welcome)
    qtbot.waitUntil(lambda: form.value().teacher.hidden_size > small.teacher.hidden_size)
    basis = JourneyBasis(MachineSize(1e11), training_tokens(small), STEP, STEP)
    steps = f"{teacher_plan(form.value(), basis).steps:,}".replace(",", "\N{THIN SPACE}")
    qtbot.waitUntil(lambda: steps in texts(welcome))


def test_that_sizes_chosen_by_hand_stay_when_the_time_changes(
    qtbot: QtBot, welcome: WelcomePanel
) -> None:
    button(welcome, "English stories").click()
    form = welcome.findChild(SpecForm)
    assert form is not None
    qtbot.waitUntil(lambda: "timed" in texts(welcome))
    form.set_value({"teacher": {"num_layers": 5}})
    form.set_value({"minutes": 40.0})
    qtbot.waitUntil(lambda: form.value().minutes == 40 and "16 min" in texts(welcome))
    assert form.value().teacher.num_layers == 5


def test_that_starting_queues_every_run_and_shows_the_training(
    qtbot: QtBot, session: Session, endless_project: Any, welcome: WelcomePanel
) -> None:
    session.use_project(endless_project)
    workspaces: list[Workspace] = []
    session.workspace_requested.connect(lambda workspace, _panel: workspaces.append(workspace))
    button(welcome, "English stories").click()
    form = welcome.findChild(SpecForm)
    assert form is not None
    qtbot.waitUntil(lambda: "timed" in texts(welcome))
    basis = JourneyBasis(MachineSize(1e11), training_tokens(form.value()), STEP, STEP)
    expected = plan(form.value(), basis)
    button(welcome, "Start").click()
    assert endless_project.started == [expected[0]]
    assert list(session.runner.queued) == [spec.name for spec in expected[1:]]
    assert workspaces == [Workspace.TRAIN]
    assert card_of(welcome) is None


def test_that_without_a_project_the_journey_makes_one_where_it_is_told(
    qtbot: QtBot, session: Session, welcome: WelcomePanel, tmp_path: Path, monkeypatch: Any
) -> None:
    started: list[object] = []
    monkeypatch.setattr(session, "start", lambda *specs: started.extend(specs))
    button(welcome, "English stories").click()
    folder_edit = welcome.findChild(PathEdit)
    assert folder_edit is not None
    assert folder_edit.isVisible()
    folder_edit.set_path(tmp_path / "new lab")
    button(welcome, "Start").click()
    assert session.project is not None
    assert session.project.folder == tmp_path / "new lab"
    assert len(started) == 6


def test_that_an_open_project_says_its_next_step(
    session: Session, project: Any, welcome: WelcomePanel
) -> None:
    session.use_project(project)
    assert button(welcome, "Next: distil a student").isVisible()
    assert "“lab”" in texts(welcome)


@pytest.mark.parametrize(
    ("status", "waiting", "sentence"),
    [
        (RunStatus.INTERRUPTED, (), "“big” was interrupted at step 125."),
        (
            *(RunStatus.INTERRUPTED, ("control", "small")),
            "“big” was interrupted at step 125. Waiting behind it: control, small.",
        ),
        (RunStatus.STOPPED, ("small",), "was stopped at step 125. Waiting behind it: small."),
        (RunStatus.FINISHED, ("small",), "Still to be started: small."),
    ],
)
def test_that_a_project_that_was_left_amid_work_says_so_and_goes_on_with_it(
    qtbot: QtBot,
    session: Session,
    project: FakeProject,
    welcome: WelcomePanel,
    monkeypatch: pytest.MonkeyPatch,
    status: RunStatus,
    waiting: tuple[str, ...],
    sentence: str,
) -> None:
    run = RunRecord("0007-big", "big", "pretrain", status, Path("0007-big"), 125, 500)
    monkeypatch.setattr(project, "interrupted", lambda: Interrupted(run, waiting))
    project.kept["0007-big"] = tuple(
        PretrainSpec(name=name, corpus="novel", tokenizer="bpe") for name in waiting
    )
    session.use_project(project)
    assert sentence in texts(welcome)
    button(welcome, "Resume").click()
    assert session.runner.active is not None
    begun = "0001-run" if status is RunStatus.FINISHED else "0007-big"
    assert session.runner.active.run_id == begun
    assert not any(one.isVisible() and one.text() == "Resume" for one in buttons(welcome))
    qtbot.waitUntil(lambda: session.runner.active is None and not session.runner.queued)
    assert [spec.name for spec in project.started] == list(waiting)


def test_that_recent_projects_are_one_click_away(
    qtbot: QtBot, session: Session, welcome: WelcomePanel, tmp_path: Path
) -> None:
    (tmp_path / "old & new").mkdir()
    session.settings.remember_project(tmp_path / "old & new")
    welcome.retranslate()
    qtbot.waitUntil(lambda: "Recent projects" in texts(welcome))
    qtbot.wait(1)
    button(welcome, "old && new").click()
    assert session.project is not None
    assert session.project.folder.name == "old & new"


# -- help -------------------------------------------------------------------------------------


@pytest.fixture
def help_panel(qtbot: QtBot, session: Session) -> HelpPanel:
    panel = HelpPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    return panel


@pytest.mark.parametrize("language", language_codes())
def test_that_every_page_has_a_title_in_its_own_language(language: str) -> None:
    pages = read_pages(language)
    assert list(pages) == list(read_pages("en"))
    assert all(page.title and page.language == language for page in pages.values())
    assert len({page.text for page in pages.values()}) == len(pages)


def test_that_a_link_leads_to_its_page_and_nowhere_else(help_panel: HelpPanel) -> None:
    browser = help_panel.findChild(QTextBrowser)
    assert browser is not None
    names = list(read_pages("en"))
    assert help_panel.page == names[0]
    browser.anchorClicked.emit(QUrl(names[1]))
    assert help_panel.page == names[1]
    browser.anchorClicked.emit(QUrl("https://example.org/"))
    browser.anchorClicked.emit(QUrl("../../../etc/passwd"))
    assert help_panel.page == names[1]


def test_that_pages_load_no_image_and_no_file(help_panel: HelpPanel, tmp_path: Path) -> None:
    browser = help_panel.findChild(QTextBrowser)
    assert browser is not None
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    kind = QTextDocument.ResourceType.ImageResource
    assert browser.loadResource(kind.value, QUrl.fromLocalFile(str(secret))) is None
    browser.setMarkdown("<b>bold</b> ![x](file:///etc/passwd)")
    assert "<b>" in browser.toPlainText()


def test_that_f1_and_the_help_menu_show_the_help(qtbot: QtBot, session: Session) -> None:
    window = MainWindow(session, (WelcomePanel,))
    window.add_panels((HelpPanel, CorporaPanel))
    qtbot.addWidget(window)
    window.show()
    window.show_workspace(Workspace.DATA)
    menus = [bar.menu() for bar in window.menuBar().actions()]
    (action,) = (
        action
        for menu in menus
        if isinstance(menu, QMenu)
        for action in menu.actions()
        if action.text() == "Help"
    )
    assert action.shortcut().toString() == "F1"
    action.trigger()
    panel = window.findChild(HelpPanel)
    assert panel is not None
    assert panel.isVisible()

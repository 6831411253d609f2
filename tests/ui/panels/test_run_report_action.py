"""*Report* in the table of runs: what it writes, and what it says where it cannot."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_project import FakeProject
from pytestqt.qtbot import QtBot

from ui.panels.runs.panel import RunsPanel
from ui.session import Session
from ui.shell.exchange.run_report import RunReportAction
from workbench.events import Level
from workbench.store.records import RunRecord, RunStatus


def run(name: str, kind: str = "pretrain") -> RunRecord:
    return RunRecord(name, name, kind, RunStatus.FINISHED, Path(), 3, 3)


class Written:
    """Stands in for a report."""

    def __init__(self, runs: tuple[str, ...], language: str) -> None:
        self.text = f"{', '.join(runs)} in {language}"

    def write(self, path: Path) -> None:
        path.write_text(self.text)


class ReportingProject(FakeProject):
    """Its reports are their names."""

    def report_steps(self, runs: Any, *, language: str = "en") -> Iterator[Any]:
        yield from range(len(runs))
        yield Written(runs, language)


@pytest.fixture
def reporting(session: Session, tmp_path: Path) -> Session:
    session.use_project(ReportingProject(tmp_path / "lab", lambda *_: iter(())))
    return session


def action_of(session: Session, qtbot: QtBot, *runs: RunRecord) -> RunReportAction:
    panel = RunsPanel(session)
    qtbot.addWidget(panel)
    return RunReportAction(session, lambda: runs, panel)


def test_that_the_chosen_runs_are_written_in_the_windows_language(
    qtbot: QtBot, reporting: Session, tmp_path: Path
) -> None:
    reporting.language.set("zh_CN")
    runs = (run("a"), run("b"))
    action = action_of(reporting, qtbot, *runs)
    assert action.isEnabled()
    out = tmp_path / "runs.html"
    action.save(runs, out)
    qtbot.waitUntil(lambda: bool(reporting.messages.history))
    assert out.read_text() == "a, b in zh_CN"
    message = reporting.messages.history[-1]
    assert str(out) in message.text
    assert message.offer is not None
    reporting.language.set("en")


def test_that_a_name_without_a_format_is_refused_in_a_sentence(
    qtbot: QtBot, reporting: Session, tmp_path: Path
) -> None:
    runs = (run("a"),)
    action_of(reporting, qtbot, *runs).save(runs, tmp_path / "runs.docx")
    qtbot.waitUntil(lambda: bool(reporting.messages.history))
    message = reporting.messages.history[-1]
    assert message.level is Level.ERROR
    assert "neither .html nor .pdf" in message.text
    assert not (tmp_path / "runs.docx").exists()


def test_that_nothing_and_a_comparison_are_not_offered(qtbot: QtBot, reporting: Session) -> None:
    nothing = action_of(reporting, qtbot)
    comparison = action_of(reporting, qtbot, run("a"), run("c", "evaluate"))
    assert not nothing.isEnabled()
    assert not comparison.isEnabled()
    assert "has a page of its own" in comparison.toolTip()

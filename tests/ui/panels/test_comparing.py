"""A report of chosen models: one action wherever models are chosen."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fake_project import FakePlans, FakeProject, saved_model
from pytestqt.qtbot import QtBot
from screen import button, press

from ui.models.fitness import why_not_compare
from ui.models.table import Table
from ui.models.view import TableView
from ui.panel import Panel
from ui.panels.attention.panel import AttentionPanel
from ui.panels.models.panel import ModelsPanel
from ui.panels.runs.panel import RunsPanel
from ui.panels.write.panel import WritePanel
from ui.session import Session
from ui.workspace import Workspace
from workbench.activities.spec import EvaluateSpec
from workbench.events import Event, Outcome, RunEnded, RunStarted
from workbench.jobs import Control
from workbench.store.records import ModelRecord, RunRecord, RunStatus
from workbench.words import words

BIG, SMALL = saved_model("big", 2), saved_model("small", 1)


def at_once(control: Control) -> Sequence[Event]:
    return (
        RunStarted(run="0001-run", name="report", kind="evaluate"),
        RunEnded(outcome=Outcome.FINISHED, words=words("finished")),
    )


class ProjectOfTwo(FakeProject):
    """A teacher and a student, and the runs that made them."""

    @property
    def runs(self) -> tuple[RunRecord, ...]:
        kinds = (("big", "pretrain"), ("small", "distill"))
        return tuple(
            RunRecord(name, name, kind, RunStatus.FINISHED, Path(name), 10, 10)
            for name, kind in kinds
        )


@pytest.fixture
def two(session: Session, tmp_path: Path) -> ProjectOfTwo:
    project = ProjectOfTwo(tmp_path / "lab", lambda c: iter(at_once(c)), records=(BIG, SMALL))
    session.use_project(project)
    return project


def choose_all(panel: Panel) -> None:
    views = panel.findChildren(TableView)
    view = next((one for one in views if one.accessibleName() == panel.title()), views[0])
    assert view is not None
    assert isinstance(view.model(), Table)
    view.selectAll()


@pytest.mark.parametrize("panel_type", [RunsPanel, ModelsPanel, AttentionPanel, WritePanel])
def test_that_chosen_models_are_compared_in_one_click(
    qtbot: QtBot, session: Session, two: ProjectOfTwo, panel_type: type[Panel]
) -> None:
    panel = panel_type(session)
    qtbot.addWidget(panel)
    panel.resize(1200, 700)
    panel.show()
    places: list[tuple[Workspace, str]] = []
    session.workspace_requested.connect(lambda *place: places.append(place))
    if panel_type is ModelsPanel:
        assert not button(panel, "Compare").isEnabled()
        assert "Choose one or several" in button(panel, "Compare").toolTip()
    if panel_type in (RunsPanel, ModelsPanel):
        choose_all(panel)
    press(panel, "Compare")
    (spec,) = two.started
    assert isinstance(spec, EvaluateSpec)
    assert sorted(one.model for one in spec.candidates) == ["big@best", "small@best"]
    assert places[-1] == (Workspace.RUNS, "report")


def other(**changes: object) -> ModelRecord:
    return replace(SMALL, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("models", "reason"),
    [
        ([], "Choose one or several models"),
        ([BIG, other(labels=("a", "b"))], "classifier"),
        ([BIG, other(checkpoints=())], "no checkpoint"),
        ([BIG, other(tokenizer="chars")], "different tokenizers"),
        ([BIG, SMALL], ""),
    ],
)
def test_that_what_cannot_be_compared_says_why(models: Sequence[ModelRecord], reason: str) -> None:
    said = why_not_compare(models)
    assert reason in said
    assert bool(said) is bool(reason)


def test_that_models_of_a_mixture_are_compared_on_each_of_its_texts(
    qtbot: QtBot, session: Session, two: ProjectOfTwo, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = two.plans.comparisons(["small@best"])
    other = first.model_copy(update={"corpus": "news"})
    monkeypatch.setattr(FakePlans, "comparisons", lambda *_, **__: (first, other))
    session.compare(["small@best"])
    qtbot.waitUntil(lambda: len(two.started) == 2)
    assert [getattr(one, "corpus", "") for one in two.started] == [first.corpus, "news"]

"""A text over the checkpoints of a run: slider, curves, tables, and a run that goes on."""

import json
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from exported import PICTURE, csv_rows, export_as, facts_of_all
from fake_project import CORPUS, FakeModel, FakePair, FakeProject, saved_model
from maps_of import maps_of, random_weights
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSlider
from screen import (
    button,
    cells,
    choose,
    click_row,
    column,
    entry,
    field,
    has_content,
    only,
    press,
    said,
    save_as,
)
from screen import open_tab as open_page

from ui.models.view import TableView
from ui.panels.checkpoints.head_curves import HeadCurves
from ui.panels.checkpoints.heads_table import CheckpointHeadsTable
from ui.panels.checkpoints.lens_changes_table import LensChangesTable
from ui.panels.checkpoints.panel import CheckpointsPanel
from ui.texts.export_menu import ExportMenu
from ui.widgets.curves.curve_plot import CurvePlot
from ui.widgets.lens.grid import LensView
from ui.widgets.maps.head_grid import HeadGrid
from ui.workspace import Workspace
from workbench.errors import BadInput
from workbench.inspection.comparison.checkpoint_point import (
    CheckpointPoint,
    SkippedCheckpoint,
    TeacherDistance,
)
from workbench.inspection.comparison.evolution import Evolution
from workbench.inspection.lens.reading import LogitLens, StreamReading
from workbench.models.layer_map import LayerMapping
from workbench.store.records import CheckpointRecord
from workbench.words import words

TOKENS = tuple("abcde")


def checkpoint(step):
    return CheckpointRecord(step, Path(f"{step}"), f"{step:08d}", is_last=True)


def point(step, distance=None):
    maps = maps_of(random_weights(2, 5, seed=step), TOKENS)
    return CheckpointPoint(step, f"{step:08d}", maps.statistics, maps.tiles, 3.0, distance)


def lens(step):
    """Three readings of the tokens; the true one is the likelier, the later the step is."""
    shape = (3, len(TOKENS))
    probabilities_rt = np.full(shape, (step / 100) ** 2, dtype=np.float32)
    probabilities_rt[:, -1] = np.nan
    zeros = np.zeros(shape, dtype=np.float32)
    return LogitLens(
        tokens=TOKENS,
        readings=(
            StreamReading("embeddings"),
            StreamReading("attention"),
            StreamReading("feed_forward"),
        ),
        target="next",
        pieces=dict(enumerate(TOKENS)),
        top_ids_rtk=np.full((*shape, 1), 1 + (step >= 20)),
        top_probabilities_rtk=np.full((*shape, 1), 0.5, dtype=np.float32),
        true_ids_t=np.array([1, 2, 3, 4, -1]),
        true_ranks_rt=np.ones(shape, dtype=np.int64),
        true_probabilities_rt=probabilities_rt,
        entropies_rt=zeros,
        divergences_rt=zeros,
    )


def evolutions(steps, known, distance=None, **asked):
    """As the engine tells them: what is known is taken over; step 5 is damaged."""
    FollowedModel.asked.append(asked)
    known = known if known is not None and known.notes == noted(asked) else None
    before = {one.step: one for one in known.points} if known is not None else {}
    mapping = None if distance is None else LayerMapping((1, 0))
    evolution = Evolution(TOKENS, (), len(steps), mapping=mapping, notes=noted(asked))
    for step in steps:
        if step == 5:
            skipped = (*evolution.skipped, SkippedCheckpoint(5, words("it is damaged")))
            evolution = replace(evolution, skipped=skipped)
        else:
            yield replace(evolution, share=0.4)
            read = before.get(step) or measured(point(step, distance), asked)
            FollowedModel.read += step not in before
            evolution = replace(evolution, points=(*evolution.points, read))
        yield evolution


def noted(asked):
    return (words("measured: {what}", what=" ".join(sorted(asked["measures"]))),)


def measured(point, asked):
    ablation = {"ablation"} & set(asked["measures"])
    values = {name: np.full((2, 3), point.step / 100) for name in ("induction", *ablation)}
    values["induction"][1, 2] = np.nan
    return replace(point, measured_lh=values, lens=lens(point.step) if asked["lens"] else None)


class FollowedPair(FakePair):
    def over_checkpoints(self, text, *, known=None, **asked):
        distance = TeacherDistance((0.1, 0.2), (0.5, float("nan")), 0.7)
        return evolutions(FollowedModel.steps, known, distance, **asked)


class FollowedModel(FakeModel):
    """A model that keeps some checkpoints; `read` counts those that were read."""

    steps: ClassVar[tuple[int, ...]] = ()
    read: ClassVar[int] = 0
    asked: ClassVar[list[dict]] = []

    @property
    def record(self):
        return record_of(self.name)

    def over_checkpoints(self, text, *, known=None, **asked):
        if "trouble" in text:
            raise BadInput("nothing can be read")
        return evolutions(self.steps, known, **asked)

    def versus(self, student):
        return FollowedPair(self.reference, student.reference)


def record_of(name):
    return replace(saved_model(name), checkpoints=tuple(map(checkpoint, FollowedModel.steps)))


class FollowedProject(FakeProject):
    model_class = FollowedModel
    corpora = (CORPUS,)

    @property
    def models(self):
        return record_of("small"), record_of("big")


@pytest.fixture
def panel(qtbot, session):
    FollowedModel.steps, FollowedModel.read = (0, 5, 10, 20), 0
    FollowedModel.asked = []
    panel = CheckpointsPanel(session)
    qtbot.addWidget(panel)
    session.project = FollowedProject()
    session.text.set("a b c d e")
    session.select(teacher="big@last", student="small@last")
    panel.resize(1100, 700)
    panel.show()
    qtbot.waitUntil(lambda: "step 20 (3 of 3)" in said(panel))
    qtbot.waitUntil(button(panel, "Read checkpoints").isEnabled)
    yield panel
    session.project = None


def slider(panel):
    return field(panel, "Checkpoint", QSlider)


def test_that_what_was_read_is_shown_at_the_newest_checkpoint_and_what_was_not_is_said(panel):
    assert only(panel, HeadGrid).num_layers == 2
    assert "The checkpoint at step 5 is skipped: it is damaged" in said(panel)
    assert only(panel, CurvePlot).canvas.series.keys() == {"L0, mean", "L1, mean", "L0 H0"}


def test_that_the_slider_shows_the_heads_of_its_checkpoint(panel):
    open_page(panel, "Heads")
    view = only(panel, TableView)
    at_last = column(view, "Entropy, of the most")
    slider(panel).setValue(0)
    assert "step 0 (1 of 3)" in said(panel)
    first = column(view, "Entropy, of the most")
    expected = point(0).statistics.normalised_entropy_lh.ravel()
    assert [float(text.split()[0].rstrip("%")) for text in first] == pytest.approx(
        (100 * expected).tolist(), abs=0.06
    )
    assert first != at_last
    assert all(text.startswith("0.0") for text in column(view, "Since the first"))
    assert panel._choice.model.reference == "small@0"


@pytest.mark.slow
def test_that_a_change_leads_to_its_head_measure_and_checkpoint(panel, qtbot):
    open_page(panel, "Strongest changes")
    view = only(panel, TableView)
    top = cells(view)[0]
    sizes = [abs(float(text.split()[0])) for text in column(view, "Change")]
    assert sizes == sorted(sizes, reverse=True)
    slider(panel).setValue(0)
    click_row(qtbot, view, 0)
    assert field(panel, "By measure", QComboBox).currentText() == top[0]
    assert "L{} H{}".format(*only(panel, HeadGrid).selection) == top[1]
    assert f"step {top[3]} " in said(panel)


@pytest.mark.slow
def test_that_with_a_teacher_its_distance_is_a_curve_for_each_pair_of_layers(panel, qtbot):
    press(panel, "Compare with teacher")
    choose(field(panel, "By measure", QComboBox), "Divergence from the teacher, nats")
    plot = only(panel, CurvePlot)
    qtbot.waitUntil(lambda: plot.canvas.series.keys() == {"L1→L0", "L0→L1"})
    qtbot.waitUntil(lambda: plot.canvas.series["L0→L1"].y.tolist() == [0.2] * 3)
    choose(field(panel, "By measure", QComboBox), "KL from the teacher, nats")
    assert plot.canvas.series.keys() == {"KL"}


@pytest.mark.slow
def test_that_play_goes_from_the_first_to_the_last_and_ends(panel, qtbot):
    panel._slider._frames.setInterval(5)
    press(panel, "Play")
    assert slider(panel).value() == 0
    qtbot.waitUntil(lambda: slider(panel).value() == 2)
    qtbot.waitUntil(lambda: button(panel, "Play") is not None)


@pytest.mark.slow
def test_that_the_newest_is_followed_if_asked_and_what_is_known_is_not_read_again(
    panel, qtbot, session
):
    assert FollowedModel.read == 3
    FollowedModel.steps = (0, 5, 10, 20, 30)
    session.catalogue_changed.emit()
    assert "step 20 (3 of 3)" in said(panel)
    assert "These results are of" in said(panel)
    press(panel, "Follow the newest")
    qtbot.waitUntil(lambda: "step 30 (4 of 4)" in said(panel))
    assert FollowedModel.read == 4
    FollowedModel.steps = (0, 5, 10, 20, 30, 40)
    session.catalogue_changed.emit()
    qtbot.waitUntil(lambda: "step 40 (5 of 5)" in said(panel))
    assert FollowedModel.read == 5


def test_that_the_chosen_checkpoint_is_taken_over_by_the_attention_panel(panel, session):
    went: list[tuple[Workspace, str]] = []
    session.workspace_requested.connect(lambda workspace, name: went.append((workspace, name)))
    slider(panel).setValue(1)
    press(panel, "Show in Attention")
    assert session.selection.student == "small@10"
    assert session.selection.teacher == "big@last"
    assert went == [(Workspace.INSPECT, "attention")]


@pytest.mark.slow
def test_that_one_checkpoint_has_no_slider_and_what_the_engine_notes_is_said(panel, qtbot, session):
    assert "measured: induction" in said(panel)
    FollowedModel.steps = (20,)
    session.catalogue_changed.emit()
    press(panel, "Read checkpoints")
    qtbot.waitUntil(lambda: not slider(panel).isEnabled())


@pytest.mark.slow
def test_that_the_lens_follows_the_slider_and_its_strongest_change_leads_to_its_cell(panel, qtbot):
    open_page(panel, "Lens")
    view = only(panel, LensView)
    assert view.grid.data(view.grid.index(0, 0)) == "c"
    table = only(only(panel, LensChangesTable), TableView)
    assert column(table, "After")[0] == "4.0\xa0%"
    view.choose(2, 1)
    slider(panel).setValue(0)
    assert view.cell == (2, 1)
    assert view.grid.data(view.grid.index(0, 0)) == "b"
    click_row(qtbot, table, 0)
    assert "step 20 " in said(panel)
    assert view.cell == (0, 0)


@pytest.mark.slow
def test_that_without_the_lens_the_page_says_how_to_read_it(panel, qtbot):
    open_page(panel, "Lens")
    press(panel._choice, "Lens")
    qtbot.waitUntil(lambda: "No lens was read" in said(panel))
    assert FollowedModel.asked[-1]["lens"] is False


def ablation_of(curves: HeadCurves) -> list[float]:
    series = curves.ablation.canvas.series.get("Ablation")
    return series.y.tolist() if series is not None else []


@pytest.mark.slow
def test_that_the_measures_of_the_chosen_head_are_curves_of_one_plot(panel, qtbot):
    open_page(panel, "Chosen head")
    curves = only(panel, HeadCurves)
    induction = curves.shares.canvas.series["Induction"]
    assert induction.y.tolist() == pytest.approx([0, 0.1, 0.2])
    assert "Entropy, nats" not in curves.shares.canvas.series
    assert curves.ablation.isHidden()
    only(panel, HeadGrid).selected.emit(1, 2)
    assert "Induction" not in curves.shares.canvas.series
    press(panel, "Ablation")
    qtbot.waitUntil(lambda: len(ablation_of(curves)) == 3)
    assert ablation_of(curves) == pytest.approx([0, 0.1, 0.2])
    assert not curves.ablation.isHidden()


@pytest.mark.slow
def test_that_heads_are_measured_on_a_corpus_if_that_is_chosen(panel, qtbot):
    assert FollowedModel.asked[-1]["corpus"] == ""
    choose(field(panel, "Read", QComboBox), f"Corpus {CORPUS.name}")
    qtbot.waitUntil(lambda: FollowedModel.asked[-1]["corpus"] == CORPUS.name)
    assert FollowedModel.asked[-1]["passages"] == 20
    assert FollowedModel.asked[-1]["tokens"] == 128


def test_that_the_table_of_heads_has_every_measure_and_those_not_measured_cannot_be_chosen(panel):
    open_page(panel, "Heads")
    heads = column(only(only(panel, CheckpointHeadsTable), TableView), "Induction")
    assert heads[0] == "20.0\xa0%"
    assert heads[-1] == "–"
    measure = field(panel, "By measure", QComboBox)
    flags = {
        measure.itemText(n): measure.model().flags(measure.model().index(n, 0))
        for n in range(measure.count())
    }
    assert flags["Induction"] & Qt.ItemFlag.ItemIsEnabled
    assert not flags["Ablation"] & Qt.ItemFlag.ItemIsEnabled


@pytest.mark.slow
def test_that_all_checkpoints_and_their_changes_are_exported(panel, qtbot, tmp_path):
    open_page(panel, "Heads")
    for about in facts_of_all(panel, qtbot, tmp_path).values():
        assert about["models"]["student"]["name"] == "small"
        assert about["settings"]["shown_step"] == 20
    steps = [row["step"] for row in csv_rows(tmp_path / "numbers.csv")]
    assert list(dict.fromkeys(steps)) == ["0", "10", "20"]
    with np.load(tmp_path / "numbers.npz") as arrays:
        assert arrays["entropy"].shape == (3, *point(0).statistics.entropy_lh.shape)
        assert arrays["tokens"].tolist() == list(TOKENS)
    changes = export_as(panel, qtbot, tmp_path / "changes.csv", "Strongest changes…")
    sizes = [abs(float(row["change"])) for row in csv_rows(changes)]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.slow
def test_that_the_chosen_head_and_the_lens_are_exported(panel, qtbot, tmp_path):
    open_page(panel, "Chosen head")
    only(panel, HeadGrid).selected.emit(0, 1)
    entry(only(panel, ExportMenu).menu(), PICTURE).trigger()
    save_as(panel, tmp_path / "head.svg")
    assert "<polyline" in (tmp_path / "head.svg").read_text("utf-8")
    open_page(panel, "Lens")
    one = "The chosen head over the checkpoints…"
    rows = csv_rows(export_as(panel, qtbot, tmp_path / "head.csv", one))
    assert [row["step"] for row in rows] == ["0", "10", "20"]
    assert [float(row["induction"]) for row in rows] == pytest.approx([0, 0.1, 0.2])
    lens = "The lens at every checkpoint…"
    facts_of_all(panel, qtbot, tmp_path)
    rows = csv_rows(export_as(panel, qtbot, tmp_path / "lens.csv", lens))
    assert len(rows) == 3 * 3 * len(TOKENS)
    with np.load(export_as(panel, qtbot, tmp_path / "lens.npz", lens)) as arrays:
        assert arrays["true_probabilities"].shape == (3, 3, len(TOKENS))
        assert arrays["steps"].tolist() == [0, 10, 20]
    plain = json.loads(export_as(panel, qtbot, tmp_path / "lens.json", lens).read_text("utf-8"))
    assert [one["step"] for one in plain["checkpoints"]] == [0, 10, 20]
    page = export_as(panel, qtbot, tmp_path / "lens.html", lens).read_text("utf-8")
    assert "<h4>step 20</h4>" in page
    changes = "Strongest changes of the lens…"
    rows = csv_rows(export_as(panel, qtbot, tmp_path / "lens-changes.csv", changes))
    assert rows[0]["top_after"] == "c"
    assert float(rows[0]["change"]) == pytest.approx(0.03)


def test_that_what_fails_leaves_nothing_shown(panel, qtbot, session):
    session.text.set("trouble")
    press(panel, "Read checkpoints")
    qtbot.waitUntil(lambda: only(panel, HeadGrid).num_layers == 0)
    assert not button(panel, "Show in Attention").isEnabled()


def test_that_without_models_the_panel_offers_the_next_step(qtbot, session):
    panel = CheckpointsPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)

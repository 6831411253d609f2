"""Curves that nobody sees at first: of the layers and of the machine; and FLOPs as the axis."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QComboBox, QMenu, QToolButton
from pytestqt.qtbot import QtBot
from screen import field, said

from ui.curves.along import Along
from ui.curves.offered import in_groups
from ui.panels.train_curves.histograms_dialog import HistogramsDialog
from ui.panels.train_curves.panel import TrainCurvesPanel
from ui.session import Session
from ui.widgets.curves.curve_plot import CurvePlot
from ui.widgets.maps.heat_map import HeatMap
from workbench.events import Event, Metrics, RunStarted
from workbench.metrics import LAYER_GRADIENT, LAYER_UPDATE, TRAINING_FLOPS, Chart, metric
from workbench.store.runs.histograms import (
    NUM_BINS,
    LayerHistogram,
    StepHistograms,
    write_histograms,
)

RUN = "0003-run"
LAYERS = ("embeddings", *map(str, range(12)), "head")


def events() -> Iterator[Event]:
    yield RunStarted(run=RUN, name="big", kind="pretrain", total_steps=40)
    for step in range(1, 21):
        values = {"loss": 5 / step, "cpu_use": 0.5, "model_flops_utilization": 0.25}
        values |= {f"{LAYER_GRADIENT}{layer}": 1.0 for layer in LAYERS}
        values |= {f"{LAYER_UPDATE}{layer}": 1e-3 for layer in LAYERS}
        if step > 10:
            values[TRAINING_FLOPS] = 600.0 * step
        yield Metrics(step=step, values=values, tokens=step * 100, elapsed_s=step, epoch=step)


@pytest.fixture
def panel(qtbot: QtBot, lab_session: Session) -> TrainCurvesPanel:
    lab_session.runner.view(RUN).fold(events())
    lab_session.select(run=RUN)
    panel = TrainCurvesPanel(lab_session)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def plots(panel: TrainCurvesPanel) -> dict[str, list[str]]:
    """The curves of each plot that is seen, by the plot's name."""
    seen = [plot for plot in panel.findChildren(CurvePlot) if plot.isVisible()]
    return {plot.objectName(): list(plot.canvas.series) for plot in seen}


def offered(panel: TrainCurvesPanel) -> QMenu:
    """What can be added, by the menu of all plots."""
    button = next(one for one in panel.findChildren(QToolButton) if one.text() == "Plots")
    menu = button.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    return inside(menu, "Add a plot")


def inside(menu: QMenu, text: str) -> QMenu:
    entry = next(one for one in menu.actions() if one.text() == text)
    found = entry.menu()
    assert isinstance(found, QMenu)
    return found


def test_that_a_grid_is_not_flooded_with_layers(panel: TrainCurvesPanel) -> None:
    assert plots(panel) == {Chart.LOSS: ["loss"]}


def test_that_layers_stand_in_a_menu_of_their_own_from_the_embeddings_upwards(
    panel: TrainCurvesPanel,
) -> None:
    menu = offered(panel)
    texts = [entry.text() for entry in inside(menu, "Gradient norm by layer").actions()]
    numbered = [f"layer {number}" for number in range(12)]
    assert texts == ["All together", "embeddings", *numbered, "above the blocks"]
    assert not any("layer" in entry.text() for entry in menu.actions() if entry.menu() is None)


def test_that_all_layers_come_as_one_plot_on_a_log_axis_in_colours_of_their_own(
    panel: TrainCurvesPanel,
) -> None:
    inside(offered(panel), "Gradient norm by layer").actions()[0].trigger()
    assert plots(panel)[Chart.LAYER_GRADIENTS] == [f"{LAYER_GRADIENT}{one}" for one in LAYERS]
    plot = panel.findChild(CurvePlot, Chart.LAYER_GRADIENTS)
    assert isinstance(plot, CurvePlot)
    assert plot.canvas.axes.log_y
    assert len({drawn.colour for drawn in plot.canvas.series.values()}) == len(LAYERS)


def test_that_a_layer_or_a_use_of_the_machine_comes_alone_too(panel: TrainCurvesPanel) -> None:
    inside(offered(panel), "Update-to-weight ratio by layer").actions()[2].trigger()
    inside(offered(panel), "Use of the machine").actions()[1].trigger()
    assert plots(panel) == {
        Chart.LOSS: ["loss"],
        f"{LAYER_UPDATE}0": [f"{LAYER_UPDATE}0"],
        "model_flops_utilization": ["model_flops_utilization"],
    }


def test_that_flops_are_an_axis_by_the_tokens(panel: TrainCurvesPanel) -> None:
    field(panel, "Along", QComboBox).setCurrentIndex(list(Along).index(Along.FLOPS))
    plot = panel.findChild(CurvePlot, Chart.LOSS)
    assert isinstance(plot, CurvePlot)
    assert plot.canvas.series["loss"].x.tolist() == [600.0 * step for step in range(1, 21)]


def test_that_curves_without_known_flops_are_counted_and_come_back(
    qtbot: QtBot, lab_session: Session
) -> None:
    told = [one for one in events() if not isinstance(one, Metrics) or one.step < 11]
    lab_session.runner.view(RUN).fold(told)
    lab_session.select(run=RUN)
    panel = TrainCurvesPanel(lab_session)
    qtbot.addWidget(panel)
    panel.show()
    axis = field(panel, "Along", QComboBox)
    axis.setCurrentIndex(list(Along).index(Along.FLOPS))
    assert plots(panel)[Chart.LOSS] == []
    assert "One curve has no place here" in said(panel)
    axis.setCurrentIndex(list(Along).index(Along.STEP))
    assert plots(panel)[Chart.LOSS] == ["loss"]


def test_that_a_formula_is_offered_by_itself() -> None:
    formula = "loss - val_loss"
    groups = in_groups([formula, "loss", "cpu_use"], lambda one: one)
    assert [(one.title, one.curves) for one in groups] == [
        ("", ("loss", formula)),
        ("Use of the machine", ("cpu_use",)),
    ]
    assert metric("cpu_use").on_request


def counted(panel: TrainCurvesPanel, session: Session) -> HistogramsDialog:
    """The dialog of the run's histograms, by the menu of all plots."""
    button = next(one for one in panel.findChildren(QToolButton) if one.text() == "Plots")
    menu = button.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    next(one for one in menu.actions() if one.text() == "Histograms…").trigger()
    (dialog,) = panel.findChildren(HistogramsDialog)
    return dialog


def test_that_histograms_are_a_map_of_values_over_steps(
    qtbot: QtBot, panel: TrainCurvesPanel, lab_session: Session
) -> None:
    assert lab_session.project is not None
    folder = lab_session.project.folder / "runs" / RUN
    folder.mkdir(parents=True, exist_ok=True)
    halves = (30, *[0] * (NUM_BINS - 2), 10)
    for step in (5, 10):
        layers = tuple(
            LayerHistogram(layer=layer, of="weights", low=-1.0, high=1.0, counts=halves)
            for layer in ("head", "0")
        )
        write_histograms(folder, StepHistograms(step=step, layers=layers))
    dialog = counted(panel, lab_session)
    heat_map = dialog.findChild(HeatMap)
    assert heat_map is not None
    qtbot.waitUntil(lambda: "The fuller the colour" in said(dialog))
    choice = field(dialog, "Layer", QComboBox)
    assert [choice.itemText(n) for n in range(choice.count())] == ["layer 0", "above the blocks"]
    heat_map.point(NUM_BINS - 1, 1)
    assert "step 10: 75.0\xa0% between -1 and " in heat_map.accessibleDescription()
    field(dialog, "Numbers", QComboBox).setCurrentIndex(1)
    assert "had no gradients" in said(dialog)


def test_that_a_run_without_histograms_says_how_to_keep_them(
    qtbot: QtBot, panel: TrainCurvesPanel, lab_session: Session
) -> None:
    dialog = counted(panel, lab_session)
    qtbot.waitUntil(lambda: "Histograms every" in said(dialog))

import numpy as np
import pytest
from exported import csv_rows, facts_of_all
from fake_project import FakeModel, FakeProject, saved_model
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QComboBox, QSpinBox
from screen import (
    button,
    choose,
    field,
    has_content,
    open_tab,
    press,
    said,
    shown,
)

from ui.models.role import Role
from ui.panels.lens.curves import LayerCurves
from ui.panels.lens.panel import LensPanel
from ui.widgets.charts.share_bars import ShareBars
from ui.widgets.lens.colouring import LensMeasure, LensScale, values_of
from ui.widgets.lens.grid import LensView
from ui.widgets.lens.words import cell_text
from workbench.errors import BadInput
from workbench.inspection.lens.logit_lens import stream_readings
from workbench.inspection.lens.reading import LensProgress, LogitLens
from workbench.inspection.maps.query_key import QueryKey
from workbench.models.spec import BertSpec, GPTSpec


def lens_of(text, layers, *, target="next", masked=(), left_out=0):
    """Each reading finds token 1 a little likelier than token 2."""
    tokens = tuple(text.split())
    readings = stream_readings(layers)
    shape = (len(readings), len(tokens))
    depths_rt = np.broadcast_to(np.arange(shape[0])[:, None], shape)
    ranks_rt = (shape[0] - depths_rt).astype(np.int64)
    true_ids_t = np.full(len(tokens), 2)
    if target == "next":
        true_ids_t[-1], ranks_rt[:, -1] = -1, 0
    return LogitLens(
        tokens=tokens,
        readings=readings,
        target=target,
        pieces={1: "▁one", 2: "▁two"},
        top_ids_rtk=np.broadcast_to([1, 2], (*shape, 2)),
        top_probabilities_rtk=np.broadcast_to(np.array([0.6, 0.3], np.float32), (*shape, 2)),
        true_ids_t=true_ids_t,
        true_ranks_rt=ranks_rt,
        true_probabilities_rt=np.where(ranks_rt > 0, 0.25, np.nan).astype(np.float32),
        entropies_rt=depths_rt.astype(np.float32),
        divergences_rt=(shape[0] - 1 - depths_rt).astype(np.float32),
        masked=masked,
        left_out=left_out,
    )


class LensModel(FakeModel):
    """Notes in `queries` what it is asked; `small` has less layers, `bert` fills in masks."""

    def __init__(self, reference, queries):
        super().__init__(reference)
        self.queries = queries

    @property
    def spec(self):
        if self.name == "bert":
            return BertSpec(num_layers=1, num_heads=2, hidden_size=8)
        return GPTSpec(num_layers=1 if self.name == "small" else 2, num_heads=2, hidden_size=8)

    def lens_steps(self, text, *, masked=(), most_tokens=None):
        self.queries.append((self.name, text, masked))
        if "trouble" in text or (self.name == "small" and "headless" in text):
            raise BadInput("no lens today")
        yield LensProgress(1, 2)
        tokens = text.upper() if "apart" in text and self.name == "small" else text
        target = "own" if self.name == "bert" else "next"
        left_out = 7 if "long" in text else 0
        layers = self.spec.num_layers
        yield lens_of(tokens, layers, target=target, masked=masked, left_out=left_out)

    def query_key(self, text, layer, head, query, key, *, most_tokens=None):
        self.queries.append((self.reference, layer, head, query, key))
        if key > query:
            raise BadInput("it comes later")
        q_d, k_d = np.array([1, 2, 3, 4], np.float32), np.array([0.5, 0.5, 0.5, 0.5], np.float32)
        return QueryKey(layer, head, query, key, "a", "b", q_d, k_d, q_d * k_d, 2.5, 0.125)


class LensModels(FakeProject):
    def __init__(self):
        records = (saved_model("small"), saved_model("big"), saved_model("bert", 1, "bert"))
        super().__init__(records=records)
        self.queries = []

    def model(self, reference):
        return LensModel(reference, self.queries)


@pytest.fixture
def panel(qtbot, session):
    panel = LensPanel(session)
    qtbot.addWidget(panel)
    session.use_project(LensModels())
    session.text.set("a b c d")
    session.select(teacher="big@best", student="small@best")
    panel.resize(1000, 700)
    panel.show()
    qtbot.waitUntil(lambda: len(grids(panel)) == 2 and grids(panel)[0].model().rowCount() > 0)
    yield panel
    session.project = None


def grids(panel):
    """The teacher's first, as they stand beside each other."""
    return sorted(shown(panel, LensView), key=lambda one: one.mapTo(panel, QPoint()).x())


def texts(grid, reading):
    model = grid.model()
    return [model.index(reading, t).data() for t in range(model.columnCount(QModelIndex()))]


def test_that_without_a_model_the_next_step_is_offered(qtbot, session):
    panel = LensPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)


def test_that_both_models_are_shown_at_once_with_readings_down_and_tokens_across(panel):
    assert panel.session.project.queries[:2] == [("big", "a b c d", ()), ("small", "a b c d", ())]
    big, small = grids(panel)
    assert (big.model().rowCount(), small.model().rowCount()) == (5, 3)
    down, across = Qt.Orientation.Vertical, Qt.Orientation.Horizontal
    rows = [small.model().headerData(n, down) for n in range(3)]
    assert rows == ["Embeddings", "L0 attention", "L0 feed-forward"]
    assert [big.model().headerData(n, across) for n in range(4)] == ["a", "b", "c", "d"]
    assert texts(big, 2) == ["⋅one"] * 4


def test_that_hovering_tells_the_likeliest_tokens_and_the_true_one(panel):
    lens = grids(panel)[0].grid.lens
    where, one, two, true, figures = cell_text(lens, 4, 1).splitlines()
    assert where == "L1 feed-forward · Position 1, b; next: c"
    assert (one.split()[0], one.split()[-1], two.split()[-1]) == ("60.0", "⋅one", "⋅two")
    assert true.startswith("True token: rank 1, 25.0")
    assert figures == "Entropy 4.000 nats, KL 0.000 nats"
    assert "True token" not in cell_text(lens, 4, 3)
    tip = grids(panel)[0].model().index(4, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert "Position 1, b; next: c" in tip


def test_that_the_other_model_goes_to_the_same_place(panel, qtbot):
    big, small = grids(panel)
    big.setCurrentIndex(big.model().index(2, 1))
    assert small.cell == (1, 1)
    open_tab(panel, "The ten likeliest")
    bars = shown(panel, ShareBars)
    assert [list(one.shares) for one in bars] == [["⋅one", "⋅two"]] * 2
    assert "big@best, step 10: L0 feed-forward · Position 1, b" in said(panel)
    qtbot.keyClick(small, Qt.Key.Key_Right)
    assert big.cell == (2, 2)


@pytest.mark.slow
def test_that_curves_over_the_layers_are_of_the_chosen_column(panel):
    grids(panel)[0].setCurrentIndex(grids(panel)[0].model().index(0, 2))
    (curves,) = shown(panel, LayerCurves)
    series = curves._plots[LensMeasure.TRUE_RANK].canvas.series
    assert series[Role.TEACHER].x.tolist() == [0, 0.5, 1, 1.5, 2]
    assert series[Role.TEACHER].y.tolist() == [5, 4, 3, 2, 1]
    assert series[Role.STUDENT].y.tolist() == [3, 2, 1]


def test_that_the_true_first_choice_is_bold(panel):
    model = grids(panel)[0].model()
    bold = [model.index(n, 0).data(Qt.ItemDataRole.FontRole).bold() for n in range(5)]
    assert bold == [False] * 4 + [True]


def test_that_colours_follow_the_measure_and_leave_out_what_is_not_known(panel):
    choose(field(panel, "Colour by", QComboBox), "Rank of the true token")
    model = grids(panel)[0].model()
    grounds = [model.index(4, t).data(Qt.ItemDataRole.BackgroundRole) for t in range(4)]
    assert grounds[3] is None
    assert grounds[0].name() == grounds[1].name()
    assert model.index(0, 0).data(Qt.ItemDataRole.BackgroundRole).name() != grounds[0].name()


def test_that_ranks_have_the_full_colour_at_one_and_even_steps_for_even_factors():
    lens = lens_of("a b", 1)
    lens.true_ranks_rt[:, 0] = (100, 10, 1)
    scale = LensScale.of(LensMeasure.TRUE_RANK, [lens])
    levels_rt = scale.levels(values_of(lens, LensMeasure.TRUE_RANK))
    np.testing.assert_allclose(levels_rt[:, 0], [0, 0.5, 1])
    assert np.isnan(levels_rt[:, 1]).all()
    assert [(tick.position, tick.label) for tick in scale.ticks()] == [
        *((0, "100"), (0.5, "10"), (1, "1")),
    ]
    assert LensScale.of(LensMeasure.ENTROPY, [lens]).top >= 2
    assert LensScale.of(LensMeasure.TOP_PROBABILITY, [lens]).top == 1


@pytest.mark.slow
def test_that_models_of_other_tokens_are_not_linked_and_that_is_said(panel, qtbot):
    panel.session.text.set("apart they stand")
    press(panel, "Look")
    qtbot.waitUntil(lambda: "their positions are not linked" in said(panel))
    big, small = grids(panel)
    before = small.cell
    big.setCurrentIndex(big.model().index(0, 0))
    assert small.cell == before


@pytest.mark.slow
def test_that_what_is_not_read_is_counted(panel, qtbot):
    panel.session.text.set("a long text")
    press(panel, "Look")
    qtbot.waitUntil(lambda: "The last 7 of 10 tokens are not read" in said(panel))


@pytest.mark.slow
def test_that_a_token_of_a_bert_is_masked_and_shown_again(panel, qtbot):
    project = panel.session.project
    assert not button(panel, "Mask").isEnabled()
    panel.session.select(teacher="bert@best")
    press(panel, "Look")
    qtbot.waitUntil(lambda: project.queries[-1][0] == "small" and button(panel, "Mask").isEnabled())
    grids(panel)[0].setCurrentIndex(grids(panel)[0].model().index(0, 2))
    for masked in ((2,), ()):
        press(panel, "Mask")
        qtbot.waitUntil(lambda masked=masked: ("bert", "a b c d", masked) == project.queries[-2])
        qtbot.waitUntil(lambda: button(panel, "Look").isEnabled())


@pytest.mark.slow
def test_that_an_error_leaves_no_lens_that_could_be_taken_for_the_answer(panel, qtbot):
    panel.session.text.set("trouble")
    press(panel, "Look")
    qtbot.waitUntil(lambda: all(grid.model().rowCount() == 0 for grid in grids(panel)))
    assert "no lens today" in [one.text for one in panel.session.messages.history][-1]
    assert button(panel, "Look").isEnabled()


@pytest.mark.slow
def test_that_a_model_without_a_lens_says_so_beside_the_other_ones_grid(panel, qtbot):
    panel.session.text.set("a headless one")
    press(panel, "Look")
    qtbot.waitUntil(lambda: "no lens today" in said(panel))
    (grid,) = grids(panel)
    assert texts(grid, 2) == ["⋅one"] * 3
    qtbot.waitUntil(lambda: button(panel, "Look").isEnabled())
    panel.session.text.set("a b c d")
    press(panel, "Look")
    qtbot.waitUntil(lambda: len(grids(panel)) == 2)
    assert "no lens today" not in said(panel)


def test_that_q_and_k_are_shown_for_a_head_and_two_tokens(panel, qtbot):
    grids(panel)[0].setCurrentIndex(grids(panel)[0].model().index(3, 2))
    open_tab(panel, "q × k")
    project = panel.session.project
    qtbot.waitUntil(lambda: project.queries[-1] == ("big@10", 1, 0, 2, 1))
    qtbot.waitUntil(lambda: "the products sum to 5.000; divided by √4" in said(panel))
    head = field(panel, "Head", QSpinBox)
    assert (head.maximum(), field(panel, "Layer", QSpinBox).maximum()) == (1, 1)
    head.setValue(1)
    qtbot.waitUntil(lambda: project.queries[-1] == ("big@10", 1, 1, 2, 1))
    key = field(panel, "Key: what it looks at", QSpinBox)
    assert key.suffix().strip() == "b"
    key.setValue(3)
    qtbot.waitUntil(lambda: "Choose a head and two tokens." in said(panel))


@pytest.mark.slow
def test_that_all_positions_are_exported(panel, qtbot, tmp_path):
    for about in facts_of_all(panel, qtbot, tmp_path).values():
        assert list(about["models"]) == ["teacher", "student"]
        assert about["settings"] == {"masked": []}
    rows = csv_rows(tmp_path / "numbers.csv")
    assert len(rows) == 5 * 4 + 3 * 4
    assert {row["model"] for row in rows} == {"teacher", "student"}

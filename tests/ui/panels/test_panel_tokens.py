from dataclasses import replace

import pytest
from fake_project import CORPUS, FakeModel, FakePair, FakeProject, saved_model
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox
from screen import (
    button,
    cells,
    choose,
    column,
    double_click_row,
    enter,
    field,
    has_content,
    offered,
    only,
    open_tab,
    points,
    press,
    said,
    save_as,
)

from ui.models.view import TableView
from ui.panels.tokens.colouring import Measure, Scale, colour_at, figure
from ui.panels.tokens.panel import TokensPanel
from ui.panels.tokens.reading import ComparedTextView
from ui.theme import LIGHT
from ui.widgets.charts.pair_bars import PairBar, PairBars
from ui.widgets.maps.colour_legend import ColourLegend
from ui.widgets.model_picker import ModelPicker
from ui.widgets.token_strip import TokenStrip, spelled
from workbench.activities.queries.token_queries import (
    ComparedText,
    ComparedToken,
    Distributions,
    ExpectedToken,
    WorstPassage,
    WorstPassages,
)
from workbench.errors import BadInput


def token(number, text, kl):
    return ComparedToken(number, text, kl, 1.0, 1.0 + kl, 1, 1 + number, 2.0, 2.5, agrees=True)


def compared(*texts):
    tokens = tuple(token(n, text, 0.1 * n) for n, text in enumerate(texts))
    ids = (99, *(one.id for one in tokens))
    return ComparedText(ids, tokens, kl=0.25, teacher_loss=3.0, student_loss=3.5, agreement=0.5)


class QueriedPair(FakePair):
    """Notes in `queries` what it is queried."""

    def __init__(self, teacher, student, queries):
        super().__init__(teacher, student)
        self.queries = queries

    def tokens(self, text, *, add_special_tokens=True):
        self.queries.append((self.teacher, self.student, text))
        if "trouble" in text:
            raise BadInput("'{one}' and '{other}' do not fit", one="big", other="small")
        return compared(*text.split())

    def distributions(self, ids):
        self.queries.append(ids)
        expected = (ExpectedToken(1, "▁a", 0.5, 0.25, False), ExpectedToken(2, "b", 0.1, 0.3, True))
        return Distributions(expected, 1.0, 2.0)

    def worst_passages(self, corpus, *, by, most_passages, most_tokens):
        self.queries.append((self.teacher, self.student, corpus, by, most_passages, most_tokens))
        passages = tuple(
            WorstPassage(begin, f"passage {begin}", compared("some", "where")) for begin in (641, 1)
        )
        yield WorstPassages(64, 128, passages[1:])
        yield WorstPassages(128, 128, passages)


class QueriedModel(FakeModel):
    def __init__(self, reference, queries):
        super().__init__(reference)
        self.queries = queries

    def versus(self, student):
        return QueriedPair(self.reference, student.reference, self.queries)


class QueriedModels(FakeProject):
    """Two models and a corpus."""

    def __init__(self):
        super().__init__(records=(saved_model("small", 10), saved_model("big", 100), CORPUS))
        self.queries = []

    def model(self, reference):
        return QueriedModel(reference, self.queries)


@pytest.fixture
def panel(qtbot, session):
    panel = TokensPanel(session)
    qtbot.addWidget(panel)
    session.project = QueriedModels()
    session.catalogue_changed.emit()
    panel.resize(1000, 600)
    panel.show()
    qtbot.waitUntil(lambda: bool(only(panel, PairBars).rows))
    yield panel
    session.project = None


def test_that_without_a_model_the_next_step_is_offered(qtbot, session):
    panel = TokensPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)


def test_that_only_models_that_can_be_compared_with_the_teacher_are_offered(panel):
    project = panel.session.project
    other = replace(saved_model("other"), tokenizer="another")
    project.records = (*project.records, other, saved_model("bert", 1, "bert"))
    panel.session.catalogue_changed.emit()
    wrong = "bert (fills in masks and does not write)"
    foreign = "other (has another tokenizer than the teacher)"
    names = [
        field(field(panel, role, ModelPicker), "Model", QComboBox)
        for role in ("Teacher", "Student")
    ]
    assert offered(names[0]) == ["small", "big", "other", wrong]
    assert offered(names[1]) == ["small", "big", foreign, wrong]
    choose(names[0], "other")
    none = " (has another tokenizer than the teacher)"
    assert offered(names[1]) == [f"small{none}", f"big{none}", "other", wrong]
    assert panel.session.selection.student == ""


def test_that_a_text_is_compared_at_once_and_the_worst_token_is_looked_at(panel):
    teacher, student, text = panel.session.project.queries[0]
    assert (teacher, student) == ("big@best", "small@best")
    tokens, strip = text.split(), only(panel, TokenStrip)
    assert [one.text for one in strip.tokens] == tokens
    assert strip.selected == len(tokens) - 1
    assert panel.session.project.queries[1] == (99, *range(len(tokens)))
    assert "mean KL 0.250 nats" in said(panel)
    assert "agreement 50.0" in said(panel)


def test_that_a_clicked_token_shows_both_distributions_with_the_true_one_marked(panel, qtbot):
    before = len(panel.session.project.queries)
    strip = only(panel, TokenStrip)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=points(strip, strip.token_at)[1])
    qtbot.waitUntil(lambda: len(panel.session.project.queries) > before)
    assert panel.session.project.queries[-1] == (99, 0, 1)
    bars = only(panel, PairBars)
    qtbot.waitUntil(lambda: bool(bars.rows))
    assert bars.rows == (PairBar("▁a", 0.5, 0.25), PairBar("b", 0.1, 0.3, True))


def test_that_every_measure_colours_the_tokens_on_a_scale_with_numbers(panel):
    reading, strip = only(panel, ComparedTextView), only(panel, TokenStrip)
    for index, measure in enumerate(Measure):
        field(panel, "Colour by", QComboBox).setCurrentIndex(index)
        assert reading.measure is measure
        assert len(only(panel, ColourLegend).ticks) >= 2
        assert reading.compared is not None
        values = [figure(one, measure) for one in reading.compared.tokens]
        scale = Scale.of(measure, values)
        wanted = [colour_at(scale.level(v), measure, LIGHT).name() for v in values]
        assert [one.colour for one in strip.tokens] == wanted
    assert "1 is the first choice" in said(panel).splitlines()


def test_that_another_language_keeps_what_is_shown(panel):
    enter(panel, "Colour by", "Student minus teacher")
    selected = only(panel, TokenStrip).selected
    panel.session.language.set("zh_CN")
    assert only(panel, ComparedTextView).measure is Measure.DIFFERENCE
    assert only(panel, TokenStrip).selected == selected


def test_that_what_hinders_is_said_and_nothing_old_stays(panel, qtbot):
    enter(panel, "Text to compare the models on", "trouble ahead")
    press(panel, "Compare")
    qtbot.waitUntil(button(panel, "Compare").isEnabled)
    assert "do not fit" in panel.session.messages.history[-1].text
    assert only(panel, ComparedTextView).compared is None
    assert only(panel, TokenStrip).tokens == ()


def test_that_other_models_are_compared_at_once(panel, qtbot):
    enter(field(panel, "Student", ModelPicker), "Model", "big")
    qtbot.waitUntil(
        lambda: ("big@best", "big@best") in [a[:2] for a in panel.session.project.queries]
    )
    assert panel.session.selection.student == "big@best"


def test_that_the_worst_passages_are_searched_and_opened_as_they_were_read(panel, qtbot):
    open_tab(panel, "Worst passages")
    enter(panel, "Passages", 7)
    press(panel, "Search")
    assert button(panel, "Stop").isEnabled()
    qtbot.waitUntil(button(panel, "Search").isEnabled)
    wanted = ("big@best", "small@best", "novel", "kl", 7, 20_000)
    assert wanted in panel.session.project.queries
    assert column(only(panel, TableView), "From token") == ["641", "1"]
    assert "128 of 128 tokens read" in said(panel)
    assert button(panel, "Export as CSV…").isEnabled()
    double_click_row(qtbot, only(panel, TableView), 0)
    assert [one.text for one in only(panel, TokenStrip).tokens] == ["some", "where"]
    assert "A passage of “novel” from token 641 on" in said(panel)
    press(panel, "Compare")
    qtbot.waitUntil(button(panel, "Compare").isEnabled)
    assert "A passage of" not in said(panel)


def test_that_a_stopped_search_keeps_what_it_found(panel, qtbot):
    open_tab(panel, "Worst passages")
    press(panel, "Search")
    press(panel, "Stop")
    assert button(panel, "Search").isEnabled()
    assert not button(panel, "Stop").isEnabled()
    press(panel, "Search")
    qtbot.waitUntil(button(panel, "Search").isEnabled)
    assert len(cells(only(panel, TableView))) == 2


def test_that_the_table_is_saved_with_full_numbers(panel, qtbot, tmp_path):
    open_tab(panel, "Worst passages")
    press(panel, "Search")
    qtbot.waitUntil(button(panel, "Search").isEnabled)
    press(panel, "Export as CSV…")
    save_as(panel, tmp_path / "worst.csv")
    lines = (tmp_path / "worst.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1] == "passage 641,0.25,3.5,3.0,0.5,641"
    press(panel, "Export as CSV…")
    save_as(panel, tmp_path / "missing" / "worst.csv")
    assert "could not be written" in panel.session.messages.history[-1].text


# -- scales and bars


def test_that_a_scale_is_cut_where_few_tokens_are_beyond_it_and_says_so():
    scale = Scale.of(Measure.KL, [0.1] * 99 + [50.0])
    assert scale.top == pytest.approx(0.1)
    assert scale.ticks()[-1].label == "≥ 0.1"
    assert scale.level(50.0) == 1.0
    whole = Scale.of(Measure.KL, [0.0, 0.9])
    assert [tick.label for tick in whole.ticks()] == ["0", "0.5", "1"]
    assert Scale.of(Measure.KL, []).level(0.0) == Scale.of(Measure.KL, [0.0]).level(0.0) == 0.0


def test_that_differences_have_two_colours_around_none():
    scale = Scale.of(Measure.DIFFERENCE, [-2.0, 1.0])
    assert [scale.level(v) for v in (-2.0, 0.0, 2.0)] == [0.0, 0.5, 1.0]
    assert colour_at(0.5, Measure.DIFFERENCE, LIGHT) == QColor(LIGHT.base)
    assert (
        colour_at(0.0, Measure.DIFFERENCE, LIGHT).blue()
        > colour_at(1.0, Measure.DIFFERENCE, LIGHT).blue()
    )


def test_that_ranks_are_coloured_by_their_logarithm():
    scale = Scale.of(Measure.STUDENT_RANK, [1, 10, 640])
    assert [scale.level(v) for v in (1, 10, 100, 1000)] == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert [tick.label for tick in scale.ticks()] == ["1", "10", "100", "1k"]


def test_that_bars_are_drawn_and_read_out(qtbot):
    bars = PairBars()
    qtbot.addWidget(bars)
    bars.set_sides(("Teacher", "Student"), (LIGHT.teacher, LIGHT.student))
    bars.set_rows([PairBar("▁a", 0.5, 0.004, marked=True), PairBar("b", 0.0, 0.25)])
    bars.resize(400, 100)
    picture = bars.grab().toImage()
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 2)
        for y in range(0, picture.height(), 2)
    }
    assert {LIGHT.teacher, LIGHT.student} <= colours
    assert bars.accessibleDescription().startswith("◆ ⋅a: 50.0\N{NO-BREAK SPACE}%, 0.40")


def test_that_pieces_of_one_byte_are_shown_as_their_character():
    assert [spelled(piece) for piece in ("<0x0A>", "<0x5A>", "<0xE4>", "▁a")] == [
        *("\n", "Z", "<0xE4>", "▁a"),
    ]

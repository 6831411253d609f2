import pytest
from fake_project import CORPUS, FakeModel, FakePair, FakeProject, saved_model
from PySide6.QtGui import QColor

from ui.panels.tokens.colouring import Measure, Scale, colour_at, figure
from ui.panels.tokens.panel import TokensPanel
from ui.theme import LIGHT
from ui.widgets.charts.pair_bars import PairBar, PairBars
from ui.widgets.token_strip import spelled
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


class AskedPair(FakePair):
    """Notes in `asked` what it is asked."""

    def __init__(self, teacher, student, asked):
        super().__init__(teacher, student)
        self.asked = asked

    def tokens(self, text):
        self.asked.append((self.teacher, self.student, text))
        if "trouble" in text:
            raise BadInput("'{one}' and '{other}' do not fit", one="big", other="small")
        return compared(*text.split())

    def distributions(self, ids):
        self.asked.append(ids)
        expected = (ExpectedToken(1, "▁a", 0.5, 0.25, False), ExpectedToken(2, "b", 0.1, 0.3, True))
        return Distributions(expected, 1.0, 2.0)

    def worst_passages(self, corpus, *, by, most_passages, most_tokens):
        self.asked.append((self.teacher, self.student, corpus, by, most_passages, most_tokens))
        passages = tuple(
            WorstPassage(begin, f"passage {begin}", compared("some", "where")) for begin in (641, 1)
        )
        yield WorstPassages(64, 128, passages[1:])
        yield WorstPassages(128, 128, passages)


class AskedModel(FakeModel):
    def __init__(self, reference, asked):
        super().__init__(reference)
        self.asked = asked

    def versus(self, student):
        return AskedPair(self.reference, student.reference, self.asked)


class AskedModels(FakeProject):
    """Two models and a corpus."""

    def __init__(self):
        super().__init__(records=(saved_model("small", 10), saved_model("big", 100), CORPUS))
        self.asked = []

    def model(self, reference):
        return AskedModel(reference, self.asked)


@pytest.fixture
def panel(qtbot, session):
    panel = TokensPanel(session)
    qtbot.addWidget(panel)
    session.project = AskedModels()
    session.catalogue_changed.emit()
    panel.resize(1000, 600)
    panel.show()
    qtbot.waitUntil(lambda: panel._reading._distributions is not None)
    yield panel
    session.project = None


def test_that_without_a_model_the_next_step_is_offered(qtbot, session):
    panel = TokensPanel(session)
    qtbot.addWidget(panel)
    assert panel._swap._stack.currentWidget() is panel._swap.empty


def test_that_a_text_is_compared_at_once_and_the_worst_token_is_looked_at(panel):
    teacher, student, text = panel.session.project.asked[0]
    assert (teacher, student) == ("big@best", "small@best")
    tokens = text.split()
    assert [one.text for one in panel._reading._strip.tokens] == tokens
    assert panel._reading._strip.selected == len(tokens) - 1
    assert panel.session.project.asked[1] == (99, *range(len(tokens)))
    assert "0.250" in panel._reading._means.text()
    assert "50.0" in panel._reading._means.text()


def test_that_a_clicked_token_shows_both_distributions_with_the_true_one_marked(panel, qtbot):
    before = len(panel.session.project.asked)
    panel._reading._strip.clicked.emit(1)
    qtbot.waitUntil(lambda: len(panel.session.project.asked) > before)
    assert panel.session.project.asked[-1] == (99, 0, 1)
    qtbot.waitUntil(lambda: bool(panel._reading._bars.rows))
    assert panel._reading._bars.rows == (PairBar("▁a", 0.5, 0.25), PairBar("b", 0.1, 0.3, True))


def test_that_every_measure_colours_the_tokens_on_a_scale_with_numbers(panel):
    reading = panel._reading
    for index, measure in enumerate(Measure):
        reading._by.setCurrentIndex(index)
        assert reading.measure is measure
        assert len(reading._legend.ticks) >= 2
        values = [figure(one, measure) for one in reading.compared.tokens]
        scale = Scale.of(measure, values)
        wanted = [colour_at(scale.level(v), measure, LIGHT).name() for v in values]
        assert [one.colour for one in reading._strip.tokens] == wanted
    assert reading._unit.text() == "1 is the first choice"


def test_that_another_language_keeps_what_is_shown(panel):
    panel._reading._by.setCurrentIndex(3)
    selected = panel._reading._strip.selected
    panel.session.language.set("zh_CN")
    assert panel._reading.measure is Measure.DIFFERENCE
    assert panel._reading._strip.selected == selected


def test_that_what_hinders_is_said_and_nothing_old_stays(panel, qtbot):
    panel._text.setPlainText("trouble ahead")
    panel.compare()
    qtbot.waitUntil(panel._compare.isEnabled)
    assert "do not fit" in panel.session.messages.history[-1].text
    assert panel._reading.compared is None
    assert panel._reading._strip.tokens == ()


def test_that_other_models_are_compared_at_once(panel, qtbot):
    panel._pickers[list(panel._pickers)[1]]._name.setCurrentIndex(1)
    qtbot.waitUntil(
        lambda: ("big@best", "big@best") in [a[:2] for a in panel.session.project.asked]
    )
    assert panel.session.selection.student == "big@best"


def test_that_the_worst_passages_are_searched_and_opened_as_they_were_read(panel, qtbot):
    page = panel._worst
    page._passages.setValue(7)
    page.search()
    assert page._stop.isEnabled()
    qtbot.waitUntil(page._start.isEnabled)
    wanted = ("big@best", "small@best", "novel", "kl", 7, 20_000)
    assert wanted in panel.session.project.asked
    assert [row.begin for row in page._table.rows] == [641, 1]
    assert "128 of 128" in page._said.text()
    assert page._export.isEnabled()
    page._view.doubleClicked.emit(page._table.index(0, 0))
    assert [one.text for one in panel._reading._strip.tokens] == ["some", "where"]
    assert "641" in panel._source.text()
    assert panel._source.isVisible()
    panel.compare()
    qtbot.waitUntil(panel._compare.isEnabled)
    assert not panel._source.isVisible()


def test_that_a_stopped_search_keeps_what_it_found(panel, qtbot):
    page = panel._worst
    page.search()
    page.stop()
    assert page._start.isEnabled()
    assert not page._stop.isEnabled()
    page.search()
    qtbot.waitUntil(page._start.isEnabled)
    assert len(page._table.rows) == 2


def test_that_the_table_is_saved_with_full_numbers(panel, qtbot, tmp_path):
    page = panel._worst
    page.search()
    qtbot.waitUntil(page._start.isEnabled)
    page._save_to(tmp_path / "worst.csv")
    lines = (tmp_path / "worst.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1] == "passage 641,0.25,3.5,3.0,0.5,641"
    page._save_to(tmp_path / "missing" / "worst.csv")
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
    assert bars.accessibleDescription().startswith("◆ ·a: 50.0\N{NO-BREAK SPACE}%, 0.40")


def test_that_pieces_of_one_byte_are_shown_as_their_character():
    assert [spelled(piece) for piece in ("<0x0A>", "<0x5A>", "<0xE4>", "▁a")] == [
        *("\n", "Z", "<0xE4>", "▁a"),
    ]

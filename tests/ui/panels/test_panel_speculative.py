import pytest
from fake_project import FakeModel, FakeProject, saved_model
from PySide6.QtWidgets import QComboBox
from screen import button, cells, column, enter, field, has_content, only, press, said

from ui.models.view import TableView
from ui.panels.speculative.panel import SpeculativePanel
from ui.theme import LIGHT
from ui.widgets.charts.bars import Bars
from ui.widgets.colours import blend
from ui.widgets.token_strip import TokenStrip
from workbench.activities.queries.speculation import DraftedText, DraftedToken, Speculation
from workbench.errors import BadInput
from workbench.generation.drafting.measured import WrittenTrial, measured_drafts
from workbench.generation.drafting.passes import DraftPass
from workbench.generation.spec import Greedy, Sample


def measured(length, seconds):
    """Ten passes that accept all but the last drafted token; a step alone takes a second."""
    passes = (DraftPass(length, length - 1, 0.1 * length, 1.2),) * 10
    count = 10 * length
    trial = WrittenTrial((1,) * count, (False,) * count, passes, seconds, 1.0)
    plain = WrittenTrial((1,) * count, (False,) * count, (), float(count), 1.0)
    return measured_drafts(length, [[trial]], [[plain]])


def text(length):
    """As many tokens were drafted as the drafts are long."""
    words = [DraftedToken(n, f" w{n}", n < length) for n in range(6)]
    return DraftedText(length, tuple(words))


class DraftingModel(FakeModel):
    """Notes in `queries` what it is asked; the second length is the faster one."""

    queries: list = []  # noqa: RUF012

    def speculate(self, prompt, draft="", strategy=None, *, lengths, seed, max_new_tokens, rounds):
        self.queries.append((self.reference, prompt.text, draft, strategy, lengths, rounds))
        if "trouble" in prompt.text:
            raise BadInput("they do not fit")
        known = Speculation(0, 3, 1, do_sample=False, has_draft_model=bool(draft))
        yield known
        yield Speculation(
            3,
            3,
            1,
            do_sample=False,
            has_draft_model=bool(draft),
            tokens_per_second=90.0,
            step_s=0.01,
            lengths=(measured(2, 25.0), measured(4, 20.0)),
            texts=(text(0), text(2), text(4)),
            num_compared=12,
        )


class DraftingModels(FakeProject):
    model_class = DraftingModel

    def __init__(self):
        super().__init__(records=(saved_model("small", 10), saved_model("big", 100)))


@pytest.fixture
def panel(qtbot, session):
    DraftingModel.queries = []
    panel = SpeculativePanel(session)
    qtbot.addWidget(panel)
    session.project = DraftingModels()
    session.select(teacher="big@best", student="small@best")
    session.catalogue_changed.emit()
    panel.resize(1100, 700)
    panel.show()
    qtbot.waitUntil(button(panel, "Measure").isEnabled)
    yield panel
    session.project = None


def measure(panel, qtbot):
    press(panel, "Measure")
    qtbot.waitUntil(button(panel, "Measure").isEnabled)


def drafted(panel):
    """Which tokens of the text have the ground of drafted ones."""
    ground = panel.palette().color(panel.backgroundRole().Base)
    colour = blend(LIGHT.student, ground, 0.45).name()
    return [token.colour == colour for token in only(panel, TokenStrip).tokens]


def test_that_without_a_model_the_next_step_is_offered(qtbot, session):
    panel = SpeculativePanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)


def test_that_the_best_length_is_marked_and_its_text_and_bars_are_shown(panel, qtbot):
    enter(panel, "Prompt", "Once upon")
    enter(panel, "Drafted tokens", "2, 4")
    measure(panel, qtbot)
    asked = ("big@best", "Once upon", "small@best", Greedy(), (2, 4), 3)
    assert DraftingModel.queries == [asked]
    view = only(panel, TableView)
    assert column(view, "Drafted tokens") == ["2", "4 ★"]
    assert column(view, "Measured") == ["0.80×", "2.00×"]
    assert drafted(panel) == [True] * 4 + [False] * 2
    assert [bar.figure for bar in only(panel, Bars).bars] == ["100", "100", "100", "0"]
    assert "2.00 times as fast with drafts of 4." in said(panel)
    assert "12 tokens compared, all equal" in said(panel)
    view.selectRow(0)
    assert drafted(panel) == [True] * 2 + [False] * 4
    assert len(only(panel, Bars).bars) == 2
    panel.session.language.set("zh_CN")
    assert len(cells(view)) == 2
    assert drafted(panel) == [True] * 2 + [False] * 4


def test_that_what_followed_before_drafts_without_a_student_and_sampling_has_settings(panel, qtbot):
    enter(panel, "Draft", "what followed before")
    enter(panel, "Strategy", "Sampling")
    measure(panel, qtbot)
    *_, draft, strategy, _, _ = DraftingModel.queries[-1]
    assert draft == ""
    assert isinstance(strategy, Sample)
    enter(panel, "Rounds", 5)
    assert "These results are of other settings" in said(panel)


def test_that_impossible_lengths_end_in_a_sentence_beside_the_button(panel, qtbot):
    enter(panel, "Drafted tokens", "2, many")
    assert "names no lengths of drafts" in said(panel)
    assert not button(panel, "Measure").isEnabled()
    enter(panel, "Drafted tokens", "2")
    assert button(panel, "Measure").isEnabled()
    assert field(panel, "Strategy", QComboBox).count() == 2


def test_that_before_anything_is_measured_a_sentence_stands_in_place_of_the_table(panel):
    assert "Measure what that is worth here." in said(panel)
    assert not any(table.isVisible() for table in panel.findChildren(TableView))


def test_that_what_hinders_is_said_and_nothing_old_stays(panel, qtbot):
    measure(panel, qtbot)
    enter(panel, "Prompt", "trouble")
    measure(panel, qtbot)
    assert "do not fit" in panel.session.messages.history[-1].text
    (table,), (strip,) = panel.findChildren(TableView), panel.findChildren(TokenStrip)
    assert not table.isVisible()
    assert (cells(table), strip.tokens) == ([], ())

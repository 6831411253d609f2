"""What the Write panel tells of a strategy's order, and of the further texts of a beam search."""

import json
from dataclasses import replace

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget
from screen import only
from written_tokens import ORDER

from ui.forms.fields import Fields
from ui.forms.form import no_choices
from ui.forms.setting_names import spec_text
from ui.panels.write.pane import Pane
from ui.panels.write.panes.beams import OtherBeams
from ui.panels.write.panes.status import PaneStatus
from ui.panels.write.panes.text import PaneText
from ui.strategies.edit import StrategyEdit
from ui.widgets.elided_label import ElidedLabel
from workbench.activities.queries.beams import WrittenBeam
from workbench.activities.queries.model_queries import GeneratedToken
from workbench.generation.spec import Beam, Greedy, Sample, parse_strategy


def shown(edit: StrategyEdit) -> list[str]:
    return [label.text() for label in edit.findChildren(QLabel) if not label.isHidden()]


def test_that_the_steps_of_a_strategy_are_shown_in_the_order_that_it_asks_for(qtbot) -> None:
    edit = StrategyEdit()
    qtbot.addWidget(edit)
    settings = "temperature=0.8,top_k=5,repetition_penalty=1.2"
    edit.set_value(parse_strategy(f"sample({settings})"))
    assert "Repetition penalty → Sampling temperature → Top-k → draw" in shown(edit)
    edit.set_value(parse_strategy(f"sample({settings},order=llama.cpp)"))
    assert "Repetition penalty → Top-k → Sampling temperature → draw" in shown(edit)
    edit.set_value(Greedy())
    assert "the likeliest" in shown(edit)
    edit.set_value(Beam(no_repeat_ngram_size=2))
    assert "No-repeat n-gram → the best beams" in shown(edit)


def test_that_the_settings_that_are_seldom_needed_stand_under_headings(qtbot) -> None:
    form = Fields(Sample, no_choices)
    qtbot.addWidget(form)
    assert form.advanced is not None
    form.advanced.unfold()
    form.resize(400, 1200)
    form.show()
    titles = ("Filters", "Mirostat tau", "Penalties", "DRY base", "Words and forms", "JSON schema")
    labels = {label.text(): label for label in form.findChildren(QLabel)}
    places = [labels[title].mapTo(form, QPoint()).y() for title in titles]
    assert places == sorted(places)
    assert len(set(places)) == len(titles)


def test_that_the_other_texts_of_a_beam_search_are_shown_with_their_scores(qtbot) -> None:
    label = OtherBeams()
    qtbot.addWidget(label)
    plain = GeneratedToken(3, " cat", -0.5, 1.0, 1, 0.1, 1)
    beams = (WrittenBeam((3,), " cat", -0.25), WrittenBeam((4,), " dog", -1.5))
    label.show_others([replace(plain, beams=beams)])
    assert label.text().splitlines() == [
        "text 1 · score -0.250",
        "text 2 · score -1.500",
        " dog",
    ]
    label.show_others([replace(plain, beams=beams[:1])])
    assert label.isHidden()


def test_that_a_long_text_beside_short_ones_stands_above_its_status(qtbot) -> None:
    content = QWidget()
    qtbot.addWidget(content)
    grid = QGridLayout(content)
    panes = [Pane(ORDER, "#0000ff") for _ in range(3)]
    for row, (pane, lines) in enumerate(zip(panes, (1, 2, 25), strict=True)):
        grid.addWidget(pane, row, 0)
        pane.set_begun("line\n" * lines)
    content.resize(400, content.heightForWidth(400))
    content.show()
    qtbot.waitExposed(content)
    for pane in panes:
        assert only(pane, PaneText).geometry().bottom() < only(pane, PaneStatus).geometry().top()


def test_that_a_long_schema_is_told_by_its_beginning() -> None:
    schema = json.dumps({"enum": list(range(2000))})
    told = spec_text(Greedy(json_schema=schema))
    assert schema[:40] in told
    assert len(told) < 150


def test_that_models_whose_names_begin_alike_are_told_apart_in_narrow_panes(qtbot) -> None:
    images = []
    for name in ("student of the teacher, control", "student of the teacher, distilled"):
        pane = Pane(replace(ORDER, reference=name), "#0000ff")
        qtbot.addWidget(pane)
        pane.resize(320, 200)
        pane.show()
        images.append(only(pane, ElidedLabel).grab().toImage())
    assert images[0] != images[1]

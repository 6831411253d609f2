"""Fine-tuning in the window: setting it up, what the classes show, asking a classifier."""

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_project import FakeModel, FakeProject
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot
from screen import cells, column, enter, headings, points, press

from ui.curves.charts import ChartNames, chart_of, tells_classes
from ui.forms.form import SpecForm
from ui.forms.shapes import ColumnName, FilePath, Lines, settings_to_show
from ui.models.judged import counts_of, interval, shares_of_rows
from ui.models.table import Table
from ui.models.view import TableView
from ui.panel import EmptyState
from ui.panels.classes.panel import ClassesPanel
from ui.panels.classes.wrong import WrongExamples
from ui.panels.classify import ClassifyPanel
from ui.panels.models.panel import ModelsPanel
from ui.panels.train_setup.panel import TrainSetupPanel
from ui.panels.train_setup.table_columns import likely
from ui.session import Session
from ui.texts.results_of import OutdatedMark
from ui.widgets.charts.share_bars import ShareBars
from ui.widgets.maps.heat_map import HeatMap
from ui.widgets.model_picker import ModelPicker
from ui.widgets.token_strip import TokenStrip
from workbench.activities.estimate.estimate import estimate
from workbench.events import (
    CheckpointSaved,
    Classified,
    Event,
    Metrics,
    Misjudged,
    Reference,
    RunStarted,
)
from workbench.metrics import Chart
from workbench.models.spec import GPTSpec
from workbench.project import Project
from workbench.spec import to_toml
from workbench.store.records import CheckpointRecord, ModelRecord
from workbench.store.runs.state import RunState
from workbench.training.finetune_spec import ClassifySpec, FinetuneSpec, InstructSpec
from workbench.training.objectives.confusion import ClassFigures
from workbench.training.spec import RuntimeSpec, TuningLoopSpec

pytestmark = pytest.mark.slow

RUN = "0004-run"
LABELS = ("cat", "dog", "fox")
WORST = (
    Misjudged(first="a <b>bark</b>", second="", truth="dog", guess="cat", probability=0.9),
    Misjudged(first="a yelp", second="at night", truth="fox", guess="dog", probability=0.6),
)


def classified(step: int, confusion: tuple[tuple[int, ...], ...]) -> Classified:
    return Classified(step=step, labels=LABELS, confusion=confusion, worst=WORST)


BEST = classified(10, ((8, 2, 0), (1, 9, 0), (0, 5, 5)))
NEWEST = classified(20, ((7, 3, 0), (1, 9, 0), (0, 6, 4)))


def events() -> Iterator[Event]:
    yield RunStarted(run=RUN, name="animals", kind="finetune", total_steps=20)
    yield Reference(metric="validation_accuracy", name="most_frequent", value=0.4)
    for step, event in ((10, BEST), (20, NEWEST)):
        values = {"validation_accuracy": 0.7, "validation_macro_f1": 0.6, "validation_loss": 1.0}
        yield Metrics(step=step, values=values)
        yield event
        yield CheckpointSaved(step=step, folder="c", digest="d", is_best=step == 10)


# -- the form -----------------------------------------------------------------------------------


def test_that_files_columns_and_long_texts_get_editors_of_their_own() -> None:
    shapes = {s.name: s.shape for s in settings_to_show(FinetuneSpec)}
    assert shapes["examples"] == shapes["validation_examples"] == FilePath()
    columns = {s.name: s.shape for s in settings_to_show(ClassifySpec)}
    assert columns["text"] == columns["second"] == columns["label"] == ColumnName()
    assert {s.name: s.shape for s in settings_to_show(InstructSpec)}["template"] == Lines()


@pytest.mark.parametrize(
    "task",
    [
        ClassifySpec(text="premise", second="hypothesis", label="gold", metric="macro_f1"),
        InstructSpec(prompt="q", response="a", template="Q: {prompt}\n\nA: "),
    ],
)
def test_that_a_form_gives_back_the_finetuning_it_was_given(
    qtbot: QtBot, task: ClassifySpec | InstructSpec
) -> None:
    spec = FinetuneSpec(
        model="big@best", examples="~/a b.csv", validation_examples="c.tsv", task=task
    )
    form = SpecForm(FinetuneSpec)
    qtbot.addWidget(form)
    form.setValue(spec)
    assert form.value() == spec


def test_that_a_hidden_row_keeps_its_value(qtbot: QtBot) -> None:
    form = SpecForm(TuningLoopSpec, upfront=("epochs",))
    qtbot.addWidget(form)
    form.setValue(TuningLoopSpec(sample_prompt="Once", epochs=2.0))
    form.show_setting("sample_prompt", False)
    assert form.value() == TuningLoopSpec(sample_prompt="Once", epochs=2.0)


def test_that_likely_columns_are_known_by_their_names() -> None:
    classes, answers = ("text", "second", "label"), ("prompt", "response")
    assert likely(("id", "Label", "Review"), classes) == {"text": "Review", "label": "Label"}
    assert likely(("play", "speech"), classes) == {"text": "speech", "label": "play"}
    assert likely(("premise", "hypothesis", "label"), classes) == {
        "text": "premise",
        "second": "hypothesis",
        "label": "label",
    }
    assert likely(("instruction", "output"), answers) == {
        "prompt": "instruction",
        "response": "output",
    }
    assert likely(("a", "b"), classes) == {}
    assert likely((), classes) == {}


def test_that_a_run_of_epochs_alone_promises_no_time() -> None:
    spec = FinetuneSpec(model="m", examples="e.csv")
    assert estimate(spec, 300, 1e9, GPTSpec()).seconds is None
    limited = spec.model_copy(update={"loop": spec.loop.model_copy(update={"minutes": 2.0})})
    assert estimate(limited, 300, 1e9, GPTSpec()).seconds == 120
    counted = spec.model_copy(update={"loop": spec.loop.model_copy(update={"steps": 5})})
    one = spec.model_copy(update={"loop": spec.loop.model_copy(update={"steps": 1})})
    seconds = [estimate(s, 300, 1e9, GPTSpec()).seconds for s in (counted, one)]
    assert seconds[0] == pytest.approx(5 * (seconds[1] or 0))


# -- setting up, in a real project ----------------------------------------------------------------

_NOISES = {"cat": "Ada had a kite", "dog": "Bo took the lamp", "fox": "Cy lost the drum"}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "noises.csv"
    rows = [f"{label},{text} {n}" for n in range(8) for label, text in _NOISES.items()]
    path.write_text("\n".join(["animal,sentence", *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def lab(session: Session, tiny: Project) -> Session:
    session.use_project(tiny)
    return session


@pytest.fixture
def setup(qtbot: QtBot, lab: Session) -> TrainSetupPanel:
    panel = TrainSetupPanel(lab)
    qtbot.addWidget(panel)
    panel.show()
    panel.findChildren(QRadioButton)[2].click()
    return panel


def form_of(panel: TrainSetupPanel) -> SpecForm[FinetuneSpec]:
    return next(f for f in panel.findChildren(SpecForm) if "examples" in f.plain())


def start_of(panel: TrainSetupPanel) -> QPushButton:
    return next(b for b in panel.findChildren(QPushButton) if b.text() == "Start")


def said(widget: Any) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def combo_with(panel: TrainSetupPanel, text: str) -> list[str]:
    boxes = [b for b in panel.findChildren(QComboBox) if b.isEditable() and b.currentText() == text]
    return [boxes[0].itemText(n) for n in range(boxes[0].count())]


def test_that_the_columns_of_a_chosen_table_are_found_and_offered(
    qtbot: QtBot, setup: TrainSetupPanel, table: Path
) -> None:
    form = form_of(setup)
    assert not start_of(setup).isEnabled()
    form.set_value({"examples": str(table)})
    qtbot.waitUntil(lambda: form.plain()["task"]["label"] == "animal")
    assert form.plain()["task"]["text"] == "sentence"
    assert combo_with(setup, "sentence") == ["animal", "sentence"]
    assert start_of(setup).isEnabled()
    qtbot.waitUntil(lambda: "depends on the amount of text" in said(setup))


def test_that_what_is_amiss_with_the_examples_is_said_and_the_first_are_shown(
    qtbot: QtBot, setup: TrainSetupPanel, table: Path
) -> None:
    with table.open("a") as file:
        file.write("Cat,Ada had a kite once\nfox,Ada had a kite 0\ncat," + "so long " * 60 + "\n")
    form = form_of(setup)
    form.set_value({"examples": str(table)})
    qtbot.waitUntil(lambda: "examples to learn from" in said(setup), timeout=20_000)
    assert "are taken for one class: 'Cat' = 'cat'" in said(setup)
    assert "1 texts have more than one label, such as 'Ada had a kite 0' (cat, fox)" in said(setup)
    assert "1 of 27 texts are cut at the context of 32 tokens" in said(setup)
    assert any(strip.isVisible() for strip in setup.findChildren(TokenStrip))
    answers = {"kind": "instruct", "prompt": "sentence", "response": "animal"}
    form.set_value({"task": answers})
    qtbot.waitUntil(lambda: "no response fits beside its prompt" in said(setup), timeout=20_000)
    answers |= {"template": "{prompt} "}
    form.set_value({"task": answers})
    qtbot.waitUntil(lambda: "coloured tokens are learnt" in said(setup), timeout=20_000)
    setup.findChildren(QRadioButton)[0].click()
    qtbot.waitUntil(lambda: not any(s.isVisible() for s in setup.findChildren(TokenStrip)))


def test_that_a_wrong_column_or_file_is_said_beside_its_setting(
    qtbot: QtBot, setup: TrainSetupPanel, table: Path
) -> None:
    form = form_of(setup)
    form.set_value({"examples": str(table)})
    qtbot.waitUntil(lambda: form.plain()["task"]["label"] == "animal")
    form.set_value({"task": {"label": "animals"}})
    assert [problem.path for problem in form.problems] == ["task.label"]
    assert "did you mean 'animal'?" in said(form)
    assert not start_of(setup).isEnabled()
    form.set_value({"examples": str(table.with_name("lost.csv"))})
    qtbot.waitUntil(lambda: [problem.path for problem in form.problems] == ["examples"])


def test_that_what_was_typed_stays_when_another_table_is_chosen(
    qtbot: QtBot, setup: TrainSetupPanel, table: Path
) -> None:
    form = form_of(setup)
    form.set_value({"examples": str(table)})
    qtbot.waitUntil(lambda: form.plain()["task"]["label"] == "animal")
    form.set_value({"task": {"label": "mine"}})
    other = table.with_name("other.tsv")
    other.write_text("text\tlabel\nhello\tcat\n", encoding="utf-8")
    form.set_value({"examples": str(other)})
    qtbot.waitUntil(lambda: form.plain()["task"]["text"] == "text")
    assert form.plain()["task"]["label"] == "mine"


def test_that_what_a_task_does_not_use_is_hidden(qtbot: QtBot, setup: TrainSetupPanel) -> None:
    form = form_of(setup)
    assert "Sample prompt" not in shown(form)
    assert "N-gram baseline" not in shown(form)
    assert "Epochs" in shown(form)
    form.set_value({"task": {"kind": "instruct"}, "validation_examples": "v.csv"})
    assert "Sample prompt" in shown(form)
    assert "Validation share" not in shown(form)


def shown(form: SpecForm[FinetuneSpec]) -> list[str]:
    return [label.text() for label in form.findChildren(QLabel) if label.isVisible()]


def test_that_a_finetuning_file_is_shown_and_written(
    setup: TrainSetupPanel, tmp_path: Path, table: Path
) -> None:
    spec = FinetuneSpec(name="from a file", model="big@best", examples=str(table))
    (tmp_path / "a.toml").write_text(to_toml(spec))
    setup.findChildren(QRadioButton)[0].click()
    setup.load(tmp_path / "a.toml")
    setup.session.catalogue_changed.emit()
    setup.save(tmp_path / "b.toml")
    assert (tmp_path / "b.toml").read_text() == to_toml(spec)


def test_that_without_a_model_the_next_step_is_to_train_or_import_one(
    qtbot: QtBot, lab_session: Session
) -> None:
    project: Any = lab_session.project
    project.records = project.records[:2]
    panel = TrainSetupPanel(lab_session)
    qtbot.addWidget(panel)
    panel.show()
    first, _, tuned, _ = panel.findChildren(QRadioButton)
    tuned.click()
    empty = panel.findChild(EmptyState)
    assert empty is not None
    assert empty.isVisible()
    assert "import one" in said(empty)
    empty.findChildren(QPushButton)[0].click()
    assert first.isChecked()
    assert not empty.isVisible()


def test_that_a_table_becomes_a_classifier_with_its_classes_shown_and_asked(
    qtbot: QtBot, setup: TrainSetupPanel, table: Path
) -> None:
    session, form = setup.session, form_of(setup)
    classes, classify = ClassesPanel(session), ClassifyPanel(session)
    for panel in (classes, classify):
        qtbot.addWidget(panel)
        panel.show()
    form.setValue(
        FinetuneSpec(
            name="animals",
            model="big",
            examples=str(table),
            validation_fraction=0.5,
            loop=TuningLoopSpec(steps=4, evaluate_every=2, micro_batch_size=4),
            runtime=RuntimeSpec(threads=1, precision="fp32", device="cpu"),
        )
    )
    qtbot.waitUntil(lambda: form.plain()["task"]["label"] == "animal")
    qtbot.mouseClick(start_of(setup), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.runner.active is not None)
    qtbot.waitUntil(lambda: session.runner.active is None, timeout=30_000)
    assert session.project is not None
    state = session.project.saved_run(session.selection.run).state()
    assert state.best_classified is not None
    counts, step = counts_of(state.best_classified), state.best_classified.step
    sentence = f"Step {step}: {counts.trace()} of {counts.sum()} right"
    qtbot.waitUntil(lambda: sentence in said(classes))
    assert column(figures_of(classes), "Class") == list(LABELS)
    assert column(figures_of(classes), "Examples") == [str(n) for n in counts.sum(1)]
    assert counts.sum() == 12
    classify.findChildren(QPlainTextEdit)[0].setPlainText("Ada had a kite")
    classify.classify()
    qtbot.waitUntil(lambda: bool(shown_bars(classify)))
    shares = shown_bars(classify)[0].shares
    assert set(shares) == set(LABELS)
    assert math.isclose(sum(shares.values()), 1.0)


# -- the classes ----------------------------------------------------------------------------------


def figures_of(panel: ClassesPanel) -> TableView[ClassFigures]:
    """The table of the figures of each class."""
    return next(view for view in panel.findChildren(TableView) if "Recall" in headings(view))


@pytest.fixture
def classes(qtbot: QtBot, lab_session: Session) -> ClassesPanel:
    lab_session.runner.view(RUN).fold(events())
    lab_session.select(run=RUN)
    panel = ClassesPanel(lab_session)
    qtbot.addWidget(panel)
    panel.resize(1000, 800)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.mark.parametrize("width", [540, 822])
def test_that_every_column_is_seen_in_a_narrow_pane(classes: ClassesPanel, width: int) -> None:
    classes.resize(width, 440)
    classes.grab()
    table = figures_of(classes)
    assert headings(table) == ["Class", "Examples", "Precision", "Recall", "F1"]
    assert table.horizontalScrollBar().maximum() == 0
    header = table.model().headerData(2, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert header == "Of what was taken for this class, the share that is of it"


def test_that_the_best_evaluation_is_shown_first_and_the_newest_on_demand(
    classes: ClassesPanel,
) -> None:
    assert "Step 10: 22 of 30 right, accuracy 73.3" in said(classes)
    classes.findChildren(QComboBox)[0].setCurrentIndex(1)
    assert "Step 20: 20 of 30 right" in said(classes)


def test_that_the_figures_of_each_class_are_those_of_the_counts(classes: ClassesPanel) -> None:
    table = figures_of(classes).model()
    assert isinstance(table, Table)
    cat, dog, fox = table.rows
    assert (cat.precision, cat.recall, cat.examples) == (8 / 9, 8 / 10, 10)
    assert (dog.precision, dog.recall) == (9 / 16, 9 / 10)
    assert fox.f1 == pytest.approx(2 * 1.0 * 0.5 / 1.5)


def test_that_the_map_tells_what_was_taken_for_what(classes: ClassesPanel) -> None:
    heat = classes.findChild(HeatMap)
    assert heat is not None
    heat.point(2, 1)
    assert heat.accessibleDescription() == "fox taken for dog: 5 (50.0\N{NO-BREAK SPACE}% of fox)"
    heat.point(0, 0)
    assert heat.accessibleDescription() == "cat found: 8 (80.0\N{NO-BREAK SPACE}% of cat)"


def test_that_a_clicked_cell_leaves_its_own_examples(qtbot: QtBot, classes: ClassesPanel) -> None:
    heat, wrong = classes.findChild(HeatMap), classes.findChild(WrongExamples)
    assert heat is not None
    assert wrong is not None
    assert len(wrong.table.rows) == 2
    at = points(heat, lambda point: heat.cell_at(QPointF(point)), step_px=8)[2, 1]
    qtbot.mouseClick(heat, Qt.MouseButton.LeftButton, pos=at)
    assert [row.example.first for row in wrong.table.rows] == ["a yelp"]
    qtbot.mouseClick(heat, Qt.MouseButton.LeftButton, pos=at)
    assert len(wrong.table.rows) == 2


def test_that_a_wrong_example_is_read_whole_and_as_plain_text(
    qtbot: QtBot, classes: ClassesPanel
) -> None:
    wrong = classes.findChild(WrongExamples)
    assert wrong is not None
    views, details = wrong.findChildren(TableView), wrong.findChildren(QPlainTextEdit)
    views[0].choose("0")
    assert details[0].toPlainText() == "a <b>bark</b>"
    views[0].choose("1")
    assert details[0].toPlainText() == "a yelp\nat night"


def test_that_counts_and_figures_are_exported(classes: ClassesPanel, tmp_path: Path) -> None:
    classes.save_csv(tmp_path / "a.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"))))
    assert rows[0][:4] == ["Class", *LABELS]
    assert [[int(cell) for cell in row[1:4]] for row in rows[1:]] == [
        list(r) for r in BEST.confusion
    ]
    classes.save_picture(tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_that_a_run_without_classes_says_what_the_panel_is_for(
    qtbot: QtBot, classes: ClassesPanel
) -> None:
    classes.session.runner.view("0005-run").fold([RunStarted(run="x", name="x", kind="pretrain")])
    classes.session.select(run="0005-run")
    empty = classes.findChild(EmptyState)
    assert empty is not None
    assert empty.isVisible()


def test_that_shares_are_those_of_the_row_and_an_empty_class_has_none() -> None:
    event = classified(1, ((1, 3, 0), (0, 0, 0), (0, 0, 2)))
    expected = [[0.25, 0.75, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    assert shares_of_rows(counts_of(event)).tolist() == expected


def test_that_the_interval_is_wilsons() -> None:
    # Brown, Cai & DasGupta 2001: the ends solve (p - x/n)^2 = z^2 p (1 - p) / n.
    z = 1.959964
    for right, count in ((0, 20), (7, 20), (20, 20), (343, 400)):
        for end in interval(right, count):
            gap = (end - right / count) ** 2 - z * z * end * (1 - end) / count
            assert gap == pytest.approx(0, abs=1e-12)


# -- curves, models, asking -----------------------------------------------------------------------


def test_that_a_classifiers_curves_have_a_plot_and_names_of_their_own(session: Session) -> None:
    state = RunState()
    for event in events():
        state = state.apply(event)
    assert tells_classes(state)
    assert chart_of("validation_accuracy", state) is Chart.RIGHT
    assert chart_of("validation_macro_f1", state) is Chart.RIGHT
    assert chart_of("validation_accuracy", RunState()) is Chart.AGREEMENT
    names = ChartNames()
    assert names.reference(state.references[0]) == "most frequent class"
    assert names.loss(state) == "Loss (nats per example)"
    assert names.loss(RunState()) == "Loss (nats per token)"


def record(
    name: str, *, labels: tuple[str, ...] = (), loss: float = 2.0, accuracy: float | None = None
) -> ModelRecord:
    checkpoint = CheckpointRecord(10, Path(name), "ab" * 32, loss, is_best=True, is_last=True)
    if accuracy is not None:
        checkpoint = replace(checkpoint, metric_name="validation_accuracy", metric=accuracy)
    template = "Q: {prompt}" if name == "helper" else ""
    of_tokenizer = ("tok", name, Path(name), (checkpoint,))
    return ModelRecord(name, name, "bert", 1, *of_tokenizer, labels=labels, template=template)


MODELS = (
    record("plain"),
    record("helper"),
    record("noises", labels=LABELS, accuracy=0.75),
    record("moods", labels=("good", "bad"), accuracy=0.5),
)


class Classifier(FakeModel):
    def classify(self, text: str, second: str = "") -> dict[str, float]:
        shares = {
            "noises": {"fox": 0.7, "cat": 0.2, "dog": 0.1},
            "moods": {"bad": 0.6, "good": 0.4},
        }
        return shares[self.name]


class Classifiers(FakeProject):
    """Two classifiers among other models."""

    model_class = Classifier

    def __init__(self) -> None:
        super().__init__(records=MODELS)


@pytest.fixture
def asking(qtbot: QtBot, session: Session) -> ClassifyPanel:
    panel = ClassifyPanel(session)
    qtbot.addWidget(panel)
    session.project = Classifiers()
    panel.show()
    session.catalogue_changed.emit()
    return panel


def shown_bars(panel: ClassifyPanel) -> list[ShareBars]:
    return [bars for bars in panel.findChildren(ShareBars) if bars.isVisible()]


def test_that_only_classifiers_are_offered_with_their_score(asking: ClassifyPanel) -> None:
    (picker,) = asking.findChildren(ModelPicker)
    assert picker.reference == "moods@best"
    name, checkpoint = picker.findChildren(QComboBox)
    assert [name.itemText(n) for n in range(name.count())] == ["noises", "moods"]
    assert checkpoint.currentText() == "best (step 10), score 0.5"


def test_that_models_judge_side_by_side(qtbot: QtBot, asking: ClassifyPanel) -> None:
    press(asking, "Add a model")
    enter(asking.findChildren(ModelPicker)[-1], "Model", "noises")
    asking.classify()
    qtbot.waitUntil(lambda: len(shown_bars(asking)) == 2)
    moods, noises = shown_bars(asking)
    assert list(moods.shares) == ["bad", "good"]
    assert list(noises.shares) == ["fox", "cat", "dog"]
    assert "fox: 70.0" in noises.accessibleDescription()


def test_that_classes_of_another_text_are_marked(qtbot: QtBot, asking: ClassifyPanel) -> None:
    asking.classify()
    qtbot.waitUntil(lambda: len(shown_bars(asking)) == 1)
    mark = asking.findChild(OutdatedMark)
    assert isinstance(mark, OutdatedMark)
    assert not mark.isVisible()
    asking.session.text.set("Another text")
    assert mark.isVisible()
    assert "These results are of “Once upon a time" in said(mark)
    enter(asking, "Text", "Once upon a time, a little fox lost her way")
    assert not mark.isVisible()


def test_that_without_a_classifier_the_next_step_is_to_tune_one(
    qtbot: QtBot, lab_session: Session
) -> None:
    requests: list[tuple[str, str]] = []
    lab_session.workspace_requested.connect(lambda *request: requests.append(request))
    panel = ClassifyPanel(lab_session)
    qtbot.addWidget(panel)
    panel.show()
    empty = panel.findChild(EmptyState)
    assert empty is not None
    assert empty.isVisible()
    empty.findChildren(QPushButton)[0].click()
    assert requests == [("train", "train_setup")]


def test_that_the_models_table_tells_the_task_and_the_score(qtbot: QtBot, session: Session) -> None:
    panel = ModelsPanel(session)
    qtbot.addWidget(panel)
    session.project = Classifiers()
    panel.show()
    session.catalogue_changed.emit()
    views = panel.findChildren(TableView)
    (models,) = (view for view in views if view.accessibleName() == panel.title())
    rows = cells(models)
    tasks = [row[2] for row in rows]
    assert tasks == ["", "answers prompts", "tells 3 classes", "tells 2 classes"]
    assert [row[7:9] for row in rows[1:3]] == [["2.0000", "–"], ["–", "0.750"]]

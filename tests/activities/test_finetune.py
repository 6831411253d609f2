"""Fine-tuning as a whole run: it learns, keeps its examples, resumes to the same bits."""

import csv
import random
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from tiny_project import (
    RUNTIME,
    ending,
    events_of,
    metric_rows,
    perform,
    pretrain_spec,
    weights_hash,
)

from workbench.errors import BadInput, NotFound
from workbench.events import Classified, Event, Metrics, Note, Outcome, Reference, SampleWritten
from workbench.generation.spec import Greedy
from workbench.jobs import ThreadControl
from workbench.models.load import load_model
from workbench.project import Project
from workbench.spec import validate
from workbench.store.runs.state import RunState
from workbench.training.finetune_spec import FinetuneSpec

pytestmark = pytest.mark.slow

SIZES = {"num_layers": 1, "hidden_size": 32, "num_heads": 2, "context": 32}
LOOP = {
    "epochs": 0.0,
    "steps": 60,
    "micro_batch_size": 8,
    "evaluate_every": 20,
    "sample_prompt": "",
    "sample_tokens": 4,
}


def table(path: Path, count: int = 120) -> Path:
    """Which thing each of two texts speaks of, and an answer that names it."""
    chance = random.Random(1)
    things = ("kite", "lamp")
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "other", "label", "lost", "answer"])
        for number in range(count):
            thing, other = chance.choice(things), chance.choice(things)
            name = chance.choice(("Ada", "Bo", "Cy"))
            first, second = f"{name} had a {thing}. {number}", f"The {other} was lost."
            writer.writerow([first, second, thing, other, f"a {thing}."])
    return path


def finetune_spec(folder: Path, **changes: Any) -> FinetuneSpec:
    plain = {
        "name": "tuned",
        "model": "big",
        "examples": str(folder / "table.csv"),
        "validation_fraction": 0.25,
        "optimizer": {"learning_rate": 1e-2},
        "schedule": {"warmup_steps": 2},
        "loop": LOOP | changes.pop("loop", {}),
        "runtime": RUNTIME,
    }
    return validate(FinetuneSpec, plain | changes)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    table(tmp_path / "table.csv")
    return tmp_path


def with_model(project: Project, family: str) -> str:
    """The name of a small model of a family; the project has a GPT already."""
    if family != "gpt":
        loop = {"steps": 2, "evaluate_every": 2, "sample_prompt": ""}
        model = {"family": family, "dropout": 0.0} | SIZES
        perform(project, pretrain_spec(name=family, model=model, loop=loop))
    return "big" if family == "gpt" else family


def reports(events: list[Event]) -> list[Classified]:
    return [event for event in events if isinstance(event, Classified)]


@pytest.mark.parametrize("family", ["bert", "gpt", "llama"])
def test_that_every_family_learns_to_tell_classes(tiny: Project, folder: Path, family: str) -> None:
    run = perform(tiny, finetune_spec(folder, model=with_model(tiny, family)))
    assert ending(run).outcome is Outcome.FINISHED
    events = events_of(run)
    last = reports(events)[-1]
    assert last.labels == ("kite", "lamp")
    assert sum(map(sum, last.confusion)) == 30
    assert [row[i] for i, row in enumerate(last.confusion)] == [sum(r) for r in last.confusion]
    assert tiny.model("tuned").classify("Ada had a lamp. 3")["lamp"] > 0.5
    assert next(iter(tiny.model("tuned").classify("Bo had a kite. 7"))) == "kite"


def test_that_the_second_text_of_a_pair_is_read_too(tiny: Project, folder: Path) -> None:
    task = {"kind": "classify", "second": "other", "label": "lost"}
    perform(tiny, finetune_spec(folder, model=with_model(tiny, "bert"), task=task))
    first = "Bo had a kite."
    assert tiny.model("tuned").classify(first, "The kite was lost.")["kite"] > 0.5
    assert tiny.model("tuned").classify(first, "The lamp was lost.")["lamp"] > 0.5


def test_that_the_best_checkpoint_is_the_one_with_the_best_chosen_figure(
    tiny: Project, folder: Path
) -> None:
    task = {"kind": "classify", "metric": "macro_f1"}
    run = perform(tiny, finetune_spec(folder, task=task, loop={"steps": 12, "evaluate_every": 3}))
    measured = {
        event.step: event.values["validation_macro_f1"]
        for event in events_of(run)
        if isinstance(event, Metrics) and "validation_macro_f1" in event.values
    }
    best = next(c for c in run.checkpoints() if c.is_best)
    assert measured[best.step] == max(value for step, value in measured.items() if step)
    state = RunState()
    for event in events_of(run):
        state = state.apply(event)
    assert state.best_classified is not None
    assert state.best_classified.step == best.step


def test_that_training_stops_early_when_accuracy_no_longer_rises(
    tiny: Project, folder: Path
) -> None:
    loop = {"steps": 400, "evaluate_every": 5, "patience": 3}
    run = perform(tiny, finetune_spec(folder, loop=loop))
    assert run.checkpoints()[-1].step < 200


def test_that_the_majority_is_drawn_as_a_line(tiny: Project, folder: Path) -> None:
    run = perform(tiny, finetune_spec(folder, loop={"steps": 1}))
    (line,) = [e for e in events_of(run) if isinstance(e, Reference)]
    assert (line.metric, line.name) == ("validation_accuracy", "most_frequent")
    assert 0.3 < line.value < 0.7


def test_that_a_stopped_run_goes_on_with_the_examples_it_kept(tiny: Project, folder: Path) -> None:
    whole = perform(tiny, finetune_spec(folder))
    control = ThreadControl()
    attempt = tiny.start(finetune_spec(folder, name="halved"), control)
    for event in attempt:
        if isinstance(event, Metrics) and event.step >= 20:
            control.stop()
    (folder / "table.csv").unlink()
    for _ in tiny.resume("halved"):
        pass
    assert ending(attempt.run).outcome is Outcome.FINISHED
    assert metric_rows(attempt.run) == metric_rows(whole)
    assert weights_hash(attempt.run) == weights_hash(whole)


def test_that_lora_leaves_the_models_own_weights_and_is_merged_when_used(
    tiny: Project, folder: Path
) -> None:
    base = load_model(tiny.model("big").checkpoint.folder)[0].state_dict()
    run = perform(tiny, finetune_spec(folder, lora={"rank": 4}, loop={"steps": 80}))
    saved = load_file(run.checkpoints()[-1].folder / "model.safetensors")
    assert all(torch.equal(saved[name], weight) for name, weight in base.items())
    merged, file = load_model(run.checkpoints()[-1].folder)
    assert file.lora is not None
    assert merged.state_dict().keys() == base.keys() | {"classifier.weight"}
    changed = {n for n, w in merged.state_dict().items() if n in base and not w.equal(base[n])}
    assert {name.split(".", 2)[-1] for name in changed} == {"qkv.weight", "attention_out.weight"}
    last = [e for e in events_of(run) if isinstance(e, Metrics)][-1]
    assert last.values["validation_accuracy"] > 0.9
    assert tiny.model("tuned").classify("Ada had a lamp. 3")["lamp"] > 0.5


def test_that_a_tuned_model_can_be_tuned_again(tiny: Project, folder: Path) -> None:
    perform(tiny, finetune_spec(folder, lora={"rank": 4}, loop={"steps": 80}))
    run = perform(tiny, finetune_spec(folder, name="again", model="tuned", loop={"steps": 1}))
    first = [e for e in events_of(run) if isinstance(e, Metrics) and e.step == 0][-1]
    assert first.values["validation_accuracy"] > 0.9


def test_that_frozen_layers_keep_their_weights(tiny: Project, folder: Path) -> None:
    base = load_model(tiny.model("big").checkpoint.folder)[0].state_dict()
    run = perform(tiny, finetune_spec(folder, frozen_layers=1, loop={"steps": 3}))
    now = load_model(run.checkpoints()[-1].folder)[0].state_dict()
    same = {name for name, weight in base.items() if torch.equal(now[name], weight)}
    assert same == {name for name in base if name.startswith(("token_", "position_", "blocks.0."))}


def test_that_a_random_start_takes_nothing_from_the_model(tiny: Project, folder: Path) -> None:
    runs = [
        perform(tiny, finetune_spec(folder, name=start, start=start, loop={"steps": 1}))
        for start in ("trained", "random")
    ]
    losses = [
        next(e.values["validation_loss"] for e in events_of(run) if isinstance(e, Metrics))
        for run in runs
    ]
    assert losses[0] != losses[1]
    base = load_model(tiny.model("big").checkpoint.folder)[0].state_dict()
    random_start = load_model(runs[1].checkpoints()[-1].folder)[0].state_dict()
    distance = (random_start["token_embedding.weight"] - base["token_embedding.weight"]).abs()
    assert distance.mean() > 1e-3


def test_that_a_model_learns_to_answer_in_its_template(tiny: Project, folder: Path) -> None:
    task = {"kind": "instruct", "prompt": "text", "response": "answer", "template": "Q {prompt} A "}
    run = perform(tiny, finetune_spec(folder, task=task, loop={"steps": 80, "patience": 0}))
    samples = [event for event in events_of(run) if isinstance(event, SampleWritten)]
    assert samples[-1].prompt.startswith("Q ")
    said = tiny.model("tuned").stream("Bo had a lamp. 3", Greedy(), max_new_tokens=6)
    assert "".join(token.text for token in said).strip() == "a lamp."
    last = [e for e in events_of(run) if isinstance(e, Metrics)][-1]
    assert last.values["validation_loss"] < 0.2


def test_that_a_class_nobody_can_learn_is_told(tiny: Project, folder: Path) -> None:
    (folder / "more.csv").write_text("text,label\nAda had a drum.,drum\nAda had a lamp.,lamp\n")
    spec = finetune_spec(folder, validation_examples=str(folder / "more.csv"), loop={"steps": 1})
    run = perform(tiny, spec)
    said = [str(e.words) for e in events_of(run) if isinstance(e, Note)]
    assert any("no example to learn from has the class drum" in text for text in said)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"task": {"kind": "classify", "label": "lable"}}, "did you mean 'label'"),
        ({"examples": "nowhere.csv"}, "is not there"),
        ({"frozen_layers": 9}, "9 layers are to be frozen, and 'big' has 2"),
        ({"model": "bog"}, "did you mean 'big'"),
    ],
)
def test_that_a_mistake_is_said_before_anything_starts(
    tiny: Project, folder: Path, changes: dict[str, Any], sentence: str
) -> None:
    runs = tiny.runs
    with pytest.raises((BadInput, NotFound), match=sentence):
        tiny.start(finetune_spec(folder, **changes))
    assert tiny.runs == runs


def test_that_a_bert_is_not_asked_to_write(tiny: Project, folder: Path) -> None:
    task = {"kind": "instruct", "prompt": "text", "response": "answer"}
    with pytest.raises(BadInput, match="'bert' is a BERT, which does not write"):
        tiny.start(finetune_spec(folder, model=with_model(tiny, "bert"), task=task))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("text,label\na,x\nb,x\nc,x\n", "all examples are of the class 'x'"),
        ("text,label\n" + "\n".join(f"t{i},c{i}" for i in range(300)), "at most 200 classes"),
        ("text,label\na,\n,x\n", "there are 0 different examples"),
    ],
)
def test_that_a_table_without_a_task_in_it_ends_with_a_sentence(
    tiny: Project, tmp_path: Path, text: str, sentence: str
) -> None:
    (tmp_path / "table.csv").write_text(text)
    run = perform(tiny, finetune_spec(tmp_path))
    assert ending(run).outcome is Outcome.FAILED
    assert sentence in str(ending(run).words)


def test_that_only_classifiers_classify(tiny: Project) -> None:
    with pytest.raises(BadInput, match="was not fine-tuned to tell classes"):
        tiny.model("big").classify("text")

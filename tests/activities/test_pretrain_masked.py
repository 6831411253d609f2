"""A BERT pretrained as a whole run: it learns, resumes to the same bits, and refuses clearly."""

from pathlib import Path
from typing import Any

import pytest
from tiny_project import (
    distill_spec,
    ending,
    events_of,
    finetune_spec,
    metric_rows,
    perform,
    pretrain_spec,
    weights_hash,
)

from workbench.activities.spec import ImportModelSpec
from workbench.errors import BadInput
from workbench.events import Metrics, Note, Outcome, Reference, SampleWritten
from workbench.generation.spec import Greedy
from workbench.jobs import ThreadControl
from workbench.project import Project
from workbench.training.pretrain_spec import PretrainSpec

pytestmark = pytest.mark.slow

BERT = {"family": "bert", "num_layers": 2, "hidden_size": 32, "num_heads": 2, "context": 32}


def bert_spec(**changes: Any) -> PretrainSpec:
    loop = {"sample_prompt": "Ada had a [MASK].", "evaluation_tokens": 2000}
    return pretrain_spec(
        **{
            "name": "bert",
            "model": BERT | {"dropout": 0.1} | changes.pop("model", {}),
            "loop": loop | changes.pop("loop", {}),
            **changes,
        }
    )


def values_at(run: Any, step: int) -> dict[str, float]:
    values: dict[str, float] = {}
    for event in events_of(run):
        if isinstance(event, Metrics) and event.step == step:
            values |= event.values
    return values


def test_that_both_losses_are_curves_and_the_masked_one_falls(tiny: Project) -> None:
    run = perform(tiny, bert_spec(loop={"steps": 60, "evaluate_every": 30}))
    assert ending(run).outcome is Outcome.FINISHED
    first, last = values_at(run, 0), values_at(run, 60)
    assert last["validation_mlm"] < first["validation_mlm"] - 1
    assert last["validation_loss"] == pytest.approx(last["validation_mlm"] + last["validation_nsp"])
    assert last["loss"] == pytest.approx(last["loss_mlm"] + last["loss_nsp"], rel=1e-5)
    lines = {e.name: e.value for e in events_of(run) if isinstance(e, Reference)}
    assert 0 < lines["most_frequent"] < last["validation_masked_accuracy"]
    (note,) = [str(e.words) for e in events_of(run) if isinstance(e, Note)]
    assert note.startswith("Next-sentence accuracy")
    samples = [e.text for e in events_of(run) if isinstance(e, SampleWritten)]
    assert all(text.startswith(" → ") for text in samples)


def test_that_a_stopped_run_goes_on_to_the_same_bits(tiny: Project) -> None:
    whole = perform(tiny, bert_spec(name="whole"))
    control = ThreadControl()
    attempt = tiny.start(bert_spec(name="parts"), control)
    for event in attempt:
        if isinstance(event, Metrics) and event.step >= 10:
            control.stop()
    for _ in tiny.resume("parts"):
        pass
    assert weights_hash(attempt.run) == weights_hash(whole)
    assert metric_rows(attempt.run) == metric_rows(whole)


def test_that_a_modernbert_learns_to_fill_in_is_distilled_and_tells_classes(
    tiny: Project, tmp_path: Path
) -> None:
    shape = {"family": "modernbert", "local_attention": 8, "dropout": 0.0}
    masking = {"objective": "mlm"}
    loop = {"steps": 40, "evaluate_every": 20}
    run = perform(tiny, bert_spec(name="modern", model=shape, masking=masking, loop=loop))
    losses = [values_at(run, step)["validation_loss"] for step in (20, 40)]
    assert losses[1] < losses[0]
    terms = [{"kind": "hidden"}, {"kind": "attention"}, {"kind": "relations"}]
    student = {**BERT, **shape, "num_layers": 1, "init": "from_teacher"}
    perform(
        tiny,
        distill_spec(
            name="pupil",
            teacher="modern",
            student=student,
            masking=masking,
            stages=[{"steps": 6, "terms": terms}],
            loop={"sample_prompt": "Ada had a [MASK]."},
        ),
    )
    (filled,) = tiny.model("pupil").fill_mask("Ada had a [MASK].", top_k=3)
    assert len(filled.candidates) == 3
    perform(tiny, finetune_spec(model="modern"))
    tiny.model("tuned").export("hf", tmp_path / "out")
    perform(tiny, ImportModelSpec(name="again", folder=str(tmp_path / "out")))
    text = "Ada had a lamp. 3"
    assert tiny.model("again").classify(text) == pytest.approx(tiny.model("tuned").classify(text))
    with pytest.raises(BadInput, match="came without its masked-token head"):
        tiny.model("again").fill_mask("Ada had a [MASK].")


@pytest.mark.parametrize(
    ("masking", "there", "absent"),
    [
        ({"objective": "mlm"}, "validation_mlm", "validation_nsp"),
        ({"objective": "nsp"}, "validation_nsp", "validation_mlm"),
        ({"objective": "mlm", "whole_words": True}, "validation_masked_accuracy", "loss_nsp"),
    ],
)
def test_that_each_objective_measures_what_it_trains(
    tiny: Project, masking: dict[str, Any], there: str, absent: str
) -> None:
    run = perform(tiny, bert_spec(masking=masking, loop={"steps": 2, "evaluate_every": 2}))
    values = values_at(run, 2)
    assert there in values
    assert absent not in values


def test_that_the_models_answers_are_asked_through_the_project(tiny: Project) -> None:
    perform(tiny, bert_spec(loop={"steps": 40, "evaluate_every": 40}))
    (filled,) = tiny.model("bert").fill_mask("Ada had a [MASK].", top_k=4)
    assert len(filled.candidates) == 4
    probabilities = [candidate.probability for candidate in filled.candidates]
    assert probabilities == sorted(probabilities, reverse=True)
    assert 0 < tiny.model("bert").next_sentence("Ada had a kite.", "Ada took the kite.") < 1
    maps = tiny.model("bert").attention("Ada had a kite.")
    assert not maps.causal
    assert (maps.tokens[0], maps.tokens[-1]) == ("[CLS]", "[SEP]")
    with pytest.raises(BadInput, match="does not write from left to right"):
        list(tiny.model("bert").stream("Ada", strategy=Greedy()))
    with pytest.raises(BadInput, match="has no mask to fill in"):
        tiny.model("big").fill_mask("Ada had a [MASK].")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"model": {"masked_head": False}}, "learns to fill in masks with its masked-token head"),
        ({"model": {"pooler": False}}, "needs the pooler and two segments"),
        ({"model": {"context": 6}}, "a context of 6 tokens is too short"),
    ],
)
def test_that_a_shape_that_cannot_learn_its_task_is_refused(
    tiny: Project, changes: dict[str, Any], sentence: str
) -> None:
    run = perform(tiny, bert_spec(**changes))
    assert ending(run).outcome is Outcome.FAILED
    assert sentence in str(ending(run).words)


def test_that_a_bert_is_no_teacher_of_a_model_that_writes(tiny: Project) -> None:
    from tiny_project import distill_spec

    perform(tiny, bert_spec(loop={"steps": 1, "evaluate_every": 1}))
    with pytest.raises(BadInput, match="the teacher is a BERT, which fills in masks"):
        tiny.start(distill_spec(teacher="bert"))

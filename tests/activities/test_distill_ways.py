"""Every way to distil as a whole run: BERT, terms, averages, several teachers, own texts, ULD."""

from typing import Any

import pytest
import torch
from tiny_project import (
    CORPUS,
    distill_spec,
    ending,
    events_of,
    metric_rows,
    perform,
    pretrain_spec,
    weights_hash,
)

from workbench.distillation.spec import DistillSpec, control_of
from workbench.errors import BadInput
from workbench.events import Metrics, Note, Outcome, Reference
from workbench.jobs import ThreadControl
from workbench.models.load import read_weights
from workbench.project import Project
from workbench.tokenizers.spec import TrainTokenizerSpec

pytestmark = pytest.mark.slow

BERT = {"family": "bert", "num_layers": 2, "hidden_size": 32, "num_heads": 2, "context": 32}
DISTILBERT = [
    {"kind": "hidden", "form": "cosine", "layers": "last"},
    {"kind": "attention", "form": "kl"},
    {"kind": "relations"},
    {"kind": "pooled"},
    {"kind": "next_sentence"},
]


@pytest.fixture
def taught(tiny: Project) -> Project:
    """The tiny project with a BERT teacher too."""
    loop = {"steps": 6, "evaluate_every": 6, "evaluation_tokens": 1000}
    perform(tiny, pretrain_spec(name="bert", model=BERT, loop=loop))
    return tiny


def bert_spec(**changes: Any) -> DistillSpec:
    student = BERT | {"num_layers": 1} | changes.pop("student", {})
    return distill_spec(
        **{"teacher": "bert", "student": student, "loop": {"evaluation_tokens": 1000}} | changes
    )


def values_at(run: Any, step: int) -> dict[str, float]:
    values: dict[str, float] = {}
    for event in events_of(run):
        if isinstance(event, Metrics) and event.step == step:
            values |= event.values
    return values


def test_that_a_bert_learns_from_a_bert_and_is_measured_beside_it(taught: Project) -> None:
    run = perform(taught, bert_spec(stages=[{"steps": 12, "terms": DISTILBERT}]))
    assert ending(run).outcome is Outcome.FINISHED, ending(run).words
    values = values_at(run, 10)
    assert {
        *("loss_soft", "loss_mlm", "loss_nsp", "loss_hidden_cosine", "loss_attention_kl"),
        *("loss_relations", "loss_pooled", "loss_next_sentence"),
        *("validation_masked_accuracy", "validation_agreement", "validation_agreement_top5"),
        *("validation_kl", "validation_entropy", "validation_calibration_error"),
        *("gradient_norm_soft", "gradient_norm_mlm", "gradient_norm_relations"),
    } <= set(values)
    lines = {(e.metric, e.name) for e in events_of(run) if isinstance(e, Reference)}
    assert ("validation_mlm", "teacher") in lines


def test_that_a_berts_control_is_plain_pretraining_to_the_bit(taught: Project) -> None:
    loop = {"steps": 12, "evaluation_tokens": 1000}
    plain = perform(taught, pretrain_spec(name="plain", model=BERT | {"num_layers": 1}, loop=loop))
    control = perform(taught, control_of(bert_spec()))
    ours, theirs = (
        read_weights(run.checkpoints()[-1].folder / "model.safetensors") for run in (control, plain)
    )
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


def test_that_the_soft_loss_on_all_tokens_is_another_than_on_the_chosen(taught: Project) -> None:
    losses = []
    for where in ("chosen", "all"):
        stages = [{"steps": 2, "soft_positions": where}]
        run = perform(taught, bert_spec(name=where, stages=stages))
        losses.append(values_at(run, 1)["loss_soft"])
    assert losses[0] != losses[1]


def test_that_a_narrower_student_learns_with_projections_and_resumes_to_the_same_bits(
    tiny: Project,
) -> None:
    def spec(name: str) -> DistillSpec:
        return distill_spec(
            name=name,
            student={"hidden_size": 16, "init": "from_teacher", "reduction": "pca"},
            stages=[
                {"steps": 5, "output_weight": 0, "terms": [{"kind": "hidden"}], "frozen_layers": 1},
                {"steps": 7, "terms": [{"kind": "hidden"}, {"kind": "embedding"}]},
            ],
            ema_decay=0.9,
            layer_decay=0.8,
            best_by="agreement",
        )

    whole = perform(tiny, spec("whole"))
    assert ending(whole).outcome is Outcome.FINISHED, ending(whole).words
    control = ThreadControl()
    attempt = tiny.start(spec("parts"), control)
    for event in attempt:
        if isinstance(event, Metrics) and event.step >= 4:
            control.stop()
    for _ in tiny.resume("parts"):
        pass
    assert weights_hash(attempt.run) == weights_hash(whole)
    assert metric_rows(attempt.run) == metric_rows(whole)
    beside = [
        read_weights(run.checkpoints()[-1].folder / "beside.safetensors")
        for run in (whole, attempt.run)
    ]
    assert any(name.startswith("raw.") for name in beside[0])
    assert {name for name in beside[0] if name.startswith("beside.")} == {
        *(f"beside.projections.{name}.weight" for name in ("hidden_0", "embedding"))
    }
    assert all(torch.equal(beside[0][name], beside[1][name]) for name in beside[0])
    notes = [str(e.words) for e in events_of(attempt.run) if isinstance(e, Note)]
    assert sum("before the first step the validation loss is" in note for note in notes) == 1


def test_that_frozen_layers_keep_their_weights_for_their_stage_alone(tiny: Project) -> None:
    stages = [{"steps": 3, "frozen_layers": 1}, {"steps": 3}]
    run = perform(
        tiny,
        distill_spec(
            student={"init": "from_teacher", "layers": (0,)},
            stages=stages,
            loop={"evaluate_every": 3, "patience": 0},
        ),
    )
    teacher = read_weights(tiny.model("big").checkpoint.folder / "model.safetensors")
    last = read_weights(run.checkpoints()[-1].folder / "model.safetensors")
    name = "blocks.0.qkv.weight"
    assert not torch.equal(last[name], teacher[name])
    frozen = perform(
        tiny,
        distill_spec(
            name="frozen",
            student={"init": "from_teacher", "layers": (0,)},
            stages=stages[:1],
        ),
    )
    kept = read_weights(frozen.checkpoints()[-1].folder / "model.safetensors")
    assert torch.equal(kept[name], teacher[name])
    assert torch.equal(kept["token_embedding.weight"], teacher["token_embedding.weight"])
    assert not torch.equal(kept["final_norm.weight"], teacher["final_norm.weight"])


def test_that_the_saved_student_is_the_average_that_was_measured(tiny: Project) -> None:
    from workbench.models.load import load_decoder

    run = perform(tiny, distill_spec(ema_decay=0.5, stages=[{"steps": 10}]))
    model, _ = load_decoder(run.checkpoints()[-1].folder)
    assert run.checkpoints()[-1].metric is not None
    raw = read_weights(run.checkpoints()[-1].folder / "beside.safetensors")
    state = model.state_dict()
    assert any(not torch.equal(raw[f"raw.{name}"], state[name]) for name in state)
    again = tiny.run(_evaluation("small"))
    report = tiny.saved_run(again.id).state().report
    assert report is not None
    assert report.rows[-1].loss == pytest.approx(run.checkpoints()[-1].metric, rel=1e-3)


def _evaluation(model: str) -> Any:
    from workbench.activities.spec import EvaluateSpec
    from workbench.spec import validate

    return validate(
        EvaluateSpec,
        {
            "corpus": CORPUS,
            "candidates": [{"model": f"{model}@last"}],
            "baseline": False,
            "tokens": 300,
            "runtime": {"threads": 1, "precision": "fp32"},
        },
    )


def test_that_two_teachers_teach_together(tiny: Project) -> None:
    perform(tiny, pretrain_spec(name="other", runtime={"threads": 1, "seed": 5}, loop={"steps": 5}))
    run = perform(tiny, distill_spec(further_teachers=[{"teacher": "other", "weight": 2.0}]))
    assert ending(run).outcome is Outcome.FINISHED, ending(run).words
    assert run.inputs().further_teachers[0].name == "other"
    assert "small" in tiny.catalogue.dependents(tiny.model("other").record)


def test_that_a_student_learns_from_its_own_texts_and_resumes_to_the_same_bits(
    tiny: Project,
) -> None:
    own = {"share": 0.5, "prompt_tokens": 6, "new_tokens": 8}
    stages = [{"steps": 12, "on_policy": own, "divergence": {"kind": "jsd"}}]
    whole = perform(tiny, distill_spec(name="whole", stages=stages))
    assert ending(whole).outcome is Outcome.FINISHED, ending(whole).words
    steps = [row[1] for row in metric_rows(whole) if row[0] == "loss_own_text"]
    assert 1 < len(steps) < 12
    control = ThreadControl()
    attempt = tiny.start(distill_spec(name="parts", stages=stages), control)
    for event in attempt:
        if isinstance(event, Metrics) and event.step >= 4:
            control.stop()
    for _ in tiny.resume("parts"):
        pass
    assert weights_hash(attempt.run) == weights_hash(whole)


def test_that_a_model_goes_on_as_the_student(tiny: Project) -> None:
    perform(tiny, distill_spec(name="first", stages=[{"steps": 4}]))
    run = perform(tiny, distill_spec(warm_start="first", stages=[{"steps": 2}]))
    assert ending(run).outcome is Outcome.FINISHED, ending(run).words
    first = tiny.model("first").checkpoint
    assert values_at(run, 0)["validation_loss"] == pytest.approx(first.metric, rel=1e-5)


def test_that_other_tokenizers_are_refused_by_name_unless_uld_is_chosen(tiny: Project) -> None:
    tiny.run(TrainTokenizerSpec(name="crumbs", corpus=CORPUS, vocabulary_size=292, threads=1))
    with pytest.raises(BadInput, match="tokenizer 'crumbs' and the teacher with 'pieces'"):
        tiny.start(distill_spec(tokenizer="crumbs"))
    across = {"steps": 6, "divergence": {"kind": "uld"}, "temperature": 1.0}
    with pytest.raises(BadInput, match="only predictions can be compared"):
        tiny.start(
            distill_spec(tokenizer="crumbs", stages=[across | {"terms": [{"kind": "embedding"}]}])
        )
    run = perform(tiny, distill_spec(tokenizer="crumbs", stages=[across]))
    assert ending(run).outcome is Outcome.FINISHED, ending(run).words
    values = values_at(run, 6)
    assert values["loss_soft"] > 0
    assert "validation_agreement" not in values
    assert tiny.model("small").record.tokenizer == tiny.tokenizers[-1].id


def test_that_a_student_better_than_its_teacher_is_said_once(tiny: Project) -> None:
    perform(tiny, pretrain_spec(name="poor", loop={"steps": 1}))
    run = perform(tiny, distill_spec(teacher="poor", stages=[{"steps": 30}]))
    notes = [str(e.words) for e in events_of(run) if isinstance(e, Note)]
    assert sum("the teacher is worse than the student" in note for note in notes) == 1

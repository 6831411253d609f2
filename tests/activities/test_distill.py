"""Distillation as a whole run, against pretraining as a whole run."""

import re

import pytest
from tiny_project import distill_spec, ending, events_of, metric_rows, perform, pretrain_spec

from workbench.distillation.spec import control_of
from workbench.errors import BadInput, NotFound
from workbench.events import Metrics, Note, Outcome, Reference
from workbench.models.load import read_weights
from workbench.project import Project
from workbench.store.runs.run_folder import RunFolder


def weights(run: RunFolder) -> bytes:
    return (run.checkpoints()[-1].folder / "model.safetensors").read_bytes()


def test_that_alpha_0_throughout_is_plain_pretraining_to_the_bit(tiny: Project) -> None:
    student = {"num_layers": 1, "dropout": 0.1}
    plain = perform(tiny, pretrain_spec(name="plain", model=student, loop={"steps": 12}))
    control = perform(tiny, control_of(distill_spec(student=student)))
    assert weights(control) == weights(plain)
    shared = {"loss", "gradient_norm", "learning_rate", "validation_accuracy"}
    ours, theirs = (
        [row for row in metric_rows(run) if row[0] in shared] for run in (control, plain)
    )
    assert ours == theirs


def test_that_the_teachers_own_loss_is_a_line_beside_the_students(tiny: Project) -> None:
    run = perform(tiny, distill_spec())
    lines = {(e.metric, e.name): e.value for e in events_of(run) if isinstance(e, Reference)}
    checkpoint = tiny.model("big").checkpoint
    assert lines["validation_loss", "teacher"] == pytest.approx(checkpoint.metric, rel=1e-6)
    assert ("validation_loss", "ngram") in lines


def test_that_loss_parts_agreement_and_kl_are_curves(tiny: Project) -> None:
    run = perform(tiny, distill_spec())
    names = {name for e in events_of(run) if isinstance(e, Metrics) for name in e.values}
    assert names >= {
        *("loss", "loss_soft", "loss_hard", "gradient_norm", "learning_rate"),
        *("validation_loss", "validation_agreement", "validation_kl"),
    }


def test_that_stages_change_loss_and_learning_rate_at_their_step(tiny: Project) -> None:
    stages = [
        {"steps": 4, "alpha": 1.0},
        {"steps": 3, "alpha": 0.0, "learning_rate_scale": 0.5},
        {"steps": 2, "alpha": 0.5},
    ]
    run = perform(
        tiny, distill_spec(stages=stages, schedule={"shape": "constant", "warmup_steps": 0})
    )
    rows = {
        e.step: e.values for e in events_of(run) if isinstance(e, Metrics) and "loss" in e.values
    }
    assert list(rows) == list(range(1, 10))
    for step, row in rows.items():
        assert ("loss_soft" in row) == (step not in (5, 6, 7))
    assert rows[4]["loss"] == rows[4]["loss_soft"]
    assert rows[5]["loss"] == rows[5]["loss_hard"]
    assert rows[4]["learning_rate"] == 2 * rows[5]["learning_rate"] == rows[8]["learning_rate"]


def test_that_a_run_learns_by_another_divergence_and_says_what_it_leaves_out(
    tiny: Project,
) -> None:
    stages = [
        {"steps": 6, "alpha": 1.0, "divergence": {"kind": "reverse_kl"}},
        {"steps": 6, "divergence": {"kind": "jsd", "beta": 0.9, "normalised": True}},
    ]
    run = perform(tiny, distill_spec(stages=stages))
    assert ending(run).outcome is Outcome.FINISHED
    notes = [str(e.words) for e in events_of(run) if isinstance(e, Note)]
    assert [note.partition(": ")[0] for note in notes] == ["stage 1", "stage 2"]
    assert "the labels are not used" in notes[0]
    assert "JSD with β = 0.9, divided by" in notes[1]
    parts = [row[2] for row in metric_rows(run) if row[0] == "loss_soft"]
    assert len(parts) == 12
    assert min(parts) > 0


def test_that_a_student_that_is_its_teacher_begins_at_kl_0(tiny: Project) -> None:
    student = {"num_layers": 2, "dropout": 0.0, "init": "from_teacher"}
    run = perform(tiny, distill_spec(student=student))
    first = next(e for e in events_of(run) if isinstance(e, Metrics))
    assert first.step == 0
    assert abs(first.values["validation_kl"]) < 1e-6
    assert first.values["validation_agreement"] == 1.0


def test_that_a_student_of_one_teacher_layer_begins_with_it(tiny: Project) -> None:
    spec = distill_spec(
        student={"init": "from_teacher", "layers": (1,)},
        stages=[{"steps": 1}],
        optimizer={"learning_rate": 1e-9, "weight_decay": 0.0},
    )
    run = perform(tiny, spec)
    assert ending(run).outcome is Outcome.FINISHED
    ours = read_weights(run.checkpoints()[-1].folder / "model.safetensors")
    theirs = read_weights(tiny.model("big").checkpoint.folder / "model.safetensors")
    for name, tensor in ours.items():
        source = re.sub(r"^blocks\.0\.", "blocks.1.", name)
        assert tensor.sub(theirs[source]).abs().max() < 1e-6, name


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"student": {"context": 64}}, "context of 64 tokens is longer than the teacher's 32"),
        (
            {"student": {"hidden_size": 64, "init": "from_teacher"}},
            "its width is 64 and the teacher's 32",
        ),
        (
            {"student": {"init": "from_teacher", "layers": (7,)}},
            "the teacher has layers 0 to 1; there is no layer 7",
        ),
    ],
)
def test_that_a_student_that_does_not_fit_is_refused_before_anything_is_made(
    tiny: Project, changes: dict, sentence: str
) -> None:
    before = tiny.runs
    with pytest.raises(BadInput, match=sentence):
        tiny.start(distill_spec(**changes))
    assert tiny.runs == before


def test_that_unknown_names_are_refused_with_a_suggestion(tiny: Project) -> None:
    with pytest.raises(NotFound, match="did you mean 'big'"):
        tiny.start(distill_spec(teacher="bigg"))
    with pytest.raises(NotFound, match="did you mean 'tales'"):
        tiny.start(distill_spec(corpus="tale"))
    with pytest.raises(NotFound, match="no checkpoint at step 7; it has: 20"):
        tiny.start(distill_spec(teacher="big@7"))
    with pytest.raises(BadInput, match="'big' is taken"):
        tiny.start(distill_spec(name="big"))

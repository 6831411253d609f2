"""A classifier that learns from a classifier: the loss, whole runs, and what is refused."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from tiny_project import distill_spec, ending, finetune_spec, metric_rows, perform, pretrain_spec

from workbench.data.labelled.batches import LabelledBatch
from workbench.distillation.classification import ClassDistillation
from workbench.errors import BadInput
from workbench.events import Outcome
from workbench.models.build import build
from workbench.models.load import read_weights
from workbench.models.spec import BertSpec
from workbench.project import Project
from workbench.training.objectives.classification import class_logits

CPU = torch.device("cpu")
SHAPE = BertSpec(num_layers=1, hidden_size=16, num_heads=2, context=8)


def test_that_the_loss_is_the_formula_over_classes_in_the_teachers_order():
    teacher, student = (build(SHAPE, 19, seed=i, num_classes=3) for i in (1, 2))
    teacher.eval()
    chance = np.random.default_rng(0)
    batch = LabelledBatch(
        ids_bt=chance.integers(0, 19, (4, 8)),
        segments_bt=np.zeros((4, 8), dtype=np.int64),
        lengths_b=np.array([8, 5, 8, 3]),
        labels_b=np.array([0, 2, 1, 1]),
    )
    order = [2, 0, 1]
    work = ClassDistillation(student, teacher, order, CPU, alpha=0.3, temperature=2.0)
    loss = work(batch, 0)
    z_s = class_logits(student, batch, CPU)
    z_t = class_logits(teacher, batch, CPU)[:, order].detach()
    kl = F.kl_div((z_s / 2).log_softmax(-1), (z_t / 2).softmax(-1), reduction="batchmean")
    hard = F.cross_entropy(z_s, torch.from_numpy(batch.labels_b))
    torch.testing.assert_close(loss.total, 0.3 * 4 * kl + 0.7 * hard)
    torch.testing.assert_close(loss.parts["soft"], 4 * kl)
    loss.total.backward()
    assert all(p.grad is None or p.grad.abs().sum() == 0 for p in teacher.parameters())
    gradient = student.get_parameter("classifier.weight").grad
    assert gradient is not None
    assert gradient.abs().sum() > 0


@pytest.fixture
def judged(tiny: Project) -> Project:
    """The tiny project with a classifier and a smaller model."""
    perform(tiny, finetune_spec(name="judge"))
    perform(tiny, distill_spec(stages=[{"steps": 4}]))
    return tiny


def student(**changes: object):
    base = finetune_spec(model="small").task.model_dump()
    return finetune_spec(name="young", model="small", task=base | changes)


def test_that_a_student_learns_classes_from_a_teacher(judged: Project) -> None:
    run = perform(judged, student(teacher="judge"))
    assert ending(run).outcome is Outcome.FINISHED, ending(run).words
    names = {row[0] for row in metric_rows(run)}
    assert {"loss_soft", "loss_hard", "validation_accuracy"} <= names
    assert run.inputs().teacher is not None
    assert "young" in judged.catalogue.dependents(judged.model("judge").record)


@pytest.mark.slow
def test_that_with_alpha_0_the_teacher_changes_nothing(judged: Project) -> None:
    alone = perform(judged, student())
    beside = perform(
        judged, student(teacher="judge", alpha=0.0).model_copy(update={"name": "beside"})
    )
    ours, theirs = (
        read_weights(run.checkpoints()[-1].folder / "model.safetensors") for run in (beside, alone)
    )
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


@pytest.mark.slow
def test_that_a_model_that_cannot_teach_is_refused_by_name(judged: Project) -> None:
    with pytest.raises(BadInput, match="'big' was not fine-tuned to tell classes"):
        judged.start(student(teacher="big"))
    bert = {"family": "bert", "num_layers": 1, "hidden_size": 16, "num_heads": 2, "context": 32}
    perform(judged, pretrain_spec(name="bert", model=bert, loop={"steps": 1}))
    perform(judged, finetune_spec(name="bert judge", model="bert", loop={"steps": 2}))
    with pytest.raises(BadInput, match="'bert judge' and 'small' read text in different ways"):
        judged.start(student(teacher="bert judge"))

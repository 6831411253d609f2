"""How hard each part of the loss pulls, against the formula written out with all logits."""

import weakref

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from workbench.data.causal.batches import CausalBatch
from workbench.distillation.diagnostics import Diagnosis
from workbench.distillation.objective import Distillation
from workbench.distillation.stages import StageSpec
from workbench.distillation.teachers import LiveTeachers
from workbench.models.build import build
from workbench.models.spec import GPTSpec

SHAPE = GPTSpec(num_layers=1, hidden_size=16, num_heads=2, context=12)
STAGES = (StageSpec(alpha=0.3, temperature=2.0),)


@pytest.fixture
def batch():
    ids = np.random.default_rng(0).integers(0, 29, (3, 13))
    return CausalBatch(ids[:, :-1], ids[:, 1:])


@pytest.fixture
def models():
    teacher = build(SHAPE, 29, seed=1).eval().requires_grad_(False)
    return teacher, build(SHAPE, 29, seed=2)


def test_that_the_norms_are_those_of_the_weighted_parts_alone(models, batch):
    teacher, student = models
    objective = Distillation(student, LiveTeachers([teacher]), STAGES, torch.device("cpu"))
    norms = Diagnosis(student, objective, batch, STAGES, 0.0).gradient_norms(0)

    inputs, targets = (torch.from_numpy(one) for one in (batch.inputs_bt, batch.targets_bt))
    theirs, ours = teacher(inputs).flatten(0, 1), student(inputs).flatten(0, 1)
    hard = 0.7 * F.cross_entropy(ours, targets.flatten())
    log_ours, log_theirs = ((one / 2.0).log_softmax(-1) for one in (ours, theirs))
    soft = 0.3 * 4.0 * F.kl_div(log_ours, log_theirs, reduction="batchmean", log_target=True)
    for name, part in (("soft", soft), ("hard", hard)):
        gradients = torch.autograd.grad(part, list(student.parameters()), retain_graph=True)
        norm = torch.cat([one.flatten() for one in gradients]).norm()
        assert norms[f"gradient_norm_{name}"] == pytest.approx(norm.item(), rel=1e-4)


class Remembering:
    """An objective that knows which of its losses are still alive when it is asked again."""

    def __init__(self, objective):
        self.objective = objective
        self.alive = []
        self.made = []

    def __call__(self, batch, step):
        return self.objective(batch, step)

    def on_corpus(self, batch, settings, included=None):
        self.alive.append(sum(one() is not None for one in self.made))
        loss = self.objective.on_corpus(batch, settings, included)
        if loss.total.requires_grad:
            self.made.append(weakref.ref(loss.total))
        return loss


def test_that_never_more_than_one_parts_graph_is_held(models, batch):
    teacher, student = models
    plain = Distillation(student, LiveTeachers([teacher]), STAGES, torch.device("cpu"))
    remembering = Remembering(plain)
    Diagnosis(student, remembering, batch, STAGES, 0.0).gradient_norms(0)
    assert len(remembering.made) == 2  # one graph for each part; asking for their names made none
    assert remembering.alive == [0, 0, 0]
    assert student.training

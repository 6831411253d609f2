"""BERT distillation against the formula over all logits, with padding and both heads."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from workbench.data.masked.batches import MaskedBatch
from workbench.distillation.masked_objective import MaskedDistillation
from workbench.distillation.stages import StageSpec, settings_at
from workbench.models.architectures.bert import Bert
from workbench.models.build import build
from workbench.models.spec import BertSpec
from workbench.spec import validate
from workbench.training.objectives.masked import MaskedLanguageModelling, MaskedTasks, read

CPU = torch.device("cpu")
VOCABULARY, B, T = 37, 5, 12
SHAPE = BertSpec(num_layers=2, hidden_size=16, num_heads=2, context=T)


def model(seed: int) -> Bert:
    made = build(SHAPE, VOCABULARY, seed=seed)
    with torch.no_grad():
        made.token_embedding.weight.mul_(20)
    return made


@pytest.fixture
def batch() -> MaskedBatch:
    """Rows of different lengths, some tokens chosen in each."""
    chance = np.random.default_rng(0)
    lengths = np.array([12, 9, 12, 7, 10])
    seen = np.arange(T) < lengths[:, None]
    ids = np.where(seen, chance.integers(5, VOCABULARY, (B, T)), 0)
    chosen = np.flatnonzero(seen.flatten() & (chance.random(B * T) < 0.3))
    return MaskedBatch(
        ids_bt=ids,
        segments_bt=(np.arange(T) > 4).astype(np.int64) * seen,
        seen_bt=seen,
        chosen_n=chosen,
        targets_n=chance.integers(5, VOCABULARY, len(chosen)),
        labels_b=chance.integers(0, 2, B),
    )


def logits(bert: Bert, batch: MaskedBatch) -> tuple[torch.Tensor, torch.Tensor]:
    """(of every token, of each pair) in the plain way."""
    hidden = bert.hidden(
        torch.from_numpy(batch.ids_bt),
        segments_bt=torch.from_numpy(batch.segments_bt),
        seen_bt=torch.from_numpy(batch.seen_bt),
    )
    return bert.masked_logits(hidden).flatten(0, 1), bert.next_sentence_logits(
        bert.pooled(hidden[:, 0])
    )


def stage(**settings: object) -> tuple[StageSpec, ...]:
    return (validate(StageSpec, settings),)


@pytest.mark.parametrize("positions", ["chosen", "all"])
@pytest.mark.parametrize("alpha", [0.3, 1.0])
def test_that_loss_parts_and_gradients_equal_the_formula(batch, positions, alpha):
    teacher, student = model(1).eval().requires_grad_(False), model(2)
    stages = stage(alpha=alpha, temperature=2.0, soft_positions=positions)
    work = MaskedDistillation(student, [teacher], [1.0], stages, CPU, MaskedTasks())
    loss = work(batch, 0)
    (z_t, _), (z_s, pair_s) = logits(teacher, batch), logits(student, batch)
    at = torch.from_numpy(batch.chosen_n)
    where = at if positions == "chosen" else torch.from_numpy(batch.seen_bt.flatten())
    kl = F.kl_div(
        (z_s[where] / 2).log_softmax(-1), (z_t[where] / 2).softmax(-1), reduction="batchmean"
    )
    mlm = F.cross_entropy(z_s[at], torch.from_numpy(batch.targets_n))
    nsp = F.cross_entropy(pair_s, torch.from_numpy(batch.labels_b))
    wanted = {"soft": 4 * kl, "mlm": mlm, "nsp": nsp}
    total = alpha * 4 * kl + (1 - alpha) * (mlm + nsp)
    for name, value in {"total": loss.total, **loss.parts}.items():
        torch.testing.assert_close(value, {**wanted, "total": total}[name], rtol=1e-5, atol=1e-6)
    parameters = list(student.parameters())
    ours = torch.autograd.grad(loss.total, parameters, allow_unused=True)
    theirs = torch.autograd.grad(total, parameters, allow_unused=True)
    for one, other in zip(ours, theirs, strict=True):
        if one is not None and other is not None:
            torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-6)


def test_that_the_parts_alone_add_up(batch):
    teacher, student = model(1).eval(), model(2)
    stages = stage(alpha=0.25)
    work = MaskedDistillation(student, [teacher], [1.0], stages, CPU, MaskedTasks())
    settings = settings_at(stages, 0)
    alone = [work.on_corpus(batch, settings, frozenset([n])).total for n in ("soft", "mlm", "nsp")]
    torch.testing.assert_close(torch.stack(alone).sum(), work(batch, 0).total)


def test_that_with_alpha_0_it_is_pretraining_to_the_bit(batch):
    student = model(2)
    work = MaskedDistillation(student, [], [], stage(alpha=0.0), CPU, MaskedTasks())
    plain = MaskedLanguageModelling(student, CPU, MaskedTasks())(batch, 0)
    assert torch.equal(work(batch, 0).total, plain.total)


def test_that_the_chosen_states_alone_are_those_of_reading_everything(batch):
    bert = model(3).eval()
    short, whole = read(bert, batch, CPU), read(bert, batch, CPU, everything=True)
    assert short.hidden_btc is None
    torch.testing.assert_close(short.chosen_nc, whole.chosen_nc)
    torch.testing.assert_close(short.first_bc, whole.first_bc)
    assert len(whole.seen_nc) == batch.seen_bt.sum()

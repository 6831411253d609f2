"""A model that learned to repeat: induction heads are found, named, removed and put back.

Olsson et al. 2022, "In-context Learning and Induction Heads". Shapes: b texts, t tokens, q queries,
h heads, c hidden size, l layers.
"""

import math
from dataclasses import dataclass

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.inspection.hooks import Recorder, Site, changed
from workbench.inspection.interventions.apply import changes_of, head_size
from workbench.inspection.interventions.importance import head_importance
from workbench.inspection.interventions.spec import ScaledHead
from workbench.inspection.patching.runs import Contrast, ModelRun, PatchedRun, patch_rows
from workbench.inspection.scored import scored_next
from workbench.models.blocks.block import TransformerBlock
from workbench.models.blocks.trace import Trace
from workbench.models.build import build
from workbench.models.gpt import GPT
from workbench.models.spec import GPTSpec

pytestmark = pytest.mark.slow

VOCABULARY, CONTEXT = 40, 40
SPEC = GPTSpec(num_layers=2, hidden_size=32, num_heads=2, context=CONTEXT, dropout=0.0)
STEPS, TEXTS, LEARNING_RATE = 500, 64, 5e-3
UNKNOWN_WEIGHT = 0.1
"""Of the tokens that nothing before tells: enough for their loss to stay that of chance."""
PERIOD = 16
LEAST_SCORE = 0.5
CHANCE = math.log(VOCABULARY)

Heads = frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Repeats:
    """The trained model, and random tokens that come twice."""

    model: GPT
    ids_bt: Tensor

    def loss(self, ablated: Heads = frozenset()) -> float:
        """Of the tokens that can be known from the first half."""
        off = [ScaledHead(layer=layer, head=head) for layer, head in ablated]
        with torch.no_grad(), changed(self.model, changes_of(self.model, off, lambda _: ())):
            logits_btv = self.model(self.ids_bt[:, :-1])[:, PERIOD:]
        return float(F.cross_entropy(logits_btv.transpose(1, 2), self.ids_bt[:, PERIOD + 1 :]))


@pytest.fixture(scope="module")
def repeats() -> Repeats:
    """Trained on random tokens that repeat after 8 to 19, until it predicts them."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    chance = torch.Generator().manual_seed(0)
    model = build(SPEC, VOCABULARY, seed=0)
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, betas=(0.9, 0.99))
    for step in range(STEPS):
        optimizer.param_groups[0]["lr"] = LEARNING_RATE * min(1.0, (step + 1) / 50)
        ids_bt, is_known_bt = repeated(chance)
        losses_bt = F.cross_entropy(
            model(ids_bt[:, :-1]).transpose(1, 2), ids_bt[:, 1:], reduction="none"
        )
        known, others = losses_bt[is_known_bt[:, 1:]], losses_bt[~is_known_bt[:, 1:]]
        loss = known.mean() + UNKNOWN_WEIGHT * others.mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    torch.set_num_threads(threads)
    first_bt = torch.randint(0, VOCABULARY, (TEXTS, PERIOD), generator=chance)
    return Repeats(model.eval().requires_grad_(False), first_bt.repeat(1, 2))


def repeated(chance: torch.Generator) -> tuple[Tensor, Tensor]:
    """Texts with a period each, and where their tokens are known from what came before."""
    ids_bt = torch.empty(TEXTS, CONTEXT, dtype=torch.int64)
    is_known_bt = torch.zeros(TEXTS, CONTEXT, dtype=torch.bool)
    for row in range(TEXTS):
        period = int(torch.randint(8, 20, (1,), generator=chance))
        first_t = torch.randint(0, VOCABULARY, (period,), generator=chance)
        ids_bt[row] = first_t.repeat(-(-CONTEXT // period))[:CONTEXT]
        is_known_bt[row, period + 1 :] = True
    return ids_bt, is_known_bt


def induction_heads(repeats: Repeats) -> Heads:
    """Those whose queries of the second half look behind the same token of the first half."""
    trace = Trace(range(2))
    with torch.no_grad():
        repeats.model.hidden(repeats.ids_bt, trace=trace)
    query_q = torch.arange(PERIOD, 2 * PERIOD)
    scores_lh = torch.stack(
        [
            trace.attention_bhqk[layer][:, :, query_q, query_q - PERIOD + 1].mean(dim=(0, 2))
            for layer in range(2)
        ]
    )
    return frozenset((int(one), int(two)) for one, two in (scores_lh > LEAST_SCORE).nonzero())


def attributions(repeats: Repeats) -> dict[tuple[int, int], float]:
    """What each head adds to the true token's logit, less the mean over tokens; the final norm's
    scale is that of the whole."""
    model, ids_bt = repeats.model, repeats.ids_bt
    recorder = Recorder([Site("heads", 0), Site("heads", 1), Site("stream", 2)])
    with torch.no_grad(), changed(model, recorder.changes()):
        model.hidden(ids_bt)
    final_btc = recorder[Site("stream", 2)]
    std_bt1 = (final_btc.var(-1, unbiased=False, keepdim=True) + model.final_norm.eps).sqrt()
    toward_btc = model.head_weight[ids_bt[:, PERIOD + 1 :]] - model.head_weight.mean(dim=0)
    added = {}
    for layer in range(2):
        width = head_size(model, layer)
        for head in range(2):
            columns = slice(head * width, (head + 1) * width)
            mixed_btd = recorder[Site("heads", layer)][..., columns]
            block = model.blocks[layer]
            assert isinstance(block, TransformerBlock)
            part_btc = mixed_btd @ block.attention_out.weight[:, columns].T
            normed_btc = (part_btc - part_btc.mean(-1, keepdim=True)) / std_bt1
            scaled_btc = (normed_btc * model.final_norm.weight)[:, PERIOD:-1]
            added[layer, head] = float((scaled_btc * toward_btc).sum(-1).mean())
    return added


def test_that_the_model_predicts_what_repeats(repeats: Repeats):
    assert repeats.loss() < 0.1 * CHANCE


def test_that_the_induction_score_finds_heads_of_the_second_layer_and_attribution_names_them(
    repeats: Repeats,
):
    found, added = induction_heads(repeats), attributions(repeats)
    assert found
    assert {layer for layer, _ in found} == {1}
    strongest = sorted(added, key=lambda head: -added[head])[: len(found)]
    assert frozenset(strongest) == found
    assert min(added[head] for head in found) > 10 * max(
        abs(value) for head, value in added.items() if head not in found
    )


def test_that_ablating_them_removes_the_skill_and_not_every_other_head_does(repeats: Repeats):
    found = induction_heads(repeats)
    without = repeats.loss(found)
    assert without > 0.9 * CHANCE
    others = {(layer, head) for layer in range(2) for head in range(2)} - found
    assert min(repeats.loss(frozenset({one})) for one in others) < without - 1.0


def test_that_patching_restores_the_skill(repeats: Repeats):
    """The corrupted text has another token where the one to be copied stands."""
    clean = repeats.ids_bt[0].tolist()[: PERIOD + 8]  # the next one is that of place 8
    copied = 8
    corrupted = list(clean)
    corrupted[copied] = next(one for one in range(VOCABULARY) if one not in clean)
    runs = ModelRun(repeats.model, tuple(clean)), ModelRun(repeats.model, tuple(corrupted))
    contrast = Contrast(len(clean) - 1, clean[copied], corrupted[copied])
    layers = ((0, 0), (1, 1))
    sites = [Site(place, layer) for place in ("attention", "stream") for layer in (0, 1)]
    run = PatchedRun.of(*runs, contrast, sites)
    assert run.clean_difference > 2.0
    assert run.corrupted_difference < -2.0
    *_, (attention, _) = patch_rows(run, "attention", layers)
    assert attention.recovered_lx[1, -1] > 0.9
    assert abs(attention.recovered_lx[1, :-1]).max() < 0.05
    *_, (stream, _) = patch_rows(run, "stream", layers)
    assert stream.recovered_lx[0, copied] == pytest.approx(1.0, abs=1e-3)
    assert stream.recovered_lx[1, copied] > 0.8


def test_that_importance_by_ablation_and_by_gradient_agree_in_rank(repeats: Repeats):
    *_, found = head_importance(
        repeats.model, [scored_next(ids) for ids in repeats.ids_bt[:16].split(1)]
    )
    assert found.rank_correlation > 0.5
    assert found.increase_lh.argmax() == found.gradient_lh.argmax()

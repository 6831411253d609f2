"""A model that learned to repeat: induction heads are found, named, removed and put back.

Olsson et al. 2022, "In-context Learning and Induction Heads". Shapes: b texts, t tokens,
l layers, h heads.
"""

import math
from dataclasses import dataclass

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.inspection.attribution.direct import attributed, read_text
from workbench.inspection.attribution.output_head import next_token_head
from workbench.inspection.attribution.parts import Doubles
from workbench.inspection.heads.measuring import HeadPassages, induction_scores
from workbench.inspection.hooks import Site, changed
from workbench.inspection.interventions.apply import changes_of
from workbench.inspection.interventions.importance import head_importance
from workbench.inspection.interventions.spec import ScaledHead
from workbench.inspection.patching.runs import Contrast, ModelRun, PatchedRun, patch_rows
from workbench.inspection.scored import scored_next
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.spec import GPTSpec

pytestmark = pytest.mark.slow

VOCABULARY, CONTEXT = 40, 40
SPEC = GPTSpec(num_layers=2, hidden_size=32, num_heads=2, context=CONTEXT, dropout=0.0)
STEPS, TEXTS, LEARNING_RATE = 500, 64, 5e-3
UNKNOWN_WEIGHT = 0.1
"""Of the tokens that nothing before tells: enough for their loss to stay that of chance."""
PERIOD = 16
LEAST_SCORE = 0.5
ATTRIBUTED = 28
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
    """Those whose induction score, on other random tokens than the model's own, is high."""
    passages = HeadPassages(repeats.ids_bt, None, frozenset(), tuple(range(VOCABULARY)), ())
    scores_lh = induction_scores(repeats.model, passages, seed=1, threads=1)
    found = np.argwhere(scores_lh > LEAST_SCORE)
    return frozenset((int(layer), int(head)) for layer, head in found)


def attributions(repeats: Repeats) -> Doubles:
    """What each head adds to the logit of the token that must follow, less that of a token which
    the text has not; the mean over texts that end at several places of their second half, lh."""
    found = list[Doubles]()
    for ids in repeats.ids_bt[:ATTRIBUTED].tolist():
        length = PERIOD + 2 + len(found) % (PERIOD - 2)
        absent = next(token for token in range(VOCABULARY) if token not in ids)
        read = read_text(next_token_head(repeats.model, VOCABULARY), ids[:length], threads=1)
        found.append(attributed(read, ids[length], absent, threads=1).heads_lh)
    mean_lh: Doubles = np.mean(found, axis=0)
    return mean_lh


def test_that_the_model_predicts_what_repeats(repeats: Repeats):
    assert repeats.loss() < 0.1 * CHANCE


def test_that_the_induction_score_finds_heads_of_the_second_layer_and_attribution_names_them(
    repeats: Repeats,
):
    found, added_lh = induction_heads(repeats), attributions(repeats)
    assert found
    assert {layer for layer, _ in found} == {1}
    added = {(layer, head): added_lh[layer, head] for layer in range(2) for head in range(2)}
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

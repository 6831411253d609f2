"""The losses that heads are ablated against: next tokens, masked tokens, and classes."""

from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hugging_face import bert_twin, lively
from transformers import BertForMaskedLM

from workbench.inspection.hooks import Site, changed
from workbench.inspection.interventions.importance import (
    ablated_losses,
    head_importance,
    mask_gradients,
    masked_heads,
)
from workbench.inspection.readout import class_logits
from workbench.inspection.scored import (
    ScoredRows,
    mean_loss,
    row_losses,
    scored_classes,
    scored_masked,
    scored_once,
)
from workbench.models.build import build
from workbench.models.spec import FAMILIES, BertSpec

VOCABULARY, MASK, CLASSES = 40, 4, 3
SPECIAL = frozenset(range(7))
IDS = [5, 11, 30, 8, 27, 8, 19, 35, 8, 12, 6]
SIZES: dict[str, Any] = {"num_layers": 2, "hidden_size": 16, "num_heads": 4, "context": 16}
ENCODERS = [name for name, spec in FAMILIES.items() if not spec.is_causal]


def made(family: str, num_classes: int = 0) -> Any:
    """A module; `Any` as its parts are looked into."""
    spec = FAMILIES[family](**SIZES)
    model = lively(build(spec, VOCABULARY, seed=3, num_classes=num_classes), amount=0.3)
    return model.eval().requires_grad_(False)


def without_head(family: str, num_classes: int, layer: int, head: int) -> Any:
    """The same whose output matrix reads nothing of a head."""
    model = made(family, num_classes)
    matrix = model.blocks[layer].attention_out
    width = matrix.in_features // 4
    matrix.weight[:, head * width : (head + 1) * width] = 0
    return model


def test_that_maskings_mask_every_ordinary_token_once() -> None:
    ids_t = torch.tensor(IDS)
    scored = scored_once(ids_t, MASK, SPECIAL, seed=0)
    assert len(scored.read_bt) == 7
    assert scored.scored_bt.sum(0).tolist() == [int(token >= 7) for token in IDS]
    assert (scored.read_bt[scored.scored_bt] == MASK).all()
    assert torch.equal(scored.read_bt.where(~scored.scored_bt, ids_t), ids_t.expand(7, -1))
    assert (scored.counts_b >= 1).all()
    again = scored_once(ids_t, MASK, SPECIAL, seed=0)
    assert torch.equal(again.scored_bt, scored.scored_bt)
    assert len(scored_once(torch.tensor([5, 11, 6]), MASK, SPECIAL, seed=0).read_bt) == 1


def test_that_the_loss_of_masked_tokens_without_a_head_is_hugging_faces() -> None:
    """transformers' own loss, its output matrix reading nothing of the head."""
    spec = BertSpec(**SIZES)
    model = lively(build(spec, VOCABULARY, seed=3), amount=0.3).eval().requires_grad_(False)
    twin: Any = BertForMaskedLM(bert_twin(spec, model).config)
    missing = twin.load_state_dict(bert_twin(spec, model).state_dict(), strict=False).missing_keys
    assert not missing
    twin.eval()
    scored = scored_once(torch.tensor(IDS), MASK, SPECIAL, seed=0)
    labels_bt = scored.targets_bt.where(scored.scored_bt, -100)

    def theirs() -> float:
        with torch.no_grad():
            return float(twin(scored.read_bt, labels=labels_bt).loss)

    assert float(mean_loss(model, scored)) == pytest.approx(theirs(), abs=1e-5)
    for layer in range(2):
        found_h = ablated_losses(model, scored, layer)
        weight = twin.bert.encoder.layer[layer].attention.output.dense.weight
        for head in range(4):
            kept = weight.detach().clone()
            weight.data[:, 4 * head : 4 * head + 4] = 0
            assert found_h[head] == pytest.approx(theirs(), abs=1e-5)
            weight.data.copy_(kept)


@pytest.mark.parametrize("family", FAMILIES)
def test_that_a_class_is_the_one_that_the_whole_model_finds_likeliest(family: str) -> None:
    ids_bt = torch.tensor([IDS, IDS[::-1]])
    model = made(family, CLASSES)
    scored = scored_classes(model, ids_bt)
    logits_bk = class_logits(model, ids_bt)
    states_bc = model.hidden(ids_bt)[:, -1] if model.is_causal else model.text_state(ids_bt)
    torch.testing.assert_close(logits_bk, model.class_logits(states_bc))
    assert scored.targets_b.tolist() == logits_bk.argmax(-1).tolist()
    expected_b = -logits_bk.log_softmax(-1).amax(-1)
    torch.testing.assert_close(row_losses(model, scored), expected_b)
    changed_model = without_head(family, CLASSES, 1, 2)
    changed_bk = class_logits(changed_model, ids_bt)
    expected = float(F.cross_entropy(changed_bk, scored.targets_b))
    assert expected != pytest.approx(float(expected_b.mean()), abs=1e-4)
    assert ablated_losses(model, scored, 1)[2] == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("family", ENCODERS)
@pytest.mark.parametrize("is_class", [False, True])
def test_that_gradients_of_encoders_agree_with_finite_differences(
    family: str, is_class: bool
) -> None:
    model = made(family, CLASSES if is_class else 0).double()
    ids_bt = torch.tensor([IDS])
    scored: ScoredRows = (
        scored_classes(model, ids_bt) if is_class else scored_once(ids_bt[0], MASK, SPECIAL, seed=0)
    )
    gradient_lh, step = mask_gradients(model, scored), 1e-3
    for layer, head in ((0, 1), (1, 3)):
        losses = []
        for mask in (1 + step, 1 - step):
            mask_rh = torch.ones(1, 4, dtype=torch.float64)
            mask_rh[0, head] = mask
            with changed(model, {Site("heads", layer): masked_heads(mask_rh)}):
                losses.append(float(mean_loss(model, scored)))
        slope = (losses[0] - losses[1]) / (2 * step)
        assert gradient_lh[layer, head] == pytest.approx(slope, abs=1e-3)


def test_that_importance_of_an_encoder_counts_its_masked_tokens_and_leaves_nothing() -> None:
    model = made("bert")
    rows = scored_masked(torch.tensor([IDS, IDS[::-1]]), MASK, SPECIAL, seed=0)
    passages = [rows.part(row, row + 1) for row in range(2)]
    *_, found = head_importance(model, passages)
    assert (found.passages, found.tokens) == (2, int(rows.counts_b.sum()))
    singles = [list(head_importance(model, [one]))[-1] for one in passages]
    np.testing.assert_allclose(
        found.gradient_lh, sum(one.gradient_lh for one in singles) / 2, atol=1e-6
    )
    assert not any(p.requires_grad or p.grad is not None for p in model.parameters())
    assert not any(module._forward_pre_hooks for module in model.modules())

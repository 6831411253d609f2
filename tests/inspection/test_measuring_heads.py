import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from family_specs import specs_of
from hugging_face import lively
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from workbench.inspection.comparison.divergence import jensen_shannon
from workbench.inspection.comparison.matching import least_cost_pairs
from workbench.inspection.heads import measuring
from workbench.inspection.heads.ablation import head_zeroed
from workbench.inspection.heads.copying import copying_score, copying_scores, sampled_ids
from workbench.inspection.heads.maps_of_layer import seen_keys
from workbench.inspection.heads.measuring import HeadPassages, MeasuredHeads, measure_heads
from workbench.inspection.heads.spec import ASKED_STAGES, HeadStage
from workbench.inspection.heads.strongest import StrongestOfLayer
from workbench.inspection.heads.table import HeadsProgress
from workbench.inspection.heads.teacher_heads import TeacherHeads
from workbench.inspection.maps.reading import attention_maps
from workbench.inspection.scored import mean_loss, row_losses, scored_masked, scored_next
from workbench.models.blocks.trace import Parts
from workbench.models.build import Model, build
from workbench.models.spec import FAMILIES, AnyModelSpec

VOCABULARY = 40
SPECIAL = frozenset(range(7))
GPT = FAMILIES["gpt"](num_layers=2, hidden_size=16, num_heads=4, context=16)
BERT = FAMILIES["bert"](num_layers=2, hidden_size=16, num_heads=4, context=16)


def made(spec: AnyModelSpec, seed: int = 3) -> Any:
    """A module; `Any` as its parts are looked into."""
    return lively(build(spec, VOCABULARY, seed=seed)).eval().requires_grad_(False)


def passages_of(ids_bt: Tensor, *, causal: bool = True) -> HeadPassages:
    scored = scored_next(ids_bt) if causal else scored_masked(ids_bt, 4, SPECIAL, seed=1)
    return HeadPassages(ids_bt, scored, SPECIAL, tuple(range(7, VOCABULARY)), (5,))


def random_ids(rows: int, tokens: int) -> Tensor:
    torch.manual_seed(0)
    return torch.randint(5, VOCABULARY, (rows, tokens))


def measured(
    model: Model,
    passages: HeadPassages,
    stages: Sequence[HeadStage] = (),
    teacher: TeacherHeads | None = None,
) -> MeasuredHeads:
    *progress, last = measure_heads(model, passages, stages, teacher=teacher)
    assert all(isinstance(one, HeadsProgress) for one in progress)
    assert isinstance(last, MeasuredHeads)
    return last


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_that_measures_are_the_statistics_of_the_maps_of_every_family(
    family: str, data: st.DataObject
) -> None:
    spec = data.draw(specs_of(family))
    model, tokens = made(spec), min(spec.context, 9)
    ids_bt = random_ids(1, tokens)
    values_lh = measured(model, passages_of(ids_bt, causal=model.is_causal)).values_lh
    maps = attention_maps(model, ids_bt[0].tolist(), [""] * tokens)
    statistics = maps.statistics
    for name, expected_lh in (
        ("entropy", statistics.entropy_lh),
        ("distance", statistics.distance_lh),
        ("self", statistics.self_share_lh),
        ("previous", statistics.previous_share_lh),
        ("next", statistics.next_share_lh),
        ("first", statistics.first_share_lh),
    ):
        np.testing.assert_allclose(values_lh[name], expected_lh, atol=1e-5, err_msg=name)


@pytest.mark.parametrize(
    ("window", "causal", "support"),
    [
        (0, True, [1, 2, 3, 4]),
        (3, True, [1, 2, 3, 3]),
        (0, False, [4, 4, 4, 4]),
        (2, False, [2, 3, 3, 2]),
    ],
)
def test_that_a_query_may_see_what_is_in_its_window(
    window: int, causal: bool, support: list[int]
) -> None:
    nothing = torch.zeros(1, 1, 4, 2)
    parts = Parts(nothing, nothing, nothing, window)
    assert seen_keys(parts, causal=causal).sum(-1).tolist() == support


@pytest.mark.parametrize("spec", [GPT, BERT])
def test_that_averages_over_passages_are_the_means_of_single_ones(spec: AnyModelSpec) -> None:
    model, ids_bt = made(spec), random_ids(5, 10)
    causal = model.is_causal
    together = measured(model, passages_of(ids_bt, causal=causal), [HeadStage.ABLATION]).values_lh
    whole = passages_of(ids_bt, causal=causal)
    assert whole.scored is not None
    alone = [
        measured(
            model,
            replace(whole, ids_bt=ids_bt[n : n + 1], scored=whole.scored.part(n, n + 1)),
            [HeadStage.ABLATION],
        ).values_lh
        for n in range(5)
    ]
    for name, values_lh in together.items():
        values_blh = [one[name] for one in alone]
        mean_lh = np.nanmean(values_blh, axis=0)
        if name == "ablation":  # each scored token counts alike
            mean_lh = np.average(values_blh, axis=0, weights=whole.scored.counts_b)
        np.testing.assert_allclose(values_lh, mean_lh, atol=1e-5, err_msg=name)


def test_that_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    model, passages = made(GPT), passages_of(random_ids(7, 10))
    whole = measured(model, passages)
    monkeypatch.setattr(measuring, "rows_at_once", lambda *_: 2)
    parts = measured(model, passages)
    for name, values_lh in whole.values_lh.items():
        np.testing.assert_allclose(parts.values_lh[name], values_lh, atol=1e-6, err_msg=name)
    for one, other in zip(whole.strongest, parts.strongest, strict=True):
        assert one.tokens(2) == other.tokens(2)
        places = [[(c.passage, c.query, c.key) for c in side.cells(2)] for side in (one, other)]
        assert places[0] == places[1]


@pytest.mark.parametrize("family", FAMILIES)
def test_that_ablating_a_head_equals_a_model_whose_columns_are_zero(family):
    model = made(FAMILIES[family](num_layers=2, hidden_size=16, num_heads=4, context=16))
    passages = passages_of(random_ids(3, 10), causal=model.is_causal)
    assert passages.scored is not None
    result = measured(model, passages, [HeadStage.ABLATION])
    own = float(mean_loss(model, passages.scored))
    assert result.loss == pytest.approx(own, abs=1e-6)
    zeroed = made(FAMILIES[family](num_layers=2, hidden_size=16, num_heads=4, context=16))
    width = zeroed.blocks[1].attention_out.in_features // 4
    zeroed.blocks[1].attention_out.weight[:, 2 * width : 3 * width] = 0
    effect = float(mean_loss(zeroed, passages.scored)) - own
    assert abs(effect) > 1e-4
    assert result.values_lh["ablation"][1, 2] == pytest.approx(effect, abs=1e-5)


def test_that_the_loss_of_passages_is_that_of_their_next_tokens() -> None:
    model, ids_bt = made(GPT), random_ids(3, 10)
    logits_btv = model(ids_bt)
    losses = [
        torch.nn.functional.cross_entropy(logits_btv[b, :-1], ids_bt[b, 1:]) for b in range(3)
    ]
    torch.testing.assert_close(row_losses(model, scored_next(ids_bt)), torch.stack(losses))


def test_that_a_berts_loss_is_on_some_masked_ordinary_tokens() -> None:
    ids_bt = random_ids(4, 16)
    scored = scored_masked(ids_bt, 4, SPECIAL, seed=1)
    assert (scored.read_bt[scored.scored_bt] == 4).all()
    assert torch.equal(scored.read_bt[~scored.scored_bt], ids_bt[~scored.scored_bt])
    ordinary_b = (ids_bt >= 7).sum(-1)
    assert scored.scored_bt.sum(-1).tolist() == (ordinary_b * 0.15).round().clamp(min=1).tolist()
    assert (ids_bt[scored.scored_bt] >= 7).all()


def test_that_divergences_are_those_of_matched_heads() -> None:
    student, ids_bt = made(GPT), random_ids(3, 10)
    teacher = made(FAMILIES["gpt"](num_layers=3, hidden_size=24, num_heads=6, context=16), seed=9)
    values_lh = measured(
        student, passages_of(ids_bt), teacher=TeacherHeads(teacher, ((2, 1),))
    ).values_lh["divergence"]
    assert np.isnan(values_lh[0]).all()
    maps = [
        [attention_maps(one, row.tolist(), [""] * 10).attention_lhqk for row in ids_bt]
        for one in (teacher, student)
    ]
    pairs_ij = np.mean(
        [jensen_shannon(theirs[2], ours[1]) for theirs, ours in zip(*maps, strict=True)], axis=0
    )
    for theirs, ours in least_cost_pairs(pairs_ij.tolist()):
        assert values_lh[1, ours] == pytest.approx(pairs_ij[theirs, ours], abs=1e-5)


def test_that_a_model_is_not_far_from_itself() -> None:
    model = made(GPT)
    teacher = TeacherHeads(model, ((0, 0), (1, 1)))
    values_lh = measured(model, passages_of(random_ids(3, 10)), teacher=teacher).values_lh
    np.testing.assert_allclose(values_lh["divergence"], 0, atol=1e-6)


# -- copying


@given(seed=st.integers(0, 1000))
def test_that_a_copying_score_is_that_of_the_whole_circuits_eigenvalues(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values_vd, logits_vd = rng.standard_normal((2, 9, 3))
    centre_vv = np.eye(9) - 1 / 9
    eigenvalues_v = np.linalg.eigvals(centre_vv @ logits_vd @ values_vd.T @ centre_vv)
    expected = eigenvalues_v.real.sum() / np.abs(eigenvalues_v).sum()
    score = copying_score(torch.from_numpy(values_vd), torch.from_numpy(logits_vd))
    assert float(score) == pytest.approx(expected, abs=1e-6)


def test_that_a_head_that_copies_scores_one_and_its_opposite_minus_one() -> None:
    values_vd = torch.randn(12, 4, generator=torch.Generator().manual_seed(1))
    assert float(copying_score(values_vd, values_vd)) == pytest.approx(1, abs=1e-6)
    assert float(copying_score(values_vd, -values_vd)) == pytest.approx(-1, abs=1e-6)
    assert math.isnan(copying_score(values_vd, torch.zeros(12, 4)))


@pytest.mark.parametrize("family", [name for name in FAMILIES if FAMILIES[name].is_causal])
@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_that_a_circuit_is_what_a_head_makes_of_embeddings_by_itself(family, data):
    """The oracle: logits of the head's output alone, token by token, through the real modules."""
    model = made(data.draw(specs_of(family)))
    ids_v, layer, head = torch.arange(VOCABULARY), model.num_layers - 1, model.num_heads - 1
    scores_lh = copying_scores(model, ids_v)
    block = model.blocks[layer]
    width = block.attention_out.in_features // model.num_heads
    first: dict[str, Tensor] = {}
    hook = block.attention_out.register_forward_pre_hook(
        lambda _, inputs: first.update(mixed=inputs[0])
    )
    before = [
        one.register_forward_hook(lambda _, inputs, __: inputs[0]) for one in model.blocks[:layer]
    ]
    model.hidden(ids_v[:, None])
    for one in (hook, *before):
        one.remove()
    values_vd = first["mixed"][:, 0].chunk(model.num_heads, dim=-1)[head]
    matrix_dc = block.attention_out.weight[:, head * width : (head + 1) * width].T.double()
    gain_c = model.final_norm.weight.double()
    if family == "gemma":
        gain_c = (1 + gain_c) * (1 + block.attention_adds.weight.double())
    if isinstance(model.final_norm, torch.nn.LayerNorm):
        matrix_dc = matrix_dc - matrix_dc.mean(-1, keepdim=True)
    logits_vd = model.head_weight.double() @ (matrix_dc * gain_c).T
    expected = float(copying_score(values_vd.double(), logits_vd))
    assert float(scores_lh[layer, head]) == pytest.approx(expected, abs=1e-3, nan_ok=True)


def test_that_a_large_vocabulary_is_sampled_evenly() -> None:
    assert sampled_ids(torch.arange(10), 4).tolist() == [0, 3, 6, 9]
    assert sampled_ids(torch.arange(4), 4).tolist() == [0, 1, 2, 3]


# -- where heads attend hardest


def test_that_the_hardest_places_leave_out_the_first_key_and_count_strong_weights() -> None:
    ids_bt = torch.tensor([[9, 7, 8, 7], [8, 8, 9, 7]])
    maps = torch.tensor(
        [
            [[1, 0, 0, 0], [0.9, 0.1, 0, 0], [0.3, 0.6, 0.1, 0], [0.1, 0.2, 0.7, 0]],
            [[1, 0, 0, 0], [0.5, 0.5, 0, 0], [0.9, 0.1, 0, 0], [0.0, 0.05, 0.05, 0.9]],
        ]
    )[:, None]
    found = StrongestOfLayer(1, ids_bt.unique())
    found.add(0, ids_bt, maps)
    cells = [(c.passage, c.query, c.key, round(c.weight, 3)) for c in found.cells(0)]
    assert cells == [(1, 3, 3, 0.9), (0, 3, 2, 0.7)]
    strong = found.tokens(0)
    assert dict(strong.queries) == {8: 2, 7: 2}
    assert dict(strong.keys) == {7: 2, 8: 2}
    assert strong.total == 4


# -- the whole


def test_that_what_was_asked_for_is_measured_and_progress_is_told() -> None:
    model, passages = made(GPT), passages_of(random_ids(3, 10))
    steps = list(measure_heads(model, passages, ASKED_STAGES))
    told = [(one.stage, one.done, one.total) for one in steps if isinstance(one, HeadsProgress)]
    assert told[0] == (HeadStage.ATTENTION, 0, 3)
    assert told[-1] == (HeadStage.ABLATION, 27, 27)
    assert isinstance(steps[-1], MeasuredHeads)
    assert {"induction", "copying", "ablation"} < set(steps[-1].values_lh)
    assert "divergence" not in steps[-1].values_lh


def test_that_a_bert_has_neither_induction_nor_copying() -> None:
    values_lh = measured(
        made(BERT), passages_of(random_ids(3, 10), causal=False), ASKED_STAGES
    ).values_lh
    assert not {"induction", "copying"} & set(values_lh)
    assert "ablation" in values_lh


def test_that_a_measurement_given_up_leaves_nothing_behind():
    model, passages = made(GPT), passages_of(random_ids(3, 10))
    before_btc = model.hidden(passages.ids_bt)
    threads = torch.get_num_threads()
    steps = measure_heads(model, passages, ASKED_STAGES)
    for step in steps:
        if isinstance(step, HeadsProgress) and (step.stage, step.done) == (HeadStage.ABLATION, 12):
            break
    steps.close()
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())
    assert torch.equal(model.hidden(passages.ids_bt), before_btc)
    assert torch.get_num_threads() == threads
    assert not torch.is_inference_mode_enabled()


def test_that_a_zeroed_head_leaves_the_others_alone() -> None:
    model = made(GPT)
    (change,) = head_zeroed(model, 1, 2).values()
    mixed_btx = torch.randn(2, 3, 16)
    kept_btx = mixed_btx.clone()
    zeroed_btx = change(mixed_btx)
    assert torch.equal(mixed_btx, kept_btx)
    assert (zeroed_btx[..., 8:12] == 0).all()
    assert torch.equal(zeroed_btx[..., :8], mixed_btx[..., :8])
    assert torch.equal(zeroed_btx[..., 12:], mixed_btx[..., 12:])

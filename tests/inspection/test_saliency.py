from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
import torch
from family_specs import SPECS, named
from hugging_face import gpt2_twin, lively
from torch import Tensor

from workbench.errors import BadInput
from workbench.inspection.attribution.gradients import EmbeddingSaliency, Score, saliency
from workbench.inspection.attribution.output_head import (
    class_head,
    masked_token_head,
    next_token_head,
)
from workbench.inspection.attribution.path_integral import (
    TOLERANCE,
    Doubles,
    PathIntegral,
    ScorePath,
    path_integral,
)
from workbench.inspection.attribution.scores import score_of
from workbench.inspection.attribution.spec import DEFAULT_STEPS, SaliencySettings
from workbench.inspection.attribution.token_saliency import SaliencyProgress
from workbench.models.architectures.gpt import GPT
from workbench.models.build import Model, build
from workbench.models.spec import AnyModelSpec, BertSpec, GPTSpec, LlamaSpec

VOCABULARY, TOKEN, OTHER, REFERENCE = 40, 5, 9, 1
IDS = [11, 30, 8, 27, 8, 19, 35, 8, 12]
SIZES: Any = {"num_layers": 2, "hidden_size": 32, "num_heads": 4, "context": 16}
SMOOTH = [
    spec
    for spec in SPECS
    if getattr(spec, "masked_head", True)
    and getattr(spec, "activation", "") != "relu"
    # A norm of two numbers jumps where both pass zero.
    and not (spec.family == "gemma" and getattr(spec, "head_width", 0) == 2)
]


def lively_model(spec: AnyModelSpec, num_classes: int = 0) -> Model:
    model = lively(build(spec, VOCABULARY, seed=3, num_classes=num_classes))
    return model.eval().requires_grad_(False)


def token_score(model: Model, explained: Any = "logit", versus: int | None = None) -> Score:
    head = (
        next_token_head(model, VOCABULARY)
        if model.is_causal
        else masked_token_head(model, 4, VOCABULARY)
    )
    return score_of(head.logits, explained, TOKEN, versus)


def found(
    model: Model, score: Score, ids: Sequence[int] = IDS, **settings: Any
) -> EmbeddingSaliency:
    chosen = SaliencySettings(**{"baseline": "token", **settings})
    *_, last = saliency(model, ids, score, chosen, 1, REFERENCE)
    assert isinstance(last, EmbeddingSaliency)
    return last


def gap(one: EmbeddingSaliency) -> float:
    """How far the values miss the difference of the scores, as a share of it."""
    difference = one.score - one.baseline_score
    return abs((float(one.values_t.sum()) - difference) / difference)


@pytest.mark.slow
@pytest.mark.parametrize("spec", SMOOTH, ids=named)
def test_that_integrated_gradients_are_complete_to_one_per_cent(spec: AnyModelSpec) -> None:
    model = lively_model(spec)
    one = found(model, token_score(model))
    assert gap(one) < 0.01
    logits_v = (
        model(torch.tensor([IDS]))[0, -1]
        if model.is_causal
        else model.masked_logits(model.hidden(torch.tensor([IDS]))[0, 4])
    )
    assert one.score == pytest.approx(float(logits_v[TOKEN]), abs=1e-5)
    replaced = torch.full((1, len(IDS)), REFERENCE)
    assert one.baseline_score == pytest.approx(float(token_score(model)(replaced)), abs=1e-5)


@pytest.mark.parametrize("baseline", ["token", "mean", "zero"])
@pytest.mark.parametrize("explained", ["logit", "probability"])
def test_that_more_steps_leave_a_smaller_gap(baseline: str, explained: str) -> None:
    model = lively_model(GPTSpec(**SIZES))
    score = token_score(model, explained, versus=OTHER)
    gaps = [
        gap(found(model, score, baseline=baseline, explained=explained, steps=steps))
        for steps in (4, 64)
    ]
    assert gaps[0] > 10 * gaps[1]
    assert gaps[1] < 0.002


def test_that_integrated_gradients_are_hugging_faces_along_the_path() -> None:
    spec = GPTSpec(**SIZES)
    model = lively_model(spec)
    assert isinstance(model, GPT)
    twin = gpt2_twin(spec, model)
    rows = twin.transformer.wte.weight.detach()
    text_tc, base_tc = rows[IDS], rows[[REFERENCE] * len(IDS)]
    total_tc, steps = torch.zeros_like(text_tc), 400
    for step in range(steps):  # the midpoint rule
        share = (step + 0.5) / steps
        inputs = (base_tc + share * (text_tc - base_tc)).requires_grad_()
        logits_v = twin(inputs_embeds=inputs[None]).logits[0, -1]
        difference = logits_v[TOKEN] - logits_v[OTHER]
        total_tc += torch.autograd.grad(difference, inputs)[0] / steps
    expected_t = (total_tc * (text_tc - base_tc)).sum(-1)
    one = found(model, token_score(model, versus=OTHER))
    np.testing.assert_allclose(one.values_t, expected_t.numpy(), atol=2e-4)


@pytest.mark.slow
def test_that_a_score_that_leaps_on_its_way_is_complete_with_the_usual_steps() -> None:
    """Deep models with RMS norms have such ones: a few steps miss the leaps altogether."""
    spec = LlamaSpec(num_layers=4, hidden_size=24, num_heads=3, context=24)
    model = lively(build(spec, VOCABULARY, seed=3), amount=0.5).eval().requires_grad_(False)
    few, usual = (
        found(model, token_score(model), baseline="mean", steps=steps)
        for steps in (64, DEFAULT_STEPS)
    )
    assert gap(few) > 0.1
    assert gap(usual) < 0.005
    assert few.steps < usual.steps < DEFAULT_STEPS


def finite_difference(model: Model, score: Score, token: int, size: float = 1e-5) -> float:
    """What a little more of a token's own embedding does to the score, by two forward passes."""

    def scaled(share: float) -> Tensor:
        factor_t1 = torch.ones(len(IDS), 1, dtype=torch.float64)
        factor_t1[token] += share
        with model.token_embedding.register_forward_hook(lambda _, __, out: out * factor_t1):
            return score(torch.tensor([IDS]))

    return float(scaled(size) - scaled(-size)) / (2 * size)


# Rotary positions are computed in float32, too coarse for such small steps.
@pytest.mark.parametrize("spec", [GPTSpec(**SIZES), BertSpec(**SIZES)])
def test_that_gradient_x_input_is_the_finite_difference(spec: AnyModelSpec) -> None:
    model = lively_model(spec).double()
    score = token_score(model, "probability")
    one = found(model, score, method="gradient_x_input", explained="probability")
    for token in (0, 4, 8):
        assert one.values_t[token] == pytest.approx(
            finite_difference(model, score, token), rel=1e-5
        )


@pytest.mark.parametrize("spec", [GPTSpec(**SIZES), BertSpec(**SIZES)])
def test_that_a_class_is_explained(spec: AnyModelSpec) -> None:
    model = lively_model(spec, num_classes=3)
    segments = [0] * 5 + [1] * 4
    one = found(model, score_of(class_head(model, len(IDS), segments).logits, "logit", 2, 0))
    assert gap(one) < 0.01
    ids_bt = torch.tensor([IDS])
    state_bc = (
        model.hidden(ids_bt)[:, -1]
        if model.is_causal
        else model.text_state(ids_bt, segments_bt=torch.tensor([segments]))
    )
    logits_k = model.class_logits(state_bc)[0]
    assert one.score == pytest.approx(float(logits_k[2] - logits_k[0]), abs=1e-5)


def test_that_nothing_is_left_on_the_model_even_by_a_score_that_fails() -> None:
    model = lively_model(LlamaSpec(**SIZES))
    ids_bt = torch.tensor([IDS])
    before_btc = model.hidden(ids_bt)

    def fail(_: Tensor) -> Tensor:
        raise RuntimeError("on purpose")

    found(model, token_score(model))
    with pytest.raises(RuntimeError, match="on purpose"):
        found(model, fail)
    assert not any(p.requires_grad or p.grad is not None for p in model.parameters())
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in model.modules())
    assert torch.equal(before_btc, model.hidden(ids_bt))
    assert torch.is_grad_enabled()


class Jump:
    """A path on which the score of two tokens rises steeply at one place alone."""

    def __init__(self) -> None:
        self.shares: list[float] = []

    def scores(self, shares_s: Doubles) -> Doubles:
        return np.tanh(200 * (shares_s - 0.3)) * 3

    def slopes(self, shares_s: Doubles) -> Doubles:
        self.shares += shares_s.tolist()
        slope_s = 600 / np.cosh(200 * (shares_s - 0.3)) ** 2
        return np.stack([slope_s / 3, slope_s * 2 / 3], axis=-1)


def integral(path: ScorePath, most_steps: int) -> PathIntegral:
    """What the generator gives in the end."""
    found: list[PathIntegral] = []

    def walk() -> Iterator[SaliencyProgress]:
        found.append((yield from path_integral(path, most_steps)))

    assert list(walk())
    return found[0]


def test_that_steps_are_taken_where_the_score_changes() -> None:
    path = Jump()
    found = integral(path, 256)
    np.testing.assert_allclose(found.values_t, [2.0, 4.0], rtol=TOLERANCE)
    assert found.steps == len(path.shares) < 100
    for most in (4, 5, 30):
        assert integral(Jump(), most).steps <= most


def test_that_what_is_smooth_takes_few_steps_and_tells_of_them() -> None:
    model = lively_model(GPTSpec(**SIZES))
    *told, last = saliency(model, IDS, token_score(model), SaliencySettings(), 1, REFERENCE)
    assert told == [SaliencyProgress(4 * n, DEFAULT_STEPS) for n in (1, 2, 3, 4)]
    assert isinstance(last, EmbeddingSaliency)
    assert last.steps == 16


@pytest.mark.parametrize(
    "wrong", [{"method": "occlusion"}, {"baseline": "noise"}, {"explained": "loss"}, {"steps": 0}]
)
def test_that_settings_that_are_none_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        SaliencySettings(**wrong)

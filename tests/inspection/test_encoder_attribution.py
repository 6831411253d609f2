"""The parts of the logits of encoders and classes, against transformers and brute force."""

from typing import Any

import numpy as np
import pytest
import torch
from family_specs import SPECS, named
from hugging_face import bert_twin, lively
from torch import Tensor

from workbench.inspection.attribution.direct import attributed, read_text
from workbench.inspection.attribution.output_head import (
    OutputHead,
    class_head,
    direction_of,
    masked_token_head,
)
from workbench.inspection.attribution.parts import LogitParts
from workbench.models.build import build
from workbench.models.spec import FAMILIES, AnyModelSpec, BertSpec, ModernBertSpec

VOCABULARY, PLACE, CLASSES = 40, 4, 3
IDS = [5, 30, 8, 27, 4, 19, 35, 8, 6]
SEGMENTS = [0, 0, 0, 0, 0, 1, 1, 1, 1]
SIZES: dict[str, Any] = {"num_layers": 2, "hidden_size": 24, "num_heads": 3, "context": 12}
ENCODERS = [spec for spec in SPECS if not FAMILIES[spec.family].is_causal]
MASKED = [spec for spec in ENCODERS if getattr(spec, "masked_head", False)]


def made(spec: AnyModelSpec, num_classes: int = 0) -> Any:
    """A module; `Any` as its parts are looked into."""
    model = lively(build(spec, VOCABULARY, seed=3, num_classes=num_classes))
    return model.eval().requires_grad_(False)


def parts_of(head: OutputHead, target: int = 2, versus: int | None = 1) -> LogitParts:
    return attributed(read_text(head, IDS, 1), target, versus, 1)


@pytest.mark.parametrize("spec", MASKED, ids=named)
def test_that_the_parts_of_a_masked_tokens_logit_sum_to_it(spec: AnyModelSpec) -> None:
    model = made(spec)
    hidden_btc = model.hidden(torch.tensor([IDS]), segments_bt=torch.tensor([SEGMENTS]))
    logits_v = model.masked_logits(hidden_btc[:, PLACE])[0]
    head = masked_token_head(model, PLACE, VOCABULARY, SEGMENTS)
    for versus in (None, 9):
        expected = float(logits_v[5]) - (0.0 if versus is None else float(logits_v[versus]))
        parts = parts_of(head, 5, versus)
        assert parts.logit == pytest.approx(expected, abs=1e-5)
        # The quadrature feels where a ReLU bends.
        tolerance = 2e-3 if getattr(spec, "activation", "") == "relu" else 1e-4
        assert parts.total == pytest.approx(expected, abs=tolerance)
        assert not parts.is_linear


@pytest.mark.parametrize("spec", SPECS, ids=named)
def test_that_the_parts_of_a_classs_logit_sum_to_it(spec: AnyModelSpec) -> None:
    model = made(spec, CLASSES)
    head = class_head(model, len(IDS))
    logits_k = head.logits(torch.tensor([IDS]))[0]
    for target, versus in ((2, None), (0, 1)):
        expected = float(logits_k[target]) - (0.0 if versus is None else float(logits_k[versus]))
        parts = parts_of(head, target, versus)
        assert parts.total == pytest.approx(expected, abs=1e-4 if parts.is_linear else 1e-3)
    assert parts.is_linear == (model.is_causal or model.has_linear_classifier)


@pytest.mark.parametrize("pooling", ["cls", "mean"])
def test_that_a_mean_of_states_is_split_over_all_of_them(pooling: Any) -> None:
    model = made(ModernBertSpec(**SIZES, class_pooling=pooling), CLASSES)
    head = class_head(model, len(IDS))
    assert len(head.positions) == (len(IDS) if pooling == "mean" else 1)
    expected = model.class_logits(model.text_state(torch.tensor([IDS])))[0, 2]
    assert parts_of(head, 2, None).total == pytest.approx(float(expected), abs=1e-3)


def test_that_parts_of_a_berts_state_are_what_transformers_sums_lose_without_them() -> None:
    """Its layer norms keep the scale that they have with all parts."""
    spec = BertSpec(**SIZES)
    model = made(spec)
    weight_kc = torch.randn(CLASSES, 24, generator=torch.Generator().manual_seed(0))
    head = OutputHead(
        model, (0,), lambda states_sc, rows: states_sc @ weight_kc[rows].T, slice(None), True
    )
    parts, held = parts_of(head, 2, None), HeldBert(bert_twin(spec, model))
    whole = held.state() @ weight_kc[2]
    assert parts.logit == pytest.approx(float(whole), abs=1e-5)
    for layer in range(2):
        lost = whole - held.state(without=(layer, "attention")) @ weight_kc[2]
        assert parts.attention_l[layer] == pytest.approx(float(lost), abs=1e-5)
        lost = whole - held.state(without=(layer, "feed_forward")) @ weight_kc[2]
        assert parts.feed_forward_l[layer] == pytest.approx(float(lost), abs=1e-5)


class HeldBert:
    """What a BERT of transformers adds at a text's first token, and the scales of its norms."""

    def __init__(self, twin: Any) -> None:
        layers = twin.bert.encoder.layer
        self._embeddings = twin.bert.embeddings
        self._layers = [(one.attention.output, one.output) for one in layers]
        norms = [self._embeddings.LayerNorm]
        norms += [part.LayerNorm for pair in self._layers for part in pair]
        self._read: dict[Any, Tensor] = {}
        self._added: dict[Any, Tensor] = {}
        for norm in norms:
            norm.register_forward_pre_hook(self._keep)
        for part in (part for pair in self._layers for part in pair):
            part.dense.register_forward_hook(self._keep_output)
        twin.bert(torch.tensor([IDS]))

    def state(self, without: tuple[int, str] | None = None) -> Tensor:
        x_c = self._held(self._embeddings.LayerNorm, self._read[self._embeddings.LayerNorm])
        for layer, pair in enumerate(self._layers):
            for name, part in zip(("attention", "feed_forward"), pair, strict=True):
                added_c = self._added[part.dense]
                x_c = self._held(part.LayerNorm, x_c if (layer, name) == without else x_c + added_c)
        return x_c.detach()

    def _held(self, norm: Any, x_c: Tensor) -> Tensor:
        scale = self._read[norm].var(correction=0).add(norm.eps).sqrt()
        held_c: Tensor = (x_c - x_c.mean()) / scale * norm.weight + norm.bias
        return held_c

    def _keep(self, norm: Any, inputs: Any) -> None:
        self._read[norm] = inputs[0][0, 0]

    def _keep_output(self, dense: Any, _: Any, output: Tensor) -> None:
        self._added[dense] = output[0, 0]


def test_that_a_heads_direction_is_the_mean_of_its_gradients_from_the_zero_state() -> None:
    model = made(BertSpec(**SIZES))
    head = masked_token_head(model, PLACE, VOCABULARY)
    state_c = torch.randn(24, generator=torch.Generator().manual_seed(1))
    direction_c, zero = direction_of(head, state_c, 5, 9, 1)
    shares_k = (torch.arange(20_000, dtype=torch.float64) + 0.5) / 20_000
    exact = model.double()
    states_kc = (shares_k[:, None] * state_c).requires_grad_()
    logits_kv = exact.masked_logits(states_kc)
    (logits_kv[:, 5] - logits_kv[:, 9]).sum().backward()
    assert states_kc.grad is not None
    np.testing.assert_allclose(direction_c.numpy(), states_kc.grad.mean(0).numpy(), atol=2e-5)
    nothing_v = exact.masked_logits(torch.zeros(1, 24, dtype=torch.float64))[0]
    assert zero == pytest.approx(float(nothing_v[5] - nothing_v[9]), abs=1e-6)


def test_that_a_head_is_split_where_its_norm_changes_a_small_state_abruptly() -> None:
    """Without biases the layers before the logits give every state of a line the same, but zero."""
    model = made(ModernBertSpec(**SIZES))
    head = masked_token_head(model, PLACE, VOCABULARY)
    state_c = torch.randn(24, generator=torch.Generator().manual_seed(1))
    direction_c, zero = direction_of(head, state_c, 5, None, 1)
    expected = float(model.masked_logits(state_c[None])[0, 5])
    assert float(direction_c @ state_c.double()) + zero == pytest.approx(expected, abs=1e-4)


def test_that_sources_of_an_encoder_are_all_tokens_and_in_a_window_those_nearby() -> None:
    head = masked_token_head(made(BertSpec(**SIZES)), PLACE, VOCABULARY)
    assert parts_of(head).sources_lhk.shape == (2, 3, len(IDS))
    assert parts_of(head).sources_lhk.all()
    near = made(ModernBertSpec(**SIZES, local_attention=4, global_every=3))
    sources_lhk = parts_of(masked_token_head(near, PLACE, VOCABULARY)).sources_lhk
    assert sources_lhk[0].all()
    assert not sources_lhk[1][:, [0, 1, 7, 8]].any()
    assert sources_lhk[1][:, 3:6].all()


def test_that_parts_of_encoders_have_names_in_the_models_order() -> None:
    head = class_head(made(BertSpec(**SIZES), CLASSES), len(IDS))
    names = [part.name for part in parts_of(head).all()]
    assert names[:4] == ["embedding", "position", "segment", "embedding norm bias"]
    assert names[9] == "norm bias 0"
    assert names[-1] == "output bias"
    layers = [part.name for part in parts_of(head).by_layer()]
    assert layers[4:7] == ["attention 0", "feed-forward 0", "norm bias 0"]
    total = sum(part.value for part in parts_of(head).by_layer())
    assert total == pytest.approx(parts_of(head).total)

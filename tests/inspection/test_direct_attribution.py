from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from family_specs import SPECS, named
from hugging_face import gpt2_twin, lively
from torch import Tensor
from typed_keywords import Sizes

from workbench.inspection.attribution.direct import attributed, read_text
from workbench.inspection.attribution.output_head import next_token_head
from workbench.inspection.attribution.parts import LogitParts
from workbench.inspection.hooks import Place, Recorder, Site, changed
from workbench.models.architectures.gpt import GPT
from workbench.models.build import Decoder, build
from workbench.models.spec import FAMILIES, AnyModelSpec, GPTSpec, LlamaSpec

VOCABULARY, TOKEN, OTHER = 40, 5, 9
IDS = [11, 30, 8, 27, 8, 19, 35, 8, 12]
DECODERS = [spec for spec in SPECS if FAMILIES[spec.family].is_causal]


def decoder(spec: AnyModelSpec) -> Decoder:
    model = lively(build(spec, VOCABULARY, seed=3)).eval().requires_grad_(False)
    assert model.is_causal
    return model


def parts_of(model: Decoder, token: int = TOKEN, versus: int | None = None) -> LogitParts:
    return attributed(read_text(next_token_head(model, VOCABULARY), IDS, 1), token, versus, 1)


@pytest.mark.parametrize("spec", DECODERS, ids=named)
def test_that_the_parts_sum_to_the_logit_in_every_decoder(spec: AnyModelSpec) -> None:
    model = decoder(spec)
    logits_v = model(torch.tensor([IDS]))[0, -1]
    parts, difference = parts_of(model), parts_of(model, versus=OTHER)
    assert parts.total == pytest.approx(float(logits_v[TOKEN]), abs=1e-4)
    assert difference.total == pytest.approx(float(logits_v[TOKEN] - logits_v[OTHER]), abs=1e-4)
    assert parts.logit == pytest.approx(float(logits_v[TOKEN]), abs=1e-6)


def last_step(model: Decoder, taken_away_c: Tensor) -> float:
    """The logit where something is taken out of the stream that the final norm reads, whose scale
    stays."""
    recorder = Recorder([Site("stream", model.num_layers)])
    with changed(model, recorder.changes()):
        model.hidden(torch.tensor([IDS]))
    x_c = recorder[Site("stream", model.num_layers)][0, -1]
    norm, left_c = model.final_norm, x_c - taken_away_c
    assert isinstance(norm, torch.nn.LayerNorm | torch.nn.RMSNorm)
    if isinstance(norm, torch.nn.LayerNorm):
        std = (x_c - x_c.mean()).square().mean().add(norm.eps).sqrt()
        normed_c = (left_c - left_c.mean()) / std * norm.weight + norm.bias
    else:
        # Of RMS norms, a family's own is asked how it multiplies.
        assert norm.eps is not None
        rms = x_c.square().mean().add(norm.eps).sqrt()
        ones_c = torch.ones_like(x_c)
        normed_c = left_c / rms * norm(ones_c) / F.rms_norm(ones_c, ones_c.shape, None, norm.eps)
    return float(normed_c @ model.head_weight[TOKEN])


@pytest.mark.parametrize("family", ["gpt", "llama", "neox", "gemma"])
def test_that_a_part_is_what_the_last_step_loses_without_it(family: str) -> None:
    model = decoder(next(spec for spec in DECODERS if spec.family == family))
    parts = parts_of(model)
    layer, head = 1, 2
    places: tuple[Place, ...] = ("attention", "heads", "feed_forward")
    recorder = Recorder([Site(place, layer) for place in places])
    with changed(model, recorder.changes()):
        model.hidden(torch.tensor([IDS]))
    attention_c, heads_c, inner_c = (recorder[Site(p, layer)][0, -1] for p in places)
    whole = last_step(model, torch.zeros_like(attention_c))
    lost = whole - last_step(model, inner_c)
    assert lost == pytest.approx(parts.feed_forward_l[layer], abs=1e-5)
    lost = whole - last_step(model, attention_c)
    assert lost == pytest.approx(parts.attention_l[layer], abs=1e-5)
    block: Any = model.blocks[layer]
    alone_c = torch.zeros_like(heads_c)
    own = slice(head * model.head_size, (head + 1) * model.head_size)
    alone_c[own] = heads_c[own]
    part_c = F.linear(alone_c, block.attention_out.weight)
    if family == "gemma":  # the norm behind attention keeps its scale
        out_c = F.linear(heads_c, block.attention_out.weight)
        part_c = part_c * attention_c / out_c
    lost = whole - last_step(model, part_c)
    assert lost == pytest.approx(parts.heads_lh[layer, head], abs=1e-5)


def test_that_sources_are_hugging_faces_attention_through_values_and_output_matrix() -> None:
    spec = GPTSpec(num_layers=2, hidden_size=24, num_heads=3, context=12)
    model = decoder(spec)
    assert isinstance(model, GPT)
    twin = gpt2_twin(spec, model)
    seen = twin(torch.tensor([IDS]), output_attentions=True, output_hidden_states=True)
    norm, layer = twin.transformer.ln_f, 1
    block: Any = twin.transformer.h[layer]
    values_tc = block.attn.c_attn(block.ln_1(seen.hidden_states[layer]))[0].chunk(3, -1)[2]
    weights_hk = seen.attentions[layer][0, :, -1]
    moved_hkc = torch.stack(
        [
            weights_hk[head, :, None]
            * (values_tc[:, 8 * head : 8 * head + 8] @ block.attn.c_proj.weight[8 * head :][:8])
            for head in range(3)
        ]
    )
    # The stream before the final norm is not among the states that the twin gives.
    before: list[Tensor] = []
    with norm.register_forward_pre_hook(lambda _, inputs: before.append(inputs[0][0, -1])):
        twin(torch.tensor([IDS]))
    scale = before[0].var(correction=0).add(norm.eps).sqrt()
    centred_hkc = moved_hkc - moved_hkc.mean(-1, keepdim=True)
    expected_hk = (centred_hkc / scale * norm.weight) @ twin.lm_head.weight[TOKEN]
    np.testing.assert_allclose(
        parts_of(model).sources_lhk[layer], expected_hk.detach().numpy(), atol=1e-5
    )


def test_that_a_window_leaves_far_tokens_no_share() -> None:
    sizes: Sizes = {"num_layers": 1, "hidden_size": 16, "num_heads": 2, "context": 16}
    sources_hk = parts_of(decoder(LlamaSpec(**sizes, sliding_window=3))).sources_lhk[0]
    assert not sources_hk[:, :-3].any()
    assert sources_hk[:, -3:].all()


def test_that_parts_have_names_and_their_order_is_the_models() -> None:
    model = decoder(GPTSpec(num_layers=2, hidden_size=16, num_heads=2, context=16))
    names = [part.name for part in parts_of(model).all()]
    layers = [
        [f"head {n}.0", f"head {n}.1", f"attention bias {n}", f"feed-forward {n}"] for n in (0, 1)
    ]
    assert names == ["embedding", "position", *layers[0], *layers[1], "final norm bias"]
    sizes = [abs(part.value) for part in parts_of(model).strongest()]
    assert sizes == sorted(sizes, reverse=True)

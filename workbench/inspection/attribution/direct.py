"""Direct logit attribution: what each part of a decoder adds to a logit, from one forward pass.

nostalgebraist 2020, "interpreting GPT: the logit lens"; Elhage et al. 2021, "A Mathematical
Framework for Transformer Circuits". The residual stream of these models is a sum; the norms behind
it (the final one, and Gemma's behind each part) keep the scale that they have at the position, so
that a logit is a sum too. Shapes: t tokens, c hidden size, h heads, k keys, d width of a head,
l layers, v vocabulary, q the one query.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from workbench.inspection.attribution.frozen_norm import before_norm
from workbench.inspection.attribution.parts import LogitParts
from workbench.inspection.hooks import Recorder, Site, changed
from workbench.models.blocks.block import TransformerBlock
from workbench.models.blocks.trace import Parts, Trace, causal_mask, probabilities
from workbench.models.build import Decoder
from workbench.models.inference import inference_context


@dataclass(frozen=True)
class ReadText:
    """A text as a decoder read it, at its last token: all that its logits are made of.

    `embedded_c` is what the first block reads and `last_c` what the final norm does.
    """

    model: Decoder
    num_tokens: int
    parts_l: tuple[Parts, ...]
    embedded_c: Tensor
    feed_forward_lc: tuple[Tensor, ...]
    last_c: Tensor
    logits_v: Tensor


def read_text(model: Decoder, ids: Sequence[int], threads: int) -> ReadText:
    """Read a text of 1 to `context` tokens once; `model` must be in eval mode."""
    layers = range(model.num_layers)
    trace = Trace(parts_of=layers)
    added = [Site("feed_forward", layer) for layer in layers]
    ends = Site("stream", 0), Site("stream", model.num_layers)
    recorder = Recorder([*added, *ends])
    ids_bt = torch.tensor([list(ids)], device=model.head_weight.device)
    with inference_context(threads), changed(model, recorder.changes()):
        hidden_btc = model.hidden(ids_bt, trace=trace)
        logits_v = model.next_logits(hidden_btc[:, -1])[0]
    embedded_c, last_c = (recorder.pop(site)[0, -1].double() for site in ends)
    return ReadText(
        model=model,
        num_tokens=len(ids),
        parts_l=tuple(trace.parts[layer] for layer in layers),
        embedded_c=embedded_c,
        feed_forward_lc=tuple(recorder.pop(site)[0, -1].double() for site in added),
        last_c=last_c,
        logits_v=logits_v,
    )


def attributed(read: ReadText, token: int, versus: int | None, threads: int) -> LogitParts:
    """The parts of a token's logit, or of the difference to that of another one."""
    model = read.model
    with inference_context(threads):
        reading_c = model.head_weight[token].double()
        logit = float(read.logits_v[token])
        if versus is not None:
            reading_c = reading_c - model.head_weight[versus].double()
            logit -= float(read.logits_v[versus])
        direction_c, bias = before_norm(model.final_norm, read.last_c, reading_c)
        position_c = _position(read)
        layers = [_attention(read, layer, direction_c) for layer in range(model.num_layers)]
        return LogitParts(
            embedding=float((read.embedded_c - position_c) @ direction_c),
            position=float(position_c @ direction_c) if _learns_positions(model) else None,
            sources_lhk=np.stack([sources_hk.cpu().numpy() for sources_hk, _ in layers]),
            attention_bias_l=np.array([own for _, own in layers]),
            feed_forward_l=np.array([float(x_c @ direction_c) for x_c in read.feed_forward_lc]),
            final_norm_bias=bias,
            logit=logit,
        )


def _learns_positions(model: nn.Module) -> bool:
    return hasattr(model, "position_embedding")


def _position(read: ReadText) -> Tensor:
    """What the last token's learned position adds to its embedding, c; 0 without such."""
    if not _learns_positions(read.model):
        return torch.zeros_like(read.embedded_c)
    embedding = read.model.get_submodule("position_embedding")
    weight_tc: Tensor = embedding.get_parameter("weight")
    return weight_tc[read.num_tokens - 1].double()


def _attention(read: ReadText, layer: int, direction_c: Tensor) -> tuple[Tensor, float]:
    """What the heads of a layer add by each token, hk, and what its bias adds."""
    block, parts = read.model.blocks[layer], read.parts_l[layer]
    assert isinstance(block, TransformerBlock)
    weights_hk, values_hkd = _seen_by_last(parts)
    heads, _, width = values_hkd.shape
    weight_chd = block.attention_out.weight.double().view(-1, heads, width)
    if block.attention_adds is not block.attention_out:
        mixed_hd = torch.einsum("hk,hkd->hd", weights_hk, values_hkd)
        out_c = torch.einsum("hd,chd->c", mixed_hd, weight_chd)
        # No attention of ours has both a bias and a norm behind it.
        assert block.attention_out.bias is None
        direction_c, _ = before_norm(block.attention_adds, out_c, direction_c)
    bias = block.attention_out.bias
    reading_hd = torch.einsum("c,chd->hd", direction_c, weight_chd)
    sources_hk = weights_hk * torch.einsum("hkd,hd->hk", values_hkd, reading_hd)
    return sources_hk, 0.0 if bias is None else float(bias.double() @ direction_c)


def _seen_by_last(parts: Parts) -> tuple[Tensor, Tensor]:
    """The last token's attention, hk, and the values that it mixes, hkd."""
    keys = parts.k_bhtd.shape[2]
    seen_qk = causal_mask(1, keys, parts.k_bhtd.device, parts.window)
    weights_bhqk = probabilities(parts.q_bhtd[:, :, -1:], parts.k_bhtd, seen_qk)
    return weights_bhqk[0, :, 0].double(), parts.v_bhtd[0].double()

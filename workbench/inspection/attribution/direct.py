"""Direct logit attribution: what each part of a model adds to a logit, from one forward pass.

nostalgebraist 2020, "interpreting GPT: the logit lens"; Elhage et al. 2021, "A Mathematical
Framework for Transformer Circuits". The residual stream of these models is a sum; the norms on its
way (the final one, Gemma's behind each part, BERT's behind each sum) keep the scale that they have
at the position, so that what a head reads of the final state is a sum too. Shapes: b batch,
t tokens, c hidden size, h heads, k keys, d width of a head, l layers, x tokens or classes, q the
positions whose states the head reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from workbench.inspection.attribution.frozen_norm import before_norm
from workbench.inspection.attribution.output_head import OutputHead, direction_of, segments_of
from workbench.inspection.attribution.parts import LogitParts
from workbench.inspection.hooks import Recorder, Site, block_of, changed
from workbench.models.blocks.block import TransformerBlock
from workbench.models.blocks.trace import Parts, Trace, causal_mask, nearby_mask, probabilities
from workbench.models.inference import inference_context


@dataclass(frozen=True)
class Embeddings:
    """What the embeddings add where a head reads; `position_qc` and `segment_qc` are None in models
    without such."""

    token_qc: Tensor
    position_qc: Tensor | None
    segment_qc: Tensor | None

    @property
    def sum_qc(self) -> Tensor:
        others = [x_qc for x_qc in (self.position_qc, self.segment_qc) if x_qc is not None]
        return self.token_qc + sum(others, torch.zeros_like(self.token_qc))


@dataclass(frozen=True)
class ReadLayer:
    """One layer where a head reads: the stream in front of it, and what its parts add to it."""

    parts: Parts
    stream_qc: Tensor
    attention_qc: Tensor
    feed_forward_qc: Tensor


@dataclass(frozen=True)
class ReadText:
    """A text as a model read it: all that its logits are made of, in float64.

    `last_qc` is what the final norm reads, `state_c` what the head does.
    """

    head: OutputHead
    embeddings: Embeddings
    layers: tuple[ReadLayer, ...]
    last_qc: Tensor
    state_c: Tensor
    logits_x: Tensor


def read_text(head: OutputHead, ids: Sequence[int], threads: int) -> ReadText:
    """Read a text of 1 to `context` tokens once; the model must be in eval mode."""
    model, layers = head.model, range(head.model.num_layers)
    trace = Trace(parts_of=layers)
    sites = [Site(place, layer) for place in ("attention", "feed_forward") for layer in layers]
    streams = [Site("stream", layer) for layer in range(model.num_layers + 1)]
    recorder = Recorder([*sites, *streams])
    ids_bt = torch.tensor([list(ids)], device=model.head_weight.device)

    def at(site: Site) -> Tensor:
        return recorder.pop(site)[0, list(head.positions)].double()

    with inference_context(threads), changed(model, recorder.changes()):
        hidden_btc = _traced(head, ids_bt, trace)
        logits_x = head.logits_of(hidden_btc)[0].float()
        return ReadText(
            head,
            _embeddings(head, ids_bt),
            tuple(
                ReadLayer(
                    trace.parts[layer],
                    at(Site("stream", layer)),
                    at(Site("attention", layer)),
                    at(Site("feed_forward", layer)),
                )
                for layer in layers
            ),
            at(Site("stream", model.num_layers)),
            head.state(hidden_btc)[0],
            logits_x,
        )


def attributed(read: ReadText, target: int, versus: int | None, threads: int) -> LogitParts:
    """The parts of a token's or a class's logit, or of the difference to that of another one."""
    head, model = read.head, read.head.model
    logit = float(read.logits_x[target])
    if versus is not None:
        logit -= float(read.logits_x[versus])
    reading_c, constant = direction_of(head, read.state_c, target, versus, threads)
    with inference_context(threads):
        direction_qc = (reading_c / len(head.positions)).expand_as(read.last_qc)
        final_norm_bias = 0.0
        if model.final_norm is not None:
            direction_qc, final_norm_bias = before_norm(
                model.final_norm, read.last_qc, direction_qc
            )
        layers: list[_LayerParts] = []
        for layer in reversed(range(model.num_layers)):
            found, direction_qc = _layer(read, layer, direction_qc)
            layers.insert(0, found)
        embedding_norm_bias = 0.0
        if not model.is_causal:
            direction_qc, embedding_norm_bias = before_norm(
                model.embedding_norm, read.embeddings.sum_qc, direction_qc
            )
        embeddings = read.embeddings
        return LogitParts(
            embedding=_along(embeddings.token_qc, direction_qc),
            position=_along_some(embeddings.position_qc, direction_qc),
            segment=_along_some(embeddings.segment_qc, direction_qc),
            embedding_norm_bias=embedding_norm_bias,
            sources_lhk=np.stack([one.sources_hk.cpu().numpy() for one in layers]),
            attention_bias_l=np.array([one.attention_bias for one in layers]),
            feed_forward_l=np.array([one.feed_forward for one in layers]),
            norm_bias_l=np.array([one.norm_bias for one in layers]),
            final_norm_bias=final_norm_bias,
            head_bias=constant,
            logit=logit,
            is_linear=head.is_linear,
        )


@dataclass(frozen=True)
class _LayerParts:
    """What one layer adds to a logit; `norm_bias` is 0 where its norms stand in front of parts."""

    sources_hk: Tensor
    attention_bias: float
    feed_forward: float
    norm_bias: float


def _layer(read: ReadText, layer: int, direction_qc: Tensor) -> tuple[_LayerParts, Tensor]:
    """What a layer adds along directions in the stream behind it, and these in the one before."""
    block, at = block_of(read.head.model, layer), read.layers[layer]
    bias = 0.0
    if block.pre_norm:
        feed_forward = _along(at.feed_forward_qc, direction_qc)
    else:
        attended_qc = at.stream_qc + at.attention_qc
        between_qc = _normed(block.attention_norm, attended_qc)
        whole_qc = between_qc + at.feed_forward_qc
        direction_qc, behind = before_norm(block.ffn_norm, whole_qc, direction_qc)
        feed_forward = _along(at.feed_forward_qc, direction_qc)
        direction_qc, between = before_norm(block.attention_norm, attended_qc, direction_qc)
        bias = behind + between
    sources_hk, attention_bias = _attention(block, at.parts, read.head, direction_qc)
    return _LayerParts(sources_hk, attention_bias, feed_forward, bias), direction_qc


def _normed(norm: nn.Module, state_qc: Tensor) -> Tensor:
    """A layer norm in float64."""
    assert isinstance(norm, nn.LayerNorm)
    weight_c, bias_c = norm.weight.double(), None if norm.bias is None else norm.bias.double()
    return F.layer_norm(state_qc, norm.normalized_shape, weight_c, bias_c, norm.eps)


def _attention(
    block: TransformerBlock, parts: Parts, head: OutputHead, direction_qc: Tensor
) -> tuple[Tensor, float]:
    """What the heads of a layer add by each token, hk, and what its bias adds."""
    weights_hqk, values_hkd = _seen(parts, head)
    heads, _, width = values_hkd.shape
    weight_chd = block.attention_out.weight.double().view(-1, heads, width)
    if block.attention_adds is not block.attention_out:
        mixed_hqd = weights_hqk @ values_hkd
        out_qc = torch.einsum("hqd,chd->qc", mixed_hqd, weight_chd)
        # No attention of ours has both a bias and a norm behind it.
        assert block.attention_out.bias is None
        direction_qc, _ = before_norm(block.attention_adds, out_qc, direction_qc)
    bias = block.attention_out.bias
    reading_hqd = torch.einsum("qc,chd->hqd", direction_qc, weight_chd)
    sources_hk = (weights_hqk * (reading_hqd @ values_hkd.transpose(1, 2))).sum(1)
    return sources_hk, 0.0 if bias is None else float((direction_qc @ bias.double()).sum())


def _seen(parts: Parts, head: OutputHead) -> tuple[Tensor, Tensor]:
    """The attention of the tokens whose states the head reads, hqk, and the values, hkd."""
    keys, device, places = parts.k_bhtd.shape[2], parts.k_bhtd.device, list(head.positions)
    seen_qk = None
    if head.model.is_causal:
        seen_qk = causal_mask(keys, keys, device, parts.window)[places]
    elif parts.window:
        seen_qk = nearby_mask(keys, device, parts.window)[places]
    weights_bhqk = probabilities(parts.q_bhtd[:, :, places], parts.k_bhtd, seen_qk)
    return weights_bhqk[0].double(), parts.v_bhtd[0].double()


def _traced(head: OutputHead, ids_bt: Tensor, trace: Trace) -> Tensor:
    """The final states, btc."""
    if head.model.is_causal:
        return head.model.hidden(ids_bt, trace=trace)
    segments_bt = segments_of(ids_bt, head.segments)
    return head.model.hidden(ids_bt, segments_bt=segments_bt, trace=trace)


def _embeddings(head: OutputHead, ids_bt: Tensor) -> Embeddings:
    """In front of any norm."""
    model, places = head.model, list(head.positions)
    embedded_btc = model.embedded(ids_bt, 0) if model.is_causal else model.embedded(ids_bt)
    embedded_qc, position_qc, segment_qc = embedded_btc[0, places].double(), None, None
    if hasattr(model, "position_embedding"):
        # What is added to the token is the position: no model of ours has both it and a scale.
        position_qc = embedded_qc - model.token_embedding(ids_bt)[0, places].double()
    if not model.is_causal and model.segment_embedding is not None:
        segments_bt = segments_of(ids_bt, head.segments)
        segment_qc = model.segment_embedding(segments_bt)[0, places].double()
    token_qc = embedded_qc if position_qc is None else embedded_qc - position_qc
    return Embeddings(token_qc, position_qc, segment_qc)


def _along(x_qc: Tensor, direction_qc: Tensor) -> float:
    return float((x_qc * direction_qc).sum())


def _along_some(x_qc: Tensor | None, direction_qc: Tensor) -> float | None:
    return None if x_qc is None else _along(x_qc, direction_qc)

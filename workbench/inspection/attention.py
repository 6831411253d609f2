"""The attention of a model on a text, from the forward pass it was trained with.

Shapes: b batch, h heads, q queries, k keys, t tokens, d width of a head, c hidden size, s side of a
tile.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from workbench.inspection import statistics
from workbench.inspection.bounds import require_readable
from workbench.inspection.hooks import Site, changed
from workbench.inspection.layer_heads import Floats, LayerHeads, Weighting
from workbench.inspection.maps import AttentionMaps, HeadStatistics
from workbench.inspection.source import AttentionSource
from workbench.inspection.tiles import HeadTiles, block_side, tiles_of
from workbench.models.blocks.block import TransformerBlock
from workbench.models.blocks.trace import Parts, Trace, causal_mask, nearby_mask, probabilities
from workbench.models.build import Model
from workbench.models.inference import inference_context, query_threads

CELLS_AT_ONCE = 2**19
"""About so many weights are described at a time, so that they stay in the processor's cache."""


def attention_maps(
    model: Model,
    ids: Sequence[int],
    tokens: Sequence[str],
    *,
    segments: Sequence[int] | None = None,
    source: AttentionSource | None = None,
    weighting: Weighting = "none",
) -> AttentionMaps:
    """Every layer's and head's attention on a text of 1 to `context` tokens.

    `tokens` are the ids as a person reads them, `segments` those of a pair's texts. `model` must be
    in eval mode. Raises BadInput for an empty text or one longer than the context.
    """
    assert len(ids) == len(tokens)
    require_readable(model, len(ids))
    threads = query_threads()
    with inference_context(threads):
        layers = _read(model, ids, segments)
        read = source or AttentionSource()
        figures, tiles = described(layers, read, weighting)
    return AttentionMaps(
        tuple(tokens), layers, figures, tiles, model.is_causal, threads, weighting, read
    )


def reweighted(maps: AttentionMaps, weighting: Weighting) -> AttentionMaps:
    """The same attention with another weighting."""
    threads = query_threads()
    with inference_context(threads):
        figures, tiles = described(maps.layers, maps.source, weighting)
    return replace(maps, statistics=figures, tiles=tiles, threads=threads, weighting=weighting)


def _read(
    model: Model, ids: Sequence[int], segments: Sequence[int] | None
) -> tuple[LayerHeads, ...]:
    """Each layer's heads, taken while the pass goes on: not all layers' values are ever held."""
    trace, layers = Trace(parts_of=range(model.num_layers)), list[LayerHeads]()

    def take(x_btc: Tensor) -> Tensor:
        layer = len(layers)
        parts = trace.parts.pop(layer)
        layers.append(_layer_heads(model.blocks[layer], parts, causal=model.is_causal))
        return x_btc

    behind = {Site("stream", layer + 1): take for layer in range(model.num_layers)}
    device = model.head_weight.device
    ids_bt = torch.tensor([ids], device=device)
    with changed(model, behind):
        if segments is None or model.is_causal:
            model.hidden(ids_bt, trace=trace)
        else:
            segments_bt = torch.tensor([segments], device=device)
            model.hidden(ids_bt, segments_bt=segments_bt, trace=trace)
    return tuple(layers)


def _layer_heads(block: torch.nn.Module, parts: Parts, *, causal: bool) -> LayerHeads:
    """What is kept of a layer; the values themselves are not."""
    assert isinstance(block, TransformerBlock)
    values_htd = parts.v_bhtd[0].float()
    norms_hk = (values_htd.norm(dim=-1), _output_norms(values_htd, block.attention_out.weight))
    queries, keys, values, outputs = map(_kept, (parts.q_bhtd[0], parts.k_bhtd[0], *norms_hk))
    return LayerHeads(queries, keys, values, outputs, causal, parts.window)


def _output_norms(values_htd: Tensor, output_ch: Tensor) -> Tensor:
    """‖v W‖ for each head's slice W of the output matrix, ht, by way of W Wᵀ, which is small."""
    heads, _, width = values_htd.shape
    slices_hcd = output_ch.float().view(-1, heads, width).transpose(0, 1)
    gram_hdd = slices_hcd.transpose(1, 2) @ slices_hcd
    norms_ht: Tensor = ((values_htd @ gram_hdd) * values_htd).sum(dim=-1).clamp_min(0).sqrt()
    return norms_ht


def _kept(tensor: Tensor) -> Floats:
    """A copy that cannot be written to, and holds nothing else alive."""
    array = np.array(tensor.float().cpu().numpy(), order="C")
    array.setflags(write=False)
    return array


def described(
    layers: Sequence[LayerHeads], source: AttentionSource, weighting: Weighting
) -> tuple[HeadStatistics, HeadTiles]:
    """The statistics and tiles of all heads, some rows of a few heads at a time."""
    figures, tiles, others = [], [], []
    for layer in layers:
        seen_qk = _seen(layer, layer.queries_hqd.shape[1])
        parts = [
            _described_heads(layer, heads, seen_qk, source, weighting) for heads in _groups(layer)
        ]
        figures.append({name: torch.cat([part[0][name] for part in parts]) for name in parts[0][0]})
        tiles.append(torch.cat([part[1] for part in parts]).numpy())
        others.append(torch.cat([part[2] for part in parts]).numpy())
    tokens, causal = layers[0].queries_hqd.shape[1], layers[0].causal
    all_tiles = tiles_of(np.stack(tiles), tokens, causal=causal)
    without_first = tiles_of(np.stack(others), tokens, causal=causal)
    return (
        statistics.joined(figures, tuple(source.special)),
        HeadTiles(*all_tiles, *without_first),
    )


def _groups(layer: LayerHeads) -> Iterator[slice]:
    heads, tokens, _ = layer.queries_hqd.shape
    at_once = max(1, CELLS_AT_ONCE // tokens**2)
    for begin in range(0, heads, at_once):
        yield slice(begin, begin + at_once)


def _described_heads(
    layer: LayerHeads,
    heads: slice,
    seen_qk: Tensor | None,
    source: AttentionSource,
    weighting: Weighting,
) -> tuple[dict[str, Tensor], Tensor, Tensor]:
    """Statistics of some heads, and their pooled weights with and without the first token."""
    tokens = layer.queries_hqd.shape[1]
    skipped = min(1, tokens - 1)
    side, side_of_others = block_side(tokens), block_side(tokens - skipped)
    sums, tiles, others = dict[str, Tensor](), list[Tensor](), list[Tensor]()
    for first, maps_hqk in _rows(layer, heads, seen_qk, weighting):
        tiles.append(statistics.block_maxima(maps_hqk, side, dim=2))
        others.append(statistics.block_maxima(maps_hqk[:, :, skipped:], side_of_others, dim=2))
        if weighting != "none":
            maps_hqk = maps_hqk / maps_hqk.sum(-1, keepdim=True).clamp_min(statistics.SMALLEST)
        found = statistics.row_sums(maps_hqk, first, causal=layer.causal, window=layer.window)
        sums = {name: sums[name] + one if sums else one for name, one in found.items()}
    others_hqs = torch.cat(others, dim=1)[:, skipped:]
    return (
        statistics.statistics_of(sums, source.special),
        statistics.block_maxima(torch.cat(tiles, dim=1), side, dim=1),
        statistics.block_maxima(others_hqs, side_of_others, dim=1),
    )


def _rows(
    layer: LayerHeads, heads: slice, seen_qk: Tensor | None, weighting: Weighting
) -> Iterator[tuple[int, Tensor]]:
    """Rows of some heads' maps, hqk, and which query the first of them is."""
    q_hqd, k_hkd, norms_hk = (
        torch.from_numpy(array[heads].copy())
        for array in (layer.queries_hqd, layer.keys_hkd, layer.norms_hk(weighting))
    )
    count, tokens, _ = q_hqd.shape
    at_once = max(1, CELLS_AT_ONCE // (count * tokens))
    for first in range(0, tokens, at_once):
        some = slice(first, first + at_once)
        seen = None if seen_qk is None else seen_qk[some]
        weights_hqk = probabilities(q_hqd[:, some], k_hkd, seen)
        yield first, weights_hqk if weighting == "none" else weights_hqk.mul_(norms_hk[:, None])


def _seen(layer: LayerHeads, tokens: int) -> Tensor | None:
    """True where a query may attend, qk; None where it sees every key."""
    if layer.causal:
        return causal_mask(tokens, tokens, torch.device("cpu"), layer.window)
    return nearby_mask(tokens, torch.device("cpu"), layer.window) if layer.window else None

"""The attention of a model on a text, from the forward pass it was trained with.

Shapes: b batch, h heads, q queries, k keys, t tokens, d width of a head, c hidden size, s side of a
tile.
"""

from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from workbench.inspection.bounds import require_readable
from workbench.inspection.hooks import Site, changed
from workbench.inspection.maps import statistics
from workbench.inspection.maps.attention_maps import AttentionMaps, HeadStatistics
from workbench.inspection.maps.layer_heads import Floats, LayerHeads, Weighting
from workbench.inspection.maps.pooled import PooledMaps
from workbench.inspection.maps.progress import AttentionProgress, the_maps
from workbench.inspection.maps.row_maps import RowMaps
from workbench.inspection.maps.source import AttentionSource
from workbench.inspection.maps.tiles import HeadTiles, block_side, tiles_of
from workbench.models.blocks.block import TransformerBlock
from workbench.models.blocks.trace import Parts, Trace
from workbench.models.build import Model
from workbench.models.inference import inference_context, query_threads

CELLS_AT_ONCE = 2**19
"""About so many weights are described at a time, so that they stay in the processor's cache."""

DescribedLayer = tuple[dict[str, Tensor], Floats, Floats]
"""The figures of a layer's heads, and the largest weight of each block with and without the first
token, hss."""


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
    read = source or AttentionSource()
    return the_maps(attention_steps(model, ids, tokens, segments, read, weighting))


def attention_steps(
    model: Model,
    ids: Sequence[int],
    tokens: Sequence[str],
    segments: Sequence[int] | None,
    source: AttentionSource,
    weighting: Weighting,
) -> Iterator[AttentionProgress | AttentionMaps]:
    """The same, with how far it is before; the forward pass is one step, then each layer is."""
    assert len(ids) == len(tokens)
    require_readable(model, len(ids))
    threads = query_threads()
    yield AttentionProgress(0, model.num_layers)
    with inference_context(threads):
        layers = _read(model, ids, segments)
    figures, tiles = yield from _described(layers, source, weighting, threads)
    yield AttentionMaps(
        tuple(tokens), layers, figures, tiles, model.is_causal, threads, weighting, source
    )


def reweighting_steps(
    maps: AttentionMaps, weighting: Weighting
) -> Iterator[AttentionProgress | AttentionMaps]:
    """The same attention with another weighting, with how far it is before."""
    threads = query_threads()
    figures, tiles = yield from _described(maps.layers, maps.source, weighting, threads)
    yield replace(maps, statistics=figures, tiles=tiles, threads=threads, weighting=weighting)


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
    """The statistics and tiles of all heads."""
    done = [_described_layer(layer, source, weighting) for layer in layers]
    return _together(layers, source, done)


def _described(
    layers: Sequence[LayerHeads], source: AttentionSource, weighting: Weighting, threads: int
) -> Generator[AttentionProgress, None, tuple[HeadStatistics, HeadTiles]]:
    """The same, with each layer that is done; so many layers at a time, each on one thread.

    What is computed of a few rows is too little to be worth sharing out.
    """
    with ThreadPoolExecutor(threads) as pool:
        try:
            waiting = [
                pool.submit(_described_on_one_thread, layer, source, weighting) for layer in layers
            ]
            for number, layer in enumerate(waiting, start=1):
                layer.result()
                yield AttentionProgress(number, len(layers))
        finally:
            pool.shutdown(cancel_futures=True)
    return _together(layers, source, [layer.result() for layer in waiting])


def _described_on_one_thread(
    layer: LayerHeads, source: AttentionSource, weighting: Weighting
) -> DescribedLayer:
    with inference_context(1):
        return _described_layer(layer, source, weighting)


def _together(
    layers: Sequence[LayerHeads], source: AttentionSource, done: Sequence[DescribedLayer]
) -> tuple[HeadStatistics, HeadTiles]:
    figures, tiles, others = zip(*done, strict=True)
    tokens, causal = layers[0].queries_hqd.shape[1], layers[0].causal
    all_tiles = tiles_of(np.stack(tiles), tokens, causal=causal)
    without_first = tiles_of(np.stack(others), tokens, causal=causal)
    return (
        statistics.joined(figures, tuple(source.special)),
        HeadTiles(*all_tiles, *without_first),
    )


def _described_layer(
    layer: LayerHeads, source: AttentionSource, weighting: Weighting
) -> DescribedLayer:
    """Some rows of a few heads are computed at a time."""
    heads, tokens, _ = layer.queries_hqd.shape
    side = block_side(tokens)
    maps = RowMaps(heads, tokens, side=side, cells=CELLS_AT_ONCE)
    pooled = PooledMaps(heads, tokens, side)
    parts = [
        statistics.statistics_of(_sums(maps, layer, some, weighting, pooled), source.special)
        for some in maps.groups()
    ]
    figures = {name: torch.cat([part[name] for part in parts]) for name in parts[0]}
    return figures, pooled.maxima().numpy(), pooled.maxima_without_first().numpy()


def _sums(
    maps: RowMaps, layer: LayerHeads, heads: slice, weighting: Weighting, pooled: PooledMaps
) -> dict[str, Tensor]:
    """What statistics need of some heads; `pooled` takes their rows on the way."""
    norms_h1k = torch.from_numpy(layer.norms_hk(weighting)[heads].copy())[:, None]
    sums = dict[str, Tensor]()
    for rows in maps.rows(layer, heads):
        weights_hqk = rows.weights_hqk
        if weighting == "none":
            pooled.add(weights_hqk, heads, rows.first)
            entropy_hq = statistics.score_entropy(rows.scores_hqk, weights_hqk)
        else:
            weights_hqk *= norms_h1k[..., : weights_hqk.shape[-1]]
            pooled.add(weights_hqk, heads, rows.first)
            weights_hqk /= weights_hqk.sum(-1, keepdim=True).clamp_min(statistics.SMALLEST)
            entropy_hq = statistics.row_entropy(weights_hqk)
        found = statistics.row_sums(
            weights_hqk, entropy_hq, rows.first, causal=layer.causal, window=layer.window
        )
        statistics.add(sums, found)
    return sums

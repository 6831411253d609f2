"""The logit lens: the output layer applied to the residual stream behind each part of each layer.

nostalgebraist 2020, "interpreting GPT: the logit lens". A decoder's stream goes through the final
norm and the output layer, an encoder's through its final norm, if it has one, and the masked-token
head. Belrose et al. 2023 have the divergence from the model's own distribution.
Shapes: r readings, t tokens, p tokens of a part, c hidden size, v vocabulary, k likeliest tokens.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from workbench.inspection.bounds import require_readable
from workbench.inspection.hooks import Recorder, Site, block_of, changed
from workbench.inspection.lens.reading import (
    Integers,
    LensProgress,
    LogitLens,
    StreamReading,
)
from workbench.inspection.maps.layer_heads import Floats
from workbench.models.blocks.block import TransformerBlock
from workbench.models.blocks.linear import linear
from workbench.models.build import Model
from workbench.models.inference import inference_context, query_threads

LOGITS_AT_ONCE = 1 << 22
"""So many logits are computed at once, 16 MB: some arrays of this size are all that a large
vocabulary takes."""


@dataclass(frozen=True)
class LensInput:
    """What a model reads, and the true token of each position; -1 where it is not known."""

    ids: Sequence[int]
    true_ids: Sequence[int]
    masked: tuple[int, ...] = ()


def stream_readings(num_layers: int) -> tuple[StreamReading, ...]:
    """Where the stream is read, in order of depth."""
    behind = (
        StreamReading(stage, layer)
        for layer in range(num_layers)
        for stage in ("attention", "feed_forward")
    )
    return (StreamReading("embeddings"), *behind)


def logit_lens(
    model: Model, read: LensInput, piece: Callable[[int], str], *, top_k: int
) -> Iterator[LensProgress | LogitLens]:
    """Every reading of a text of 1 to `context` tokens; how far it is, and at last the lens.

    `piece` gives a token as people see it. `model` must be in eval mode, and an encoder must fill
    in masks. Logits are held for some positions of one reading at a time. Raises BadInput for an
    empty text or one longer than the context.
    """
    require_readable(model, len(read.ids))
    readings, threads = stream_readings(model.num_layers), query_threads()
    with inference_context(threads):
        stream_rtc = streams(model, read.ids)
    figures = _Figures.empty(len(readings), len(read.ids), min(top_k, len(model.head_weight)))
    width = max(1, LOGITS_AT_ONCE // len(model.head_weight))
    parts = [slice(t, t + width) for t in range(0, len(read.ids), width)]
    done = 0
    for part in parts:
        true_p = torch.tensor(read.true_ids[part], device=model.head_weight.device)
        with inference_context(threads):
            log_own_pv = log_probabilities(model, stream_rtc[-1][part])
            own_pv = log_own_pv.exp()
        for number, stream_tc in enumerate(stream_rtc):
            with inference_context(threads):
                is_last = number == len(readings) - 1
                log_pv = log_own_pv if is_last else log_probabilities(model, stream_tc[part])
                figures.note((number, part), log_pv, log_own_pv, own_pv, true_p)
            done += 1
            yield LensProgress(done, len(readings) * len(parts))
    yield LogitLens(
        tokens=tuple(piece(token) for token in read.ids),
        readings=readings,
        target="next" if model.is_causal else "own",
        pieces={token: piece(token) for token in figures.known(read.true_ids)},
        top_ids_rtk=figures.top_ids_rtk,
        top_probabilities_rtk=figures.top_probabilities_rtk,
        true_ids_t=np.asarray(read.true_ids, dtype=np.int64),
        true_ranks_rt=figures.true_ranks_rt,
        true_probabilities_rt=figures.true_probabilities_rt,
        entropies_rt=figures.entropies_rt,
        divergences_rt=figures.divergences_rt,
        masked=read.masked,
        threads=threads,
    )


def streams(model: Model, ids: Sequence[int]) -> list[Tensor]:
    """The residual stream at each reading, tc, before any final norm."""
    layers = range(model.num_layers)
    recorder = Recorder(
        [Site("stream", layer) for layer in range(model.num_layers + 1)]
        + [Site("attention", layer) for layer in layers]
    )
    with changed(model, recorder.changes()):
        model.hidden(torch.tensor([ids], device=model.head_weight.device))
    stream_rtc = [recorder[Site("stream", 0)][0]]
    for layer in layers:
        adds_tc = recorder.pop(Site("attention", layer))[0]
        stream_rtc.append(_behind_attention(block_of(model, layer), stream_rtc[-1], adds_tc))
        stream_rtc.append(recorder.pop(Site("stream", layer + 1))[0])
    return stream_rtc


def log_probabilities(model: Model, stream_pc: Tensor) -> Tensor:
    """What the model would predict if this were its last layer's output, pv in float32.

    An encoder without a final norm has normalised the stream already: it is not normed again.
    """
    if model.is_causal:
        logits_pv = linear(model.final_norm(stream_pc), model.head_weight)
    else:
        normed_pc = stream_pc if model.final_norm is None else model.final_norm(stream_pc)
        logits_pv = model.masked_logits(normed_pc)
    return logits_pv.float().log_softmax(-1)


def _behind_attention(block: TransformerBlock, x_tc: Tensor, adds_tc: Tensor) -> Tensor:
    """The stream between the two parts of a layer; the feed-forward part of a block whose parts
    are parallel does not read it."""
    sum_tc = x_tc + adds_tc
    normed_tc: Tensor = sum_tc if block.pre_norm else block.attention_norm(sum_tc)
    return normed_tc


@dataclass(frozen=True)
class _Figures:
    """What is kept of each distribution; filled part by part."""

    top_ids_rtk: Integers
    top_probabilities_rtk: Floats
    true_ranks_rt: Integers
    true_probabilities_rt: Floats
    entropies_rt: Floats
    divergences_rt: Floats

    @classmethod
    def empty(cls, readings: int, tokens: int, top_k: int) -> "_Figures":
        shape = (readings, tokens)
        return cls(
            np.zeros((*shape, top_k), dtype=np.int64),
            np.zeros((*shape, top_k), dtype=np.float32),
            np.zeros(shape, dtype=np.int64),
            *(np.zeros(shape, dtype=np.float32) for _ in range(3)),
        )

    def note(
        self,
        at: tuple[int, slice],
        log_pv: Tensor,
        log_own_pv: Tensor,
        own_pv: Tensor,
        true_p: Tensor,
    ) -> None:
        """Keep the figures of some positions of one reading."""
        top = log_pv.topk(self.top_ids_rtk.shape[-1])
        self.top_ids_rtk[at] = top.indices.cpu().numpy()
        self.top_probabilities_rtk[at] = top.values.exp().cpu().numpy()
        known_p = true_p >= 0
        true_p1 = log_pv.gather(1, true_p.clamp_min(0)[:, None])
        ranks_p = 1 + (log_pv > true_p1).count_nonzero(-1)
        self.true_ranks_rt[at] = ranks_p.where(known_p, 0).cpu().numpy()
        self.true_probabilities_rt[at] = (
            true_p1[:, 0].exp().where(known_p, float("nan")).cpu().numpy()
        )
        self.entropies_rt[at] = -_expected(log_pv.exp(), log_pv).cpu().numpy()
        divergences_p = _expected(own_pv, log_own_pv) - _expected(own_pv, log_pv)
        # A difference of rounded sums may fall short of 0, which no divergence does.
        self.divergences_rt[at] = divergences_p.clamp_min(0).cpu().numpy()

    def known(self, true_ids: Sequence[int]) -> list[int]:
        """Every token that the figures speak of."""
        tokens = set(self.top_ids_rtk.ravel().tolist()) | set(true_ids)
        return sorted(tokens - {-1})


def _expected(probabilities_pv: Tensor, values_pv: Tensor) -> Tensor:
    """The mean of values over distributions, p; nothing else of this size is made."""
    means_p: Tensor = torch.einsum("pv,pv->p", probabilities_pv, values_pv)
    return means_p

"""Measuring every head of a model on passages: a batch and a layer at a time.

Shapes: b passages, t tokens, l layers, h heads, q queries, k keys.
"""

from collections.abc import Collection, Generator, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from workbench.inspection.heads.ablation import head_zeroed
from workbench.inspection.heads.averages import PassageMeans
from workbench.inspection.heads.copying import copying_scores, sampled_ids
from workbench.inspection.heads.maps_of_layer import LayerMaps, PassageParts, rows_at_once
from workbench.inspection.heads.measures import (
    diagonal_share,
    duplicate_pattern,
    first_share,
    induction_pattern,
    marked_share,
    mean_distance,
    normalised_entropy,
    pattern_score,
    row_entropies,
)
from workbench.inspection.heads.repeated import repeated_tokens
from workbench.inspection.heads.spec import HeadStage
from workbench.inspection.heads.strongest import StrongestOfLayer
from workbench.inspection.heads.table import HeadsProgress
from workbench.inspection.heads.teacher_heads import MatchedDivergence, TeacherHeads
from workbench.inspection.hooks import changed
from workbench.inspection.scored import ScoredRows, batches
from workbench.models.build import Model
from workbench.models.inference import inference_context, query_threads
from workbench.models.load import as_decoder


@dataclass(frozen=True)
class HeadPassages:
    """Passages of one length (bt), and the ids of the tokenizer that tell which tokens are what.

    `scored` is where the loss is taken, None where the model has none; `begin` is what begins a
    text, `ordinary` are the tokens that stand for text.
    """

    ids_bt: Tensor
    scored: ScoredRows | None
    special: frozenset[int]
    ordinary: tuple[int, ...]
    begin: tuple[int, ...]


@dataclass(frozen=True)
class MeasuredHeads:
    """The measures by name, lh, NaN where a head has none; and where each layer attends hardest.

    `loss` is the model's own on the passages, where ablation was asked for.
    """

    values_lh: Mapping[str, NDArray[np.float32]]
    strongest: tuple[StrongestOfLayer, ...]
    threads: int
    loss: float | None = None


def measure_heads(
    model: Model,
    passages: HeadPassages,
    stages: Collection[HeadStage],
    *,
    seed: int = 0,
    teacher: TeacherHeads | None = None,
) -> Generator[HeadsProgress | MeasuredHeads, None, None]:
    """How far it is, a batch at a time, and at last the measures.

    Of the `stages` those are left out that a model has not: a BERT has no induction, what predicts
    no next token no copying, and what predicts nothing no ablation. `model` must be in eval mode;
    nothing of it is changed when the generator is closed.
    """
    threads = query_threads()
    heads = _AttendingHeads(model, passages, teacher)
    yield from _attend(model, passages, heads, threads)
    values_lh, loss = heads.means(), None
    if HeadStage.INDUCTION in stages and model.is_causal:
        yield HeadsProgress(HeadStage.INDUCTION, 0, 1)
        values_lh["induction"] = induction_scores(model, passages, seed, threads)
    if HeadStage.COPYING in stages and model.is_causal and model.classifier is None:
        yield HeadsProgress(HeadStage.COPYING, 0, 1)
        with inference_context(threads):
            ids_v = sampled_ids(torch.tensor(passages.ordinary))
            values_lh["copying"] = copying_scores(as_decoder(model), ids_v).numpy()
    if HeadStage.ABLATION in stages and passages.scored is not None:
        values_lh["ablation"], loss = yield from _ablate(model, passages.scored, threads)
    yield MeasuredHeads(values_lh, heads.strongest, threads, loss)


def induction_scores(
    model: Model, passages: HeadPassages, seed: int, threads: int
) -> NDArray[np.float32]:
    """Induction scores on random tokens repeated twice, lh; NaN where there is no room for them."""
    means = PassageMeans(model.num_layers, model.num_heads)
    ids_bt = repeated_tokens(passages.begin, passages.ordinary, model.context, seed)
    if ids_bt is None:
        return np.full((model.num_layers, model.num_heads), np.nan, dtype=np.float32)
    with inference_context(threads):
        pattern_bqk = induction_pattern(ids_bt)
        parts = PassageParts(model, ids_bt)
        for layer in range(model.num_layers):
            scores_bh = pattern_score(parts.maps(layer).attention_bhqk, pattern_bqk)
            means.add("induction", layer, scores_bh)
    return means.means()["induction"]


def _attend(
    model: Model, passages: HeadPassages, heads: "_AttendingHeads", threads: int
) -> Iterator[HeadsProgress]:
    """Read the passages, a batch at a time."""
    count, rows = len(passages.ids_bt), rows_at_once(model, passages.ids_bt.shape[1])
    yield HeadsProgress(HeadStage.ATTENTION, 0, count)
    for first in range(0, count, rows):
        with inference_context(threads):
            heads.add(first, passages.ids_bt[first : first + rows])
        yield HeadsProgress(HeadStage.ATTENTION, min(first + rows, count), count)


class _AttendingHeads:
    """Adds up what the maps of passages say of every head."""

    def __init__(self, model: Model, passages: HeadPassages, teacher: TeacherHeads | None) -> None:
        self._model = model
        self._special = torch.tensor(sorted(passages.special), dtype=torch.int64)
        self._means = PassageMeans(model.num_layers, model.num_heads)
        self._divergence = None if teacher is None else MatchedDivergence(teacher)
        ids_u = torch.unique(passages.ids_bt)
        self.strongest = tuple(
            StrongestOfLayer(model.num_heads, ids_u) for _ in range(model.num_layers)
        )

    def add(self, first: int, ids_bt: Tensor) -> None:
        """Some passages, of which the first has the number `first`."""
        parts = PassageParts(self._model, ids_bt)
        duplicates_bqk = duplicate_pattern(ids_bt, causal=self._model.is_causal)
        special_bk = torch.isin(ids_bt, self._special)
        if self._divergence is not None:
            self._divergence.read(ids_bt)
        for layer in range(self._model.num_layers):
            maps = parts.maps(layer)
            self._add_shares(maps, duplicates_bqk, special_bk)
            self.strongest[layer].add(first, ids_bt, maps.attention_bhqk)
            if self._divergence is not None:
                self._divergence.add(maps)

    def means(self) -> dict[str, NDArray[np.float32]]:
        """Every measure, lh."""
        means = self._means.means()
        if self._divergence is not None:
            shape = (self._model.num_layers, self._model.num_heads)
            means["divergence"] = self._divergence.matched(*shape).float().numpy()
        return means

    def _add_shares(self, maps: LayerMaps, duplicates_bqk: Tensor, special_bk: Tensor) -> None:
        attention_bhqk = maps.attention_bhqk
        entropies_bhq = row_entropies(attention_bhqk)
        for name, values_bh in (
            ("entropy", entropies_bhq.mean(-1)),
            ("normalised_entropy", normalised_entropy(entropies_bhq, maps.support_q)),
            ("distance", mean_distance(attention_bhqk)),
            ("self", diagonal_share(attention_bhqk, 0)),
            ("previous", diagonal_share(attention_bhqk, -1)),
            ("next", diagonal_share(attention_bhqk, 1)),
            ("first", first_share(attention_bhqk)),
            ("special", marked_share(attention_bhqk, special_bk)),
            ("duplicate", pattern_score(attention_bhqk, duplicates_bqk)),
        ):
            self._means.add(name, maps.layer, values_bh)


def _ablate(
    model: Model, scored: ScoredRows, threads: int
) -> Generator[HeadsProgress, None, tuple[NDArray[np.float32], float]]:
    """The effect of ablating each head on the loss, lh, and the loss of the whole model.

    What is scored counts alike, in whichever row it stands.
    """
    parts, count = batches(model, scored), int(scored.counts_b.sum())
    heads_lh = list(np.ndindex(model.num_layers, model.num_heads))
    total, done = (1 + len(heads_lh)) * len(scored.read_bt), 0
    losses = []
    for head in (None, *heads_lh):
        changes = {} if head is None else head_zeroed(model, *head)
        losses.append(0.0)
        for part in parts:
            with inference_context(threads), changed(model, changes):
                losses[-1] += float(part.sums(model).double().sum()) / count
            done += len(part.read_bt)
            yield HeadsProgress(HeadStage.ABLATION, done, total)
    own, *zeroed = losses
    effects_lh = np.array(zeroed).reshape(model.num_layers, model.num_heads) - own
    return effects_lh.astype(np.float32), own

"""Answers about a model's attention heads, as plain values; importing this imports torch."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from workbench.activities.queries.inspecting.head_passages import (
    HeadsAsked,
    ReadingModels,
    head_passages,
    passage_rows,
)
from workbench.inspection.heads.measuring import HeadPassages, MeasuredHeads, measure_heads
from workbench.inspection.heads.spec import HeadStage
from workbench.inspection.heads.strongest import StrongestOfLayer
from workbench.inspection.heads.table import (
    HardestPassage,
    HeadMeasurements,
    HeadsProgress,
    MeasuredHead,
    StrongestOfHead,
    TokenCount,
)
from workbench.inspection.loss_kind import loss_notes
from workbench.models.build import Model
from workbench.store.folders import ProjectFolder
from workbench.tokenizers.seen import seen_text, seen_tokens
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.words import Words, words


def measured_heads(
    project: ProjectFolder, models: ReadingModels, asked: HeadsAsked
) -> Iterator[HeadsProgress | HeadMeasurements]:
    """How far it is, and at last the measures of all heads.

    Raises BadInput where there is nothing to read.
    """
    ids, notes = passage_rows(project, models, asked)
    passages = head_passages(models, ids, asked)
    notes += what_is_left_out(models.model, passages, asked.stages)
    if passages.scored is not None:
        notes += loss_notes(passages.scored.kind, asked.seed, is_corpus=bool(asked.corpus))
    if models.no_teacher is not None:
        notes.append(words("the teacher is left out: {reason}", reason=models.no_teacher))
    for step in measure_heads(
        models.model, passages, asked.stages, seed=asked.seed, teacher=models.teacher
    ):
        if isinstance(step, HeadsProgress):
            yield step
            continue
        yield HeadMeasurements(
            model=models.reference,
            step=models.step,
            teacher=models.teacher_reference,
            source=asked.corpus or asked.text,
            is_corpus=bool(asked.corpus),
            num_passages=len(ids),
            passage_tokens=ids.shape[1],
            heads=_heads(models.tokenizer, passages, step),
            loss=step.loss,
            notes=tuple(notes),
            threads=step.threads,
        )


def what_is_left_out(
    model: Model, passages: HeadPassages, stages: Sequence[HeadStage]
) -> list[Words]:
    """Why some of what was asked for is not measured."""
    notes = []
    if not model.is_causal and {HeadStage.INDUCTION, HeadStage.COPYING} & set(stages):
        notes.append(
            words("induction and copying are not measured: a BERT does not predict the next token")
        )
    elif model.classifier is not None and HeadStage.COPYING in stages:
        notes.append(
            words("copying is not measured: a model that tells classes predicts no next token")
        )
    if passages.scored is None and HeadStage.ABLATION in stages:
        notes.append(
            words("ablation is not measured: this BERT came without the head that fills in masks")
        )
    return notes


def _heads(
    tokenizer: Tokenizer, passages: HeadPassages, measured: MeasuredHeads
) -> tuple[MeasuredHead, ...]:
    texts = _PassageTexts(tokenizer, passages.ids_bt)
    layers, heads = next(iter(measured.values_lh.values())).shape
    return tuple(
        MeasuredHead(
            layer,
            head,
            {
                name: None if np.isnan(values[layer, head]) else float(values[layer, head])
                for name, values in measured.values_lh.items()
            },
            texts.strongest(measured.strongest[layer], head),
        )
        for layer in range(layers)
        for head in range(heads)
    )


class _PassageTexts:
    """Passages as people see them, whole and as tokens; each is made once."""

    def __init__(self, tokenizer: Tokenizer, ids_bt: torch.Tensor) -> None:
        self._tokenizer = tokenizer
        self._ids_bt = ids_bt
        self._made: dict[int, tuple[str, tuple[str, ...]]] = {}

    def strongest(self, layer: StrongestOfLayer, head: int) -> StrongestOfHead:
        """What a layer found of one of its heads."""
        found = layer.tokens(head)
        return StrongestOfHead(
            tuple(
                HardestPassage(
                    cell.passage, *self._of(cell.passage), cell.query, cell.key, cell.weight
                )
                for cell in layer.cells(head)
            ),
            self._counted(found.queries),
            self._counted(found.keys),
            found.total,
        )

    def _of(self, passage: int) -> tuple[str, tuple[str, ...]]:
        if passage not in self._made:
            ids = self._ids_bt[passage].tolist()
            tokens = seen_tokens(self._tokenizer, ids)
            self._made[passage] = self._tokenizer.decode(ids), tokens
        return self._made[passage]

    def _counted(self, counts: Sequence[tuple[int, int]]) -> tuple[TokenCount, ...]:
        return tuple(
            TokenCount(seen_text(self._tokenizer, token), count) for token, count in counts
        )

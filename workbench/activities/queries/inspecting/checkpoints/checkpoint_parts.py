"""What is read of each checkpoint beside its maps: lens and measures of heads.

Importing this imports torch.
"""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace

import numpy as np

from workbench.activities.queries.inspecting.head_measured import what_is_left_out
from workbench.activities.queries.inspecting.head_passages import (
    LEAST_TOKENS,
    HeadsAsked,
    ReadingModels,
    Rows,
    head_passages,
    passage_rows,
)
from workbench.activities.queries.inspecting.inspected_text import InspectedText
from workbench.activities.queries.inspecting.lens import read_lens_steps
from workbench.inspection.comparison.checkpoint_point import PASSAGE_MEASURES, EvolutionAsked
from workbench.inspection.heads.measuring import measure_heads
from workbench.inspection.heads.spec import HeadStage
from workbench.inspection.heads.table import HeadsProgress
from workbench.inspection.lens.reading import LensProgress, LogitLens
from workbench.inspection.maps.layer_heads import Floats
from workbench.models.build import Model
from workbench.store.folders import ProjectFolder
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.words import Words, words

LENS_TOP_K = 5

Share = float
"""How much of a part has been read, from 0 to 1."""


class FollowedHeads:
    """Measures the heads of one checkpoint after another, always on the same passages."""

    def __init__(
        self,
        project: ProjectFolder,
        asked: EvolutionAsked,
        models: ReadingModels,
        ids: Sequence[int],
    ) -> None:
        """`models` is the first checkpoint with what it reads by, `ids` the text as it reads it;
        raises BadInput where the corpus has nothing to read."""
        self._models = models
        self._stages = tuple(asked.stages)
        self._asked = HeadsAsked(
            corpus=asked.corpus,
            num_passages=asked.num_passages,
            passage_tokens=asked.passage_tokens,
            stages=self._stages,
        )
        self._rows, notes = _rows(project, self._asked, models, ids)
        self.notes: tuple[Words, ...] = tuple(notes)

    def measured(self, model: Model) -> Generator[Share, None, dict[str, Floats]]:
        """What was measured of every head by its name, lh."""
        if self._rows is None:
            return {}
        models = replace(self._models, model=model)
        passages = head_passages(models, self._rows, self._asked)
        left_out = what_is_left_out(model, passages, self._stages)
        self.notes = each_once((*self.notes, *left_out))
        values_lh: dict[str, Floats] = {}
        for step in measure_heads(model, passages, self._stages):
            if isinstance(step, HeadsProgress):
                yield self._share(step)
            else:
                values_lh = {
                    name: step.values_lh[name]
                    for name in PASSAGE_MEASURES
                    if name in step.values_lh
                }
        return values_lh

    def _share(self, step: HeadsProgress) -> Share:
        """The ablation takes nearly all of the time, where it is asked for."""
        is_ablated = HeadStage.ABLATION in self._stages
        if step.stage is HeadStage.ABLATION:
            return step.done / step.total
        return 0.0 if is_ablated else 0.5


def _rows(
    project: ProjectFolder, asked: HeadsAsked, models: ReadingModels, ids: Sequence[int]
) -> tuple[Rows | None, list[Words]]:
    """The passages of the corpus, or the text as one; what is to be said of them."""
    if asked.corpus:
        return passage_rows(project, models, asked)
    if len(ids) < LEAST_TOKENS:
        return None, [
            words(
                "heads are not measured: the text has a single token; write more, or name a corpus"
            )
        ]
    return np.array([ids], dtype=np.int64), []


def each_once(notes: Iterable[Words]) -> tuple[Words, ...]:
    """Sentences in their order, none of them twice."""
    told: list[Words] = []
    for note in notes:
        if note not in told:
            told.append(note)
    return tuple(told)


def lens_notes(asked: EvolutionAsked, model: Model) -> list[Words]:
    """Why there is no lens that was asked for."""
    if not asked.lens or has_lens(model):
        return []
    if model.classifier is not None:
        return [words("the lens is not read: this model tells the class of a text")]
    return [words("the lens is not read: this BERT came without the head that fills in masks")]


def has_lens(model: Model) -> bool:
    """Whether the output layer can be applied to every layer."""
    return model.classifier is None and (model.is_causal or model.fills_masks)


def followed_lens(
    model: Model, tokenizer: Tokenizer, read: InspectedText
) -> Generator[Share, None, LogitLens]:
    """The lens of a checkpoint on what was read of the text."""
    for step in read_lens_steps(model, tokenizer, read, top_k=LENS_TOP_K):
        if isinstance(step, LensProgress):
            yield step.done / step.total
        else:
            return step
    raise AssertionError("the steps end with the lens")

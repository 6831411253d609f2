"""The passages that heads are measured on, of a text or a corpus; importing this imports torch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from workbench.activities.queries.inspecting.inspected_text import inspected_text
from workbench.activities.queries.token_queries import validation_tokens
from workbench.errors import BadInput
from workbench.inspection.heads.measuring import HeadPassages
from workbench.inspection.heads.spec import HeadStage
from workbench.inspection.heads.teacher_heads import TeacherHeads
from workbench.inspection.scored import (
    ScoredRows,
    scored_classes,
    scored_masked,
    scored_next,
    scored_once,
)
from workbench.models.build import Model
from workbench.models.inference import on_threads, query_threads
from workbench.named import named
from workbench.store.folders import ProjectFolder
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.words import Words, words

LEAST_TOKENS = 2


@dataclass(frozen=True)
class HeadsAsked:
    """What heads are measured on, and what of them.

    Either a `text`, or so many passages of so many tokens of a corpus's validation part.
    """

    text: str = ""
    corpus: str = ""
    num_passages: int = 100
    passage_tokens: int = 256
    stages: Sequence[HeadStage] = ()
    seed: int = 0


@dataclass(frozen=True)
class ReadingModels:
    """The model whose heads are measured, how it reads, and its teacher where it has one."""

    reference: str
    step: int
    model: Model
    tokenizer: Tokenizer
    framing: Framing
    teacher: TeacherHeads | None = None
    teacher_reference: str = ""
    no_teacher: Words | None = None
    """Why a teacher that was asked for is left out."""

    @property
    def context(self) -> int:
        """How many tokens all of them can read."""
        own = self.model.context
        return own if self.teacher is None else min(own, self.teacher.model.context)

    @property
    def reads_documents(self) -> bool:
        """Whether a passage is a text to it, with what stands around one: it tells the class of a
        text, or reads it from both sides."""
        return not self.model.is_causal or self.model.classifier is not None


Rows = np.ndarray[tuple[int, int], np.dtype[np.int64]]


def passage_rows(
    project: ProjectFolder, models: ReadingModels, asked: HeadsAsked
) -> tuple[Rows, list[Words]]:
    """The passages, a row each, and what is to be said of them."""
    if bool(asked.text) == bool(asked.corpus):
        raise BadInput("heads are measured on a text or on a corpus; name one of the two")
    if asked.corpus:
        return _corpus_rows(project, models, asked)
    read = inspected_text(
        models.tokenizer,
        asked.text,
        models.framing,
        is_causal=models.model.is_causal,
        most_tokens=models.context,
    )
    ids, left_out = read.ids, read.left_out
    if len(ids) < LEAST_TOKENS:
        raise BadInput("the text has a single token, so that there is nothing to attend to")
    notes = []
    if left_out:
        notes.append(
            words(
                "the last {count} of {total} tokens are not read: at most {most} are",
                count=left_out,
                total=len(ids) + left_out,
                most=models.context,
            )
        )
    return np.array([ids], dtype=np.int64), notes


def _corpus_rows(
    project: ProjectFolder, models: ReadingModels, asked: HeadsAsked
) -> tuple[Rows, list[Words]]:
    """Consecutive passages of the validation part; of a BERT, between what frames a text."""
    length, notes = min(asked.passage_tokens, models.context), []
    if length < asked.passage_tokens:
        notes.append(
            words(
                "passages have {count} tokens instead of {asked}: no more can be read at once",
                count=length,
                asked=asked.passage_tokens,
            )
        )
    frame = models.framing if models.reads_documents else Framing()
    inner = length - len(frame.around(()))
    if inner < LEAST_TOKENS:
        raise BadInput("passages of {count} tokens are too short; ask for more", count=length)
    stream = _stream(project, models, asked.corpus, asked.num_passages * inner)
    inner = min(inner, len(stream))
    if inner < LEAST_TOKENS:
        raise BadInput(
            "the {split} part of the corpus has no text to read; "
            "add documents or raise its validation share",
            split=named("validation"),
        )
    count = min(len(stream) // inner, asked.num_passages)
    if count < asked.num_passages:
        notes.append(
            words(
                "the validation part has {count} passages of {tokens} tokens, not {asked}",
                count=count,
                tokens=inner,
                asked=asked.num_passages,
            )
        )
    rows = stream[: count * inner].reshape(count, inner)
    return np.array([frame.around(row.tolist()) for row in rows], dtype=np.int64), notes


def _stream(
    project: ProjectFolder, models: ReadingModels, corpus: str, most: int
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The first tokens of the validation part; where passages are documents of their own, without
    the marks between those of the corpus."""
    if not models.reads_documents:
        return np.asarray(validation_tokens(project, corpus, models.tokenizer, most), np.int64)
    # Marks are at most half of what is read: no document is empty.
    read = validation_tokens(project, corpus, models.tokenizer, 2 * most)
    special = sorted(models.tokenizer.special.known)
    ids = np.asarray(read, np.int64)
    return ids[~np.isin(ids, special)][:most]


def head_passages(models: ReadingModels, ids: Rows, asked: HeadsAsked) -> HeadPassages:
    """Passages with what tells their tokens apart; scored where ablation is asked for."""
    special = models.tokenizer.special.known
    size = min(models.tokenizer.vocabulary_size, len(models.model.head_weight))
    ids_bt = torch.from_numpy(ids)
    return HeadPassages(
        ids_bt,
        scored_rows(models, ids_bt, asked) if HeadStage.ABLATION in asked.stages else None,
        special,
        tuple(i for i in range(size) if i not in special),
        models.framing.begin,
    )


def scored_rows(
    models: ReadingModels, ids_bt: torch.Tensor, asked: HeadsAsked
) -> ScoredRows | None:
    """Where the loss is taken; None for a BERT without a head.

    A model that tells classes is scored on the one that it finds likeliest, one that fills in masks
    on some tokens of a corpus, and on every token of a text. Raises BadInput for a text without a
    token to mask.
    """
    model, special = models.model, models.tokenizer.special
    if model.classifier is not None:
        with on_threads(query_threads()), torch.no_grad():  # a gradient may go through them later
            return scored_classes(model, ids_bt)
    if model.is_causal:
        return scored_next(ids_bt)
    if not model.fills_masks or special.mask is None:
        return None
    if asked.corpus:
        return scored_masked(ids_bt, special.mask, special.known, asked.seed)
    scored = scored_once(ids_bt[0], special.mask, special.known, asked.seed)
    if not scored.scored_bt.any():
        raise BadInput("the text has no token that could be masked; write words")
    return scored

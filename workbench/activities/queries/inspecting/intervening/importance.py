"""How much every head of a saved model matters to its loss; importing this imports torch."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch

from workbench.activities.queries.inspecting.head_passages import (
    HeadsAsked,
    ReadingModels,
    passage_rows,
    scored_rows,
)
from workbench.activities.queries.inspecting.inspected_text import inspected_text
from workbench.activities.queries.token_queries import validation_tokens
from workbench.errors import BadInput
from workbench.generation.scoring import windows
from workbench.inspection.interventions.importance import head_importance
from workbench.inspection.interventions.tables import HeadImportance
from workbench.inspection.loss_kind import loss_notes
from workbench.inspection.scored import ScoredRows, scored_next
from workbench.models.load import as_masked_model
from workbench.store.folders import ProjectFolder
from workbench.words import Words

LEAST_PASSAGE = 2
MOST_PASSAGE = 512
"""A text of more tokens is read in passages of so many: a gradient holds the logits of all."""
_SEED = 0


@dataclass(frozen=True)
class ImportanceAsked:
    """What the loss is taken on: a text, or so many passages of a corpus's validation part."""

    text: str = ""
    corpus: str = ""
    passages: int = 16
    passage_tokens: int = 128


def importance(
    project: ProjectFolder, models: ReadingModels, asked: ImportanceAsked
) -> Iterator[HeadImportance]:
    """Every head's importance by ablation and by gradient; raises BadInput without passages."""
    if models.reads_documents:
        passages, notes = _documents(project, models, asked)
    else:
        passages, notes = _next_tokens(project, models, asked), []
    if not passages:
        raise BadInput("a text needs at least two tokens to be scored; this one has {n}", n=1)
    for known in head_importance(models.model, passages):
        yield replace(known, kind=passages[0].kind, notes=tuple(notes))


def _next_tokens(
    project: ProjectFolder, models: ReadingModels, asked: ImportanceAsked
) -> list[ScoredRows]:
    """Passages whose tokens are predicted, each from those before it; each begins with the last
    one's end."""
    context = models.model.context
    if asked.corpus:
        size = min(asked.passage_tokens, context)
        most = asked.passages * size
        ids = validation_tokens(project, asked.corpus, models.tokenizer, most).tolist()
    else:
        size = min(context, MOST_PASSAGE)
        read = inspected_text(models.tokenizer, asked.text, models.framing, is_causal=True)
        ids = list(read.ids)
    found = (one for one in windows(ids, size) if len(one) >= LEAST_PASSAGE)
    return [scored_next(torch.tensor([one])) for one in found]


def _documents(
    project: ProjectFolder, models: ReadingModels, asked: ImportanceAsked
) -> tuple[list[ScoredRows], list[Words]]:
    """Passages that are read as texts, scored on masked tokens or on a class."""
    is_corpus = bool(asked.corpus)
    of = HeadsAsked(asked.text, asked.corpus, asked.passages, asked.passage_tokens, seed=_SEED)
    ids, notes = passage_rows(project, models, of)
    scored = scored_rows(models, torch.from_numpy(ids), of)
    if scored is None:
        as_masked_model(models.model)  # says what the model came without
        return [], notes
    rows = range(len(scored.read_bt))
    passages = [scored.part(row, row + 1) for row in rows] if is_corpus else [scored]
    counted = [one for one in passages if int(one.counts_b.sum())]
    return counted, notes + loss_notes(scored.kind, _SEED, is_corpus=is_corpus)

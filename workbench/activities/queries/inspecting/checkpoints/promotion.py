"""Comparing a checkpoint with the present best model, before it takes that one's place."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from workbench.activities.queries.inspecting.checkpoints.pairs import pairs_of, scored_pairs
from workbench.corpora.corpus import Corpus
from workbench.errors import BadInput
from workbench.generation.scoring import score
from workbench.inspection.comparison.pair_scores import PairScores
from workbench.inspection.comparison.promotion import (
    Measure,
    PromotionAsked,
    PromotionCheck,
    PromotionRow,
)
from workbench.models.build import Decoder
from workbench.store.folders import ProjectFolder
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer


@dataclass(frozen=True)
class TextReader:
    """A model with what it reads by."""

    reference: str
    model: Decoder
    tokenizer: Tokenizer
    framing: Framing


def compared_for_promotion(
    project: ProjectFolder, candidate: TextReader, best: TextReader, asked: PromotionAsked
) -> Iterator[PromotionCheck]:
    """What is known after each text; the whole at last. Raises BadInput for texts of nothing."""
    check = PromotionCheck(candidate.reference, best.reference)
    for measure in dict.fromkeys(asked.measures):
        found: list[tuple[float, int]] = []
        for reader in (candidate, best):
            last = (math.nan, 0)
            for figure in _measured(project, reader, measure, asked):
                last = figure
                yield check
            found.append(last)
        (ours, count), (theirs, _) = found
        check = replace(check, rows=(*check.rows, PromotionRow(measure, count, ours, theirs)))
        yield check
    yield replace(check, is_done=True)


def _measured(
    project: ProjectFolder, reader: TextReader, measure: Measure, asked: PromotionAsked
) -> Iterator[tuple[float, int]]:
    """The figure so far, and of how many documents, pairs or sentences."""
    match measure:
        case "validation":
            yield from _bits_per_byte(reader, _validation_texts(project, asked))
        case "probes":
            yield from _bits_per_byte(reader, [text for text in asked.probes if text.strip()])
        case "pairs":
            yield from _right(project, reader, asked)


def _validation_texts(project: ProjectFolder, asked: PromotionAsked) -> Iterator[str]:
    left, told = asked.characters, False
    for document in Corpus.open(project.corpus(asked.corpus).folder).documents("validation"):
        if left <= 0:
            return
        if document.strip():
            told = True
            yield document[:left]
            left -= len(document)
    if not told:
        raise BadInput("the validation part of '{corpus}' has no text", corpus=asked.corpus)


def _bits_per_byte(reader: TextReader, texts: Iterable[str]) -> Iterator[tuple[float, int]]:
    """Of all texts together, each as a document of its own."""
    nats, num_bytes = 0.0, 0
    for count, text in enumerate(texts, start=1):
        ids = reader.framing.around(reader.tokenizer.encode(text))
        nats -= float(score(reader.model, ids).log_probabilities_t.sum(dtype=np.float64))
        num_bytes += len(text.encode())
        yield nats / math.log(2) / num_bytes, count


def _right(
    project: ProjectFolder, reader: TextReader, asked: PromotionAsked
) -> Iterator[tuple[float, int]]:
    """The share of minimal pairs of which the text of the corpus is the likelier one."""
    pairs = pairs_of(project, asked.corpus, asked.most_pairs).pairs
    at = PairScores(0, "", ())
    for scores in scored_pairs(reader.model, reader.tokenizer, reader.framing, pairs, at):
        accuracy = scores.accuracy()
        yield math.nan if accuracy is None else accuracy.value, scores.count()

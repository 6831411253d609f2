"""Scoring minimal pairs: which text of each a model finds likelier."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from workbench.corpora.minimal_pairs.made import minimal_pairs
from workbench.corpora.minimal_pairs.pair import FoundPairs, MinimalPair
from workbench.errors import BadInput
from workbench.generation.scoring import score
from workbench.inspection.comparison.pair_scores import PairScores, ScoredMinimalPair
from workbench.models.build import Decoder
from workbench.store.folders import ProjectFolder
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer


def pairs_of(project: ProjectFolder, corpus: str, most: int) -> FoundPairs:
    """At most so many pairs of each kind of a corpus's validation part; BadInput if it has none."""
    from workbench.corpora.corpus import Corpus

    read = Corpus.open(project.corpus(corpus).folder)
    found = minimal_pairs(read.documents("validation"), most)
    if not found.pairs:
        raise BadInput(
            "the validation part of '{corpus}' gives no minimal pairs: of its {count} documents no "
            "sentence has a bracket or a quotation mark that is opened and closed, a verb or an "
            "article that the rules know, and no name comes again",
            corpus=corpus,
            count=found.documents,
        )
    return found


def scored_pairs(
    model: Decoder,
    tokenizer: Tokenizer,
    framing: Framing,
    pairs: Sequence[MinimalPair],
    at: PairScores,
) -> Iterator[PairScores]:
    """What is known after each pair; `at` says of which checkpoint."""
    scored: list[ScoredMinimalPair] = []
    unreadable = 0
    for done, pair in enumerate(pairs, start=1):
        good, bad = (framing.around(tokenizer.encode(text)) for text in (pair.good, pair.bad))
        if good == bad:
            unreadable += 1
        else:
            known = _log_probability(model, good), _log_probability(model, bad)
            scored.append(ScoredMinimalPair(pair, *known, more_tokens=len(bad) - len(good)))
        yield replace(at, scored=tuple(scored), unreadable=unreadable, done=done, total=len(pairs))


def _log_probability(model: Decoder, ids: Sequence[int]) -> float:
    return float(score(model, ids).log_probabilities_t.sum(dtype=np.float64))

"""What counting n-grams achieves on a text: the least that a model has to be better than."""

import math
from collections.abc import Generator
from pathlib import Path

from pydantic import BaseModel, ValidationError

from workbench.data.causal.shards import Shards
from workbench.errors import Corrupt
from workbench.events import Event, Level, Note, Reference, ReportRow, StageStarted
from workbench.jobs import Control
from workbench.models.ngram import NGram
from workbench.room import with_room
from workbench.store.files import durable
from workbench.store.files.summed import read_summed, with_checksum
from workbench.training.measuring.evaluation import ValidationText, perplexity, summary
from workbench.words import words

NGRAM_ORDER = 4


class _BaselineFile(BaseModel):
    shards: str
    order: int
    loss: float
    num_tokens: int
    unigram: float | None = None
    """Not there in files that were written before."""


def baseline_lines(
    shards: Shards, text: ValidationText, vocabulary_size: int, control: Control
) -> Generator[Event, None, None]:
    """The validation losses of what needs no training, as lines: an interpolated Kneser-Ney model
    of the same tokens, their frequencies alone, and no knowledge at all.

    Kept beside the shards, so that the next run on them need not count again.
    """
    path = shards.folder.parent / f"{shards.folder.name}.ngram.json"
    known = yield from _read_baseline(path)
    wanted = (shards.fingerprint, NGRAM_ORDER, len(text.tokens))
    if known is None or (known.shards, known.order, known.num_tokens) != wanted:
        known = None
    if known is None or known.unigram is None:
        known = yield from _counted(shards, text, vocabulary_size)
        kept = with_checksum(known.model_dump())
        yield from with_room(lambda: durable.write_json(path, kept), control)
    yield Reference(metric="validation_loss", name="ngram", value=known.loss)
    yield Reference(metric="validation_perplexity", name="ngram", value=perplexity(known.loss))
    if known.unigram is not None:
        yield Reference(metric="validation_loss", name="unigram", value=known.unigram)
    yield Reference(metric="validation_loss", name="uniform", value=math.log(vocabulary_size))


def _counted(
    shards: Shards, text: ValidationText, vocabulary_size: int
) -> Generator[Event, None, _BaselineFile]:
    """What sequences of tokens, and single ones, achieve by their counts."""
    yield StageStarted(words=words("Counting n-grams for the baseline"))
    tokens = shards.tokens("train")
    model = NGram.fit(tokens, NGRAM_ORDER, vocabulary_size)
    if model.note is not None:
        yield Note(words=model.note)
    return _BaselineFile(
        shards=shards.fingerprint,
        order=NGRAM_ORDER,
        loss=model.loss(text.tokens),
        num_tokens=len(text.tokens),
        unigram=NGram.fit(tokens, 1, vocabulary_size).loss(text.tokens),
    )


def _read_baseline(path: Path) -> Generator[Event, None, _BaselineFile | None]:
    """What was measured before; what is damaged, or has no checksum yet, is measured again."""
    try:
        return _BaselineFile.model_validate(read_summed(path))
    except (FileNotFoundError, ValidationError):
        return None
    except Corrupt as damage:
        yield Note(
            words=words("{damage}; the n-grams are counted again", damage=damage.words),
            level=Level.WARNING,
        )
        return None


def ngram_row(shards: Shards, text: ValidationText, vocabulary_size: int) -> ReportRow:
    """The baseline as a row of a comparison; it has counts instead of parameters."""
    model = NGram.fit(shards.tokens("train"), NGRAM_ORDER, vocabulary_size)
    values = summary(model.loss(text.tokens), text)
    return ReportRow(
        role="ngram",
        model=f"Kneser-Ney {NGRAM_ORDER}-gram",
        parameters=sum(len(level.keys) for level in model.levels),
        loss=values["validation_loss"],
        perplexity=values["validation_perplexity"],
        bits_per_byte=values["validation_bits_per_byte"],
    )

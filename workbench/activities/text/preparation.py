"""What training and evaluation need before the first step: tokens, baseline, validation text."""

import math
from collections.abc import Generator
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ValidationError

from workbench.activities.resources import RunResources
from workbench.corpora.corpus import Corpus
from workbench.data.causal.shards import Shards, encode_shards, fingerprint
from workbench.errors import BadInput
from workbench.events import Event, Note, Outcome, Reference, StageStarted
from workbench.jobs import Control
from workbench.models.model_file import ModelFile
from workbench.models.ngram import NGram
from workbench.models.spec import AnyModelSpec
from workbench.store.files import durable
from workbench.store.inputs import Located
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.source import Split
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.evaluation import ValidationText
from workbench.words import words

NGRAM_ORDER = 4


def encoded(
    resources: RunResources, tokenizer: Located, threads: int, control: Control
) -> Generator[Event, None, Shards | None]:
    """The corpus as token shards, made once per (corpus, tokenizer); None if stopped."""
    corpus = resources.inputs.corpus
    assert corpus is not None
    mark = fingerprint(corpus.digest, tokenizer.digest)
    folder = resources.project / "shards" / mark
    if not folder.exists():
        outcome = yield from encode_shards(
            Corpus.open(resources.project / corpus.folder),
            open_tokenizer(resources.project / tokenizer.folder),
            folder,
            control,
            threads,
        )
        if outcome is not Outcome.FINISHED:
            return None
    return Shards.open(folder)


def validation_text(
    shards: Shards,
    tokenizer: Tokenizer,
    *,
    split: Split = "validation",
    most_tokens: int,
    context: int,
    micro_batch_size: int,
) -> ValidationText:
    """The first `most_tokens` (0: all) tokens of a part, and how many bytes of text they are."""
    tokens = shards.tokens(split)
    if len(tokens) < 2:
        raise BadInput(
            "the {split} part of the corpus has no text to score; "
            "add documents or raise its validation share",
            split=split,
        )
    num_bytes = shards.bytes(split)
    if 0 < most_tokens < len(tokens) - 1:
        tokens = tokens[: most_tokens + 1]
        num_bytes = len(tokenizer.decode(tokens.tolist()).encode())
    return ValidationText(
        np.asarray(tokens), num_bytes, context=context, micro_batch_size=micro_batch_size
    )


def model_file(spec: AnyModelSpec, vocabulary_size: int, tokenizer: Located) -> ModelFile:
    """What stands beside a model's weights: its shape, and the tokenizer it was trained on."""
    return ModelFile(
        spec=spec,
        vocabulary_size=vocabulary_size,
        tokenizer=tokenizer.id,
        tokenizer_digest=tokenizer.digest,
    )


class _BaselineFile(BaseModel):
    order: int
    loss: float
    num_tokens: int


def baseline_loss(
    shards: Shards, text: ValidationText, vocabulary_size: int
) -> Generator[Event, None, float]:
    """The validation loss of an interpolated Kneser-Ney model of the same tokens, as a line.

    Kept beside the shards, so that the next run on them need not count again.
    """
    path = shards.folder.parent / f"{shards.folder.name}.ngram.json"
    known = _read_baseline(path)
    if known is None or known.num_tokens != len(text.tokens) or known.order != NGRAM_ORDER:
        yield StageStarted(words=words("Counting n-grams for the baseline"))
        model = NGram.fit(shards.tokens("train"), NGRAM_ORDER, vocabulary_size)
        if model.note is not None:
            yield Note(words=model.note)
        loss = model.loss(text.tokens)
        known = _BaselineFile(order=NGRAM_ORDER, loss=loss, num_tokens=len(text.tokens))
        durable.write_text(path, known.model_dump_json())
    yield Reference(metric="validation_loss", name="ngram", value=known.loss)
    yield Reference(
        metric="validation_perplexity", name="ngram", value=math.exp(min(known.loss, 700.0))
    )
    return known.loss


def _read_baseline(path: Path) -> _BaselineFile | None:
    """What was measured before; anything unreadable is simply measured again."""
    try:
        return _BaselineFile.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None

"""Training a tokenizer: a sample of the corpus goes to a process of its own, a model comes back."""

import tempfile
from collections.abc import Generator
from functools import partial
from pathlib import Path

import numpy as np
from pydantic import BaseModel

from workbench.errors import BadInput
from workbench.events import ArtifactReady, Event, Level, Note, Outcome, Progress, StageStarted
from workbench.jobs import Control, Pace, wait_while_pausing
from workbench.named import named
from workbench.room import with_room
from workbench.spec import to_plain
from workbench.store.files import durable, manifest
from workbench.store.scanning.scan import read_meta, write_meta
from workbench.tokenizers.frequencies import (
    FREQUENCIES_FILE,
    Frequencies,
    Measurement,
    measurement,
    to_npy,
)
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.sentencepiece_tokenizer import SentencePieceTokenizer
from workbench.tokenizers.source import TextSource
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.tokenizers.tokenizer import MODEL_FILE, Tokenizer
from workbench.tokenizers.training.joiners import LostJoiners
from workbench.tokenizers.training.options import VocabularyTooLarge, trainer_options
from workbench.tokenizers.training.process import TrainerProcess
from workbench.tokenizers.training.sampling import Lottery, stretches
from workbench.words import words

FORMAT = 1
MEASURED_BYTES = 4 << 20
_CHECK_BYTES = 1 << 20
_MEGABYTE = 1 << 20
_BATCH = 1000
_POLL_S = 0.1


def train_tokenizer(
    spec: TrainTokenizerSpec, corpus: TextSource, folder: Path, control: Control
) -> Generator[Event, None, Outcome]:
    """Learn a tokenizer from the corpus's training part and store it in `folder`, at once.

    The same spec, corpus and number of threads give the same model. Raises BadInput when the
    corpus cannot fill the vocabulary (naming the largest possible one) and none smaller is to be
    taken, OutOfMemory when the trainer's process was killed for memory. A stop kills the process
    and leaves nothing behind.
    A tokenizer that is there already was made by an attempt that died before it could say so.
    """
    if manifest.is_complete(folder):
        tokenizer = open_tokenizer(folder)
        yield from _notes(spec, tokenizer)
        yield _ready(folder, tokenizer)
        return Outcome.FINISHED
    if not corpus.bytes("train"):
        raise BadInput(
            "corpus '{corpus}' has no text in its training part; add text to it",
            corpus=spec.corpus,
        )
    trained = yield from _trained(spec, corpus, control)
    if trained is None:
        return control.outcome
    model, text = trained
    tokenizer = SentencePieceTokenizer(model)
    frequencies = _frequencies(tokenizer, text, spec.threads)
    measured = measurement(sum(len(stretch) for stretch in text), frequencies, tokenizer.special)
    store = partial(_store, folder, spec, corpus, model, frequencies, measured)
    yield from with_room(store, control)
    yield from _notes(spec, tokenizer)
    yield _ready(folder, tokenizer)
    return Outcome.FINISHED


def _trained(
    spec: TrainTokenizerSpec, corpus: TextSource, control: Control
) -> Generator[Event, None, tuple[bytes, list[bytes]] | None]:
    """The model, and the stretches of text that it is to be measured on; None if stopped."""
    with (
        tempfile.TemporaryDirectory(prefix="tokenizer-") as scratch,
        TrainerProcess(spec, trainer_options(spec), Path(scratch)) as process,
    ):
        text = yield from _feed(process, spec, corpus, control)
        if not control.stopping:
            yield from _watch(process, control)
        if control.stopping:
            return None
        try:
            return process.model(), text
        except VocabularyTooLarge as refusal:
            if spec.hard_vocab_limit:
                raise
            smaller = spec.model_copy(update={"vocabulary_size": refusal.largest})
    return (yield from _trained(smaller, corpus, control))


def _feed(
    process: TrainerProcess, spec: TrainTokenizerSpec, corpus: TextSource, control: Control
) -> Generator[Event, None, list[bytes]]:
    """Send the sample; gives the stretches that the result is to be measured on."""
    total = corpus.bytes("train")
    yield StageStarted(words=words("Reading text to learn from"), total=total, unit="bytes")
    limit = spec.sample_megabytes * _MEGABYTE
    sample = Lottery(limit_bytes=limit, total_bytes=total, seed=spec.seed)
    measured = Lottery(limit_bytes=MEASURED_BYTES, total_bytes=total, seed=spec.seed + 1)
    kept: list[bytes] = []
    joiners = LostJoiners(trainer_options(spec))
    pace = Pace()
    done = checked = 0
    for document in corpus.documents("train"):
        for stretch in stretches(document, spec.max_sentence_bytes):
            if sample.draw():
                process.feed(stretch)
            if measured.draw():
                kept.append(stretch)
            joiners.look_at(stretch)
            done += len(stretch)
            if done - checked >= _CHECK_BYTES:
                checked = done
                if pace.is_due():
                    yield Progress(done=done, total=total)
                yield from wait_while_pausing(control)
                if control.stopping or not process.running:
                    return kept
    process.end_of_text()
    yield Progress(done=done, total=total)
    if joiners.count:
        yield Note(
            words=words(
                "the normalization {normalization} changes {count} joiners (U+200C, U+200D), which "
                "words of Persian or Hindi and joined emoji are written with; choose “as it "
                "is” or NFKC to keep them",
                normalization=named(spec.normalization),
                count=joiners.count,
            ),
            level=Level.WARNING,
        )
    return kept


def _watch(process: TrainerProcess, control: Control) -> Generator[Event, None, None]:
    yield StageStarted(words=words("Learning the pieces"), total=100, unit="%")
    reported = 0
    while process.running and not control.stopping:
        if control.pausing:
            process.suspend()
            yield from wait_while_pausing(control)
            process.go_on()
        control.wait(_POLL_S)
        percent = process.percent()
        if percent > reported:
            reported = percent
            yield Progress(done=percent, total=100)


def _frequencies(tokenizer: Tokenizer, text: list[bytes], threads: int) -> Frequencies:
    """How often each id occurs in the text, by id."""
    counts = np.zeros(tokenizer.vocabulary_size, dtype=np.int64)
    for begin in range(0, len(text), _BATCH):
        batch = [stretch.decode() for stretch in text[begin : begin + _BATCH]]
        for ids in tokenizer.encode_batch(batch, threads or 1):
            counts += np.bincount(ids, minlength=tokenizer.vocabulary_size)
    return counts


def _store(
    folder: Path,
    spec: TrainTokenizerSpec,
    corpus: TextSource,
    model: bytes,
    frequencies: Frequencies,
    measured: Measurement,
) -> None:
    tokenizer = SentencePieceTokenizer(model)
    meta = {
        "format": FORMAT,
        "name": spec.name,
        "family": spec.algorithm,
        "vocabulary_size": tokenizer.vocabulary_size,
        "digest": tokenizer.digest,
        "spec": to_plain(spec),
        "corpus_digest": corpus.digest,
        "measured": {
            "bytes": measured.bytes,
            "tokens": measured.tokens,
            "unknown": measured.unknown,
        },
    }
    with durable.staging(folder) as staged:
        durable.write_bytes(staged / MODEL_FILE, model)
        durable.write_bytes(staged / FREQUENCIES_FILE, to_npy(frequencies))
        write_meta(staged, meta)


def _notes(spec: TrainTokenizerSpec, tokenizer: Tokenizer) -> Generator[Event, None, None]:
    """The char algorithm, and a limit that is not hard, give fewer pieces than were asked for."""
    if tokenizer.vocabulary_size < spec.vocabulary_size:
        yield Note(
            words=words(
                "The text gives no more different pieces: the vocabulary has {size}, the largest "
                "possible one, instead of {asked}.",
                size=tokenizer.vocabulary_size,
                asked=spec.vocabulary_size,
            ),
            level=Level.WARNING,
        )


class _Measured(BaseModel):
    bytes: int
    tokens: int
    unknown: int


class _Meta(BaseModel):
    """What `meta.json` tells of a tokenizer when it is ready."""

    name: str
    measured: _Measured


def _ready(folder: Path, tokenizer: Tokenizer) -> ArtifactReady:
    meta = read_meta(folder, _Meta)
    measured = Measurement(**meta.measured.model_dump())
    return ArtifactReady(
        artifact="tokenizer",
        name=meta.name,
        folder=f"{folder.parent.name}/{folder.name}",
        digest=tokenizer.digest,
        facts={
            "vocabulary_size": tokenizer.vocabulary_size,
            "bytes_per_token": measured.bytes_per_token,
            "unknown_rate": measured.unknown_rate,
        },
    )

"""A run's corpus as the token ids of its sentences, made once for each tokenizer."""

from collections.abc import Generator

from workbench.activities.given import given_corpus
from workbench.activities.resources import RunResources
from workbench.data.encode_once import usable
from workbench.data.masked.sentence_encoding import guessed_bytes
from workbench.data.masked.sentence_shards import (
    SentenceShards,
    encode_sentences,
    sentence_fingerprint,
)
from workbench.events import Event, Outcome
from workbench.jobs import Control
from workbench.store.files.full import needs_of_disk
from workbench.tokenizers.opening import open_tokenizer


def encoded_sentences(
    resources: RunResources, threads: int, control: Control
) -> Generator[Event, None, SentenceShards | None]:
    """The corpus as sentences, made once per (corpus, tokenizer); None if stopped.

    Damaged ones are made again, with a note.
    """
    given, tokenizer = resources.inputs.corpus, resources.inputs.tokenizer
    assert given is not None
    assert tokenizer is not None
    mark = sentence_fingerprint(given.digest, tokenizer.digest)
    folder = resources.project / "shards" / mark
    if not (yield from usable(folder, mark, control)):
        corpus = None if control.stopping else (yield from given_corpus(resources, control))
        if corpus is None:
            return None
        reader = open_tokenizer(resources.folder_of(tokenizer))
        needed = guessed_bytes(corpus, reader)
        yield from needs_of_disk(folder, needed, needed)
        outcome = yield from encode_sentences(corpus, reader, folder, control, threads)
        if outcome is not Outcome.FINISHED:
            return None
    return SentenceShards.open(folder)

"""A corpus as the token ids of its sentences: what next-sentence prediction is made from."""

import hashlib
import os
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from workbench.data.causal.layout import SPLITS, Tokens, file_of, map_tokens, token_type
from workbench.data.encode_once import EncodingInputs, encode_once
from workbench.data.masked.sentence_arrays import SentenceArrays
from workbench.data.masked.sentence_encoding import SentenceEncoding
from workbench.data.masked.sentence_layout import (
    OFFSET,
    SENTENCE_FORMAT,
    SentenceFacts,
    check_files,
    documents_file,
    read_meta,
    sentences_file,
)
from workbench.events import ArtifactReady, Event, Outcome
from workbench.jobs import Control
from workbench.tokenizers.source import Split, TextSource
from workbench.tokenizers.tokenizer import Tokenizer


def sentence_fingerprint(corpus_digest: str, tokenizer_digest: str) -> str:
    """What the sentences of a corpus and a tokenizer are called: equal inputs, equal names."""
    text = f"sentences {SENTENCE_FORMAT} {corpus_digest} {tokenizer_digest}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class SentenceShards:
    """Encoded sentences, complete on disk."""

    folder: Path
    fingerprint: str
    vocabulary_size: int
    facts: dict[Split, SentenceFacts]

    @classmethod
    def open(cls, folder: Path) -> "SentenceShards":
        """The sentences in `folder`; raises NotFound, or Corrupt naming a file of a wrong size."""
        meta, facts = read_meta(folder)
        shards = cls(folder=folder, facts=facts, **meta)
        for split in SPLITS:
            check_files(folder, split, facts[split], shards.dtype.itemsize)
        return shards

    @property
    def dtype(self) -> np.dtype[Any]:
        return token_type(self.vocabulary_size)

    def documents(self, split: Split) -> int:
        return self.facts[split].documents

    def sentences(self, split: Split) -> int:
        return self.facts[split].sentences

    def bytes(self, split: Split) -> int:
        """The UTF-8 bytes of the split's text."""
        return self.facts[split].bytes

    def arrays(self, split: Split) -> SentenceArrays:
        """The split's tokens and offsets, read-only, mapped from disk."""
        return SentenceArrays(
            np.asarray(map_tokens(self.folder / file_of(split), self.dtype)),
            np.asarray(map_tokens(self.folder / sentences_file(split), OFFSET), np.int64),
            np.asarray(map_tokens(self.folder / documents_file(split), OFFSET), np.int64),
            split,
        )

    def sentence(self, split: Split, i: int) -> Tokens:
        """The ids of the split's i-th sentence, without special tokens."""
        return self.arrays(split).sentence(i)


def encode_sentences(
    corpus: TextSource, tokenizer: Tokenizer, folder: Path, control: Control, num_threads: int = 0
) -> Generator[Event, None, Outcome]:
    """Encode all of a corpus into `folder`, or find that it is there already, undamaged.

    `num_threads` 0 takes every core. A stop or a crash leaves nothing in `folder`; the next call
    starts over, because the work is short. Raises Locked while another process encodes the same.
    """
    threads = num_threads or os.cpu_count() or 1
    name = sentence_fingerprint(corpus.digest, tokenizer.digest)

    def begin(partial: Path) -> SentenceEncoding:
        return SentenceEncoding(EncodingInputs(corpus, tokenizer, partial, threads, name))

    if not (yield from encode_once(folder, name, begin, control)):
        return control.outcome
    yield _ready(SentenceShards.open(folder))
    return Outcome.FINISHED


def _ready(shards: SentenceShards) -> ArtifactReady:
    facts = [shards.facts[split] for split in SPLITS]
    return ArtifactReady(
        artifact="shards",
        name=shards.folder.name,
        folder=f"{shards.folder.parent.name}/{shards.folder.name}",
        digest=shards.fingerprint,
        facts={
            "sentences": sum(of_split.sentences for of_split in facts),
            "tokens": sum(of_split.tokens for of_split in facts),
            "bytes": sum(of_split.bytes for of_split in facts),
        },
    )

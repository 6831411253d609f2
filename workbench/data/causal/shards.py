"""A corpus as token ids on disk: encoded once for each tokenizer, read by memory map."""

import hashlib
import os
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from workbench.data.causal.encoding import ShardEncoding
from workbench.data.causal.layout import (
    FORMAT,
    META_FILE,
    SPLITS,
    SplitFacts,
    Tokens,
    check_size,
    file_of,
    map_tokens,
    token_type,
)
from workbench.data.encode_once import EncodingInputs, encode_once
from workbench.errors import Corrupt, NotFound
from workbench.events import ArtifactReady, Event, Outcome
from workbench.file_formats import json_text
from workbench.jobs import Control
from workbench.store.files import checked, looking
from workbench.tokenizers.frequencies import FREQUENCIES_FILE, Frequencies, read_npy
from workbench.tokenizers.source import Split, TextSource
from workbench.tokenizers.tokenizer import Tokenizer


def fingerprint(corpus_digest: str, tokenizer_digest: str) -> str:
    """What the shards of a corpus and a tokenizer are called: equal inputs, equal names."""
    return hashlib.sha256(f"{FORMAT} {corpus_digest} {tokenizer_digest}".encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Shards:
    """Encoded text, complete on disk."""

    folder: Path
    fingerprint: str
    vocabulary_size: int
    facts: dict[Split, SplitFacts]

    @classmethod
    def open(cls, folder: Path) -> "Shards":
        """The shards in `folder`; raises NotFound, or Corrupt naming a file of the wrong size."""
        shards = _read(folder)
        for split in SPLITS:
            needed = shards.facts[split].tokens * shards.dtype.itemsize
            check_size(folder / file_of(split), needed)
        return shards

    @property
    def dtype(self) -> np.dtype[Any]:
        return token_type(self.vocabulary_size)

    def tokens(self, split: Split) -> Tokens:
        """The split's token stream, read-only, mapped from disk."""
        return map_tokens(self.folder / file_of(split), self.dtype)

    def bytes(self, split: Split) -> int:
        """The UTF-8 bytes of the split's text: what bits per byte divides by."""
        return self.facts[split].bytes

    def documents(self, split: Split) -> int:
        return self.facts[split].documents

    @property
    def frequencies(self) -> Frequencies:
        """How often each id occurs in all splits, by id; raises Corrupt."""
        checked.require_intact(self.folder, FREQUENCIES_FILE)
        return read_npy(self.folder / FREQUENCIES_FILE)


def encode_shards(
    corpus: TextSource, tokenizer: Tokenizer, folder: Path, control: Control, num_threads: int = 0
) -> Generator[Event, None, Outcome]:
    """Encode all of a corpus into `folder`, or find that it is there already, undamaged.

    `num_threads` 0 takes every core. A stop, a crash or a full disk keeps what was encoded; the
    next call goes on from there, to the same bytes. Raises Locked while another process encodes
    the same.
    """
    threads = num_threads or os.cpu_count() or 1
    name = fingerprint(corpus.digest, tokenizer.digest)

    def begin(partial: Path) -> ShardEncoding:
        return ShardEncoding(EncodingInputs(corpus, tokenizer, partial, threads, name))

    if not (yield from encode_once(folder, name, begin, control)):
        return control.outcome
    yield _ready(Shards.open(folder))
    return Outcome.FINISHED


def _read(folder: Path) -> Shards:
    path = folder / META_FILE
    try:
        meta = json_text.loads(looking.read_bytes(path))
        return Shards(
            folder=folder,
            fingerprint=meta["fingerprint"],
            vocabulary_size=meta["vocabulary_size"],
            facts={split: SplitFacts(**meta["splits"][split]) for split in SPLITS},
        )
    except FileNotFoundError:
        raise NotFound("{folder} holds no encoded text", folder=folder) from None
    except (ValueError, KeyError, TypeError):
        raise Corrupt("{path} is not what was written", path=path) from None


def _ready(shards: Shards) -> ArtifactReady:
    tokens = sum(shards.facts[split].tokens for split in SPLITS)
    return ArtifactReady(
        artifact="shards",
        name=shards.folder.name,
        folder=f"{shards.folder.parent.name}/{shards.folder.name}",
        digest=shards.fingerprint,
        facts={"tokens": tokens, "bytes": sum(shards.bytes(split) for split in SPLITS)},
    )

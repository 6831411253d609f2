"""Encoding a corpus sentence by sentence, as a stream with flat memory.

It is short work: an attempt that was stopped or died is begun anew.
"""

from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.corpora.sentences import sentences
from workbench.data.causal.encoding import BATCH_CHARACTERS, PART_CHARACTERS, groups
from workbench.data.causal.layout import SPLITS, Tokens, token_type
from workbench.data.encode_once import EncodingInputs
from workbench.data.masked.sentence_layout import FILES, OFFSET, SENTENCE_FORMAT, SentenceFacts
from workbench.events import Event, Progress
from workbench.jobs import Control
from workbench.room import with_room
from workbench.store.files import durable
from workbench.tokenizers.parts import parts
from workbench.tokenizers.source import Split, TextSource
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.words import words

MOST_SENTENCE_TOKENS = 512
"""A longer sentence is cut into equal pieces, each a sentence of its own."""

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class EncodedGroup:
    """Some documents: their tokens, how many each sentence has, and its sentences each document."""

    tokens: Tokens
    sentence_lengths: Counts
    document_lengths: Counts


class SentenceEncoding:
    """One attempt at it, from the beginning; `_facts` says what was written so far."""

    def __init__(self, inputs: EncodingInputs) -> None:
        self._inputs = inputs
        self._facts = dict.fromkeys(SPLITS, SentenceFacts())

    def run(self, control: Control) -> Generator[Event, None, None]:
        yield from self._inputs.over_splits(words("Encoding sentences"), self._run, control)

    def _run(self, split: Split, control: Control) -> Generator[Event, None, None]:
        texts = _texts(self._inputs.corpus.documents(split))
        with _Files(self._inputs.partial, split) as files:

            def add(documents: list[list[str]], group: EncodedGroup) -> None:
                files.add(group)
                self._facts[split] = files.facts

            yield from self._inputs.over_batches(
                texts, self._encoded, add, files.write, self._num_documents, control
            )
            yield from with_room(files.flush, control)
        if not control.stopping:
            yield Progress(done=self._num_documents())

    def _encoded(self, documents: list[list[str]]) -> EncodedGroup:
        return encoded_group(documents, self._inputs.tokenizer)

    def _num_documents(self) -> int:
        return sum(facts.documents for facts in self._facts.values())

    def commit(self, folder: Path) -> Generator[Event, None, None]:
        """Give the finished files their folder."""
        names = (name_of(split) for split in SPLITS for name_of in FILES)
        splits: dict[str, dict[str, int]] = {
            split: asdict(facts) | {"bytes": self._inputs.corpus.bytes(split)}
            for split, facts in self._facts.items()
        }
        yield from self._inputs.commit(folder, names, SENTENCE_FORMAT, splits)


class _Files:
    """A split's three unfinished files, emptied at first, and what they hold."""

    def __init__(self, partial: Path, split: Split) -> None:
        self._paths = [partial / name_of(split) for name_of in FILES]
        self._stack = ExitStack()
        self.facts = SentenceFacts()

    def __enter__(self) -> "_Files":
        opened = [self._stack.enter_context(durable.AppendFile(path)) for path in self._paths]
        self._tokens, self._sentences, self._documents = opened
        for file in opened:
            file.cut_back(0)
        for offsets in (self._sentences, self._documents):
            offsets.append(np.zeros(1, OFFSET).tobytes())
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.__exit__(*error)

    def write(self) -> None:
        """Hand on what is held of each file once it is large."""
        for file in (self._tokens, self._sentences, self._documents):
            file.flush_when_large()

    def flush(self) -> None:
        """Hand on all that is held."""
        for file in (self._tokens, self._sentences, self._documents):
            file.flush()

    def add(self, group: EncodedGroup) -> None:
        """Hold some more documents in memory, until `write`."""
        before = self.facts
        sentence_ends = before.tokens + np.cumsum(group.sentence_lengths)
        document_ends = before.sentences + np.cumsum(group.document_lengths)
        self._tokens.hold(group.tokens.tobytes())
        self._sentences.hold(sentence_ends.astype(OFFSET).tobytes())
        self._documents.hold(document_ends.astype(OFFSET).tobytes())
        self.facts = SentenceFacts(
            documents=before.documents + len(group.document_lengths),
            sentences=before.sentences + len(group.sentence_lengths),
            tokens=before.tokens + len(group.tokens),
        )


def encoded_group(documents: list[list[str]], tokenizer: Tokenizer) -> EncodedGroup:
    """Documents, each as its sentences, as they lie on disk."""
    texts = [text for document in documents for text in document]
    ids = tokenizer.encode_batch(texts, num_threads=1) if texts else []
    lengths = np.array([len(some) for some in ids], dtype=np.int64)
    num_pieces = -(-lengths // MOST_SENTENCE_TOKENS)
    owners = np.repeat(np.arange(len(documents)), [len(document) for document in documents])
    document_lengths = np.zeros(len(documents), dtype=np.int64)
    np.add.at(document_lengths, owners, num_pieces)
    dtype = token_type(tokenizer.vocabulary_size)
    tokens = np.concatenate([np.empty(0, dtype), *ids], dtype=dtype, casting="unsafe")
    return EncodedGroup(tokens, piece_lengths(lengths, num_pieces), document_lengths)


def guessed_bytes(corpus: TextSource, tokenizer: Tokenizer) -> float:
    """How large the encoded sentences will be about, by the first documents to train on."""
    first = next(groups(corpus.documents("train")), [])
    documents = [document[:BATCH_CHARACTERS] for document in first]
    group = encoded_group([[*_short_sentences(one)] for one in documents], tokenizer)
    num_offsets = len(group.sentence_lengths) + len(group.document_lengths)
    made = group.tokens.nbytes + num_offsets * OFFSET.itemsize
    return corpus.bytes("all") * made / max(1, sum(len(one.encode()) for one in documents))


def piece_lengths(lengths: Counts, num_pieces: Counts) -> Counts:
    """How long the pieces are when each sentence is cut into its number of nearly equal ones."""
    whole, count = np.repeat(lengths, num_pieces), np.repeat(num_pieces, num_pieces)
    first = np.repeat(np.cumsum(num_pieces) - num_pieces, num_pieces)
    rank = np.arange(len(count)) - first
    pieces: Counts = (rank + 1) * whole // count - rank * whole // count
    return pieces


def _texts(documents: Iterable[str]) -> Iterator[list[list[str]]]:
    """The documents' sentences, some documents at a time."""
    for group in groups(documents):
        yield [[*_short_sentences(document)] for document in group]


def _short_sentences(document: str) -> Iterator[str]:
    """What is too long to be encoded at once is cut here: it has too many tokens anyway."""
    for sentence in sentences(document):
        for part in parts(sentence, PART_CHARACTERS):
            yield part.strip()

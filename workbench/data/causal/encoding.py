"""Encoding a corpus into token shards: a stream with flat memory that can be stopped and resumed.

Unfinished work stands beside the final folder. Tokens are appended to it with plain writes; every
few dozen megabytes of text they are synced and the offset is noted, with the SHA-256 of what stands
before it, and a later attempt goes on from there.
"""

import hashlib
from collections.abc import Generator, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ValidationError

from workbench.data.causal.layout import (
    FORMAT,
    SPLITS,
    SplitFacts,
    Tokens,
    file_of,
    map_tokens,
    token_type,
)
from workbench.data.encode_once import EncodingInputs
from workbench.errors import Corrupt
from workbench.events import Event, Progress
from workbench.file_formats.plain_file import open_plain_file
from workbench.jobs import Control
from workbench.room import with_room
from workbench.store.files import durable, looking
from workbench.store.files.summed import read_summed, with_checksum
from workbench.tokenizers.frequencies import FREQUENCIES_FILE, to_npy
from workbench.tokenizers.parts import parts
from workbench.tokenizers.source import Split, TextSource
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.words import words

BATCH_DOCUMENTS = 1000
BATCH_CHARACTERS = 1 << 18
PART_CHARACTERS = 1 << 16
NOTE_EVERY_TOKENS = 16 << 20
_PARTS_AT_ONCE = 16
_GUESSED_FROM_TOKENS = 10_000
_STATE_FILE = "state.json"
_COUNTED_AT_ONCE = 1 << 20
_HASHED_AT_ONCE = 4 << 20


class _Noted(BaseModel):
    """What the unfinished files of each split hold, and the SHA-256 (hex) of just that."""

    splits: dict[Split, SplitFacts]
    sha256: dict[Split, str]


@dataclass(frozen=True)
class EncodingBatch:
    """What is encoded at once: whole documents, or consecutive parts of a long one.

    `documents` counts those that end with it; `begins` says that the first part begins one.
    """

    texts: list[str]
    documents: int
    is_whole: bool = True
    begins: bool = True


class ShardEncoding:
    """One attempt at it; `_facts` says what each split's unfinished file holds."""

    def __init__(self, inputs: EncodingInputs) -> None:
        self._inputs = inputs
        self._dtype = token_type(inputs.tokenizer.vocabulary_size)
        self._facts, self._hashes = _read_state(inputs.partial, self._dtype.itemsize)
        self._sha256 = {split: self._hashes[split].hexdigest() for split in SPLITS}

    def run(self, control: Control) -> Generator[Event, None, None]:
        yield from self._inputs.over_splits(words("Encoding text"), self._run, control)

    def _run(self, split: Split, control: Control) -> Generator[Event, None, None]:
        facts = self._facts[split]
        unfinished = noted = facts.tokens

        def write() -> None:
            nonlocal noted
            out.flush_when_large()
            if unfinished - noted >= NOTE_EVERY_TOKENS:
                self._note(out)
                noted = unfinished

        with durable.AppendFile(self._inputs.partial / file_of(split)) as out:
            out.cut_back(facts.tokens * self._dtype.itemsize)

            def add(batch: EncodingBatch, tokens: Tokens) -> None:
                nonlocal unfinished
                self._hold(out, split, tokens)
                unfinished += tokens.size
                if batch.documents:
                    self._add(split, batch.documents, unfinished)

            documents = self._inputs.corpus.documents(split, facts.documents)
            yield from self._inputs.over_batches(
                batches(documents), self._tokens, add, write, self._num_documents, control
            )
            yield from with_room(lambda: self._note(out), control)
        yield Progress(done=self._num_documents())

    def _hold(self, out: durable.AppendFile, split: Split, tokens: Tokens) -> None:
        data = tokens.view(np.uint8).data
        out.hold(data)
        self._hashes[split].update(data)

    def _tokens(self, batch: EncodingBatch) -> Tokens:
        return tokens_of(batch, self._inputs.tokenizer)

    def _add(self, split: Split, num_documents: int, tokens: int) -> None:
        documents = self._facts[split].documents + num_documents
        self._facts[split] = SplitFacts(documents, tokens, self._inputs.corpus.bytes(split))
        self._sha256[split] = self._hashes[split].hexdigest()

    def _num_documents(self) -> int:
        return sum(facts.documents for facts in self._facts.values())

    def _note(self, out: durable.AppendFile) -> None:
        """From here a later attempt may go on: first the tokens are safe, then the note of them."""
        out.sync()
        noted = _Noted(splits=self._facts, sha256=self._sha256)
        durable.write_json(self._inputs.partial / _STATE_FILE, with_checksum(noted.model_dump()))

    def commit(self, folder: Path) -> Generator[Event, None, None]:
        """Give the finished files their folder.

        All that takes room is written before, so that a full disk costs nothing.
        """
        durable.write_bytes(self._inputs.partial / FREQUENCIES_FILE, self._frequencies())
        names = (*map(file_of, SPLITS), FREQUENCIES_FILE)
        yield from self._inputs.commit(folder, names, FORMAT, _plain(self._facts))

    def _frequencies(self) -> bytes:
        """How often each id occurs, as an .npy file."""
        counts = np.zeros(self._inputs.tokenizer.vocabulary_size, dtype=np.int64)
        for split in SPLITS:
            tokens = map_tokens(self._inputs.partial / file_of(split), self._dtype)
            for begin in range(0, tokens.size, _COUNTED_AT_ONCE):
                some = tokens[begin : begin + _COUNTED_AT_ONCE]
                counts += np.bincount(some, minlength=counts.size)
        return to_npy(counts)


def tokens_of(batch: EncodingBatch, tokenizer: Tokenizer) -> Tokens:
    """A batch as it stands in the token stream."""
    if batch.is_whole:
        ids = tokenizer.encode_batch(batch.texts, num_threads=1, as_documents=True)
    else:
        begin = tokenizer.document_begin if batch.begins else ()
        end = tokenizer.document_end if batch.documents else ()
        middle = tokenizer.encode_parts(batch.texts, num_threads=1, at_beginning=batch.begins)
        ids = [np.array(begin, np.int32), *middle, np.array(end, np.int32)]
    dtype = token_type(tokenizer.vocabulary_size)
    return np.concatenate(ids, dtype=dtype, casting="unsafe")


def first_tokens(corpus: TextSource, tokenizer: Tokenizer, split: Split, most: int) -> Tokens:
    """The beginning of a split's token stream, as its shards would have it, without any file."""
    pieces = [np.empty(0, dtype=token_type(tokenizer.vocabulary_size))]
    num_missing = most
    for batch in batches(corpus.documents(split)):
        pieces.append(tokens_of(batch, tokenizer)[:num_missing])
        num_missing -= len(pieces[-1])
        if num_missing == 0:
            break
    return np.concatenate(pieces)


def guessed_bytes(corpus: TextSource, tokenizer: Tokenizer) -> float:
    """How large the shards of a corpus will be about, by the first tokens of its training text."""
    tokens = first_tokens(corpus, tokenizer, "train", _GUESSED_FROM_TOKENS)
    num_bytes = len(tokenizer.decode(tokens.tolist()).encode())
    return corpus.bytes("all") * tokens.nbytes / max(1, num_bytes)


def batches(documents: Iterable[str]) -> Iterator[EncodingBatch]:
    """Documents in groups that are encoded at once; a long one by itself, some parts at a time."""
    for group in groups(documents):
        if len(group[0]) > BATCH_CHARACTERS:
            yield from _batches_of_one(group[0])
        else:
            yield EncodingBatch(group, len(group))


def groups(documents: Iterable[str]) -> Iterator[list[str]]:
    """Documents that together stay within a batch; one that is longer stands alone."""
    group: list[str] = []
    room = BATCH_CHARACTERS
    for document in documents:
        room -= len(document)
        if group and (room < 0 or len(group) == BATCH_DOCUMENTS):
            yield group
            group, room = [], BATCH_CHARACTERS - len(document)
        group.append(document)
    if group:
        yield group


def _batches_of_one(document: str) -> Iterator[EncodingBatch]:
    begin, rest = 0, iter(parts(document, PART_CHARACTERS))
    some = list(islice(rest, _PARTS_AT_ONCE))
    while some:
        following = list(islice(rest, _PARTS_AT_ONCE))
        yield EncodingBatch(some, 0 if following else 1, is_whole=False, begins=begin == 0)
        begin, some = 1, following


def _plain(facts: dict[Split, SplitFacts]) -> dict[str, dict[str, int]]:
    return {split: asdict(of_split) for split, of_split in facts.items()}


def _read_state(
    partial: Path, token_bytes: int
) -> tuple[dict[Split, SplitFacts], dict[Split, "hashlib._Hash"]]:
    """What an earlier attempt noted, where its files still hold that; else the beginning.

    Raises CannotBeRead.
    """
    try:
        plain = read_summed(partial / _STATE_FILE, is_required=True)
        noted = _Noted.model_validate(plain)
        hashes = {
            split: _hashed(partial / file_of(split), noted.splits[split].tokens * token_bytes)
            for split in SPLITS
        }
        if {split: hashes[split].hexdigest() for split in SPLITS} == noted.sha256:
            return noted.splits, hashes
    except (FileNotFoundError, Corrupt, ValidationError, KeyError):
        pass
    return dict.fromkeys(SPLITS, SplitFacts()), {split: hashlib.sha256() for split in SPLITS}


def _hashed(path: Path, size: int) -> "hashlib._Hash":
    """The hash of a file's beginning, of all of it where there is less; of no file: of nothing."""
    seen = hashlib.sha256()
    if path.exists():
        with looking.naming(path), open_plain_file(path) as file:
            while block := file.read(min(size, _HASHED_AT_ONCE)):
                seen.update(block)
                size -= len(block)
    return seen

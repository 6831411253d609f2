"""Filling a folder with encoded text exactly once, also when two processes want it or one dies.

What is there and damaged is made again: it has nothing that the corpus does not have.
"""

import json
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from workbench.data.causal.layout import META_FILE, SPLITS
from workbench.errors import Corrupt
from workbench.events import Event, Level, Note, Progress, StageStarted
from workbench.jobs import Control, Pace, ThreadControl, wait_while_pausing
from workbench.room import again_with_room, with_room
from workbench.store.files import checked, durable, leftovers, lock, looking
from workbench.store.files.committing import saving
from workbench.tokenizers.source import Split, TextSource
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.words import Words, words

S = TypeVar("S")
T = TypeVar("T")


class Work(Protocol):
    """An encoding whose unfinished files stand in a folder of their own."""

    def run(self, control: Control) -> Generator[Event, None, None]:
        """Write the files; returns early when the control says so."""

    def commit(self, folder: Path) -> Generator[Event, None, None]:
        """Give the finished files their folder."""


def is_encoded(folder: Path, fingerprint: str, *names: str) -> bool:
    """Whether a folder's files (all, or those named) hold the encoded text of a fingerprint."""
    try:
        checked.require_intact(folder, *names, *([META_FILE] if names else []))
        _require_fingerprint(folder, fingerprint)
    except Corrupt:
        return False
    return True


def usable(folder: Path, fingerprint: str, control: Control) -> Generator[Event, None, bool]:
    """Whether a folder holds the encoded text of a fingerprint, all of it as it was written.

    Notes what is damaged. Also False when the control says so meanwhile. Raises CannotBeRead: what
    the system refuses for now is not encoded again.
    """
    if not folder.exists():
        return False
    try:
        yield from checked.checking(folder.name, folder, control)
        if control.stopping:
            return False
        _require_fingerprint(folder, fingerprint)
    except Corrupt as damage:
        yield Note(
            words=words("{damage}; the text is encoded again", damage=damage.words),
            level=Level.WARNING,
        )
        return False
    return True


def _require_fingerprint(folder: Path, fingerprint: str) -> None:
    path = folder / META_FILE
    if json.loads(looking.read_bytes(path))["fingerprint"] != fingerprint:
        raise Corrupt("{path} is that of another text or tokenizer", path=path)


def encode_once(
    folder: Path, fingerprint: str, begin: Callable[[Path], Work], control: Control
) -> Generator[Event, None, bool]:
    """Do the work that `begin` makes of the folder for unfinished files; nothing when it is done.

    Gives whether the folder then holds the encoded text. A stop or a crash leaves the unfinished
    files to the next attempt. Raises Locked while another process encodes the same.
    """
    if is_encoded(folder, fingerprint):
        return True
    partial = folder.with_name(f".encoding-{folder.name}")
    durable.make_folder(folder.parent)
    durable.make_folder(partial)
    with lock.acquire(partial / "lock", "the encoding of this text"):
        if is_encoded(folder, fingerprint):  # whoever held the lock has finished it
            return True
        leftovers.clear_of(folder)
        durable.sweep(partial, older_than_s=0)

        def encode() -> Generator[Event, None, bool]:
            work = begin(partial)
            yield from work.run(control)
            if control.stopping:
                return False
            if folder.exists():
                durable.remove_tree(folder)
            yield from work.commit(folder)
            return True

        if not (yield from again_with_room(encode, control)):
            return False
    durable.remove_tree(partial)
    return True


@dataclass(frozen=True)
class EncodingInputs:
    """What is encoded, by which tokenizer, and where its unfinished files stand."""

    corpus: TextSource
    tokenizer: Tokenizer
    partial: Path
    num_threads: int
    fingerprint: str

    def over_splits(
        self,
        title: Words,
        encode: Callable[[Split, Control], Generator[Event, None, None]],
        control: Control,
    ) -> Generator[Event, None, None]:
        """Encode every split; ends early when the control says so."""
        yield StageStarted(words=title, total=self.corpus.count("all"), unit="documents")
        for split in SPLITS:
            yield from encode(split, control)
            if control.stopping:
                return

    def over_batches(
        self,
        batches: Iterable[S],
        encode: Callable[[S], T],
        add: Callable[[S, T], None],
        write: Callable[[], None],
        num_documents: Callable[[], int],
        control: Control,
    ) -> Generator[Event, None, None]:
        """`add` what `encode` makes of each batch, in order; ends early when the control says so.

        After each one `write` hands on what was added, and is called again where there was no
        room; `num_documents` counts those that were added so far.
        """
        pace = Pace()
        for batch, encoded in _ordered_map(encode, batches, self.num_threads):
            add(batch, encoded)
            yield from with_room(write, control)
            if pace.is_due():
                yield Progress(done=num_documents())
            yield from wait_while_pausing(control)
            if control.stopping:
                return

    def commit(
        self,
        folder: Path,
        names: Iterable[str],
        file_format: int,
        splits: Mapping[str, Mapping[str, int]],
    ) -> Generator[Event, None, None]:
        """Write `meta.json` and give the finished files their folder; nothing stops it half-way."""
        meta = {
            "format": file_format,
            "fingerprint": self.fingerprint,
            "corpus_digest": self.corpus.digest,
            "tokenizer_digest": self.tokenizer.digest,
            "vocabulary_size": self.tokenizer.vocabulary_size,
            "splits": splits,
        }
        durable.write_json(self.partial / META_FILE, meta)
        with durable.staging(folder) as staged:
            for name in (*names, META_FILE):
                durable.move(self.partial / name, staged / name)
            yield from saving(words("Saving the encoded text"), staged, ThreadControl())


def _ordered_map(
    work: Callable[[S], T], items: Iterable[S], num_threads: int
) -> Iterator[tuple[S, T]]:
    """Each item with what `work` makes of it in one of the threads, in order.

    It pays where the work holds no lock of the interpreter, as encoding text does. Each thread
    encodes items of its own: sentencepiece's own threads wait for one another at the end of every
    call, which short documents feel.
    """
    with ThreadPoolExecutor(num_threads) as workers:
        ahead: deque[tuple[S, Future[T]]] = deque()
        for item in items:
            ahead.append((item, workers.submit(work, item)))
            if len(ahead) > num_threads:
                earliest, result = ahead.popleft()
                yield earliest, result.result()
        for earliest, result in ahead:
            yield earliest, result.result()

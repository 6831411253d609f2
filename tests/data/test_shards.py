import errno
import itertools
import json
import os

import numpy as np
import pytest
from refused import refusing_to_read
from text_material import ListCorpus, Run, english, poems, train

from workbench import room
from workbench.data.causal import encoding
from workbench.data.causal.layout import token_type
from workbench.data.causal.shards import Shards, encode_shards, fingerprint
from workbench.errors import CannotBeRead, Corrupt, Locked, NotFound
from workbench.events import ArtifactReady, Outcome, Paused, Progress, StageStarted
from workbench.jobs import ThreadControl
from workbench.store.files import disk, lock, manifest
from workbench.tokenizers.special import BOS, EOS
from workbench.tokenizers.tokenizer import Tokenizer


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    return train(tmp_path_factory.mktemp("tokenizer") / "t", english(300) + poems(100))


@pytest.fixture
def small_batches(monkeypatch):
    """Everything happens often: batches of few documents, long ones in parts, frequent notes."""
    monkeypatch.setattr(encoding, "BATCH_DOCUMENTS", 3)
    monkeypatch.setattr(encoding, "BATCH_CHARACTERS", 600)
    monkeypatch.setattr(encoding, "PART_CHARACTERS", 150)
    monkeypatch.setattr(encoding, "_PARTS_AT_ONCE", 2)
    monkeypatch.setattr(encoding, "NOTE_EVERY_TOKENS", 500)


def mixed() -> ListCorpus:
    """Short documents, an empty one, and some that are encoded in parts."""
    return ListCorpus([*english(30), "", "\n".join(english(40)), *poems(20), "".join(poems(40))])


def encode(corpus, tokenizer, folder, control=None, threads=1) -> Run:
    activity = encode_shards(corpus, tokenizer, folder, control or ThreadControl(), threads)
    return Run(activity).to_its_end()


def expected(corpus, tokenizer, split) -> list[int]:
    documents = corpus.documents(split)
    return [i for document in documents for i in (BOS, *tokenizer.encode(document), EOS)]


def content(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_that_the_size_of_shards_is_known_about_before_they_are_made(tokenizer, tmp_path):
    corpus = ListCorpus([*english(400), *english(400)])
    folder = tmp_path / "shards" / "x"
    encode(corpus, tokenizer, folder)
    made = sum(path.stat().st_size for path in folder.glob("*.bin"))
    assert encoding.guessed_bytes(corpus, tokenizer) == pytest.approx(made, rel=0.1)


def test_that_shards_hold_each_document_between_its_marks(tokenizer, tmp_path):
    corpus = mixed()
    folder = tmp_path / "shards" / "x"
    run = encode(corpus, tokenizer, folder)
    shards = Shards.open(folder)
    for split in ("train", "validation"):
        tokens = shards.tokens(split)
        assert tokens.tolist() == expected(corpus, tokenizer, split)
        assert tokens.dtype == np.uint16
        assert not tokens.flags.writeable
        assert shards.bytes(split) == corpus.bytes(split)
        assert shards.documents(split) == corpus.count(split)
    ready = run.events[-1]
    assert isinstance(ready, ArtifactReady)
    assert ready.folder == "shards/x"
    assert ready.facts["bytes"] == corpus.bytes("all")
    assert run.outcome is Outcome.FINISHED
    encoded, saved = [e.total for e in run.events if isinstance(e, StageStarted)]
    done = [e.done for e in run.events if isinstance(e, Progress)]
    assert (encoded, saved) == (corpus.count("all"), done[-1])
    assert corpus.count("all") in done
    manifest.verify(folder)


@pytest.mark.parametrize("threads", [1, 3])
def test_that_batches_parts_and_threads_change_no_token(
    tokenizer, tmp_path, small_batches, threads
):
    corpus = mixed()
    encode(corpus, tokenizer, tmp_path / "x", threads=threads)
    shards = Shards.open(tmp_path / "x")
    assert shards.tokens("train").tolist() == expected(corpus, tokenizer, "train")
    assert shards.tokens("validation").tolist() == expected(corpus, tokenizer, "validation")


def test_that_batches_keep_every_document_in_order(small_batches):
    documents = ["a" * n for n in (1, 1, 1, 1, 500, 500, 2000, 5, 600, 601, 0)]
    batches = list(encoding.batches(iter(documents)))
    assert "".join(text for batch in batches for text in batch.texts) == "".join(documents)
    assert sum(batch.documents for batch in batches) == len(documents)
    assert all(len(batch.texts) <= 3 for batch in batches)


@pytest.mark.parametrize(
    ("size", "dtype"),
    [(256, np.uint8), (257, np.uint16), (65_536, np.uint16), (65_537, np.uint32)],
)
def test_that_ids_take_the_smallest_unsigned_type(size, dtype):
    assert token_type(size) == dtype


def test_that_frequencies_count_every_token(tokenizer, tmp_path):
    encode(mixed(), tokenizer, tmp_path / "x")
    shards = Shards.open(tmp_path / "x")
    both = np.concatenate([shards.tokens("train"), shards.tokens("validation")])
    assert shards.frequencies.tolist() == np.bincount(both, minlength=400).tolist()
    assert shards.frequencies[BOS] == shards.frequencies[EOS] == 53


def test_that_a_second_call_reads_nothing(tokenizer, tmp_path):
    corpus = mixed()
    first = encode(corpus, tokenizer, tmp_path / "x")
    corpus.read = 0
    again = encode(corpus, tokenizer, tmp_path / "x")
    assert corpus.read == 0
    assert again.events == [first.events[-1]]


def test_that_the_fingerprint_depends_on_text_and_tokenizer():
    names = {fingerprint(a, b) for a, b in itertools.product(("t", "u"), ("x", "y"))}
    assert len(names) == 4
    assert fingerprint("t", "x") in names


def test_that_a_corpus_without_validation_text_can_be_encoded(tokenizer, tmp_path):
    encode(ListCorpus(["one", "two"]), tokenizer, tmp_path / "x")
    shards = Shards.open(tmp_path / "x")
    assert shards.tokens("validation").size == 0
    assert shards.documents("validation") == 0


# -- stopping, crashing, going on ----------------------------------------------------------------


def test_that_a_stopped_encoding_goes_on_to_the_same_bytes(tokenizer, tmp_path, small_batches):
    encode(mixed(), tokenizer, tmp_path / "whole")
    corpus = mixed()
    control = ThreadControl()
    run = Run(encode_shards(corpus, tokenizer, tmp_path / "x", control, 1))
    for _ in itertools.islice(run, 2):
        control.stop()
    assert list(run) == []
    stopped = encode(corpus, tokenizer, tmp_path / "x", stopping_after(4))
    assert stopped.outcome is Outcome.STOPPED
    assert not (tmp_path / "x").exists()
    corpus.read = 0
    assert encode(corpus, tokenizer, tmp_path / "x").outcome is Outcome.FINISHED
    assert corpus.read < corpus.count("all")
    whole, resumed = (Shards.open(tmp_path / name) for name in ("whole", "x"))
    for split in ("train", "validation"):
        assert np.array_equal(resumed.tokens(split), whole.tokens(split))
    assert resumed.facts == whole.facts
    assert {path.name for path in tmp_path.iterdir()} == {"whole", "x"}


class stopping_after(ThreadControl):  # noqa: N801
    """A control that asks for an end at the n-th check."""

    def __init__(self, checks: int) -> None:
        super().__init__()
        self._left = checks

    @property
    def stopping(self) -> bool:
        self._left -= 1
        return self._left <= 0


CALLS = ("write", "sync", "rename", "make_folder", "sync_folder", "cut")


def calls_until(monkeypatch, moment: int, end) -> list[str]:
    """Replace the `moment`-th call that changes the disk by `end`; gives the calls as they come."""
    made: list[str] = []

    def counted(name, call):
        def instead(*arguments):
            made.append(name)
            return end() if len(made) == moment else call(*arguments)

        return instead

    for name in CALLS:
        monkeypatch.setattr(disk, name, counted(name, getattr(disk, name)))
    return made


def die_at(moment: int, monkeypatch, work) -> None:
    """Run the work in a process that ends, without tidying up, at a call that changes the disk."""
    child = os.fork()
    if child:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        return
    try:
        calls_until(monkeypatch, moment, lambda: os._exit(9))
        work()
    finally:
        os._exit(0)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_that_dying_at_any_write_leads_to_the_same_bytes(
    tokenizer, tmp_path, monkeypatch, small_batches
):
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)  # slow, and no power is cut here
    whole = tmp_path / "whole" / "x"
    corpus = ListCorpus([*english(12), "\n".join(english(20))])
    with monkeypatch.context() as patched:
        calls = calls_until(patched, 0, None)
        encode(corpus, tokenizer, whole)
    assert len(calls) > 40
    for moment in range(1, len(calls) + 1):
        folder = tmp_path / str(moment) / "x"
        die_at(moment, monkeypatch, lambda folder=folder: encode(corpus, tokenizer, folder))
        encode(corpus, tokenizer, folder)
        assert content(folder) == content(whole), calls[moment - 1]


def test_that_what_was_written_after_the_last_note_is_dropped(tokenizer, tmp_path, small_batches):
    encode(mixed(), tokenizer, tmp_path / "x", stopping_after(6))
    part = tmp_path / ".encoding-x" / "train.bin"
    with part.open("ab") as file:
        file.write(b"torn off in the middle")
    encode(mixed(), tokenizer, tmp_path / "x")
    tokens = Shards.open(tmp_path / "x").tokens("train")
    assert tokens.tolist() == expected(mixed(), tokenizer, "train")


@pytest.mark.parametrize("note", ["", "{", "[]", '{"train": {"tokens": 10}}'])
def test_that_an_unreadable_note_means_beginning_anew(tokenizer, tmp_path, small_batches, note):
    encode(mixed(), tokenizer, tmp_path / "x", stopping_after(6))
    (tmp_path / ".encoding-x" / "state.json").write_text(note)
    encode(mixed(), tokenizer, tmp_path / "x")
    tokens = Shards.open(tmp_path / "x").tokens("train")
    assert tokens.tolist() == expected(mixed(), tokenizer, "train")


@pytest.mark.parametrize("name", ["state.json", "train.bin"])
def test_that_a_note_that_is_refused_for_now_is_kept(tokenizer, tmp_path, small_batches, name):
    encode(mixed(), tokenizer, tmp_path / "x", stopping_after(6))
    path = tmp_path / ".encoding-x" / name
    before = path.read_bytes()
    with refusing_to_read(path, errno.EIO), pytest.raises(CannotBeRead, match=name):
        encode(mixed(), tokenizer, tmp_path / "x")
    assert path.read_bytes() == before


def test_that_a_full_disk_keeps_what_was_encoded(tokenizer, tmp_path, monkeypatch, small_batches):
    corpus = mixed()
    encode(corpus, tokenizer, tmp_path / "x", stopping_after(6))

    def full(descriptor: int, data: bytes) -> int:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched:
        patched.setattr(disk, "write", full)
        control = ThreadControl()
        events = encode_shards(corpus, tokenizer, tmp_path / "x", control, 1)
        next(event for event in events if isinstance(event, Paused))
        control.stop()
        with pytest.raises(room.StoppedWaiting, match="no room"):
            next(events)
    corpus.read = 0
    encode(corpus, tokenizer, tmp_path / "x")
    assert corpus.read < corpus.count("all")
    tokens = Shards.open(tmp_path / "x").tokens("train")
    assert tokens.tolist() == expected(mixed(), tokenizer, "train")


@pytest.mark.parametrize("call", ["write", "sync", "create", "rename"])
def test_that_a_full_disk_pauses_the_encoding_which_goes_on_to_the_same_bytes(
    tokenizer, tmp_path, monkeypatch, small_batches, call
):
    encode(mixed(), tokenizer, tmp_path / "whole")
    monkeypatch.setattr(room, "POLL_S", 0.0)
    real, calls = getattr(disk, call), itertools.count()

    def tight(*arguments):
        if next(calls) in (1, 3):
            raise OSError(28, os.strerror(28))
        return real(*arguments)

    monkeypatch.setattr(disk, call, tight)
    events = list(encode_shards(mixed(), tokenizer, tmp_path / "x", ThreadControl(), 1))
    types = [event.type for event in events]
    assert types.count("Paused") == types.count("Continued") > 0
    assert "free" in str(next(e.words for e in events if e.type == "Note"))
    assert content(tmp_path / "x") == content(tmp_path / "whole")


def test_that_two_processes_never_encode_the_same_at_once(tokenizer, tmp_path):
    partial = tmp_path / ".encoding-x"
    partial.mkdir()
    with (
        lock.acquire(partial / "lock", "this"),
        pytest.raises(Locked, match="the encoding of this text is in use"),
    ):
        encode(mixed(), tokenizer, tmp_path / "x")


def test_that_pausing_waits_between_batches(tokenizer, tmp_path, small_batches):
    control = ThreadControl()
    types = []
    for event in encode_shards(mixed(), tokenizer, tmp_path / "x", control, 1):
        types.append(event.type)
        if types == ["StageStarted"]:
            control.pause()
        if event.type == "Paused":
            control.resume()
    assert types.index("Paused") + 1 == types.index("Continued")
    assert types[-1] == "ArtifactReady"


# -- reading -------------------------------------------------------------------------------------


def test_that_missing_and_damaged_shards_are_told_apart(tokenizer, tmp_path):
    with pytest.raises(NotFound):
        Shards.open(tmp_path / "x")
    encode(mixed(), tokenizer, tmp_path / "x")
    meta = tmp_path / "x" / "meta.json"
    kept = meta.read_text()
    meta.write_text(json.dumps({"format": 1}))
    with pytest.raises(Corrupt, match=r"meta\.json"):
        Shards.open(tmp_path / "x")
    meta.write_text(kept)
    path = tmp_path / "x" / "train.bin"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(Corrupt, match=r"train\.bin has \d+ bytes instead of \d+"):
        Shards.open(tmp_path / "x")

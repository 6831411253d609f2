"""Runs whose disk fails them: folders that go away, no room at all, and what the system refuses."""

import errno
import itertools
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tiny_project import (
    CORPUS,
    RUNTIME,
    TEACHER,
    TOKENIZER,
    build,
    distill_spec,
    ending,
    finetune_spec,
    metric_rows,
    perform,
    pretrain_spec,
    tales,
    weights_hash,
)

from workbench import room
from workbench.activities.caching import cache_teacher
from workbench.activities.spec import AnySpec, ImportModelSpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.events import (
    Continued,
    Event,
    Metrics,
    Note,
    Outcome,
    Paused,
    RunEnded,
    StageStarted,
)
from workbench.jobs import ThreadControl
from workbench.project import Project
from workbench.spec import validate
from workbench.store.files import disk, durable, manifest
from workbench.store.runs.run_folder import RunFolder
from workbench.tokenizers.spec import TrainTokenizerSpec

pytestmark = pytest.mark.slow

CALLS = ("make_folder", "create", "write", "sync", "rename")
"""What a disk is asked for."""


def cache_spec(name: str = "kept") -> CacheTeacherSpec:
    plain = {"name": name, "corpus": CORPUS, "teacher": TEACHER, "tokens": 3000}
    return validate(CacheTeacherSpec, plain | {"runtime": RUNTIME})


def specs(project: Project, texts: Path) -> dict[str, AnySpec]:
    """One run of every kind that writes."""
    text = texts / "more.txt"
    text.write_text(tales(300, seed=3))
    return {
        "corpus": validate(AddCorpusSpec, {"name": "more", "files": (str(text),)}),
        "tokenizer": TrainTokenizerSpec(name="more", corpus=CORPUS, vocabulary_size=310, threads=1),
        "pretrain": pretrain_spec(name="again"),
        "distill": distill_spec(),
        "finetune": finetune_spec(),
        "cache": cache_spec(),
        "import": ImportModelSpec(name="other", folder=str(exported(project, texts))),
    }


def exported(project: Project, texts: Path) -> Path:
    """The teacher as a folder of Hugging Face's, with a tokenizer that the project lacks."""
    folder = texts / "exported"
    if not folder.exists():
        project.model(TEACHER).export("hf", folder)
        (folder / "tokenizer.model").unlink()
    return folder


KINDS = ("corpus", "tokenizer", "pretrain", "distill", "finetune", "cache", "import")


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many parts of a cache, and no waiting between two tries."""
    monkeypatch.setattr(cache_teacher, "_PART_BYTES", 32 * 200)
    monkeypatch.setattr(room, "POLL_S", 0.0)


# -- folders that go away -------------------------------------------------------------------------


def replace(run: RunFolder, away: Path) -> None:
    run.path.rename(away)
    run.path.mkdir()


GOES_AWAY: dict[str, Callable[[Path, RunFolder, Path], object]] = {
    "removed": lambda lab, run, away: shutil.rmtree(lab),
    "moved": lambda lab, run, away: lab.rename(away),
    "runs moved": lambda lab, run, away: (lab / "runs").rename(away),
    "run moved": lambda lab, run, away: run.path.rename(away),
    "replaced": lambda lab, run, away: replace(run, away),
}


@pytest.mark.skipif(os.name != "posix", reason="a folder with open files cannot be moved")
@pytest.mark.parametrize("how", GOES_AWAY)
@pytest.mark.parametrize("kind", KINDS)
def test_that_a_run_whose_folder_goes_away_fails_with_a_sentence_and_makes_nothing_anew(
    tiny: Project, tiny_folder: Path, tmp_path: Path, kind: str, how: str
) -> None:
    attempt = tiny.start(specs(tiny, tmp_path)[kind])
    events = iter(attempt)
    for event in events:
        if isinstance(event, StageStarted | Metrics):
            break
    GOES_AWAY[how](tiny_folder, attempt.run, tmp_path / "away")
    before = seen_at(tiny_folder)
    ended = [event for event in events if isinstance(event, RunEnded)]
    assert [end.outcome for end in ended] == [Outcome.FAILED]
    assert "is not there any more: it was moved or removed" in str(ended[0].words)
    assert seen_at(tiny_folder) == before


def seen_at(folder: Path) -> set[str]:
    """Every path below a folder, but for what SQLite keeps open."""
    paths = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    return {path for path in paths if not path.startswith("project.db")}


@pytest.mark.skipif(os.name != "posix", reason="a folder with open files cannot be moved")
@pytest.mark.parametrize("kind", ["pretrain", "distill", "finetune", "cache"])
def test_that_a_moved_run_says_that_it_failed_and_goes_on_there_to_the_same_bits(
    tiny: Project, tiny_folder: Path, tmp_path: Path, kind: str
) -> None:
    spec = specs(tiny, tmp_path)[kind]
    whole = perform(tiny, spec.model_copy(update={"name": "whole"}))
    attempt = tiny.start(spec)
    events = iter(attempt)
    for event in events:
        if (isinstance(event, Metrics) and event.step == 11) or event.type == "Progress":
            break
    away = tmp_path / "away"
    tiny_folder.rename(away)
    for _ in events:
        pass
    run = RunFolder(away / "runs" / attempt.id)
    assert ending(run).outcome is Outcome.FAILED
    with Project.open(away, create=False) as moved:
        for _ in moved.resume(run.id):
            pass
        assert ending(run).outcome is Outcome.FINISHED
        assert made(moved, run) == made(moved, RunFolder(away / "runs" / whole.id))


def made(project: Project, run: RunFolder) -> Any:
    """What a run has made, but for its name."""
    if run.meta.kind == "import_model":
        return [checkpoint.digest for checkpoint in run.checkpoints()]
    if run.checkpoints():
        return metric_rows(run), weights_hash(run)
    target = project.folder / run.inputs().target
    manifest.verify(target)
    return {
        path.name: path.read_bytes()
        for path in sorted(target.iterdir())
        if path.name not in ("meta.json", "manifest.json")
    }


# -- leftovers ------------------------------------------------------------------------------------


def test_that_a_resumed_cache_clears_and_never_describes_what_a_killed_attempt_left(
    tiny: Project,
) -> None:
    control = ThreadControl()
    attempt = tiny.start(cache_spec(), control)
    for event in attempt:
        if event.type == "Progress":
            control.stop()
    target = tiny.folder / attempt.run.inputs().target
    (target / ".pending-ids-00001.npy-0a1b2c3d").write_bytes(b"half")
    staged = target.with_name(f".pending-{target.name}-0a1b2c3d")
    staged.mkdir()
    for _ in tiny.resume(attempt.id):
        pass
    assert not staged.exists()
    assert not [path for path in target.iterdir() if durable.is_leftover(path)]
    manifest.verify(target)


# -- no room --------------------------------------------------------------------------------------


class Tight:
    """A disk that refuses one call in a folder, a number of times, from the k-th on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, call: str, code: int) -> None:
        self.folder = Path()
        self.after = 10**9
        self.times = 0
        self.met = 0
        real = getattr(disk, call)

        def refused(subject: Any, *rest: Any) -> Any:
            if self._is_met(subject):
                raise OSError(code, os.strerror(code))
            return real(subject, *rest)

        monkeypatch.setattr(disk, call, refused)

    def _is_met(self, subject: Any) -> bool:
        if isinstance(subject, int):
            subject = Path(f"/proc/self/fd/{subject}").readlink()
        if self.folder not in subject.parents or "journal" in subject.name:
            return False
        self.met += 1
        return self.after < self.met <= self.after + self.times


EVERY_SECOND = [
    (kind, call)
    for (k, kind), (c, call) in itertools.product(enumerate(KINDS), enumerate(CALLS))
    if (k + c) % 2 == 0
]
"""Every kind with some calls and every call with some kinds; `faults/run.py` tries all."""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="tells files apart by /proc")
@pytest.mark.parametrize(("kind", "call"), EVERY_SECOND)
def test_that_every_activity_pauses_on_a_full_disk_and_finishes_to_the_same_bits(
    tiny: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, call: str
) -> None:
    spec = specs(tiny, tmp_path)[kind]
    whole = perform(tiny, spec.model_copy(update={"name": "whole"}))
    assert ending(whole).outcome is Outcome.FINISHED, ending(whole).words
    shutil.rmtree(tiny.folder / "shards")
    attempt = tiny.start(spec)
    tight = Tight(monkeypatch, call, errno.ENOSPC)
    tight.folder, tight.after, tight.times = tiny.folder, 0, 2
    events = list(attempt)
    assert tight.met >= 2
    warnings = [str(e.words) for e in events if isinstance(e, Note)]
    assert any("bytes are" in warning and "free" in warning for warning in warnings)
    assert count(events, Paused) == count(events, Continued) > 0
    assert ending(attempt.run).outcome is Outcome.FINISHED, ending(attempt.run).words
    assert made(tiny, attempt.run) == made(tiny, whole)


def test_that_the_end_of_a_run_waits_for_room_in_the_journal(
    tiny: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = tiny.start(specs(tiny, tmp_path)["corpus"])
    real, refusals = disk.write, [2]

    def write(descriptor: int, data: memoryview) -> int:
        if b'"type":"RunEnded"' in bytes(data) and refusals[0]:
            refusals[0] -= 1
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, data)

    monkeypatch.setattr(disk, "write", write)
    events = list(attempt)
    assert not refusals[0]
    assert count(events, Paused) == count(events, Continued) == 1
    assert ending(attempt.run).outcome is Outcome.FINISHED


def count(events: list[Event], kind: type) -> int:
    return sum(isinstance(event, kind) for event in events)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="tells files apart by /proc")
@pytest.mark.parametrize("kind", ["corpus", "tokenizer", "cache"])
def test_that_a_stop_while_there_is_no_room_ends_the_run_as_stopped(
    tiny: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    control = ThreadControl()
    attempt = tiny.start(specs(tiny, tmp_path)[kind], control)
    tight = Tight(monkeypatch, "write", errno.ENOSPC)
    tight.folder, tight.after, tight.times = tiny.folder, 0, 10**9
    for event in attempt:
        if isinstance(event, Paused):
            control.stop()
    tight.times = 0
    assert ending(attempt.run).outcome is Outcome.STOPPED
    for _ in tiny.resume(attempt.id):
        pass
    assert ending(attempt.run).outcome is Outcome.FINISHED


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB; only root can mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(folder: Path) -> Path:
    """Take the last byte of a disk; may be done again."""
    filler = folder / "filler"
    with filler.open("ab", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
    return filler


@pytest.mark.parametrize("kind", KINDS)
def test_that_on_a_small_disk_a_run_waits_for_room_and_the_project_can_be_looked_at(
    small_disk: Path, tmp_path: Path, kind: str
) -> None:
    lab = small_disk / "lab"
    build(lab)
    with Project.open(lab) as project:
        spec = specs(project, tmp_path)[kind]
        whole = perform(project, spec.model_copy(update={"name": "whole"}))
        attempt = project.start(spec)
        filler = fill(small_disk)
        for event in attempt:
            project.catalogue.ingest()
            if filler.exists():
                fill(small_disk)  # SQLite gives some of it back
            if isinstance(event, Paused):
                with Project.open(lab) as other:
                    assert len(other.runs) == 5
                    assert other.corpora
                filler.unlink(missing_ok=True)
        assert not filler.exists()
        assert ending(attempt.run).outcome is Outcome.FINISHED, ending(attempt.run).words
        assert made(project, attempt.run) == made(project, whole)


def test_that_a_project_on_a_full_disk_can_be_opened_by_the_first_process(
    small_disk: Path,
) -> None:
    lab = small_disk / "lab"
    build(lab)
    for name in ("project.db", "project.db-wal", "project.db-shm", "project.lock"):
        (lab / name).unlink(missing_ok=True)
    fill(small_disk)
    with Project.open(lab) as project:
        assert [run.name for run in project.runs] == [CORPUS, TOKENIZER, TEACHER]
        assert [model.name for model in project.models] == [TEACHER]


@pytest.mark.skipif(os.name != "posix", reason="there are no mounts")
def test_that_a_drive_that_is_taken_away_fails_the_run(small_disk: Path) -> None:
    lab = small_disk / "lab"
    build(lab)
    with Project.open(lab) as project:
        ended = None
        for event in project.start(pretrain_spec(name="again")):
            if isinstance(event, Metrics) and event.step == 11:
                subprocess.run(["umount", "-l", str(small_disk)], check=True)
            ended = event
        assert isinstance(ended, RunEnded)
        assert ended.outcome is Outcome.FAILED
        assert list(small_disk.iterdir()) == []


# -- what the system refuses ----------------------------------------------------------------------


CODES = (errno.EIO, errno.EROFS, errno.EACCES, errno.EMFILE, errno.ENAMETOOLONG)
REFUSALS = [
    (call, CODES[(number + more) % len(CODES)])
    for number, call in enumerate(CALLS)
    for more in range(2)
]
"""Every call with two codes and every code with two calls; `faults/run.py` tries all."""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="tells files apart by /proc")
@pytest.mark.parametrize(("call", "code"), REFUSALS)
def test_that_what_the_disk_refuses_ends_the_run_with_a_sentence_and_it_can_be_resumed(
    tiny: Project, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    attempt = tiny.start(pretrain_spec(name="again"))
    tight = Tight(monkeypatch, call, code)
    tight.folder, tight.after, tight.times = attempt.run.path, 0, 10**9
    for _ in attempt:
        pass
    end = ending(attempt.run)
    assert end.outcome is Outcome.FAILED
    assert "cannot be read or written" in str(end.words)
    assert str(attempt.run.path) in str(end.words)
    tight.times = 0
    for _ in tiny.resume(attempt.id):
        pass
    assert ending(attempt.run).outcome is Outcome.FINISHED


def test_that_a_journal_that_cannot_be_written_ends_the_run_with_a_sentence(
    tiny: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = tiny.start(pretrain_spec(name="again"))
    real, broken = disk.write, [False]

    def write(descriptor: int, data: memoryview) -> int:
        if broken[0]:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(descriptor, data)

    monkeypatch.setattr(disk, "write", write)
    events = []
    for event in attempt:
        events.append(event)
        broken[0] = broken[0] or isinstance(event, Metrics)
    assert isinstance(events[-1], RunEnded)
    assert "journal.jsonl cannot be read or written: The disk reports an error" in str(
        events[-1].words
    )
    broken[0] = False
    for _ in tiny.resume(attempt.id):
        pass
    assert ending(attempt.run).outcome is Outcome.FINISHED


class PanicException(BaseException):
    """What a library in Rust raises."""


@pytest.mark.parametrize("keeps_traceback", [True, False])
def test_that_a_librarys_panic_ends_the_run_alone(
    tiny: Project, monkeypatch: pytest.MonkeyPatch, keeps_traceback: bool
) -> None:
    from workbench.training import loop

    def panic(*arguments: object) -> None:
        raise PanicException("index out of bounds")

    def refuse(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(loop._Training, "_step", panic)
    if not keeps_traceback:
        monkeypatch.setattr(RunFolder, "write_traceback", refuse)
    run = perform(tiny, pretrain_spec(name="again"))
    assert ending(run).outcome is Outcome.FAILED
    assert "PanicException: index out of bounds" in str(ending(run).words)
    assert (run.path / "traceback.txt").exists() is keeps_traceback

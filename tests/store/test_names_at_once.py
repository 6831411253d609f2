"""Names are unique also where several processes, or threads, give them in the same moment."""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
import tiny_project
from a_project import add_corpus, add_run, save_checkpoint

from workbench.activities.spec import AnySpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.errors import BadInput, Locked, NotFound, ReadOnly, WorkbenchError
from workbench.plans.sweep import SweepSpec
from workbench.project import Project
from workbench.spec import validate
from workbench.store.bin import Bin
from workbench.store.files import disk, lock
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort
from workbench.store.naming import rename
from workbench.tokenizers.spec import TrainTokenizerSpec

CONTEXT = multiprocessing.get_context("spawn")
AT_ONCE = 4


def specs() -> dict[Sort, AnySpec]:
    """What makes a thing of each sort, by one name."""
    return {
        Sort.CORPUS: AddCorpusSpec(name="same", sample="stories_en"),
        Sort.TOKENIZER: TrainTokenizerSpec(name="same", corpus=tiny_project.CORPUS),
        Sort.MODEL: tiny_project.pretrain_spec(name="same"),
        Sort.CACHE: validate(
            CacheTeacherSpec,
            {"name": "same", "corpus": tiny_project.CORPUS, "teacher": tiny_project.TEACHER},
        ),
    }


def begin_each(folder: Path, together: Barrier, answers: Connection) -> None:
    """Start a run of each kind when all the others do, without performing it."""
    with Project.open(folder, create=False) as project:
        for sort, spec in specs().items():
            together.wait(120)
            try:
                project.start(spec)
                answers.send((sort, "made"))
            except WorkbenchError as error:
                answers.send((sort, str(error)))
    answers.send(None)


@pytest.mark.slow
def test_that_of_several_processes_one_alone_gets_a_name(tiny_folder: Path) -> None:
    together = CONTEXT.Barrier(AT_ONCE)
    ours, theirs = CONTEXT.Pipe(duplex=False)
    processes = [
        CONTEXT.Process(target=begin_each, args=(tiny_folder, together, theirs))
        for _ in range(AT_ONCE)
    ]
    for process in processes:
        process.start()
    answers: list[tuple[Sort, str]] = []
    ended = 0
    while ended < AT_ONCE:
        assert ours.poll(120)
        answer = ours.recv()
        ended += answer is None
        answers += [answer] if answer else []
    for process in processes:
        process.join()
    for sort in specs():
        told = Counter(text == "made" for each, text in answers if each is sort)
        assert told == {True: 1, False: AT_ONCE - 1}, (sort, answers)
    assert all("the name 'same' is taken" in text for _, text in answers if text != "made")


def in_threads(work: Callable[[int], object]) -> list[str]:
    """Do something in several threads in the same moment; gives why each did not succeed."""
    together, refused = threading.Barrier(AT_ONCE), list[str]()

    def one(number: int) -> None:
        together.wait(30)
        try:
            work(number)
        except (BadInput, NotFound) as error:
            refused.append(str(error))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    return ProjectFolder.open(tmp_path / "lab", create=True)


def test_that_of_several_renamings_one_alone_gets_the_name(project: ProjectFolder) -> None:
    for number in range(AT_ONCE):
        add_corpus(project, f"corpus {number}")
        save_checkpoint(add_run(project, f"model {number}"), 1)
    corpora, models = project.corpora(), project.models()
    renamings: list[Callable[[int], None]] = [
        lambda number: rename(project, corpora[number], "same"),
        lambda number: rename(project, models[number], "same"),
    ]
    for renaming in renamings:
        assert len(in_threads(renaming)) == AT_ONCE - 1
    assert [corpus.name for corpus in project.corpora()].count("same") == 1
    assert [model.name for model in project.models()].count("same") == 1
    assert len(project.corpora()) == len(project.models()) == AT_ONCE


def test_that_of_several_restored_things_one_alone_gets_the_name(project: ProjectFolder) -> None:
    binned = []
    for _ in range(AT_ONCE):
        add_corpus(project, "same")
        binned.append(Bin(project).put(project.corpora()[0]))
    assert len(in_threads(lambda number: Bin(project).restore(binned[number]))) == AT_ONCE - 1
    assert len(project.corpora()) == 1
    assert len(Bin(project).items()) == AT_ONCE - 1


def test_that_a_thing_is_restored_once(project: ProjectFolder) -> None:
    add_corpus(project, "novel")
    item = Bin(project).put(project.corpora()[0])
    assert len(in_threads(lambda _: Bin(project).restore(item))) == AT_ONCE - 1
    assert [corpus.name for corpus in project.corpora()] == ["novel"]


def test_that_sweeps_that_are_kept_under_one_name_at_once_are_all_kept(tiny: Project) -> None:
    def keep(number: int) -> None:
        base = tiny_project.distill_spec(loop={"micro_batch_size": 2 + number})
        varied = [{"name": "stages.0.temperature", "values": ["1.0", "2.0"]}]
        tiny.plans.keep_sweep(
            validate(SweepSpec, {"name": "same", "base": base.model_dump(), "varied": varied})
        )

    assert in_threads(keep) == []
    kept = tiny.plans._kept_sweeps("same")
    assert len({one.id for one in kept}) == AT_ONCE


def test_that_a_run_that_is_gone_on_with_keeps_its_name_from_then_on(tiny: Project) -> None:
    run = tiny.start(AddCorpusSpec(name="mine", sample="stories_en")).run
    with contextlib.closing(run.journal()):
        pass
    os.utime(run.journal_path, (1, 1))
    tiny.resume(run.id)
    with pytest.raises(BadInput, match="the name 'mine' is taken"):
        tiny.start(AddCorpusSpec(name="mine", sample="stories_en"))
    with run.claim():
        pass
    assert not run.announced_path.exists()


def _hold_names(folder: Path, ready: Connection) -> None:
    with ProjectFolder.open(folder).naming():
        ready.send(os.getpid())
        time.sleep(60)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_that_a_process_that_dies_gives_the_names_back(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=_hold_names, args=(project.path, theirs))
    process.start()
    pid = ours.recv()
    monkeypatch.setattr("workbench.store.folders._NAMES_WITHIN_S", 0.1)
    with pytest.raises(Locked, match=f"lab is in use by process {pid} on "):
        project.naming()
    os.kill(pid, signal.SIGKILL)
    process.join()
    project.naming().release()


@pytest.mark.parametrize("where", ["the file cannot be opened", "the file cannot be locked"])
def test_that_a_disk_on_which_nothing_can_be_locked_is_named(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(37, "No locks available")

    if where == "the file cannot be opened":
        monkeypatch.setattr(disk, "open_to_lock", refuse)
    else:
        monkeypatch.setattr(lock, "_take", refuse)
    add_corpus(project, "novel")
    with pytest.raises(ReadOnly, match=r"names\.lock cannot be locked: No locks available; move"):
        rename(project, project.corpora()[0], "other")

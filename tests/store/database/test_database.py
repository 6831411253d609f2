"""P6: the database is an index of the folders. The oracle is the folded journal."""

import contextlib
import errno
import itertools
import json
import math
import random
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils
from a_project import (
    ExampleSpec,
    add_corpus,
    add_run,
    add_tokenizer,
    ended,
    journal,
    metrics,
    save_checkpoint,
    started,
)
from refused import refusing_to_read

from workbench.errors import Corrupt, DiskFull, Locked, ReadOnly
from workbench.events import (
    CheckpointSaved,
    Metrics,
    Outcome,
    Progress,
    RunResumed,
    SampleWritten,
)
from workbench.project import Project
from workbench.store.bin import Bin
from workbench.store.change import Change
from workbench.store.database import closed_sum, connections, database
from workbench.store.database.database import Database
from workbench.store.database.rows import DatabaseRows
from workbench.store.database.schema import TABLES
from workbench.store.folders import ProjectFolder
from workbench.store.membership import Membership
from workbench.store.naming import rename
from workbench.store.records import RunRecord, RunStatus
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.journal import read_journal
from workbench.store.runs.run_folder import RunFolder
from workbench.store.runs.state import MetricSeries, RunState
from workbench.store.scanning import run_scan
from workbench.words import words


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    """A project with a run that was killed, resumed and finished, and one that never began."""
    project = ProjectFolder.open(tmp_path / "lab", create=True)
    add_corpus(project, "novel")
    add_tokenizer(project, "pieces")
    run = add_run(project, "big")
    journal(
        run,
        started(run),
        metrics(0, validation_loss=9.0),
        *(metrics(step, loss=1 / step, lr=0.1) for step in range(1, 8)),
        SampleWritten(step=5, prompt="Once", text="upon a 100% time"),
        SampleWritten(step=7, prompt="Once", text="lost"),
        RunResumed(from_step=5),
        *(metrics(step, loss=1 / step, lr=math.nan) for step in range(6, 11)),
        CheckpointSaved(step=10, folder="step-00000010", digest="d", is_best=True),
        ended(),
    )
    save_checkpoint(run, 5, 2.0)
    save_checkpoint(run, 10, 1.0)
    add_run(project, "waiting")
    return project


@pytest.fixture
def opened(project: ProjectFolder) -> Iterator[Database]:
    opened = Database.open(project)
    yield opened
    opened.close()


def _rows(project: ProjectFolder) -> dict[str, set[tuple[object, ...]]]:
    connection = sqlite3.connect(project.database_path)
    rows = {}
    for table in TABLES:
        rows[table] = set(connection.execute(f"select * from {table}").fetchall())
    connection.close()
    return rows


def _fold(run: RunFolder) -> RunState:
    state = RunState()
    for entry in read_journal(run.journal_path)[0]:
        state = state.apply(entry.event)
    return state


def test_that_the_rows_say_what_the_folded_journal_says(
    project: ProjectFolder, opened: Database
) -> None:
    assert opened.ingest_all() is Change.CATALOGUE
    run = project.run_folders()[0]
    state = _fold(run)
    for name, series in state.series.items():
        points = opened.points(run.id, name)
        assert [p.step for p in points] == list(series.steps)
        assert [p.tokens for p in points] == list(series.tokens)
        assert [p.elapsed_s for p in points] == list(series.elapsed_s)
        assert str([p.value for p in points]) == str(list(series.values))
    assert str(sorted(opened.last_metrics(run.id).items())) == str(sorted(state.last.items()))
    assert {sample.text for sample in state.samples} == {"upon a 100% time"}


def test_that_a_deleted_database_is_rebuilt_to_the_same_rows(project: ProjectFolder) -> None:
    first = Database.open(project)
    first.ingest_all()
    first.close()
    before = _rows(project)
    Database.discard(project)
    assert not project.database_path.exists()
    second = Database.open(project)
    assert second.reindex() == 2
    second.close()
    assert _rows(project) == before
    assert {table: len(rows) for table, rows in before.items()} == {
        "corpora": 1,
        "tokenizers": 1,
        "runs": 2,
        "metrics": 21,
        "generations": 1,
        "checkpoints": 2,
        "models": 1,
    }


def test_that_taking_in_piece_by_piece_gives_the_same_rows(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "MOST_BYTES", 200)
    pieces = Database.open(project)
    run = project.run_folders()[0]
    transactions = 0
    while pieces.ingest(run) is not Change.NOTHING:
        transactions += 1
    pieces.ingest_all()
    pieces.close()
    assert transactions > 5
    before = _rows(project)
    monkeypatch.undo()
    whole = Database.open(project)
    whole.reindex()
    whole.close()
    assert _rows(project) == before


def test_that_only_what_is_new_is_taken_in(project: ProjectFolder, opened: Database) -> None:
    opened.ingest_all()
    assert opened.ingest_all() is Change.NOTHING
    run = project.run_folders()[1]
    journal(run, started(run), metrics(1, loss=2.0))
    assert opened.ingest_all() is Change.NUMBERS
    assert opened.last_metrics(run.id) == {"loss": 2.0}
    assert opened.ingest_all() is Change.NOTHING


def test_that_rows_and_offset_change_together_or_not_at_all(
    project: ProjectFolder, opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = project.run_folders()[0]

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(DatabaseRows, "keep", fail)
        with pytest.raises(DiskFull, match=r"project\.db"):
            opened.ingest(run)
    assert opened.points(run.id, "loss") == []
    opened.ingest_all()
    assert len(opened.points(run.id, "loss")) == 10


def test_that_a_journal_shortened_by_a_power_cut_is_read_anew(
    project: ProjectFolder, opened: Database
) -> None:
    opened.ingest_all()
    run = project.run_folders()[0]
    lines = run.journal_path.read_bytes().splitlines(keepends=True)
    run.journal_path.write_bytes(b"".join(lines[:4]))
    journal(run, *(metrics(step, loss=5.0) for step in range(3, 40)))
    assert opened.ingest_all() is not Change.NOTHING
    assert [p.value for p in opened.points(run.id, "loss")][-1] == 5.0
    assert [p.step for p in opened.points(run.id, "loss")] == list(_fold(run).series["loss"].steps)


HUGE = 99999999999999999999


@pytest.mark.parametrize(
    "line",
    [
        '{"at":1.0,"type":"RunStarted","run":"r","name":"n","kind":"k","total_steps":HUGE}',
        '{"at":1.0,"type":"Metrics","step":HUGE,"values":{"loss":1.0}}',
        '{"at":1.0,"type":"Metrics","step":1,"values":{"loss":1.0},"tokens":HUGE}',
        '{"at":1.0,"type":"SampleWritten","step":-HUGE,"prompt":"p","text":"t"}',
        '{"at":1.0,"type":"RunResumed","from_step":HUGE}',
        '{"at":1.0,"type":"Metrics","step":1,"values":{"loss":HUGE}}',
    ],
)
def test_that_an_event_with_a_huge_number_stops_neither_reading_nor_taking_in(
    project: ProjectFolder, opened: Database, line: str
) -> None:
    run = project.run_folders()[1]
    journal(run, started(run), metrics(1, loss=2.0))
    with run.journal_path.open("a") as file:
        file.write(line.replace("HUGE", str(HUGE)) + "\n")
    journal(run, metrics(2, loss=3.0))
    assert opened.ingest_all() is Change.CATALOGUE
    assert opened.last_metrics(run.id) == {"loss": 3.0}
    assert project.run(run.id).metrics == {"loss": 3.0}
    assert list(_fold(run).series["loss"].steps) == [1, 2]


def test_that_a_run_that_no_table_can_keep_is_named_and_every_other_is_taken_in(
    project: ProjectFolder,
) -> None:
    first, second = project.run_folders()
    save_checkpoint(first, HUGE)
    with Project.open(project.path) as lab:
        assert lab.catalogue.ingest() is Change.CATALOGUE
        assert {row[0] for row in _rows(project)["runs"]} == {second.id}
        cut, why = lab.damaged()
        assert "its end was lost" in str(cut)
        assert f"{first.path} holds a number too large" in str(why)
        assert [record.id for record in lab.runs] == [first.id, second.id]
        assert lab.catalogue.reindex() == 1
        shutil.rmtree(first.checkpoint_folder(HUGE))
        assert lab.catalogue.reindex() == 2
        assert lab.damaged() == ()


def test_that_a_corpus_with_a_huge_number_is_left_out_and_named(
    project: ProjectFolder, opened: Database
) -> None:
    meta = project.corpus("novel").folder / "meta.json"
    meta.write_text(json.dumps({"name": "novel", "documents": HUGE}))
    assert opened.ingest_all() is Change.CATALOGUE
    assert _rows(project)["corpora"] == set()
    assert str(meta) in str(project.damaged()[0])


def test_that_renaming_deleting_and_restoring_are_noticed(
    project: ProjectFolder, opened: Database
) -> None:
    opened.ingest_all()
    rename(project, project.corpus("novel"), "book")
    rename(project, project.models()[0], "teacher")
    assert opened.ingest_all() is Change.CATALOGUE
    assert {row[1] for row in _rows(project)["corpora"]} == {"book"}
    assert {row[1] for row in _rows(project)["models"]} == {"teacher"}
    item = Bin(project).put(project.models()[0])
    assert opened.ingest_all() is Change.CATALOGUE
    rows = _rows(project)
    assert (len(rows["runs"]), len(rows["metrics"]), len(rows["models"])) == (1, 0, 0)
    Bin(project).restore(item)
    assert opened.ingest_all() is Change.CATALOGUE
    assert len(_rows(project)["metrics"]) == 21


def test_that_ingesting_waits_a_second(opened: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    taken = []

    def ingest_all(self: Database, _: float) -> Change:
        taken.append(now[0])
        return Change.NUMBERS

    monkeypatch.setattr(Database, "ingest_all", ingest_all)
    changes = [opened.ingest_due() for _ in range(3)]
    assert changes == [Change.NUMBERS, Change.NOTHING, Change.NOTHING]
    now[0] += 1.1
    assert opened.ingest_due()
    assert len(taken) == 2


def test_that_much_at_once_is_taken_in_over_several_beats(
    project: ProjectFolder, opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = project.run_folders()[1]
    journal(run, started(run), *(metrics(step, loss=1.0) for step in range(1000)))
    monkeypatch.setattr(database, "MOST_BYTES", 2000)
    calls = 0
    while opened.ingest_all(most_s=0.005) is not Change.NOTHING:
        calls += 1
    assert calls > 2
    assert len(opened.points(run.id, "loss")) == 1000


def test_that_samples_are_found_by_any_piece_of_their_text(
    project: ProjectFolder, opened: Database
) -> None:
    run = project.run_folders()[1]
    journal(run, started(run), SampleWritten(step=1, prompt="春", text="床前明月光"))
    opened.ingest_all()
    assert opened.texts("明月") == [(run.id, 1, "春", "床前明月光")]
    assert [text for *_, text in opened.texts("100%")] == ["upon a 100% time"]
    assert opened.texts("1%0") == opened.texts("_") == []


def test_that_write_ahead_logging_is_on(project: ProjectFolder, opened: Database) -> None:
    connection = sqlite3.connect(project.database_path)
    assert connection.execute("pragma journal_mode").fetchone() == ("wal",)
    connection.close()


def test_that_a_database_of_a_newer_version_is_left_alone_and_named(
    project: ProjectFolder,
) -> None:
    Database.open(project).close()
    db = sqlite_utils.Database(project.database_path)
    row = {"migration_set": "workbench", "name": "9999_future", "applied_at": "2099"}
    db.table("_sqlite_migrations").insert(row)
    db.close()
    before = _rows(project)
    with pytest.raises(ReadOnly, match="newer version"):
        Database.open(project)
    assert _rows(project) == before


def test_that_a_damaged_database_is_named_and_can_be_replaced(project: ProjectFolder) -> None:
    project.database_path.write_bytes(b"this is no database" * 100)
    with pytest.raises(Corrupt, match="reindex"):
        Database.open(project)
    Database.discard(project)
    fresh = Database.open(project)
    assert fresh.reindex() == 2
    fresh.close()


def test_that_a_project_that_cannot_be_written_is_left_without_a_database(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "notice", words("nothing may be changed here"))
    with pytest.raises(ReadOnly, match="nothing may be changed here"):
        Database.open(project)
    assert not project.database_path.exists()


def test_that_another_writer_is_named_not_waited_for_forever(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_TIMEOUT_S", 0.05)
    opened = Database.open(project)
    other = sqlite3.connect(project.database_path, isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(Locked, match="in use by another process"):
        opened.ingest(project.run_folders()[0])
    other.close()
    opened.close()


def test_that_a_copied_run_folder_is_taken_in_like_any_other(
    project: ProjectFolder, opened: Database
) -> None:
    opened.ingest_all()
    shutil.copytree(project.path / "runs" / "0001-big", project.path / "runs" / "0009-copy")
    opened.ingest_all()
    assert opened.last_metrics("0009-copy").keys() == opened.last_metrics("0001-big").keys()


class _MovedAway(RunFolder):
    """A run that another program moves to the bin when something of it is looked at once more."""

    _looks_left: int | None = None

    def __getattribute__(self, name: str) -> Any:
        own = super().__getattribute__
        if not name.startswith("_") and name != "id" and self._looks_left is not None:
            self._looks_left -= 1
            path = own("path")
            if self._looks_left == 0 and path.is_dir():
                path.rename(path.parent.parent / "elsewhere")
        return own(name)


@pytest.mark.parametrize("known", [False, True])
def test_that_a_run_that_goes_away_at_any_moment_of_being_read_is_forgotten(
    project: ProjectFolder, opened: Database, known: bool
) -> None:
    path = add_run(project, "short-lived").path
    for looks in itertools.count(1):
        journal(RunFolder(path), metrics(looks, loss=1.0))
        if known:
            opened.ingest_all()
        run = _MovedAway(path)
        run._looks_left = looks
        opened.ingest(run)
        if path.is_dir():
            break
        opened.ingest_all()
        assert path.name not in str(_rows(project)["runs"])
        (project.path / "elsewhere").rename(path)
    assert looks > 5


def test_that_the_rows_say_what_runs_belong_to(project: ProjectFolder, opened: Database) -> None:
    part = Membership("sweep", "a1", "stages.0.alpha=0.5")
    run = project.new_run(ExampleSpec(), Inputs(), name="s", kind="distill", belongs_to=part)
    opened.ingest(run)
    with contextlib.closing(sqlite3.connect(project.database_path)) as connection:
        query = "select belongs_to from runs where id = ?"
        ((stored,),) = connection.execute(query, [run.id]).fetchall()
    assert Membership(**json.loads(stored)) == part


def _as_folded(record: RunRecord, state: RunState) -> None:
    """A record of the database says what the folded journal does."""
    assert (record.status, record.step) == (state.status, state.step)
    assert record.total_steps == state.total_steps
    assert str(sorted(record.metrics.items())) == str(sorted(state.last.items()))


def _as_text(records: tuple[RunRecord, ...]) -> str:
    """Records as text, in which NaN equals NaN."""
    return str(
        [
            replace(
                record,
                metrics=dict(sorted(record.metrics.items())),
                best=dict(sorted(record.best.items())),
            )
            for record in records
        ]
    )


def test_that_runs_and_models_are_answered_as_the_folders_tell_them(
    project: ProjectFolder, opened: Database
) -> None:
    judge = add_run(project, "judge", kind="finetune")
    save_checkpoint(judge, 3, 0.0, metric_name="validation_accuracy", pinned=True)
    add_run(project, "comparison", kind="evaluate")
    listed = _as_text(project.runs()), project.models()
    assert (_as_text(opened.runs()), opened.models()) == listed
    opened.ingest_all()
    assert (_as_text(opened.runs()), opened.models()) == listed
    for record in opened.runs():
        _as_folded(record, _fold(RunFolder(record.folder)))


def test_that_what_was_taken_in_is_not_read_again(
    project: ProjectFolder, opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.ingest_all()

    def fail(*_: object) -> None:
        raise AssertionError("a folder was read")

    monkeypatch.setattr(run_scan, "summarise", fail)
    monkeypatch.setattr(run_scan, "model_record", fail)
    monkeypatch.setattr(RunFolder, "meta", property(fail))
    assert [record.name for record in opened.runs()] == ["big", "waiting"]
    assert [model.name for model in opened.models()] == ["big"]


def test_that_what_changed_since_it_was_taken_in_is_answered_as_it_is_now(
    project: ProjectFolder, opened: Database
) -> None:
    opened.ingest_all()
    big, waiting = project.run_folders()
    journal(waiting, started(waiting), metrics(1, loss=2.0), ended(Outcome.STOPPED))
    save_checkpoint(big, 20, 0.5)
    waiting.rename("begun")
    new = add_run(project, "new")
    runs = {record.id: record for record in opened.runs()}
    assert runs == {record.id: record for record in project.runs()}
    assert (runs[waiting.id].name, runs[waiting.id].status) == ("begun", RunStatus.STOPPED)
    assert new.id in runs
    assert [c.step for c in opened.models()[0].checkpoints] == [5, 10, 20]


def test_that_a_run_renamed_there_and_back_in_no_time_has_its_name(
    project: ProjectFolder, opened: Database
) -> None:
    run = project.run_folders()[0]
    for name in ("one", "two", "three", "four"):
        run.rename(name)
        opened.ingest_all()
        assert opened.runs()[0].name == name


def test_that_a_run_whose_process_died_is_answered_as_interrupted(
    project: ProjectFolder, opened: Database
) -> None:
    run = project.run_folders()[1]
    journal(run, started(run), metrics(1, loss=2.0))
    opened.ingest_all()
    with run.claim():
        assert opened.runs()[1].status is RunStatus.RUNNING
    assert opened.runs()[1].status is RunStatus.INTERRUPTED


def _columns(state: RunState) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(str(list(getattr(series, column))) for column in MetricSeries.__slots__)
        for name, series in state.series.items()
    }


@pytest.mark.parametrize("most_bytes", [200, 500, 1000, 64 << 10])
def test_that_the_past_is_the_folded_journal_wherever_it_ends(
    project: ProjectFolder, opened: Database, monkeypatch: pytest.MonkeyPatch, most_bytes: int
) -> None:
    monkeypatch.setattr(database, "MOST_BYTES", most_bytes)
    run = project.run_folders()[0]
    entries = read_journal(run.journal_path)[0]
    while opened.ingest(run):
        past = opened.past(run.id)
        rest = read_journal(run.journal_path, past.offset)[0]
        ingested = [entry.event for entry in entries[: len(entries) - len(rest)]]
        state = RunState()
        for event in ingested:
            state = state.apply(event)
        assert _columns(past.state) == _columns(state)
        assert list(past.state.series) == list(state.series)
        assert replace(past.state, series={}) == replace(state, series={})
        assert list(past.log) == [e for e in ingested if not isinstance(e, Metrics | Progress)]
    assert past.offset == run.journal_path.stat().st_size


def test_that_a_run_resumed_before_it_measured_anything_has_no_past_numbers(
    project: ProjectFolder, opened: Database
) -> None:
    run = project.run_folders()[1]
    journal(run, started(run), metrics(1, loss=2.0), RunResumed(from_step=0))
    opened.ingest_all()
    assert opened.past(run.id).state == _fold(run)
    assert opened.past(run.id).state.series == {}


@pytest.mark.slow
def test_that_opening_reads_no_journal_and_the_tables_fill_beat_by_beat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ProjectFolder.open(tmp_path / "many", create=True)
    for number in range(300):
        run = add_run(store, f"run {number}")
        journal(run, started(run), *(metrics(step, loss=1.0) for step in range(5)), ended())
    read: list[str] = []
    opening = Path.open

    def counted(path: Path, *arguments: Any, **settings: Any) -> Any:
        if path.name == "journal.jsonl":
            read.append(path.parent.name)
        return opening(path, *arguments, **settings)

    monkeypatch.setattr(Path, "open", counted)
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    with Project.open(store.path) as project:
        assert read == []
        assert len(project.runs) == 300
        # A clock that moves on whenever it is looked at: a beat ends after very few runs.
        looks = itertools.count(1)
        monkeypatch.setattr(time, "monotonic", lambda: next(looks) * 0.02)
        read.clear()
        project.catalogue.ingest()
        assert 0 < len(set(read)) < 10
        while len(_rows(store)["runs"]) < 300:
            project.catalogue.ingest()
        read.clear()
        assert {record.status for record in project.runs} == {RunStatus.FINISHED}
        assert read == []


def test_that_news_of_the_first_ingestion_come_once_a_second_not_every_beat(
    project: ProjectFolder, opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def behind(self: Database, _: float) -> Change:
        self._due_at = now[0] + 0.1
        return Change.CATALOGUE

    monkeypatch.setattr(Database, "ingest_all", behind)
    news = []
    for _ in range(20):
        news.append(opened.ingest_due())
        now[0] += 0.11
    assert news.count(Change.CATALOGUE) in (2, 3)
    assert set(news) == {Change.CATALOGUE, Change.NOTHING}


@pytest.mark.slow
def test_that_a_database_that_was_damaged_while_closed_is_made_anew(project: ProjectFolder) -> None:
    path = project.database_path

    def told() -> tuple[RunRecord, ...]:
        with Project.open(project.path) as lab:
            lab.catalogue.ingest()
            assert lab.catalogue.notice is None
            return lab.runs

    Project.open(project.path).close()
    before = told()
    data = path.read_bytes()
    for place in random.Random(1).sample(range(100, len(data)), 20):
        flipped = bytearray(data)
        flipped[place] ^= 1
        path.write_bytes(flipped)
        assert told() == before
        assert path.read_bytes() != bytes(flipped)


def test_that_a_database_that_nobody_closed_is_made_anew(project: ProjectFolder) -> None:
    with contextlib.closing(Database.open(project)) as catalogue:
        catalogue.ingest_all()
        told = catalogue.points("0001-big", "loss")
    with contextlib.closing(sqlite3.connect(project.database_path)) as connection:
        connection.execute("update metrics set value = value + 1")
        connection.commit()
    (project.path / "project.db.sum").unlink()  # as a process that dies leaves it
    with Project.open(project.path) as lab:
        lab.catalogue.ingest()
        assert lab.catalogue.notice is None
    with contextlib.closing(Database.open(project)) as catalogue:
        assert catalogue.points("0001-big", "loss") == told


@pytest.mark.parametrize("name", ["project.db.sum", "project.db"])
def test_that_a_database_that_is_refused_for_now_is_not_made_anew(
    project: ProjectFolder, name: str
) -> None:
    with contextlib.closing(Database.open(project)) as catalogue:
        catalogue.ingest_all()
    before = project.database_path.stat().st_ino
    with (
        refusing_to_read(project.path / name, errno.EMFILE),
        Project.open(project.path) as lab,
    ):
        assert name in str(lab.catalogue.notice)
        assert [run.name for run in lab.runs] == ["big", "waiting"]
    with Project.open(project.path) as lab:
        assert lab.catalogue.notice is None
    assert project.database_path.stat().st_ino == before


def test_that_a_window_opens_no_database_in_its_own_thread(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextlib.closing(Database.open(project)) as catalogue:
        catalogue.ingest_all()
    threads: list[threading.Thread] = []
    read = closed_sum._crc_of

    def counted(path: Path) -> int:
        threads.append(threading.current_thread())
        return read(path)

    monkeypatch.setattr(closed_sum, "_crc_of", counted)
    with Project.open(project.path, ahead=True) as window:
        assert [run.name for run in window.runs] == ["big", "waiting"]
        assert threads == []
        beside = threading.Thread(target=window.catalogue.read_ahead)
        beside.start()
        beside.join()
        assert threads == [beside]
        assert window.saved_run("0001-big").past().offset > 0


@pytest.mark.parametrize(
    "change",
    [
        "metrics = '{'",
        "best = 'x'",
        "status = 'nowhere'",
        *(f"{column} = 'x'" for column in ("step", "total_steps", "tokens")),
        *(f"{column} = 'x'" for column in ("started_at", "elapsed_s", "problems", "asked")),
    ],
)
def test_that_a_row_that_nobody_wrote_means_a_damaged_database(
    project: ProjectFolder, change: str
) -> None:
    with contextlib.closing(Database.open(project)) as catalogue:
        catalogue.ingest_all()
    with contextlib.closing(sqlite3.connect(project.database_path)) as connection:
        connection.execute(f"update runs set {change}")
        connection.commit()
    (project.path / "project.db.sum").unlink()
    with (
        contextlib.closing(Database.open(project)) as catalogue,
        pytest.raises(Corrupt, match=r"project.db is damaged"),
    ):
        catalogue.runs()


def test_that_rows_that_were_damaged_while_closed_are_built_anew_and_that_is_said(
    project: ProjectFolder,
) -> None:
    with Project.open(project.path) as lab:
        lab.catalogue.take_all_in()
        before = lab.runs
        assert lab.catalogue.rebuilt is None
    with contextlib.closing(sqlite3.connect(project.database_path)) as connection:
        connection.execute("update runs set step = 7, metrics = '{}'")
        connection.commit()
    with Project.open(project.path) as lab:
        lab.catalogue.take_all_in()
        assert lab.runs == before
        assert "was damaged while it was closed" in str(lab.catalogue.rebuilt)

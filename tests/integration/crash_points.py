"""Every point at which a process can die during a run, one after another.

A script of its own: `crash_points.py TEMPLATE SCRATCH KIND STRIDE` does the run once undisturbed,
then, in a forked child that has everything imported already, lets the process die at its k-th
change of the disk or of the database, for every k (or every STRIDE-th); another child then takes
the run up again. Writes one line of JSON for each: what the run has become.

A `write` makes two points: nothing of it, and half of it, reached the disk.
"""

import hashlib
import itertools
import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import tiny_project
import torch

from workbench.activities import cache_teacher
from workbench.activities.spec import AnySpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.events import CheckpointSaved, RunEnded
from workbench.project import Project
from workbench.spec import validate
from workbench.store import journal
from workbench.store.database import connections, database
from workbench.store.files import disk, durable
from workbench.store.folders import ProjectFolder
from workbench.store.records import RunStatus
from workbench.store.run_folder import RunFolder
from workbench.training import loop

CALLS = (
    *("create", "open_to_append", "open_to_lock", "write", "cut", "sync", "sync_folder"),
    *("make_folder", "rename", "remove_file", "remove_folder"),
)
DIED, MADE_NOTHING = 77, 78
SHORT = {"micro_batch_size": 2, "evaluate_every": 2, "evaluation_tokens": 100, "sample_tokens": 3}
SPECS: dict[str, AnySpec] = {
    "pretrain": tiny_project.pretrain_spec(
        name="again", model={"num_layers": 1}, loop={**SHORT, "steps": 4}
    ),
    "distill": tiny_project.distill_spec(stages=[{"steps": 3}], loop=SHORT),
    "finetune": tiny_project.finetune_spec(
        lora={"rank": 2}, loop={"steps": 3, "micro_batch_size": 2, "evaluate_every": 2}
    ),
    "cache_teacher": validate(
        CacheTeacherSpec,
        {
            "name": "kept",
            "corpus": tiny_project.CORPUS,
            "teacher": tiny_project.TEACHER,
            "tokens": 600,
            "runtime": tiny_project.RUNTIME,
        },
    ),
}
"""Long enough for two checkpoints, a rotation, and steps whose figures were not saved yet."""


class Death:
    """Ends the process at its k-th change of the disk."""

    def __init__(self, k: int) -> None:
        self._left = k
        self.number = 0

    def pass_by(self, half: Callable[[], object] = lambda: None) -> None:
        self.number += 1
        self._left -= 1
        if self._left == 0:
            half()
            os._exit(DIED)

    def lie_in_wait(self) -> None:
        """Stand before every call of `disk`, and before every statement that SQLite commits."""
        for name in CALLS:
            setattr(disk, name, self._before(name, getattr(disk, name)))
        connect = connections.to_write

        def watched(*arguments: Any, **settings: Any) -> Any:
            db = connect(*arguments, **settings)
            db.conn.set_trace_callback(self._statement)
            return db

        connections.to_write = watched

    def _before(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            self.pass_by()
            if name == "write":
                descriptor, data = arguments
                self.pass_by(lambda: os.write(descriptor, data[: len(data) // 2]))
            return real(*arguments)

        return call

    def _statement(self, text: str) -> None:
        if text.startswith(("COMMIT", "RELEASE")):
            self.pass_by()


def work(folder: Path, spec: AnySpec) -> RunFolder | None:
    """Begin the run, or go on with it, as a person would who finds the project like this."""
    with Project.open(folder) as project:
        records = [record for record in project.runs if record.name == spec.name]
        if records and records[-1].status is RunStatus.FINISHED:
            return RunFolder(records[-1].folder)
        attempt = project.resume(records[-1].id) if records else project.start(spec)
        for event in attempt:
            if isinstance(event, CheckpointSaved | RunEnded):
                project.catalogue.ingest()
    return attempt.run


def outcome(run: RunFolder) -> dict[str, Any]:
    """What a run has become, as far as it must not depend on what happened on the way."""
    with Project.open(run.path.parents[1], create=False) as project:
        state = project.saved_run(run.id).state()
        rows = tiny_project.metric_rows(run)
        catalogue = database.Database.open(ProjectFolder.open(project.folder))
        catalogue.ingest_all()
        ingested = sum(len(catalogue.points(run.id, name)) for name in state.series)
        catalogue.close()
        return {
            "status": project.saved_run(run.id).record.status,
            "name": state.name,
            "made": made_hash(project, run),
            "metrics": rows,
            "samples": [(s.step, s.text) for s in state.samples],
            "references": sorted((r.metric, r.name, r.value) for r in state.references),
            "all_points_ingested": ingested == sum(map(len, state.series.values())),
            "best": [c.step for c in run.checkpoints() if c.is_best],
            "leftovers": sorted(
                p.name for p in run.checkpoints_path.glob("*") if durable.is_leftover(p)
            ),
        }


def made_hash(project: Project, run: RunFolder) -> str:
    """A hash of the weights that a run made, or of the cache."""
    if run.checkpoints():
        return tiny_project.weights_hash(run)
    (cache,) = project.caches
    files = sorted(cache.folder.glob("*.npy"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def in_child(do: Callable[[], None]) -> int:
    """Do something in a forked child; gives its exit code."""
    pid = os.fork()
    if pid == 0:
        try:
            do()
        except BaseException:  # noqa: BLE001  (the child's end, reported to its parent)
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def crashes(template: Path, scratch: Path, spec: AnySpec, stride: int) -> Iterator[dict[str, Any]]:
    """Die at every `stride`-th point in turn and go on afterwards."""
    for k in itertools.count(1, stride):
        folder = scratch / f"at-{k}"
        shutil.copytree(template, folder)

        def die(k: int = k, folder: Path = folder) -> None:
            Death(k).lie_in_wait()
            work(folder, spec)

        code = in_child(die)
        if code == 0:
            return
        result = scratch / "result.json"
        result.unlink(missing_ok=True)

        def go_on(folder: Path = folder, result: Path = result) -> None:
            run = work(folder, spec)
            assert run is not None
            result.write_text(json.dumps(outcome(run)))

        resumed = in_child(go_on)
        outcomes = json.loads(result.read_text()) if resumed == 0 else {}
        yield {"point": k, "died": code == DIED, "resumed": resumed == 0, **outcomes}
        shutil.rmtree(folder)


def main() -> None:
    template, scratch = Path(sys.argv[1]), Path(sys.argv[2])
    kind, stride = sys.argv[3], int(sys.argv[4])
    torch.set_num_threads(1)
    # Nothing may depend on the clock: each step reaches the disk at once.
    cache_teacher._PART_BYTES = 32 * 200
    loop.FLUSH_EVERY_S = journal.FLUSH_EVERY_S = database.INGEST_EVERY_S = 0.0
    spec = SPECS[kind]
    undisturbed = Path(shutil.copytree(template, scratch / "undisturbed"))
    run = work(undisturbed, spec)
    assert run is not None
    report(outcome(run))
    for crash in crashes(template, scratch, spec, stride):
        report(crash)


def report(plain: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(plain)}\n")


if __name__ == "__main__":
    main()

"""Runs in processes of their own, and following a run that another process performs."""

import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import workbench
from workbench.events import Event, Outcome, RunEnded
from workbench.jobs import RUNS
from workbench.project.runs.processes.failed_process import FailedRun, Said, why_failed
from workbench.project.runs.processes.torchrun import command_here
from workbench.store.files.refused import naming_failures
from workbench.store.folders import ProjectFolder
from workbench.store.records import RunStatus
from workbench.store.runs.journal import read_journal
from workbench.store.runs.processes import keep_processes
from workbench.store.runs.run_folder import TAKEN_UP_WITHIN_S, RunFolder

_POLL_S = 0.2


class DetachedRuns:
    """The processes that were started from here; they go on when this one ends."""

    def __init__(self, project: ProjectFolder) -> None:
        self._project = project
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._failed: deque[FailedRun] = deque()

    def start(self, run: RunFolder, processes: int = 1) -> str:
        """Let processes of their own perform a run, several by torchrun; gives the run's id."""
        keep_processes(run.path, processes)
        project = ("--project", str(self._project.path))
        before = Said.by_now(run)
        with naming_failures(before.log), before.log.open("ab") as log:
            process = subprocess.Popen(
                command_here(processes, "resume", run.id, *project, "--json"),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
                cwd=Path(workbench.__file__).parent.parent,
            )
        RUNS.begin()
        threading.Thread(
            target=self._wait_for,
            args=(process, run, before),
            name=f"waits for {run.id}",
            daemon=True,
        ).start()
        self._processes[run.id] = process
        return run.id

    def take_failed(self) -> tuple[FailedRun, ...]:
        """The runs whose processes have failed since the last call."""
        return tuple(self._failed.popleft() for _ in range(len(self._failed)))

    def watch(self, run: RunFolder) -> Iterator[Event]:
        """The events of a run from its beginning, as they come, until its attempt ends."""
        offset, ended = 0, False
        waited_from = time.monotonic()
        while True:
            working = run.is_claimed or self._is_alive(run.id)
            entries, offset = read_journal(run.journal_path, offset)
            for entry in entries:
                ended = _is_over(entry.event)
                yield entry.event
            if entries or working:
                waited_from = time.monotonic()
            if not entries and not working and (ended or _given_up(run, waited_from)):
                return
            time.sleep(_POLL_S)

    def _is_alive(self, run_id: str) -> bool:
        """Whether a process that was started from here is at a run, or about to be."""
        process = self._processes.get(run_id)
        return process is not None and process.poll() is None

    def _wait_for(self, process: "subprocess.Popen[bytes]", run: RunFolder, before: Said) -> None:
        """Take the exit code of a process, and count its run no longer; see why it failed.

        Until somebody takes it, a process that has ended stays in the system's table; until it has
        ended, queries leave it its cores.
        """
        try:
            process.wait()
        finally:
            RUNS.end()
        if process.returncode and (failed := why_failed(run, before)) is not None:
            self._failed.append(failed)


def _is_over(event: Event) -> bool:
    """Whether nothing is to be expected after an event; a run handed over will be taken up."""
    return isinstance(event, RunEnded) and event.outcome is not Outcome.HANDED_OVER


def _given_up(run: RunFolder, waited_from: float) -> bool:
    """Whether a run that nobody works on is not going to be taken up."""
    if run.status() in (RunStatus.QUEUED, RunStatus.HANDED_OVER):
        return time.monotonic() - waited_from > TAKEN_UP_WITHIN_S
    return True

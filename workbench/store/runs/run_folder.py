"""A run's folder: what was asked, what happened, what was saved, and who works on it."""

import contextlib
import hashlib
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from workbench.errors import BadInput, CannotBeRead, Corrupt, DiskFull, NotFound, WorkbenchError
from workbench.file_formats.plain_file import read_plain_file
from workbench.jobs import ThreadControl
from workbench.spec import Spec, read_toml, to_plain, to_toml
from workbench.store.files import durable, lock, looking
from workbench.store.files.summed import read_summed, with_checksum
from workbench.store.membership import Membership
from workbench.store.migration import migrate_keys
from workbench.store.records import CheckpointRecord, RunRecord, RunStatus
from workbench.store.runs import checkpoints, requests
from workbench.store.runs.asked import read_asked
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.journal import Journal, ends_a_line
from workbench.store.runs.notes.remarks import Remarks
from workbench.store.runs.run_meta import FORMAT, FollowingRuns, RunMeta
from workbench.store.runs.summary import Summary, summarise

_SPEC_SUM = "spec_sha256"
"""In `inputs.json`: the SHA-256 (hex) of `spec.toml`, which has no place of its own for one."""
_MARK = "mark"
"""In `inputs.json` and `meta.json`: one drawn for each run, so that those of two are told apart."""
_AWAITING = (RunStatus.QUEUED, RunStatus.HANDED_OVER)
"""A run in this state is about to be taken up: a request may be left for whoever does."""
TAKEN_UP_WITHIN_S = 60.0
"""How long a run that nobody works on yet is waited for: a new process imports torch first."""


class RunFolder:
    """One run of a project; nothing is held open, so making one costs nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.id = path.name
        self.spec_path = path / "spec.toml"
        self._inputs_path = path / "inputs.json"
        self.journal_path = path / "journal.jsonl"
        self.control_path = path / "control.json"
        self.lock_path = path / "run.lock"
        self.announced_path = path / "announced"
        self.checkpoints_path = path / "checkpoints"
        self.following_path = path / "following.json"
        self.traceback_path = path / "traceback.txt"
        self._ended_path = path / "ended.json"

    def fill(
        self,
        spec: Spec,
        inputs: Inputs,
        *,
        name: str,
        kind: str,
        belongs_to: Membership,
        planned_name: str,
    ) -> None:
        """Write what a new run is; it exists for others once this returns."""
        text, mark = to_toml(spec), uuid.uuid4().hex
        durable.write_text(self.spec_path, text)
        sums = {_SPEC_SUM: hashlib.sha256(text.encode()).hexdigest(), _MARK: mark}
        durable.write_json(self._inputs_path, with_checksum({**inputs.model_dump(), **sums}))
        self._write_meta(
            RunMeta(
                name=name,
                kind=kind,
                created_at=time.time(),
                belongs_to=belongs_to,
                planned_name=planned_name,
                mark=mark,
            )
        )

    @property
    def meta(self) -> RunMeta:
        """Name and kind; raises NotFound when there is no such run, Corrupt or CannotBeRead."""
        path = self.path / "meta.json"
        try:
            return RunMeta.model_validate(read_summed(path))
        except FileNotFoundError:
            if not self.path.is_dir():
                raise NotFound("{folder} is not a run's folder", folder=self.path) from None
            raise Corrupt(
                "{path} is missing: give the run a name in the window, which writes it anew",
                path=path,
            ) from None
        except (Corrupt, ValidationError):
            raise Corrupt(
                "{path} is damaged: give the run a name in the window, which writes it anew",
                path=path,
            ) from None

    def own_meta(self) -> RunMeta:
        """As `meta`; also raises Corrupt where it is another run's."""
        meta, mark = self.meta, self._given(_MARK)
        if mark and meta.mark != mark:
            raise Corrupt(
                "{path} is that of another run, '{name}': give this one a name in the window, "
                "which writes it anew",
                path=self.path / "meta.json",
                name=meta.name,
            )
        return meta

    def rename(self, name: str) -> None:
        """Change the display name; the folder, and all that refers to it, stays.

        A `meta.json` that is damaged is written anew; what the run belonged to is lost with it.
        Raises CannotBeRead where nobody knows whether it is.
        """
        try:
            meta = self.own_meta().model_copy(update={"name": name})
        except Corrupt:
            meta = RunMeta(
                name=name,
                kind=str(self.spec().get("kind", "")),
                created_at=self.path.stat().st_mtime,
                mark=self._given(_MARK),
                has_following=self.following_path.exists(),
            )
        self._write_meta(meta)

    def keep_remarks(self, remarks: Remarks) -> None:
        """Keep what a person says of it; raises Corrupt where its `meta.json` is damaged."""
        self._write_meta(self.own_meta().model_copy(update={"remarks": remarks}))

    def _write_meta(self, meta: RunMeta) -> None:
        durable.write_json(self.path / "meta.json", with_checksum(meta.model_dump()))

    def spec(self) -> dict[str, Any]:
        """The plain values of what was asked, under the names that settings have today.

        Raises BadInput when they cannot be read, Corrupt when they are not what was written.
        """
        plain: dict[str, Any] = migrate_keys(read_toml(self.spec_path))
        written = hashlib.sha256(looking.read_bytes(self.spec_path)).hexdigest()
        if self._given(_SPEC_SUM) not in ("", written):
            raise Corrupt(
                "{path} is not what this run was asked; put that back, or start a new run",
                path=self.spec_path,
            )
        return plain

    def check_spec(self) -> None:
        """Raises as `spec` does. What has the sum that it was written with is not parsed again."""
        with contextlib.suppress(FileNotFoundError):
            written = hashlib.sha256(looking.read_bytes(self.spec_path)).hexdigest()
            if self._given(_SPEC_SUM) == written:
                return
        self.spec()

    def spec_text(self) -> str:
        """What was asked, as the text of its spec file; raises Corrupt when it cannot be read."""
        try:
            with looking.naming(self.spec_path):
                return read_plain_file(self.spec_path).decode()
        except (FileNotFoundError, UnicodeDecodeError):
            raise Corrupt("{path} is damaged and cannot be read", path=self.spec_path) from None

    def _given(self, key: str) -> str:
        """What stands beside the inputs in their file; empty where it is not known."""
        with contextlib.suppress(FileNotFoundError, Corrupt):
            return str(read_summed(self._inputs_path).get(key, ""))
        return ""

    def inputs(self) -> Inputs:
        """What the run was given; raises Corrupt when it is not what was written."""
        path = self._inputs_path
        try:
            return Inputs.model_validate(read_summed(path))
        except (FileNotFoundError, ValidationError):
            raise Corrupt("{path} is damaged and cannot be read", path=path) from None

    def keep_following(self, runs: Sequence[tuple[Spec, Membership]]) -> None:
        """Keep what is to be started once this run has finished."""
        if not runs and not self.following_path.exists():
            return
        kept = FollowingRuns(
            specs=[to_plain(spec) for spec, _ in runs],
            belong_to=[belongs_to for _, belongs_to in runs],
        )
        durable.write_json(self.following_path, with_checksum(kept.model_dump()))
        with contextlib.suppress(Corrupt):  # it waits for a name, which looks for this file too
            if not (meta := self.meta).has_following:
                self._write_meta(meta.model_copy(update={"has_following": True}))

    def following(self) -> list[tuple[dict[str, Any], Membership]]:
        """The plain specs of what was kept, and what each is to belong to; raises Corrupt."""
        try:
            kept = FollowingRuns.model_validate(read_summed(self.following_path))
        except FileNotFoundError:
            if not self.meta.has_following:
                return []
            raise self._following_is_lost() from None
        except (Corrupt, ValidationError):
            raise self._following_is_lost() from None
        specs: list[dict[str, Any]] = migrate_keys(kept.specs)
        unknown = [Membership()] * (len(specs) - len(kept.belong_to))
        return list(zip(specs, [*kept.belong_to, *unknown], strict=True))

    def _following_is_lost(self) -> Corrupt:
        return Corrupt(
            "{path} is missing or damaged: what was to come after this run is not known; start it "
            "anew",
            path=self.following_path,
        )

    # -- working on it ------------------------------------------------------------------------

    def announce(self) -> None:
        """Say that the run is about to be gone on with, which keeps the name of what it makes.

        On a full disk nothing is said; the run waits for room all the same.
        """
        with contextlib.suppress(DiskFull):
            durable.write_text(self.announced_path, "")

    def claim(self) -> lock.Lock:
        """Become the one process that works on this run; raises Locked, naming who does.

        Clears what an attempt that died left behind: half-written checkpoints, old requests.
        """
        held = lock.acquire(self.lock_path, self.id)
        durable.remove_file(self.announced_path)
        durable.sweep(self.path)
        durable.sweep(self.checkpoints_path, older_than_s=0)
        pending = requests.read_request(self.control_path)
        if pending is None or pending.while_running:
            durable.remove_file(self.control_path)
        return held

    @property
    def is_claimed(self) -> bool:
        """Whether a living process works on this run."""
        return lock.is_held(self.lock_path)

    def journal(self) -> Journal:
        """The journal, to append to; only for whoever claimed the run."""
        return Journal(self.journal_path)

    def control(self, inner: ThreadControl) -> requests.FileControl:
        """A control that obeys `inner` and also what other processes `request`."""
        return requests.FileControl(self.control_path, inner)

    def request(self, request: requests.Request) -> None:
        """Ask whoever works on this run; raises BadInput when nobody does, or is about to."""
        claimed = self.is_claimed
        if not claimed and self.status() not in _AWAITING:
            raise BadInput("{run} is not running, so nobody would hear that", run=self.id)
        requests.ask(self.control_path, request, while_running=claimed)

    def note_end(self, journal_bytes: int) -> None:
        """Keep how long the journal was when an attempt ended: a line of it ends there."""
        plain = {"format": FORMAT, "journal_bytes": journal_bytes}
        durable.write_json(self._ended_path, with_checksum(plain))

    def has_lost_an_end(self) -> bool:
        """Whether the journal no longer holds the line with which an attempt ended.

        Raises CannotBeRead.
        """
        noted = 0
        with contextlib.suppress(FileNotFoundError, Corrupt):
            noted = int(read_summed(self._ended_path).get("journal_bytes", 0))
        return noted > 0 and not ends_a_line(self.journal_path, noted)

    def write_traceback(self, text: str) -> None:
        """Keep the full account of an unexpected failure."""
        durable.write_text(self.traceback_path, text)

    # -- what it tells ------------------------------------------------------------------------

    def status(self, summary: Summary | None = None) -> RunStatus:
        """Where the run stands: what its journal tells, and whether somebody works on it."""
        status = (summary or summarise(self.journal_path)).status
        if status in (RunStatus.RUNNING, RunStatus.PAUSED) and not self.is_claimed:
            return RunStatus.INTERRUPTED
        return status

    def has_finished(self) -> bool:
        """Whether its journal says that it did what it was to do."""
        return self.status() is RunStatus.FINISHED

    def require_unfinished(self) -> None:
        """Raise BadInput where there is nothing left to go on with."""
        if self.has_finished():
            raise BadInput(
                "'{name}' is finished; start a new run to train longer", name=self.meta.name
            )

    def is_under_way(self) -> bool:
        """Whether somebody works on it, or is about to: one that nobody takes up is given up."""
        if self.is_claimed or time.time() - self._announced_at() <= TAKEN_UP_WITHIN_S:
            return True
        # Most runs ended long ago: that is seen without reading their journals.
        if time.time() - self._touched_at() > TAKEN_UP_WITHIN_S:
            return False
        return self.status() in _AWAITING

    def _announced_at(self) -> float:
        """In seconds since 1970; 0 where nobody has said that it goes on."""
        with contextlib.suppress(OSError):
            return self.announced_path.stat().st_mtime
        return 0.0

    def _touched_at(self) -> float:
        """When it was made, or its journal was last written to; in seconds since 1970."""
        with contextlib.suppress(FileNotFoundError):
            return self.journal_path.stat().st_mtime
        return self.created_at()

    def created_at(self) -> float:
        """In seconds since 1970; by its folder where nothing else tells."""
        with contextlib.suppress(CannotBeRead, Corrupt):
            return self.meta.created_at
        return self.path.stat().st_mtime

    def record(self, summary: Summary | None = None) -> RunRecord:
        """The run as its folder tells it; `summary` spares reading the journal again.

        One whose `meta.json` is damaged, or refused, goes by its id.
        """
        meta = self._meta_or_what_is_known()
        summary = summary or summarise(self.journal_path)
        return RunRecord(
            id=self.id,
            name=meta.name,
            kind=meta.kind,
            status=self.status(summary),
            folder=self.path,
            step=summary.step,
            total_steps=summary.total_steps,
            metrics=dict(summary.metrics),
            started_at=summary.started_at or meta.created_at,
            belongs_to=meta.belongs_to,
            best=dict(summary.best),
            course=summary.course,
            elapsed_s=summary.elapsed_s,
            tokens=summary.tokens,
            asked=read_asked(self),
            remarks=meta.remarks,
        )

    def _meta_or_what_is_known(self) -> RunMeta:
        try:
            return self.meta
        except (CannotBeRead, Corrupt):
            kind = ""
            with contextlib.suppress(WorkbenchError):
                kind = str(self.spec().get("kind", ""))
            nothing = Membership()
            return RunMeta(
                name=self.id, kind=kind, created_at=self.created_at(), belongs_to=nothing
            )

    def checkpoint_folder(self, step: int) -> Path:
        """Where the checkpoint of a step is, or will be."""
        return checkpoints.folder_of(self.checkpoints_path, step)

    def last_saved_step(self) -> int | None:
        """The step of the last checkpoint, by its folder's name; None without any."""
        return max((step for step, _ in checkpoints.saved_in(self.checkpoints_path)), default=None)

    def checkpoints(self) -> tuple[CheckpointRecord, ...]:
        """Every checkpoint, oldest first; a damaged one is among them, without a digest.

        Raises CannotBeRead, as what is not read may be the best one.
        """
        return checkpoints.records_in(self.checkpoints_path)

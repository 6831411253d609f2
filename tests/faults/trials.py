"""One trial: an operation is disturbed at one call of the disk, and afterwards gone on with.

Both happen in forked children, which have everything imported already. What was wrong is told as
a word: see `Met` for the disturbed attempt and `After` for what comes of going on.
"""

import errno
import hashlib
import json
import os
import re
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from disk_calls import CHANGES, FAILS_WITH, Call, Watch, place
from operations import Operation, listing

from workbench.activities.caching import cache_teacher
from workbench.errors import WorkbenchError
from workbench.store.database import database
from workbench.store.files import durable

DIED = 77
WITHIN_S = 60.0
_DAYS_S = 2 * 24 * 3600.0
_UNEXPECTED = "an unexpected error"
_BALLAST = "ballast"
_IS_A_WAIT = re.compile("_?([A-Z]+_)*POLL(_[A-Z]+)*_S")


class Met(StrEnum):
    """How a disturbed attempt ended."""

    DIED = "died"
    NAMED = "named"
    PAUSED = "paused"
    SURVIVED = "survived"
    SILENT = "silent"
    TRACEBACK = "traceback"
    HUNG = "hung"
    UNTOUCHED = "untouched"


class After(StrEnum):
    """What came of going on without any fault; SAME is what is wanted."""

    SAME = "same"
    REFUSED = "refused"
    DIFFERS = "differs"
    LOST = "lost"
    LEFTOVERS = "leftovers"
    TRACEBACK = "traceback"
    HUNG = "hung"


@dataclass(frozen=True)
class Fault:
    """What goes wrong: a death, an error of the system (once, or from then on), a full disk.

    `name` is as on the command line: crash, EIO, EIO+ (always from then on), tmpfs.
    """

    name: str

    @property
    def is_death(self) -> bool:
        return self.name == "crash"

    @property
    def fills_the_disk(self) -> bool:
        return self.name == "tmpfs"

    @property
    def is_lasting(self) -> bool:
        return self.name.endswith("+")

    @property
    def number(self) -> int:
        """The error's number; raises AttributeError for a name that the system does not know."""
        code: int = getattr(errno, self.name.removesuffix("+"))
        return code

    def touches(self, call: Call) -> bool:
        """Whether it can happen at a call."""
        if self.is_death or self.fills_the_disk:
            return call.kind in CHANGES
        return call.kind in FAILS_WITH[self.number]


@dataclass
class Trial:
    """What happened in one trial; `call` and `place` say where, `said` what a person read."""

    operation: str
    fault: str
    point: int
    met: Met
    after: After | None = None
    call: str = ""
    place: str = ""
    said: str = ""
    said_after: str = ""

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong with it."""
        bad = (Met.SILENT, Met.TRACEBACK, Met.HUNG)
        return self.met not in bad and self.after in (None, After.SAME)


@dataclass
class Disturbance:
    """The hook that lets a fault happen at its k-th call (a death: also halfway through one)."""

    fault: Fault
    point: int
    ballast: Path | None = None
    notes: Path | None = None
    passed: int = 0
    state_of: Callable[[], str] | None = None
    others: list[int] = field(default_factory=list)
    """Where a death leaves the disk otherwise than at the call before; `state_of` tells how."""
    last_state: str = ""
    met_at: str = ""
    met_place: str = ""
    is_over: bool = False

    def __call__(self, call: Call) -> None:
        if not self.fault.touches(call):
            return
        self._pass_by(call, None)
        if self.fault.is_death and call.half is not None:
            self._pass_by(call, call.half)

    def _pass_by(self, call: Call, half: Callable[[], object] | None) -> None:
        self.passed += 1
        if self.state_of is not None:
            self._note(self.state_of(), half is not None)
        due = self.passed == self.point
        if due:
            self.met_at, self.met_place = str(call), place()
        if self.fault.is_death:
            if due:
                self._die(half)
        elif self.fault.fills_the_disk:
            if due and self.ballast is not None:
                fill(self.ballast)
        elif due or (self.fault.is_lasting and self.passed > self.point and not self.is_over):
            raise call.error(self.fault.number)

    def _note(self, state: str, is_half: bool) -> None:
        if is_half or state != self.last_state:
            self.others.append(self.passed)
        self.last_state = state

    def _die(self, half: Callable[[], object] | None) -> None:
        if self.notes is not None:
            self.notes.write_text(json.dumps({"call": self.met_at, "place": self.met_place}))
        if half is not None:
            half()
        os._exit(DIED)

    def end(self) -> None:
        """There is room again; other errors stay."""
        if self.fault.name.startswith("ENOSPC"):
            self.is_over = True
        if self.ballast is not None:
            self.ballast.unlink(missing_ok=True)


def fill(ballast: Path) -> None:
    """Leave no byte free where a file lies."""
    descriptor = os.open(ballast, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        for size in (1 << 20, 1 << 12):
            while os.write(descriptor, bytes(size)) == size:
                pass
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
    finally:
        os.close(descriptor)


def hashed(root: Path) -> str:
    """Everything that lies in a folder, as one hash."""
    found = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        found.update(os.fsencode(path) + b"\0")
        if path.is_file():
            data = path.read_bytes()
            found.update(len(data).to_bytes(8, "little") + data)
    return found.hexdigest()


# -- in children ------------------------------------------------------------------------------


def in_child(do: Callable[[], dict[str, Any]], answer: Path) -> dict[str, Any]:
    """What `do` gives in a forked child; its `code` when it died, `hung` when it took too long."""
    answer.unlink(missing_ok=True)
    pid = os.fork()
    if pid == 0:
        _quiet()
        answer.write_bytes(json.dumps(_guarded(do), default=str).encode())
        os._exit(0)
    code = _waited(pid)
    if code is None:
        return {"hung": True}
    return json.loads(answer.read_bytes()) if code == 0 else {"code": code}


def _guarded(do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return do()
    except BaseException as error:  # noqa: BLE001  (the child's boundary: reported to its parent)
        return {"error": _told(error)}


def _quiet() -> None:
    """What a child prints is nobody's business."""
    descriptor = os.open(os.devnull, os.O_WRONLY)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)


def _waited(pid: int) -> int | None:
    until = time.monotonic() + WITHIN_S
    while time.monotonic() < until:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return None


def _told(error: BaseException) -> dict[str, Any]:
    """An error as a person meets it: a sentence of ours, or the line that a traceback ends with."""
    if isinstance(error, WorkbenchError):
        is_named = not error.words.template.startswith(_UNEXPECTED)
        return {"named": is_named, "text": str(error)}
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if f"{os.sep}workbench{os.sep}" in f.filename]
    at = f"{ours[-1].filename.rpartition('workbench/')[2]}:{ours[-1].lineno}" if ours else "?"
    return {"named": False, "text": f"{type(error).__name__}: {error} (at {at})"}


def hurry() -> None:
    """Nothing may depend on the clock: each step reaches the disk at once, nobody waits long."""
    cache_teacher._PART_BYTES = 32 * 200
    database.INGEST_EVERY_S = 0.0
    for name, module in list(sys.modules.items()):
        if name.startswith("workbench"):
            for setting in vars(module):
                if setting == "FLUSH_EVERY_S":
                    setattr(module, setting, 0.0)
                elif _IS_A_WAIT.fullmatch(setting):
                    setattr(module, setting, 0.01)


# -- one trial --------------------------------------------------------------------------------


@dataclass
class Bench:
    """Where the trials of one operation are made, and what they are compared with.

    `template` holds the prepared project; `before` is its listing, `wanted` what an undisturbed
    attempt makes of it.
    """

    operation: Operation
    template: Path
    scratch: Path
    before: dict[str, list[Any]] = field(default_factory=dict)
    wanted: dict[str, Any] = field(default_factory=dict)

    def measure(self) -> None:
        """Do it undisturbed, twice; raises AssertionError where that does not give the same."""
        self.before = self._plain(self.template, lambda root: listing(root))
        outcomes = [self._undisturbed() for _ in range(2)]
        assert outcomes[0] == outcomes[1], f"{self.operation.name} differs from time to time"
        self.wanted = outcomes[0]

    def points(self, fault: Fault) -> list[int]:
        """The calls of an undisturbed attempt at which a fault can happen.

        A death is the same at all calls that find the same on the disk: there is one of each.
        """
        root = self._copied("counted")
        state_of = (lambda: hashed(root)) if fault.is_death else None
        count = Disturbance(fault, point=sys.maxsize, state_of=state_of)

        def do() -> dict[str, Any]:
            Watch(root, count).begin()
            self.operation.do(root, lambda: None)
            passed = range(1, count.passed + 1)
            return {"points": count.others if fault.is_death else list(passed)}

        answer = in_child(do, self.scratch / "answer.json")
        shutil.rmtree(root)
        points: list[int] = answer["points"]
        return points

    def attempt(self, fault: Fault, point: int) -> Trial:
        """Disturb it at one point, and go on."""
        root = self._copied(f"at-{point}")
        trial = self._disturbed(root, fault, point)
        if trial.met is not Met.UNTOUCHED:
            self._go_on(root, trial)
        shutil.rmtree(root, ignore_errors=True)
        return trial

    def _copied(self, name: str) -> Path:
        root = self.scratch / name
        shutil.rmtree(root, ignore_errors=True)
        return Path(shutil.copytree(self.template, root))

    def _undisturbed(self) -> dict[str, Any]:
        root = self._copied("undisturbed")

        def do() -> dict[str, Any]:
            self.operation.do(root, lambda: None)
            return outcome(self.operation, root)

        answer = in_child(do, self.scratch / "answer.json")
        assert "leftovers" in answer, answer
        shutil.rmtree(root)
        return answer

    def _plain(self, root: Path, ask: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
        return in_child(lambda: ask(root), self.scratch / "answer.json")

    def _disturbed(self, root: Path, fault: Fault, point: int) -> Trial:
        ballast = self.scratch / _BALLAST if fault.fills_the_disk else None
        notes = self.scratch / "met.json"
        disturbance = Disturbance(fault, point, ballast, notes)
        pauses: list[bool] = []

        def on_pause() -> None:
            pauses.append(True)
            disturbance.end()

        def do() -> dict[str, Any]:
            watch = Watch(root, disturbance)
            watch.begin()
            try:
                error = _error_of(lambda: self.operation.do(root, on_pause))
            finally:
                if ballast is not None:
                    ballast.unlink(missing_ok=True)
            return {
                "error": error,
                "paused": bool(pauses),
                "call": disturbance.met_at,
                "place": disturbance.met_place,
            }

        answer = in_child(do, self.scratch / "answer.json")
        if ballast is not None:
            ballast.unlink(missing_ok=True)
        error = answer.get("error")
        if answer.get("code") == DIED:
            answer |= json.loads(notes.read_bytes())
        return Trial(
            operation=self.operation.name,
            fault=fault.name,
            point=point,
            met=_met(answer),
            call=answer.get("call", ""),
            place=answer.get("place", ""),
            said=error["text"] if error else "",
        )

    def _go_on(self, root: Path, trial: Trial) -> None:
        """Look at what is there, then do what is left of it, and compare."""
        claims_success = trial.met in (Met.PAUSED, Met.SURVIVED)

        def do() -> dict[str, Any]:
            age_leftovers(root)
            lost = _lost(self.before, self.wanted["listing"], listing(root))
            if not claims_success:
                self.operation.do(root, lambda: None)
            return {"lost": lost, "outcome": outcome(self.operation, root)}

        answer = in_child(do, self.scratch / "answer.json")
        trial.after, trial.said_after = _after(answer, self.wanted)
        if claims_success and trial.after in (After.DIFFERS, After.LOST, After.TRACEBACK):
            trial.met = Met.SILENT


def _error_of(do: Callable[[], None]) -> dict[str, Any] | None:
    try:
        do()
    except BaseException as error:  # noqa: BLE001  (whatever a person would meet)
        return _told(error)
    return None


def _met(answer: dict[str, Any]) -> Met:
    if "hung" in answer:
        return Met.HUNG
    if "code" in answer:
        return Met.DIED if answer["code"] == DIED else Met.TRACEBACK
    error = answer["error"]
    if error is not None and "named" in error:
        return Met.NAMED if error["named"] else Met.TRACEBACK
    if not answer["call"]:
        return Met.UNTOUCHED
    return Met.PAUSED if answer["paused"] else Met.SURVIVED


def _after(answer: dict[str, Any], wanted: dict[str, Any]) -> tuple[After, str]:
    if "hung" in answer:
        return After.HUNG, ""
    if "code" in answer:
        return After.TRACEBACK, f"the process ended with {answer['code']}"
    if "error" in answer:
        error = answer["error"]
        return After.REFUSED if error["named"] else After.TRACEBACK, error["text"]
    if answer["lost"]:
        return After.LOST, str(answer["lost"])
    became = answer["outcome"]
    differing = [key for key in wanted if key != "leftovers" and became[key] != wanted[key]]
    if differing:
        return After.DIFFERS, _difference(differing, became, wanted)
    if became["leftovers"]:
        return After.LEFTOVERS, ", ".join(became["leftovers"])
    return After.SAME, ""


def _difference(keys: list[str], became: dict[str, Any], wanted: dict[str, Any]) -> str:
    """Which part differs, and a little of how."""
    told = []
    for key in keys:
        one, other = became[key], wanted[key]
        if isinstance(one, dict) and isinstance(other, dict):
            inner = [k for k in {*one, *other} if one.get(k) != other.get(k)]
            told += [f"{key}.{k}: {one.get(k)} instead of {other.get(k)}"[:300] for k in inner]
        else:
            told.append(f"{key}: {one} instead of {other}"[:300])
    return "; ".join(told)


def outcome(operation: Operation, root: Path) -> dict[str, Any]:
    """What the project has become, and what was made: as JSON would give it back."""
    plain = {
        "listing": listing(root),
        "made": operation.made(root),
        "leftovers": sorted(
            {_shape(path) for path in root.rglob("*") if durable.is_leftover(path)}
        ),
    }
    became: dict[str, Any] = json.loads(json.dumps(plain, default=str))
    return became


def _shape(path: Path) -> str:
    """A leftover's place and name without what chance decided."""
    return f"{path.parent.name}/{path.name.rpartition('-')[0]}"


def age_leftovers(root: Path) -> None:
    """Let two days pass for what interrupted writes left behind: nobody is writing it any more."""
    then = time.time() - _DAYS_S
    for path in root.rglob("*"):
        if any(durable.is_leftover(part) for part in (path, *path.parents)):
            os.utime(path, (then, then), follow_symlinks=False)


def _lost(
    before: dict[str, list[Any]], wanted: dict[str, list[Any]], now: dict[str, list[Any]]
) -> dict[str, list[Any]]:
    """What was there before, is to stay, and cannot be found; a thing may be in the bin instead."""
    lost = {}
    found = json.loads(json.dumps(now))
    for sort, things in before.items():
        gone = [one for one in things if one not in found[sort] and one in wanted[sort]]
        if gone:
            lost[sort] = gone
    return lost


def plain(trial: Trial) -> dict[str, Any]:
    """A trial as a line of JSON."""
    return asdict(trial) | {"is_good": trial.is_good}

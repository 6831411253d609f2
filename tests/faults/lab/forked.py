"""Work done in forked children of a process that has everything imported: fast, and killable."""

import importlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

UNCAUGHT = 70
"""The exit code of a child that ended with an exception."""
_POLL_EVERY_S = 0.002


@dataclass(frozen=True)
class Said:
    """What a child printed and how it left; a negative code is the signal that ended it."""

    code: int
    out: str
    err: str
    seconds: float
    hung: bool = False

    @property
    def refused(self) -> bool:
        """Whether it left with one sentence that says why not."""
        return self.code > 0 and "error: " in self.err.lower() and not self.failure

    @property
    def failure(self) -> str:
        """Why this is no way for a verb to end; empty for one that finished or was refused."""
        text = self.out + self.err
        if self.hung:
            return "hang"
        if self.code < 0:
            return f"ended by {signal.Signals(-self.code).name}"
        if "Traceback (most recent call last)" in text:
            return "traceback"
        if "an unexpected error: " in text:
            return "unexpected error"
        return ""


class Child:
    """A child under way; its output goes to files in `scratch`."""

    def __init__(self, do: Callable[[], None], scratch: Path) -> None:
        self._paths = (scratch / "out", scratch / "err")
        scratch.mkdir(parents=True, exist_ok=True)
        self._began = time.monotonic()
        self._pid = os.fork()
        if self._pid == 0:
            _be_child(do, *self._paths)

    def wait(self, limit_s: float) -> Said:
        """What came of it; one that needs longer than `limit_s` is ended, with its children."""
        hung = False
        while (ended := os.waitpid(self._pid, os.WNOHANG))[0] == 0:
            if time.monotonic() - self._began > limit_s:
                hung = True
                os.killpg(self._pid, signal.SIGKILL)
                ended = os.waitpid(self._pid, 0)
                break
            time.sleep(_POLL_EVERY_S)
        out, err = (path.read_text(errors="replace") for path in self._paths)
        seconds = time.monotonic() - self._began
        return Said(os.waitstatus_to_exitcode(ended[1]), out, err, seconds, hung)


def said_by(do: Callable[[], None], scratch: Path, limit_s: float) -> Said:
    """What a child says that does this alone."""
    return Child(do, scratch).wait(limit_s)


def _be_child(do: Callable[[], None], out: Path, err: Path) -> None:
    code = UNCAUGHT
    try:
        os.setsid()
        for number, path in ((1, out), (2, err)):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(descriptor, number)
            os.close(descriptor)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
        code = _code_of(do)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _code_of(do: Callable[[], None]) -> int:
    try:
        do()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:  # noqa: BLE001  (the child's end, reported to its parent)
        traceback.print_exc()
        return UNCAUGHT
    return 0


def import_what_they_import(works: Iterable[Callable[[], None]], scratch: Path) -> None:
    """Import here what the works import in children of their own, so that later ones need not."""
    seen: set[str] = set()
    for number, work in enumerate(works):
        kept = scratch / f"modules-{number}.json"

        def tell(work: Callable[[], None] = work, kept: Path = kept) -> None:
            try:
                work()
            finally:
                kept.write_text(json.dumps(sorted(sys.modules)))

        said_by(tell, scratch / "importing", 120.0)
        if kept.is_file():
            seen |= set(json.loads(kept.read_text()))
    for name in sorted(seen - set(sys.modules)):
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001  (a name that only its package can import)
            continue


def scratch_folder(name: str) -> Path:
    """A new folder, in memory where that is possible: what is tried here needs no real disk."""
    memory = Path("/dev/shm")
    parent = memory if os.access(memory, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=parent))


def fresh_copy(template: Path, target: Path) -> None:
    """A folder anew as it was, with its times; nothing is shared with it by links."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(template, target, symlinks=True)

"""The trainer's process as its parent sees it: fed, watched, killed, asked for its model."""

import contextlib
import json
import math
import re
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from workbench.child_process import child_environment
from workbench.errors import WorkbenchError
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.tokenizers.training.exchange import MODEL_FILE, RULES_FILE
from workbench.tokenizers.training.options import error_of, out_of_memory

_KILLED = -9


class TrainerProcess:
    """`workbench.tokenizers.training.child` at work; leaving the context kills it if it still runs.

    Its files (log, result, model) are kept in `scratch`, a folder of the caller's outside the
    project.
    """

    def __init__(self, spec: TrainTokenizerSpec, options: dict[str, Any], scratch: Path) -> None:
        self._spec = spec
        self._scratch = scratch
        self._log = scratch / "log.txt"
        self._result = scratch / "result.txt"
        self._progress = LogProgress(spec)
        self._log_offset = 0
        with self._log.open("wb") as log, self._result.open("wb") as result:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "workbench.tokenizers.training.child"],
                stdin=subprocess.PIPE,
                stdout=result,
                stderr=log,
                cwd=scratch,
                env=child_environment(),
            )
        self._send(self._request(options))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def _request(self, options: dict[str, Any]) -> bytes:
        options = dict(options)
        rules = options.pop("normalization_rules", None)
        if rules is not None:
            (self._scratch / RULES_FILE).write_text(rules, encoding="utf-8", newline="\n")
            options["normalization_rule_tsv"] = RULES_FILE
        return json.dumps(options).encode() + b"\n"

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def feed(self, stretch: bytes) -> None:
        """Send one stretch of text; a process that has ended is left to `model` to explain."""
        self._send(len(stretch).to_bytes(4, "little") + stretch)

    def end_of_text(self) -> None:
        """Say that no more text comes. The pipe stays open: its closing is the child's end."""
        self._send(bytes(4))
        self._flush()

    def _send(self, data: bytes) -> None:
        assert self._process.stdin
        with contextlib.suppress(OSError):  # it has ended; `model` says why
            self._process.stdin.write(data)

    def _flush(self) -> None:
        assert self._process.stdin
        with contextlib.suppress(OSError):  # it has ended; `model` says why
            self._process.stdin.flush()

    def suspend(self) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(self.pid).suspend()

    def go_on(self) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(self.pid).resume()

    def percent(self) -> int:
        """How far the training has come, as the log written so far tells."""
        with self._log.open("rb") as log:
            log.seek(self._log_offset)
            lines = log.read()
        complete = lines.rfind(b"\n") + 1
        self._log_offset += complete
        for line in lines[:complete].decode(errors="replace").splitlines():
            self._progress.read(line)
        return self._progress.percent

    def model(self) -> bytes:
        """The trained model, once the process has ended; raises what became of it instead."""
        code = self._process.wait()
        if code == _KILLED:
            raise out_of_memory(self._spec)
        if message := self._result.read_text(encoding="utf-8"):
            raise error_of(message, self._spec)
        if code:
            raise WorkbenchError(
                "training the tokenizer ended unexpectedly (code {code}): {reason}",
                code=code,
                reason=self._last_words() or "its process left no message",
            )
        return (self._scratch / MODEL_FILE).read_bytes()

    def _last_words(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return lines[-1] if lines else ""


class LogProgress:
    """Reads from the trainer's log how far it has come, in percent.

    bpe grows its pieces up to the vocabulary's size and logs each hundredth; unigram shrinks
    them by a quarter at a time. The other algorithms only count, and are over at once.
    """

    def __init__(self, spec: TrainTokenizerSpec) -> None:
        self._size = spec.vocabulary_size
        self._seeds = 0
        self.percent = 0

    def read(self, line: str) -> None:
        if match := re.search(r"\bmerges=(\d+)", line):
            self._reached(int(match[1]) / self._size)
        elif match := re.search(r"Initialized (\d+) seed", line):
            self._seeds = int(match[1])
        elif match := re.search(r"\bEM sub_iter=\d+ size=(\d+)", line):
            self._reached(self._shrunk_to(int(match[1])))

    def _shrunk_to(self, size: int) -> float:
        whole = math.log(max(self._seeds / self._size, math.e))
        return math.log(max(self._seeds / size, 1.0)) / whole

    def _reached(self, share: float) -> None:
        self.percent = max(self.percent, min(round(100 * share), 99))

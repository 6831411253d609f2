"""Asking a run in another process to pause, go on, stop or hand over: `control.json`."""

import secrets
import time
from enum import StrEnum
from pathlib import Path
from typing import assert_never

from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.events import Outcome
from workbench.file_formats.plain_file import read_plain_file
from workbench.jobs import ThreadControl
from workbench.store.files import durable

POLL_EVERY_S = 0.5


class Request(StrEnum):
    """What can be asked of a run."""

    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    HAND_OVER = "hand_over"


class PendingRequest(BaseModel):
    """A request, told from an equal one before it by `serial`.

    `while_running` says that it was meant for the attempt going on then: the next attempt ignores
    what an attempt that died has left unanswered.
    """

    model_config = ConfigDict(frozen=True)

    request: Request
    serial: str
    while_running: bool


def ask(path: Path, request: Request, *, while_running: bool) -> None:
    """Leave a request for whoever works on the run."""
    pending = PendingRequest(
        request=request, serial=secrets.token_hex(8), while_running=while_running
    )
    durable.write_text(path, pending.model_dump_json())


def read_request(path: Path) -> PendingRequest | None:
    """The request that was left last, if there is a readable one."""
    try:
        return PendingRequest.model_validate_json(read_plain_file(path))
    except (OSError, ValidationError):
        return None


class FileControl:
    """A control that listens to its own process and, twice a second at most, to `control.json`."""

    def __init__(self, path: Path, inner: ThreadControl) -> None:
        self._path = path
        self._inner = inner
        self._heard = ""
        self._polled_at = -POLL_EVERY_S

    @property
    def stopping(self) -> bool:
        self._poll()
        return self._inner.stopping

    @property
    def pausing(self) -> bool:
        self._poll()
        return self._inner.pausing

    @property
    def outcome(self) -> Outcome:
        return self._inner.outcome

    def wait(self, timeout_s: float) -> None:
        self._inner.wait(min(timeout_s, POLL_EVERY_S))

    def _poll(self) -> None:
        now = time.monotonic()
        if now - self._polled_at < POLL_EVERY_S:
            return
        self._polled_at = now
        pending = read_request(self._path)
        if pending is not None and pending.serial != self._heard:
            self._heard = pending.serial
            self._obey(pending.request)

    def _obey(self, request: Request) -> None:
        match request:
            case Request.PAUSE:
                self._inner.pause()
            case Request.RESUME:
                self._inner.resume()
            case Request.STOP:
                self._inner.stop()
            case Request.HAND_OVER:
                self._inner.stop(Outcome.HANDED_OVER)
            case _:
                assert_never(request)

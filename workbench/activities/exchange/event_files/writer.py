"""Writes scalars as an event file, which TensorBoard reads while it grows."""

import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from workbench.activities.exchange.event_files import wire
from workbench.activities.exchange.event_files.records import framed
from workbench.store.files import durable

_FILE_VERSION = b"brain.Event:2"
_START = 1
NAME = "tfevents"
"""What the name of every event file holds."""


class EventFileWriter:
    """A new event file in a folder that is there, only ever appended to.

    With `purge_step`, readers drop from that step on what earlier files of the folder tell. Raises
    DiskFull and DiskError.
    """

    def __init__(self, folder: Path, now: float, *, purge_step: int | None = None) -> None:
        self._file = durable.AppendFile(_free_path(folder, now))
        self._append(wire.double_field(1, now) + wire.len_field(3, _FILE_VERSION))
        if purge_step is not None:
            start = wire.len_field(7, wire.int_field(1, _START))
            self._append(wire.double_field(1, now) + wire.int_field(2, purge_step) + start)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def add(self, step: int, values: Mapping[str, float], wall_time: float) -> None:
        """Append what was measured at a step; `wall_time` in seconds since 1970."""
        summary = b"".join(wire.len_field(1, _scalar(*one)) for one in values.items())
        head = wire.double_field(1, wall_time) + wire.int_field(2, step)
        self._append(head + wire.len_field(5, summary))

    def flush(self) -> None:
        """Let TensorBoard see everything that was added."""
        self._file.flush()

    def close(self) -> None:
        self._file.close()

    def _append(self, event: bytes) -> None:
        self._file.append(framed(event))


def _scalar(tag: str, value: float) -> bytes:
    return wire.len_field(1, tag.encode(errors="replace")) + wire.float_field(2, value)


def _free_path(folder: Path, now: float) -> Path:
    """Named as others name theirs, so that files stand in the order of their beginnings."""
    for number in range(len(os.listdir(folder)), 1 << 30):  # noqa: PTH208
        path = folder / f"events.out.{NAME}.{int(now):010d}.workbench.{number:06d}"
        if not path.exists():
            return path
    raise AssertionError

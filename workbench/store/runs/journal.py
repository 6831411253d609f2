"""`journal.jsonl`: what happened in a run, one event a line, only ever appended to.

Each line ends with a CRC-32 of what stands before, so that a flipped figure is no figure.
"""

import contextlib
import time
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pydantic import ValidationError

from workbench.errors import Corrupt, DiskFull, NoPlainFile, reason_of
from workbench.events import (
    EVENT,
    EVENTS,
    CheckpointSaved,
    Event,
    Metrics,
    Paused,
    Progress,
    RunEnded,
    RunResumed,
    RunStarted,
)
from workbench.file_formats.plain_file import open_plain_file, require_plain_file
from workbench.store.files import durable, looking

FLUSH_EVERY_S = 0.1
_FIRST_LINE_BYTES = 16 << 10
_AT = b'{"at":'
_METRICS = b'"type":"Metrics"'
_CRC = b',"crc":"'
_CRC_BYTES = len(_CRC) + 8 + len(b'"}')


class JournalEntry(NamedTuple):
    """An event and when it was appended, in seconds since 1970 (wall time)."""

    at: float
    event: Event


class Journal:
    """Appends events, flushed at most ten times a second.

    Metrics and progress may wait for their flush; every other event is flushed at once, and the
    end of an attempt, a pause and a saved checkpoint are on disk when `append` returns.
    """

    def __init__(self, path: Path) -> None:
        is_journal(path)
        torn = _ends_in_a_torn_line(path)
        self._file = durable.AppendFile(path)
        if torn:
            self._file.append(b"\n")
        self._flushed_at = 0.0

    def append(self, event: Event) -> None:
        """Add an event. On a full disk it waits in memory for room; `sync` and `close` tell.

        Raises DiskError.
        """
        line = f'{{"at":{time.time():.3f},{event.model_dump_json()[1:]}'
        with contextlib.suppress(DiskFull):
            self._file.append(_with_crc(line.encode()) + b"\n")
            if isinstance(event, CheckpointSaved | Paused | RunEnded):
                self.sync()
            elif not isinstance(event, Metrics | Progress) or self._due():
                self.flush()

    def flush(self) -> None:
        """Let other processes see everything that was appended."""
        self._flushed_at = time.monotonic()
        self._file.flush()

    def sync(self) -> None:
        """Return once everything that was appended survives a power cut; raises DiskFull."""
        self._flushed_at = time.monotonic()
        self._file.sync()

    @property
    def num_bytes(self) -> int:
        """How long it is, once all that was appended has been flushed."""
        return self._file.path.stat().st_size

    def close(self) -> None:
        self._file.close()

    def _due(self) -> bool:
        return time.monotonic() - self._flushed_at >= FLUSH_EVERY_S


def read_journal(
    path: Path, offset: int = 0, most_bytes: int = -1
) -> tuple[list[JournalEntry], int]:
    """The events from a byte offset on, and the offset to go on from.

    A last line without its end is left for the next call; damaged lines and events of a newer
    version are passed over. A missing journal is an empty one. With `most_bytes`, at most about
    that much is read; the offset then tells whether more follows. Raises Corrupt for what is no
    journal, or CannotBeRead.
    """
    lines, offset = read_lines(path, offset, most_bytes)
    return [entry for entry in lines if entry is not None], offset


def read_lines(
    path: Path, offset: int = 0, most_bytes: int = -1
) -> tuple[list[JournalEntry | None], int]:
    """As `read_journal`, with None in place of each line that is passed over."""
    try:
        with open_journal(path) as file, looking.naming(path):
            file.seek(offset)
            data = file.read(most_bytes)
            if most_bytes >= 0:
                data += file.readline()
    except FileNotFoundError:
        return [], offset
    complete = data[: data.rfind(b"\n") + 1]
    return parse_lines(complete.split(b"\n")[:-1]), offset + len(complete)


def parse_lines(lines: Iterable[bytes]) -> list[JournalEntry | None]:
    """Each line's event; None where it is none known here. Empty lines count for nothing.

    Lines whose checksums fit are parsed together, which takes a fraction of the time.
    """
    given = [line for line in lines if line]
    summed = [_summed(line) for line in given]
    together = [one for one in summed if one is not None]
    events = _parse_together([body for _, body in together])
    if events is None:
        return [parse_line(line) for line in given]
    parsed = (JournalEntry(at, event) for (at, _), event in zip(together, events, strict=True))
    return [
        next(parsed) if one is not None else parse_line(line)
        for line, one in zip(given, summed, strict=True)
    ]


def _summed(line: bytes) -> tuple[float, bytes] | None:
    """When an event was appended, and its line as JSON, if that is as `Journal` writes it."""
    body = line[:-_CRC_BYTES]
    if line[-_CRC_BYTES:] != _crc_of(body) or not body.startswith(_AT):
        return None
    try:
        return float(body[len(_AT) : body.find(b",")]), body + b"}"
    except ValueError:
        return None


def _parse_together(bodies: Sequence[bytes]) -> Sequence[Event] | None:
    """The events of lines, each an object; None where one of them is no event known here."""
    try:
        events = EVENTS.validate_json(b"[%s]" % b",".join(bodies))
    except ValidationError:
        return None
    return events if len(events) == len(bodies) else None


def count_unread(lines: Iterable[JournalEntry | None]) -> int:
    """How many lines were passed over, but for those that a process left half-written by dying.

    Such a line stands right before the event with which the next attempt began.
    """
    unread = torn = 0
    for entry in lines:
        if entry is None:
            unread, torn = unread + 1, 1
            continue
        if isinstance(entry.event, RunStarted | RunResumed):
            unread -= torn
        torn = 0
    return unread


def open_journal(path: Path) -> BinaryIO:
    """A journal to read from; raises FileNotFoundError, CannotBeRead, or Corrupt if it is none."""
    with _naming_what_is_no_journal(path):
        return open_plain_file(path)


def is_journal(path: Path) -> bool:
    """True for a journal, also for one that is not there yet; raises Corrupt for anything else."""
    with contextlib.suppress(FileNotFoundError), _naming_what_is_no_journal(path):
        require_plain_file(path)
    return True


@contextlib.contextmanager
def _naming_what_is_no_journal(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except (IsADirectoryError, NoPlainFile) as error:
        raise Corrupt(
            "{path} cannot be read: {reason}; put the run's journal in its place",
            path=path,
            reason=reason_of(error),
        ) from None
    except OSError as error:
        raise looking.cannot_be_read(path, error) from error


def first_event(path: Path) -> Event | None:
    """What a journal begins with; None where nothing that is known here. Raises as `is_journal`."""
    try:
        with open_journal(path) as file, looking.naming(path):
            entry = parse_line(file.readline(_FIRST_LINE_BYTES))
    except FileNotFoundError:
        return None
    return None if entry is None else entry.event


def read_without_metrics(path: Path, end: int) -> Iterator[Event]:
    """The events before a byte offset but for the metrics, whose lines need not be parsed."""
    for entry in entries_without_metrics(path, end):
        yield entry.event


def entries_without_metrics(path: Path, end: int) -> Iterator[JournalEntry]:
    """The same with the time of each."""
    with open_journal(path) as file, looking.naming(path):
        while file.tell() < end and (line := file.readline()):
            if line.partition(b",")[2].startswith(_METRICS):
                continue
            entry = parse_line(line.rstrip(b"\n"))
            if entry is not None and not isinstance(entry.event, Metrics):
                yield entry


def parse_line(line: bytes) -> JournalEntry | None:
    """One line of a journal; None if it is no event known here, or not what was written.

    What an editor or a copy between systems adds at its two ends does not count.
    """
    written = _without_crc(line.removeprefix(BOM_UTF8).rstrip(b"\r\n"))
    if written is None or not written.startswith(_AT):
        return None
    at, _, rest = written.removeprefix(_AT).partition(b",")
    try:
        return JournalEntry(float(at), EVENT.validate_json(b"{" + rest))
    except (ValidationError, ValueError):
        return None


def _with_crc(line: bytes) -> bytes:
    body = line.removesuffix(b"}")
    return body + _crc_of(body)


def _without_crc(line: bytes) -> bytes | None:
    """A line as it was before its checksum was added; None where the two do not fit.

    One of before there were checksums is taken as it is.
    """
    body, crc = line[:-_CRC_BYTES], line[-_CRC_BYTES:]
    if not crc.startswith(_CRC):
        return line
    return body + b"}" if crc == _crc_of(body) else None


def _crc_of(body: bytes) -> bytes:
    """The end of a line whose beginning is `body`."""
    return b'%s%08x"}' % (_CRC, zlib.crc32(body))


def _ends_in_a_torn_line(path: Path) -> bool:
    size = path.stat().st_size if path.exists() else 0
    return size > 0 and not ends_a_line(path, size)


def ends_a_line(path: Path, offset: int) -> bool:
    """Whether a line of a journal ends just before a byte offset, from 1; not of one that is gone.

    Raises Corrupt for what is no journal.
    """
    try:
        with open_journal(path) as file:
            file.seek(offset - 1)
            return file.read(1) == b"\n"
    except FileNotFoundError:
        return False

"""Journals: torn lines, tailing, flushing, and a full disk."""

import errno
import json
import math
import random
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import DiskFull
from workbench.events import (
    CheckpointSaved,
    Event,
    Metrics,
    Note,
    Outcome,
    Progress,
    RunEnded,
    RunStarted,
    SampleWritten,
)
from workbench.store.files import disk
from workbench.store.runs.journal import Journal, parse_line, parse_lines, read_journal
from workbench.words import words

EVENTS: list[Event] = [
    RunStarted(run="0001-a", name="a", kind="pretrain", total_steps=2),
    Metrics(step=1, values={"loss": 2.5, "odd": math.inf}, tokens=8, epoch=0.5, elapsed_s=0.25),
    SampleWritten(step=1, prompt="Once", text="床前明月光\n“quoted” \u2028 \x85"),
    Note(words=words("{count} documents", count=3)),
    CheckpointSaved(step=1, folder="step-00000001", digest="ab", is_best=True),
    RunEnded(outcome=Outcome.FINISHED, words=words("Finished")),
]


def _write(path: Path, events: list[Event]) -> None:
    written = Journal(path)
    for event in events:
        written.append(event)
    written.close()


def _read(path: Path) -> list[Event]:
    return [entry.event for entry in read_journal(path)[0]]


def test_that_what_was_appended_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    before = time.time()
    _write(path, EVENTS)
    entries, offset = read_journal(path)
    assert [entry.event for entry in entries] == EVENTS
    assert offset == path.stat().st_size
    assert all(before - 1 <= entry.at <= time.time() + 1 for entry in entries)


def test_that_every_line_is_json_with_its_time_and_type(tmp_path: Path) -> None:
    _write(tmp_path / "journal.jsonl", EVENTS)
    text = (tmp_path / "journal.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.split("\n")[:-1]]
    assert [line["type"] for line in lines] == [type(event).__name__ for event in EVENTS]
    assert lines[1]["values"] == {"loss": 2.5, "odd": "Infinity"}


def test_that_a_missing_journal_is_an_empty_one(tmp_path: Path) -> None:
    assert read_journal(tmp_path / "journal.jsonl") == ([], 0)


def test_that_a_torn_last_line_is_ignored_wherever_it_is_torn(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    _write(path, EVENTS)
    data = path.read_bytes()
    ends = [i + 1 for i, byte in enumerate(data) if byte == 0x0A]
    for size in range(0, len(data), 3):
        path.write_bytes(data[:size])
        complete = sum(end <= size for end in ends)
        entries, offset = read_journal(path)
        assert [entry.event for entry in entries] == EVENTS[:complete]
        assert offset == (ends[complete - 1] if complete else 0)


def test_that_a_journal_goes_on_after_a_torn_line(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    _write(path, EVENTS[:3])
    path.write_bytes(path.read_bytes()[:-20])
    _, offset = read_journal(path)
    _write(path, EVENTS[3:])
    assert _read(path) == [*EVENTS[:2], *EVENTS[3:]]
    assert [entry.event for entry in read_journal(path, offset)[0]] == EVENTS[3:]


def test_that_a_flipped_bit_is_no_event_or_changes_none(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    _write(path, [Metrics(step=3, values={"loss": 2.25, "validation_loss": 3.5}, tokens=9)])
    line = path.read_bytes().rstrip(b"\n")
    whole = parse_line(line)
    assert whole is not None
    lost = 0
    for bit in range(8 * len(line)):
        flipped = bytearray(line)
        flipped[bit // 8] ^= 1 << bit % 8
        entry = parse_line(bytes(flipped))
        assert entry in (None, whole)
        lost += entry is None
    assert lost > 0.9 * 8 * len(line)


def test_that_a_line_of_before_there_were_checksums_is_read(tmp_path: Path) -> None:
    entry = parse_line(b'{"at":1.5,"type":"Metrics","step":3,"values":{"loss":2.25}}')
    assert entry is not None
    assert entry.event == Metrics(step=3, values={"loss": 2.25})


def test_that_zeroed_and_unknown_lines_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    _write(path, EVENTS[:2])
    with path.open("ab") as file:
        file.write(bytes(50) + b'\n\n{"at":1.0,"type":"OfTheFuture"}\n{"at":x,\n[]\n')
    _write(path, EVENTS[2:])
    assert _read(path) == EVENTS


def test_that_a_reader_can_go_on_from_its_offset_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    _write(path, EVENTS)
    events: list[Event] = []
    offset = 0
    for _ in EVENTS:
        entries, offset = read_journal(path, offset, most_bytes=1)
        assert len(entries) == 1
        events += [entry.event for entry in entries]
    assert events == EVENTS
    assert read_journal(path, offset) == ([], offset)


def test_that_metrics_are_flushed_ten_times_a_second_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, writes, real = [100.0], [0], disk.write

    def counting(descriptor: int, data: Any) -> int:
        writes[0] += 1
        return real(descriptor, data)

    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(disk, "write", counting)
    written = Journal(tmp_path / "journal.jsonl")
    for step in range(1000):
        now[0] += 0.001
        written.append(Progress(done=step))
        written.append(Metrics(step=step, values={"loss": 1.0}))
    assert writes[0] <= 11
    written.close()
    assert len(_read(tmp_path / "journal.jsonl")) == 2000


def test_that_any_other_event_is_seen_at_once_together_with_what_waited(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    written = Journal(path)
    for event in EVENTS[:3]:
        written.append(event)
    assert _read(path) == EVENTS[:3]
    written.close()


def test_that_a_saved_checkpoint_and_the_end_are_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(disk, "sync", synced.append)
    written = Journal(tmp_path / "journal.jsonl")
    counts = []
    for event in EVENTS:
        written.append(event)
        counts.append(len(synced))
    written.close()
    assert counts == [0, 0, 0, 0, 1, 2]


def test_that_a_full_disk_loses_no_event_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int, data: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    written = Journal(tmp_path / "journal.jsonl")
    with monkeypatch.context() as patch:
        patch.setattr(disk, "write", full)
        for event in EVENTS[:5]:
            written.append(event)
        with pytest.raises(DiskFull):
            written.sync()
    written.append(EVENTS[5])
    written.close()
    assert _read(tmp_path / "journal.jsonl") == EVENTS


_ODD_LINES = (
    b"garbage",
    bytes(40),
    b'{"at":1.0,"type":"Newer","crc":"00000000"}',
    b'{"at":1.0,"type":"Paused","step":3}',
    b'{"at":1.0,"type":"Paused","step":3},{"at":2.0,"type":"Paused","step":4}',
    b'{"at":1.0,"type":"Paused","a":[{}',
    b'{"at":2.0,"type":"Paused","step":1}]}',
    b'{"at":"x","type":"Paused","step":1}',
    b'{"at":1_0,"type":"Paused","step":1}',
    b"",
)


def _summed_line(text: bytes) -> bytes:
    """A line with a checksum that fits, whatever it holds."""
    return b'%s,"crc":"%08x"}' % (text, zlib.crc32(text))


@given(st.lists(st.sampled_from(range(8)), max_size=12), st.randoms())
def test_that_lines_are_read_together_as_each_is_read_alone(
    kinds: list[int], draw: random.Random
) -> None:
    made = {
        0: lambda: _summed_line(b'{"at":1.5,"type":"Paused","step":%d' % draw.randrange(9)),
        1: lambda: _summed_line(
            b'{"at":2.5,"type":"Metrics","step":3,"values":{"a":"NaN","b":0.1},"tokens":1'
        ),
        2: lambda: _summed_line(b'{"at":1.5,"type":"Newer","step":1'),
        3: lambda: _summed_line(b'{"at":nan,"type":"Paused","step":1'),
        4: lambda: _summed_line(b'{"at":1_0,"type":"Paused","step":1'),
        5: lambda: _summed_line(b'{"type":"Paused","step":1'),
        6: lambda: draw.choice(_ODD_LINES),
        7: lambda: b"\xef\xbb\xbf" + _summed_line(b'{"at":1.5,"type":"Paused","step":7') + b"\r",
    }
    lines = [made[kind]() for kind in kinds]
    alone = [parse_line(line) for line in lines if line]
    assert repr(parse_lines(lines)) == repr(alone)

"""The scalars of an event file, as columns by tag, and what of it is no scalar or is damaged."""

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from workbench.activities.exchange.event_files.events import (
    EventParser,
    Scalar,
    SessionStart,
    Unread,
)
from workbench.activities.exchange.event_files.records import (
    HEAD_BYTES,
    Block,
    LengthDamaged,
    Torn,
    read_blocks,
)
from workbench.activities.exchange.event_files.wire import NoMessage


class Points:
    """The points of a curve in the order in which they were written, as columns."""

    __slots__ = ("steps", "values", "wall_times")

    def __init__(self) -> None:
        self.steps = array("q")
        self.values = array("d")
        self.wall_times = array("d")

    def __len__(self) -> int:
        return len(self.steps)

    def append(self, step: int, value: float, wall_time: float) -> None:
        self.steps.append(step)
        self.values.append(value)
        self.wall_times.append(wall_time)


@dataclass
class EventStretch:
    """What was written between two beginnings of training.

    `purged_from` is the step from which on what was written before does not count; None where
    nobody said.
    """

    purged_from: int | None = None
    points: dict[str, Points] = field(default_factory=dict)

    def points_of(self, tag: str) -> Points:
        """The points of a tag, to add to."""
        found = self.points.get(tag)
        if found is None:
            found = self.points[tag] = Points()
        return found


@dataclass
class EventFile:
    """What an event file tells; `damaged` are the bytes, from 0, where damaged records begin.

    From `ends_at` on nothing was read: there the file is `torn`, or else a length damaged.
    """

    path: Path
    size: int
    stretches: list[EventStretch] = field(default_factory=lambda: [EventStretch()])
    others: Counter[str] = field(default_factory=Counter)
    damaged: list[int] = field(default_factory=list)
    ends_at: int | None = None
    is_torn: bool = False

    def take(self, block: Block, parser: EventParser) -> None:
        """Take in the sound records of a block."""
        self.damaged += block.bad_places
        spans = zip(block.starts.tolist(), block.ends.tolist(), block.sound.tolist(), strict=True)
        for start, end, is_sound in spans:
            if not is_sound:
                continue
            try:
                for item in parser.items(block.data, start, end):
                    self._take_item(item)
            except NoMessage:
                self.damaged.append(block.offset + start - HEAD_BYTES)

    def _take_item(self, item: Scalar | SessionStart | Unread) -> None:
        match item:
            case Scalar():
                points = self.stretches[-1].points_of(item.tag)
                points.append(item.step, item.value, item.wall_time)
            case SessionStart():
                self.stretches.append(EventStretch(item.step))
            case Unread():
                self.others[item.kind] += 1


def read_event_file(path: Path, stream: BinaryIO, size: int) -> Iterator[EventFile]:
    """What a file of so many bytes tells, yielded after each of its blocks; it grows in place."""
    told, parser = EventFile(path, size), EventParser()
    yield told
    for block in read_blocks(stream, size):
        match block:
            case Block():
                told.take(block, parser)
            case Torn(place=place):
                told.ends_at, told.is_torn = place, True
            case LengthDamaged(place=place):
                told.ends_at = place
        yield told

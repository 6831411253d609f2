"""What of TensorBoard's events is a curve: scalars with their steps and times; the rest is named.

Sources: event.proto, summary.proto and tensor.proto of
https://github.com/tensorflow/tensorboard/tree/master/tensorboard/compat/proto
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from workbench.activities.exchange.event_files.wire import (
    I32,
    I64,
    LEN,
    VARINT,
    NoMessage,
    fields,
    signed,
    varint,
)

Other = Literal["text", "histogram", "image", "audio", "graph", "tensor", "other", "log"]
"""What is no scalar."""

_WALL_TIME, _STEP, _FILE_VERSION, _GRAPH, _SUMMARY, _LOG, _SESSION = range(1, 8)
_RUN_METADATA, _META_GRAPH, _SOURCE = range(8, 11)
_OTHER_EVENTS: dict[int, Other] = {
    _GRAPH: "graph",
    _META_GRAPH: "graph",
    _RUN_METADATA: "graph",
    _LOG: "log",
}
_TAG, _SIMPLE, _IMAGE, _HISTOGRAM, _AUDIO, _TENSOR, _METADATA = 1, 2, 4, 5, 6, 8, 9
_OTHER_VALUES: dict[int, Other] = {
    3: "histogram",
    _IMAGE: "image",
    _HISTOGRAM: "histogram",
    _AUDIO: "audio",
}
_PLUGINS: dict[str, Other] = {
    "text": "text",
    "histograms": "histogram",
    "distributions": "histogram",
    "images": "image",
    "audio": "audio",
    "graphs": "graph",
}
_SCALARS = "scalars"
_START = 1
"""Of a session: training begins (again)."""
_DTYPES = {1: "f", 2: "d", 3: "i", 9: "q"}
"""float, double, int32 and int64, as `struct` calls them."""
_FLOATS = {5: "f", 6: "d"}
_WHOLES = (7, 10)
_DT_STRING = 7
_DOUBLE = struct.Struct("<d")
_FLOAT = struct.Struct("<f")


@dataclass(frozen=True)
class Scalar:
    """A point of a curve; `wall_time` in seconds since 1970."""

    tag: str
    step: int
    wall_time: float
    value: float


@dataclass(frozen=True)
class SessionStart:
    """Training begins again at a step: what was written before, from there on, does not count."""

    step: int


@dataclass(frozen=True)
class Unread:
    """Something that is no scalar."""

    kind: Other


Item = Scalar | SessionStart | Unread


class EventParser:
    """Reads events one after another; of each tag the first value alone tells what it is."""

    def __init__(self) -> None:
        self._plugins: dict[str, str] = {}

    def items(self, data: bytes, at: int, end: int) -> Iterator[Item]:
        """What the event between two places holds; raises NoMessage."""
        wall_time, step = 0.0, 0
        later: list[tuple[int, int, int]] = []
        for number, wire_type, begin, stop in fields(data, at, end):
            if number == _WALL_TIME and wire_type == I64:
                (wall_time,) = _DOUBLE.unpack_from(data, begin)
            elif number == _STEP and wire_type == VARINT:
                step = signed(begin)
            elif wire_type == LEN:
                later.append((number, begin, stop))
        for number, begin, stop in later:
            if number == _SUMMARY:
                yield from self._summary(data, begin, stop, step, wall_time)
            elif number == _SESSION:
                if _is_start(data, begin, stop):
                    yield SessionStart(step)
            elif number in _OTHER_EVENTS:
                yield Unread(_OTHER_EVENTS[number])

    def _summary(
        self, data: bytes, at: int, end: int, step: int, wall_time: float
    ) -> Iterator[Item]:
        for number, wire_type, begin, stop in fields(data, at, end):
            if number != 1 or wire_type != LEN:
                continue
            tag, value = self._value(data, begin, stop)
            if isinstance(value, float):
                yield Scalar(tag, step, wall_time, value)
            else:
                yield Unread(value)

    def _value(self, data: bytes, at: int, end: int) -> tuple[str, float | Other]:
        tag, told, tensor = "", None, None
        for number, wire_type, begin, stop in fields(data, at, end):
            if number == _SIMPLE and wire_type == I32:
                told = _FLOAT.unpack_from(data, begin)[0]
            elif wire_type != LEN:
                continue
            elif number == _TAG:
                tag = _tag(data[begin:stop])
            elif number == _TENSOR:
                tensor = begin, stop
            elif number == _METADATA:
                self._plugins.setdefault(tag, _plugin(data, begin, stop))
            elif number in _OTHER_VALUES:
                return tag, _OTHER_VALUES[number]
        if told is not None:
            return tag, told
        return tag, "other" if tensor is None else self._tensor(tag, data, *tensor)

    def _tensor(self, tag: str, data: bytes, at: int, end: int) -> float | Other:
        """The one number of a tensor that is a scalar's; anything else by the name of its kind."""
        plugin = self._plugins.get(tag, "")
        if plugin not in ("", _SCALARS):
            return _PLUGINS.get(plugin, "other")
        is_text, value = _single(data, at, end)
        if is_text:
            return "text"
        return "tensor" if value is None else value


def _is_start(data: bytes, at: int, end: int) -> bool:
    return any(
        number == 1 and wire_type == VARINT and value == _START
        for number, wire_type, value, _ in fields(data, at, end)
    )


def _plugin(data: bytes, at: int, end: int) -> str:
    """The name of what shows a value."""
    for number, wire_type, begin, stop in fields(data, at, end):
        if number == 1 and wire_type == LEN:
            for inner, inner_type, first, last in fields(data, begin, stop):
                if inner == 1 and inner_type == LEN:
                    return data[first:last].decode(errors="replace")
    return ""


@lru_cache(maxsize=10_000)
def _tag(name: bytes) -> str:
    return name.decode(errors="replace")


def _single(data: bytes, at: int, end: int) -> tuple[bool, float | None]:
    """Whether a tensor is of texts; and its number, None where it has none or several."""
    dtype, content = 0, b""
    numbers: list[float] = []
    for number, wire_type, begin, stop in fields(data, at, end):
        if number == 1 and wire_type == VARINT:
            dtype = begin
        elif number == 4 and wire_type == LEN:
            content = data[begin:stop]
        elif number in _FLOATS:
            numbers += _numbers(data[begin:stop], _FLOATS[number])
        elif number in _WHOLES:
            whole = [begin] if wire_type == VARINT else _varints(data, begin, stop)
            numbers += map(signed, whole)
    if content and dtype in _DTYPES:
        numbers = _numbers(content, _DTYPES[dtype])
    is_single = len(numbers) == 1 and dtype in _DTYPES
    return dtype == _DT_STRING, float(numbers[0]) if is_single else None


def _numbers(data: bytes, form: str) -> list[float]:
    try:
        return [value for (value,) in struct.iter_unpack(f"<{form}", data)]
    except struct.error:
        raise NoMessage from None


def _varints(data: bytes, at: int, end: int) -> list[int]:
    found = []
    while at < end:
        value, at = varint(data, at, end)
        found.append(value)
    return found

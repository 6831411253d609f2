"""TensorBoard's files, read and written: against TensorBoard's own, and the bytes of its format."""

import io
import json
import math
import os
import random
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tensorboardX.event_file_writer import EventsWriter
from tensorboardX.proto.event_pb2 import Event
from tensorboardX.proto.summary_pb2 import Summary, SummaryMetadata
from tensorboardX.proto.tensor_pb2 import TensorProto

from workbench.activities.exchange.event_files import wire
from workbench.activities.exchange.event_files.crc32c import crc32c, crc32c_of_rows
from workbench.activities.exchange.event_files.reader import EventFile, read_event_file
from workbench.activities.exchange.event_files.records import framed
from workbench.activities.exchange.event_files.writer import EventFileWriter
from workbench.activities.exchange.imported_runs.attempts import attempts_of, metrics_of

GOLDEN = Path(__file__).parent / "tensorboard_files"


def read(path: Path) -> EventFile:
    with path.open("rb") as stream:
        *_, told = read_event_file(path, stream, path.stat().st_size)
    return told


def bitwise(data: bytes) -> int:
    """CRC-32C as RFC 3720 defines it, a bit at a time."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def simple(step: int, tag: str, value: float) -> bytes:
    made = Summary(value=[Summary.Value(tag=tag, simple_value=value)])
    return Event(step=step, wall_time=1e9 + step, summary=made).SerializeToString()


def file_of(folder: Path, *messages: bytes) -> Path:
    path = folder / "events.out.tfevents.1.a.0"
    path.write_bytes(b"".join(framed(message) for message in messages))
    return path


def values_of(told: EventFile, tag: str) -> list[float]:
    return [value for one in told.stretches for value in one.points_of(tag).values]


def test_that_checksums_are_those_of_the_rfc() -> None:
    assert crc32c(bytes(32)) == 0x8A9136AA
    assert crc32c(b"\xff" * 32) == 0x62A8AB43
    assert crc32c(bytes(range(32))) == 0x46DD794E
    assert crc32c(b"123456789") == 0xE3069283


@pytest.mark.parametrize("length", [0, 1, 2, 3, 45, 8191, 8192, 8193, 10_001])
def test_that_checksums_of_any_length_are_those_of_a_bit_at_a_time(length: int) -> None:
    draw = random.Random(length)
    rows = [draw.randbytes(length) for _ in range(3)]
    bytes_nl = np.array([list(row) for row in rows], np.uint8).reshape(3, length)
    assert crc32c_of_rows(bytes_nl).tolist() == [bitwise(row) for row in rows]


@pytest.mark.parametrize("name", ["simple", "tensor", "restart"])
def test_that_what_tensorboard_wrote_is_read_as_tensorboard_reads_it(name: str) -> None:
    """Both forms of scalars, and the points that a restart purges."""
    expected = json.loads((GOLDEN / "expected.json").read_text())[name]
    attempts = attempts_of([read(path) for path in sorted((GOLDEN / name).iterdir())])
    names = {tag: tag for one in attempts for tag in one.points}
    found: dict[str, list[tuple[int, float, float]]] = {tag: [] for tag in names}
    for attempt in attempts:
        limit = math.inf if attempt.from_step is None else attempt.from_step
        if attempt.from_step is not None:
            found = {tag: [p for p in kept if p[0] <= limit] for tag, kept in found.items()}
        for event in metrics_of(attempt, names, begun=0.0):
            for tag, value in event.values.items():
                found[tag].append((event.step, event.elapsed_s, value))
    assert found.keys() == expected.keys()
    for tag, points in expected.items():
        told = sorted((step, wall_time, value) for wall_time, step, value in points)
        np.testing.assert_array_equal(np.array(sorted(found[tag])), np.array(told))


def test_that_what_is_no_scalar_is_counted_by_its_kind() -> None:
    (path,) = (GOLDEN / "tensor").iterdir()
    assert read(path).others == {"text": 1, "histogram": 1}


@pytest.mark.slow
@given(st.integers(min_value=-(2**63), max_value=2**63 - 1), st.floats(width=32), st.text())
def test_that_our_messages_are_what_protocol_buffers_read(
    step: int, value: float, tag: str
) -> None:
    tag_bytes = tag.encode(errors="replace")
    scalar = wire.len_field(1, tag_bytes) + wire.float_field(2, value)
    event = wire.double_field(1, 1.5) + wire.int_field(2, step)
    told = Event.FromString(event + wire.len_field(5, wire.len_field(1, scalar)))
    assert (told.wall_time, told.step) == (1.5, step)
    assert told.summary.value[0].tag == tag_bytes.decode()
    assert struct.pack("<f", told.summary.value[0].simple_value) == struct.pack("<f", value)


def test_that_our_file_is_what_another_writer_writes(tmp_path: Path) -> None:
    """Byte by byte, but for the name and the times."""
    with EventFileWriter(tmp_path, 1e9) as own:
        own.add(3, {"loss": 2.5, "a": -1.0}, 1e9 + 1)
    theirs = EventsWriter(str(tmp_path / "x"))
    theirs._py_recordio_writer._writer.seek(0)
    theirs._py_recordio_writer._writer.truncate()
    theirs.write_event(Event(wall_time=1e9, file_version="brain.Event:2"))
    values = [Summary.Value(tag=tag, simple_value=v) for tag, v in (("loss", 2.5), ("a", -1.0))]
    theirs.write_event(Event(step=3, wall_time=1e9 + 1, summary=Summary(value=values)))
    theirs.close()
    (mine,), (other,) = tmp_path.glob("events*"), tmp_path.glob("x*")
    assert mine.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    ("dtype", "content", "fields", "value"),
    [
        (1, struct.pack("<f", 1.5), {}, 1.5),
        (2, struct.pack("<d", 0.1), {}, 0.1),
        (2, b"", {"double_val": [0.1]}, 0.1),
        (3, b"", {"int_val": [-7]}, -7.0),
        (9, struct.pack("<q", -7), {}, -7.0),
    ],
)
def test_that_scalars_in_tensors_of_any_number_type_are_read(
    tmp_path: Path, dtype: int, content: bytes, fields: dict[str, list[float]], value: float
) -> None:
    tensor = TensorProto(dtype=dtype, tensor_content=content, **fields)
    kind = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="scalars"))
    made = Summary(value=[Summary.Value(tag="a", tensor=tensor, metadata=kind)])
    path = file_of(tmp_path, Event(step=1, summary=made).SerializeToString())
    assert values_of(read(path), "a") == [value]


def test_that_a_tensor_of_several_numbers_is_no_point(tmp_path: Path) -> None:
    tensor = TensorProto(dtype=1, float_val=[1.0, 2.0])
    made = Summary(value=[Summary.Value(tag="a", tensor=tensor)])
    told = read(file_of(tmp_path, Event(summary=made).SerializeToString()))
    assert told.others == {"tensor": 1}


def test_that_a_damaged_record_is_passed_over_and_its_place_told(tmp_path: Path) -> None:
    messages = [simple(n, "a", float(n)) for n in range(1, 6)]
    path = file_of(tmp_path, *messages)
    data, place = bytearray(path.read_bytes()), len(framed(messages[0])) * 2
    data[place + 20] ^= 1
    path.write_bytes(data)
    told = read(path)
    assert (told.damaged, told.ends_at) == ([place], None)
    assert values_of(told, "a") == [1.0, 2.0, 4.0, 5.0]


def test_that_behind_a_damaged_length_nothing_is_read_and_the_place_is_told(
    tmp_path: Path,
) -> None:
    messages = [simple(n, "a", float(n)) for n in range(1, 6)]
    path = file_of(tmp_path, *messages)
    data, place = bytearray(path.read_bytes()), len(framed(messages[0])) * 2
    for broken in (place, place + 6, place + 9):
        changed = bytearray(data)
        changed[broken] ^= 1
        path.write_bytes(changed)
        told = read(path)
        assert (told.ends_at, told.is_torn, values_of(told, "a")) == (place, False, [1.0, 2.0])


def test_that_every_cut_of_a_file_leaves_its_whole_records(tmp_path: Path) -> None:
    messages = [simple(n, "a", float(n)) for n in range(4)]
    path = file_of(tmp_path, *messages)
    whole, size = path.read_bytes(), len(framed(messages[1]))
    first = len(framed(messages[0]))
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        told = read(path)
        count = 0 if cut < first else 1 + (cut - first) // size
        assert len(values_of(told, "a")) == count
        ends = [0, first, first + size, first + 2 * size]
        assert told.is_torn == (cut not in ends)


def test_that_a_length_of_exabytes_is_a_torn_end(tmp_path: Path) -> None:
    head = struct.pack("<Q", 1 << 60)
    path = file_of(tmp_path, simple(1, "a", 1.0))
    whole = path.read_bytes()
    path.write_bytes(whole + head + framed(head)[12:][8:])  # its length fits its checksum
    told = read(path)
    assert told.ends_at == len(whole)
    assert told.is_torn


@pytest.mark.parametrize("garbage", [bytes(100), b"\x00", os.urandom(200), b"not an event file\n"])
def test_that_what_is_no_event_file_holds_nothing(tmp_path: Path, garbage: bytes) -> None:
    path = tmp_path / "events.out.tfevents.1"
    path.write_bytes(garbage)
    told = read(path)
    assert told.ends_at == 0
    assert not any(one.points for one in told.stretches)


@given(st.binary(max_size=200))
def test_that_sound_records_of_any_bytes_are_read_or_passed_over(message: bytes) -> None:
    data = framed(message) + framed(simple(1, "a", 2.0))
    *_, told = read_event_file(Path("a"), io.BytesIO(data), len(data))
    assert 2.0 in values_of(told, "a")


def test_that_a_message_of_megabytes_is_read_across_blocks(tmp_path: Path) -> None:
    graph = Event(graph_def=os.urandom(9 << 20)).SerializeToString()
    path = file_of(tmp_path, simple(1, "a", 1.0), graph, simple(2, "a", 2.0))
    told = read(path)
    assert told.others == {"graph": 1}
    assert values_of(told, "a") == [1.0, 2.0]
    assert (told.damaged, told.ends_at) == ([], None)

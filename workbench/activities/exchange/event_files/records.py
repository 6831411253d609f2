"""The framing of record files: a length, its checksum, so many bytes, and their checksum.

Source: https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from workbench.activities.exchange.event_files.crc32c import crc32c, crc32c_of_rows, masked

HEAD_BYTES = 12
"""The length as a little-endian u64, and its masked CRC-32C."""
_TAIL_BYTES = 4
_BLOCK_BYTES = 4 << 20
MOST_BYTES = 1 << 30
"""No record of an event file has more; a longer one is not read into memory."""
_ROWS_BYTES = 8 << 20
"""So much is laid out as rows at once to sum them."""
_LENGTH = struct.Struct("<Q")
_CRC = struct.Struct("<I")


@dataclass(frozen=True)
class Block:
    """Some records of a file that follow one another: where each begins in `data`, and ends.

    `offset` is the place of `data` in the file. Only those whose checksum fits are `sound`.
    """

    data: bytes
    offset: int
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    sound: npt.NDArray[np.bool_]

    @property
    def bad_places(self) -> list[int]:
        """The bytes of the file, from 0, at which damaged records begin."""
        return [int(start) + self.offset - HEAD_BYTES for start in self.starts[~self.sound]]


@dataclass(frozen=True)
class Torn:
    """The last record is cut short: its writer died, is still writing, or a copy was cut."""

    place: int


@dataclass(frozen=True)
class LengthDamaged:
    """A length is not what was written, so that nobody knows where the next record begins."""

    place: int


def framed(message: bytes) -> bytes:
    """A message as a record."""
    length = _LENGTH.pack(len(message))
    return b"".join((length, _summed(length), message, _summed(message)))


def _summed(data: bytes) -> bytes:
    return _CRC.pack(int(masked(np.array([crc32c(data)], np.uint32))[0]))


def read_blocks(stream: BinaryIO, size: int) -> Iterator[Block | Torn | LengthDamaged]:
    """The records of a file of so many bytes, and last what ends it early, if anything does."""
    data, offset = b"", 0
    while True:
        more = stream.read(_BLOCK_BYTES)
        data += more
        starts, ends, rest = _walked(data)
        whole = _with_good_lengths(data, starts)
        if whole:
            yield _block(data, offset, starts[:whole], ends[:whole])
        if whole < len(starts):
            yield LengthDamaged(offset + int(starts[whole]) - HEAD_BYTES)
            return
        data, offset = data[rest:], offset + rest
        if len(data) >= HEAD_BYTES:
            needed = _LENGTH.unpack_from(data)[0] + HEAD_BYTES + _TAIL_BYTES
            if not _with_good_lengths(data, np.array([HEAD_BYTES])):
                yield LengthDamaged(offset)
                return
            if needed > min(size - offset, MOST_BYTES):
                yield Torn(offset)
                return
            data += stream.read(max(0, needed - len(data)))
        if not more:
            if data:
                yield Torn(offset)
            return


def _walked(data: bytes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], int]:
    """Where the whole records of some bytes begin and end by their lengths, and what is left."""
    starts: list[int] = []
    ends: list[int] = []
    at, most = 0, len(data)
    unpack = _LENGTH.unpack_from
    while at + HEAD_BYTES <= most:
        start = at + HEAD_BYTES
        end = start + unpack(data, at)[0]
        if end + _TAIL_BYTES > most:
            break
        starts.append(start)
        ends.append(end)
        at = end + _TAIL_BYTES
    return np.array(starts, np.int64), np.array(ends, np.int64), at


def _with_good_lengths(data: bytes, starts: npt.NDArray[np.int64]) -> int:
    """How many records follow one another before the first whose length is damaged."""
    if not len(starts):
        return 0
    heads = _rows(data, starts - HEAD_BYTES, HEAD_BYTES)
    good = masked(crc32c_of_rows(heads[:, :8])) == _stored(heads[:, 8:])
    return len(starts) if good.all() else int(np.argmin(good))


def _block(
    data: bytes, offset: int, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> Block:
    """With the checksums, taken for all records of one length at once."""
    sound = np.zeros(len(starts), np.bool_)
    lengths = ends - starts
    for length in np.unique(lengths).tolist():
        alike = np.flatnonzero(lengths == length)
        at_once = max(1, _ROWS_BYTES // (length + 1))
        for begin in range(0, len(alike), at_once):
            some = alike[begin : begin + at_once]
            rows = _rows(data, starts[some], length + _TAIL_BYTES)
            crcs = crc32c_of_rows(np.ascontiguousarray(rows[:, :length]))
            sound[some] = masked(crcs) == _stored(rows[:, length:])
    return Block(data, offset, starts, ends, sound)


def _rows(data: bytes, starts: npt.NDArray[np.int64], length: int) -> npt.NDArray[np.uint8]:
    flat = np.frombuffer(data, np.uint8)
    if len(starts) == 1:
        begin = int(starts[0])
        return flat[begin : begin + length][np.newaxis]
    places = starts[:, np.newaxis] + np.arange(length)
    return np.take(flat, places)


def _stored(tails: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint32]:
    return np.ascontiguousarray(tails).view("<u4")[:, 0]

"""The wire format of protocol buffers: fields by their numbers, and nothing of what they mean.

Source: https://protobuf.dev/programming-guides/encoding/
"""

import struct
from collections.abc import Iterator

VARINT, I64, LEN, I32 = 0, 1, 2, 5

Field = tuple[int, int, int, int]
"""Number, wire type, and the place of the value in the message: `begin`, `end`.

A varint is given as its value instead, in `begin`.
"""


class NoMessage(ValueError):
    """Bytes that are no message of this format."""


def fields(data: bytes, at: int, end: int) -> Iterator[Field]:
    """The fields of a message that stands between two places; raises NoMessage."""
    while at < end:
        key, at = varint(data, at, end)
        number, wire_type = key >> 3, key & 7
        if wire_type == VARINT:
            value, at = varint(data, at, end)
            yield number, wire_type, value, at
            continue
        begin = at
        if wire_type == LEN:
            length, begin = varint(data, at, end)
            at = begin + length
        elif wire_type in (I64, I32):
            at += 8 if wire_type == I64 else 4
        else:
            raise NoMessage
        if at > end:
            raise NoMessage
        yield number, wire_type, begin, at


def varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    """A number in groups of seven bits, lowest first, and the place behind it."""
    value = shift = 0
    while at < end and shift < 70:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise NoMessage


def signed(value: int) -> int:
    """A varint as the signed number of 64 bits that it stands for."""
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >= 1 << 63 else value


def varint_bytes(value: int) -> bytes:
    """A number as a varint; a negative one takes ten bytes."""
    value &= (1 << 64) - 1
    groups = bytearray()
    while value >= 0x80:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    groups.append(value)
    return bytes(groups)


def len_field(number: int, data: bytes) -> bytes:
    """A text, some bytes, or a message as a field."""
    return varint_bytes(number << 3 | LEN) + varint_bytes(len(data)) + data


def int_field(number: int, value: int) -> bytes:
    """A whole number or a choice as a field."""
    return varint_bytes(number << 3 | VARINT) + varint_bytes(value)


def double_field(number: int, value: float) -> bytes:
    """A number of 64 bits as a field."""
    return varint_bytes(number << 3 | I64) + struct.pack("<d", value)


def float_field(number: int, value: float) -> bytes:
    """A number of 32 bits as a field; what is too large for it is infinite."""
    try:
        return varint_bytes(number << 3 | I32) + struct.pack("<f", value)
    except OverflowError:
        return float_field(number, float("inf") if value > 0 else float("-inf"))

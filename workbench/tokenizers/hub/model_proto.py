"""What a SentencePiece model says of itself, read from its bytes.

The file is one protocol-buffers message (sentencepiece_model.proto); the few fields wanted here
are read directly, since the processor does not give the normaliser's table away.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from workbench.errors import Corrupt

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


class ModelType(IntEnum):
    """The algorithm, by its number in the file."""

    UNIGRAM = 1
    BPE = 2
    WORD = 3
    CHAR = 4


class PieceType(IntEnum):
    """What a piece is, by its number in the file; GGUF uses the same numbers."""

    NORMAL = 1
    UNKNOWN = 2
    CONTROL = 3
    USER_DEFINED = 4
    UNUSED = 5
    BYTE = 6


@dataclass(frozen=True)
class ProtoPiece:
    """A line of the vocabulary; its place is its id."""

    piece: str
    score: float
    type: PieceType


@dataclass(frozen=True)
class ModelProto:
    """`charsmap` is the normaliser's precompiled table, empty for none."""

    pieces: tuple[ProtoPiece, ...]
    model_type: ModelType
    byte_fallback: bool
    charsmap: bytes
    add_dummy_prefix: bool
    remove_extra_whitespaces: bool


def read_model_proto(model: bytes) -> ModelProto:
    """Read a model's bytes; raises Corrupt when they are not a SentencePiece model's."""
    try:
        pieces = tuple(_piece(value) for number, value in _fields(model) if number == 1)
        trainer = _last(model, 2)
        normalizer = _last(model, 3)
        return ModelProto(
            pieces=pieces,
            model_type=ModelType(trainer.get(3, ModelType.UNIGRAM)),
            byte_fallback=bool(trainer.get(35, 0)),
            charsmap=normalizer.get(2, b""),
            add_dummy_prefix=bool(normalizer.get(3, 1)),
            remove_extra_whitespaces=bool(normalizer.get(4, 1)),
        )
    except (IndexError, TypeError, ValueError, struct.error):
        raise Corrupt("the tokenizer's model cannot be read; train the tokenizer again") from None


def _piece(message: bytes) -> ProtoPiece:
    fields = dict(_fields(message))
    (score,) = struct.unpack("<f", fields.get(2, bytes(4)))
    return ProtoPiece(fields[1].decode() if 1 in fields else "", score, PieceType(fields.get(3, 1)))


def _last(message: bytes, wanted: int) -> dict[int, Any]:
    """The fields of the submessage with this number; none when it is absent."""
    messages = [value for number, value in _fields(message) if number == wanted]
    return dict(_fields(messages[-1])) if messages else {}


def _fields(message: bytes) -> Iterator[tuple[int, Any]]:
    """Each field's number with its value: an int for varints, else its bytes."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        wire = key & 7
        if wire == _VARINT:
            value, at = _varint(message, at)
            yield key >> 3, value
            continue
        if wire == _BYTES:
            size, at = _varint(message, at)
        elif wire in (_FIXED32, _FIXED64):
            size = 4 if wire == _FIXED32 else 8
        else:
            raise ValueError(wire)
        if at + size > len(message):
            raise IndexError(at)
        yield key >> 3, message[at : at + size]
        at += size


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """A number in base 128, low digits first, and where it ends."""
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at

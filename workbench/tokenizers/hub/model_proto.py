"""What a SentencePiece model says of itself, read from its bytes, and such bytes made.

The file is one protocol-buffers message (sentencepiece_model.proto); the few fields wanted here
are read directly, since the processor does not give the normaliser's table away.
"""

import struct
from collections.abc import Iterator, Mapping
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


# -- writing ----------------------------------------------------------------------------------

_PIECE_NAMES = {"unk": 45, "bos": 46, "eos": 47, "pad": 48}
"""Where the trainer's part of the file names the piece of a role."""

_IDS = {"unk": 40, "bos": 41, "eos": 42, "pad": 43}


def model_bytes(proto: ModelProto, names: Mapping[str, str]) -> bytes:
    """A model's file; `names` are the pieces of unk, bos, eos and pad, where there is one."""
    ids = {piece.piece: i for i, piece in enumerate(proto.pieces)}
    trainer = _whole(3, proto.model_type) + _whole(35, int(proto.byte_fallback))
    for role in _IDS:
        trainer += _whole(_IDS[role], ids[names[role]] if role in names else -1)
        # A role without a piece has a name that no piece has.
        trainer += _message(_PIECE_NAMES[role], names.get(role, _NO_PIECE).encode())
    normalizer = (
        _message(1, b"identity")
        + _message(2, proto.charsmap)
        + _whole(3, int(proto.add_dummy_prefix))
        + _whole(4, int(proto.remove_extra_whitespaces))
        + _whole(5, 1)
    )
    pieces = b"".join(_message(1, _piece_bytes(piece)) for piece in proto.pieces)
    return pieces + _message(2, trainer) + _message(3, normalizer)


_NO_PIECE = "\N{REPLACEMENT CHARACTER}none"


def _piece_bytes(piece: ProtoPiece) -> bytes:
    score = bytes([2 << 3 | _FIXED32]) + struct.pack("<f", piece.score)
    return _message(1, piece.piece.encode()) + score + _whole(3, piece.type)


def _whole(number: int, value: int) -> bytes:
    return _number(number << 3 | _VARINT) + _number(value & (1 << 64) - 1)


def _message(number: int, data: bytes) -> bytes:
    return _number(number << 3 | _BYTES) + _number(len(data)) + data


def _number(value: int) -> bytes:
    """In base 128, low digits first."""
    digits = bytearray()
    while value >= 0x80:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*digits, value])

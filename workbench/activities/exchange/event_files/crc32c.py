"""CRC-32C (Castagnoli) of many byte strings at once, and the mask that record files put over it.

Letters of shapes: n strings, l bytes in each.

Sources: RFC 3720, appendix B.4 (polynomial and test vectors);
https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/lib/hash/crc32c.h (the mask).
"""

from functools import cache

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Crcs = npt.NDArray[np.uint32]

_POLYNOMIAL = 0x82F63B78
"""0x1EDC6F41 with its bits reversed: bytes are taken lowest bit first."""
_MASK_DELTA = np.uint32(0xA282EAD8)
_ALL_ONES = np.uint32(0xFFFFFFFF)
_LONG = 8 << 10
"""A single string from this length on is cut into rows, which are summed side by side."""
_ROW = 2 << 10


def masked(crcs: Crcs) -> Crcs:
    """Checksums as record files store them: rotated right by 15 bits, plus a constant."""
    return ((crcs >> np.uint32(15)) | (crcs << np.uint32(17))) + _MASK_DELTA


def crc32c(data: bytes) -> int:
    """The checksum of one string."""
    return int(crc32c_of_rows(np.frombuffer(data, np.uint8)[np.newaxis])[0])


def crc32c_of_rows(bytes_nl: Bytes) -> Crcs:
    """The checksum of each of some strings of one length."""
    if bytes_nl.shape[1] >= _LONG:
        return np.array([_of_long(bytes_l) for bytes_l in bytes_nl], np.uint32)
    return _run(np.full(len(bytes_nl), _ALL_ONES), bytes_nl) ^ _ALL_ONES


def _run(crc_n: Crcs, bytes_nl: Bytes) -> Crcs:
    """The state of the register after the bytes of each row, two at a time."""
    one, two = _tables()
    length = bytes_nl.shape[1]
    pairs_nl = np.ascontiguousarray(bytes_nl[:, : length // 2 * 2]).view("<u2")
    for pair_n in pairs_nl.T:
        crc_n = two[(crc_n ^ pair_n) & np.uint32(0xFFFF)] ^ (crc_n >> np.uint32(16))
    if length % 2:
        crc_n = one[(crc_n ^ bytes_nl[:, -1]) & np.uint32(0xFF)] ^ (crc_n >> np.uint32(8))
    return crc_n


def _of_long(bytes_l: Bytes) -> np.uint32:
    """By rows: the register is linear, and zeros before a string leave an empty one as it is.

    Beginning with ones is the same as beginning with zeros and the first four bytes inverted.
    """
    padded_l = np.zeros(-len(bytes_l) % _ROW + len(bytes_l), np.uint8)
    padded_l[-len(bytes_l) :] = bytes_l
    begin = len(padded_l) - len(bytes_l)
    padded_l[begin : begin + 4] ^= np.uint8(0xFF)
    rows_nl = padded_l.reshape(-1, _ROW)
    crc = 0
    for row in _run(np.zeros(len(rows_nl), np.uint32), rows_nl):
        crc = _after_zeros(crc) ^ int(row)
    return np.uint32(crc) ^ _ALL_ONES


def _after_zeros(crc: int) -> int:
    """The register after a row of zeros, from what each of its four bytes becomes."""
    table = _zeros_table()
    return (
        table[0][crc & 0xFF]
        ^ table[1][crc >> 8 & 0xFF]
        ^ table[2][crc >> 16 & 0xFF]
        ^ table[3][crc >> 24]
    )


@cache
def _zeros_table() -> list[list[int]]:
    values = np.arange(256, dtype=np.uint32)
    crc_n = np.concatenate([values << np.uint32(8 * place) for place in range(4)])
    after: list[list[int]] = _run(crc_n, np.zeros((1024, _ROW), np.uint8)).reshape(4, 256).tolist()
    return after


@cache
def _tables() -> tuple[Crcs, Crcs]:
    """What one byte, and what two bytes, make of an empty register."""
    one = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        one = (one >> np.uint32(1)) ^ (np.uint32(_POLYNOMIAL) * (one & np.uint32(1)))
    pairs = np.arange(1 << 16, dtype=np.uint32)
    first = one[pairs & np.uint32(0xFF)]
    two = one[(first ^ (pairs >> np.uint32(8))) & np.uint32(0xFF)] ^ (first >> np.uint32(8))
    return one, two

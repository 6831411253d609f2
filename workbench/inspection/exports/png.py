"""A PNG writer, as small as the format allows (ISO/IEC 15948): 8-bit RGB, unfiltered rows."""

import struct
import zlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray


def encode_png(rgb_yxc: NDArray[np.uint8], texts: Mapping[str, str] | None = None) -> bytes:
    """An image (height, width, 3) as the bytes of a PNG file, with texts by their keywords."""
    height, width, _ = rgb_yxc.shape
    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    rows = np.zeros((height, 1 + 3 * width), dtype=np.uint8)
    rows[:, 1:] = rgb_yxc.reshape(height, -1)
    pixels = zlib.compress(rows.tobytes())
    told = ((b"iTXt", _text(keyword, text)) for keyword, text in (texts or {}).items())
    chunks = ((b"IHDR", header), *told, (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _text(keyword: str, text: str) -> bytes:
    """UTF-8 without compression, of no language: keyword, two flags, two empty texts, text."""
    return keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

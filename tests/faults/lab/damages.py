"""Ways in which a file can be damaged, each by a name that repeats it exactly."""

import os
import random
from collections.abc import Callable
from pathlib import Path

_PARTS = 1000
"""A flip's place is told in thousandths of the file."""


def damages(seed: int) -> list[str]:
    """The names of all damages; the places of some flips are drawn."""
    chance = random.Random(seed)
    drawn = [f"flip {chance.randrange(_PARTS)} {chance.randrange(8)}" for _ in range(3)]
    flips = ["flip 0 0", "flip 500 4", f"flip {_PARTS} 7", *drawn]
    cuts = [f"cut {part}" for part in (0, 1, 500, _PARTS)]
    return [*cuts, *flips, *_WHOLE, *_INSTEAD]


def damage(path: Path, name: str) -> None:
    """Damage a file as the name says; a flipped bit leaves its times as they were."""
    kind, *numbers = name.split()
    match kind:
        case "cut":
            data = path.read_bytes()
            path.write_bytes(data[: _cut_at(int(numbers[0]), len(data))])
        case "flip":
            _keeping_times(path, lambda data: _flipped(data, int(numbers[0]), int(numbers[1])))
        case _ if name in _WHOLE:
            _keeping_times(path, _WHOLE[name])
        case _:
            path.unlink()
            _INSTEAD[name](path)


def _cut_at(part: int, size: int) -> int:
    """0: empty; 1: one byte; 1000: all but the last byte."""
    return {0: 0, 1: 1, _PARTS: max(0, size - 1)}.get(part, size * part // _PARTS)


def _keeping_times(path: Path, change: Callable[[bytes], bytes]) -> None:
    before = path.stat()
    path.write_bytes(change(path.read_bytes()))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _flipped(data: bytes, part: int, bit: int) -> bytes:
    if not data:
        return data
    changed = bytearray(data)
    changed[min(len(data) - 1, len(data) * part // _PARTS)] ^= 1 << bit
    return bytes(changed)


def _halves_swapped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[middle:] + data[:middle]


def _every_seventh_replaced(data: bytes) -> bytes:
    changed = bytearray(data)
    changed[::7] = b"x" * len(changed[::7])
    return bytes(changed)


def _zeroed(data: bytes) -> bytes:
    return bytes(len(data))


_WHOLE: dict[str, Callable[[bytes], bytes]] = {
    "swap": _halves_swapped,
    "sevenths": _every_seventh_replaced,
    "zeros": _zeroed,
}


def _nothing(path: Path) -> None:
    del path


_INSTEAD: dict[str, Callable[[Path], None]] = {
    "missing": _nothing,
    "folder": Path.mkdir,
    "fifo": lambda path: os.mkfifo(path),
    "dangling": lambda path: path.symlink_to("nowhere"),
}

"""Which files below a folder are opened meanwhile, by whatever library: Linux's inotify."""

import ctypes
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OPENED, _OVERFLOWED, _ONLY_FOLDERS = 0x20, 0x4000, 0x01000000
_EVENT = struct.Struct("iIII")
_NONBLOCKING = 0o4000


@contextmanager
def watched(folder: Path) -> Iterator[set[Path]]:
    """The files that are opened inside the block, relative to `folder`; filled when it ends."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init1(_NONBLOCKING)
    assert descriptor >= 0, os.strerror(ctypes.get_errno())
    folders = {
        libc.inotify_add_watch(descriptor, os.fsencode(path), _OPENED | _ONLY_FOLDERS): path
        for path in [folder, *folder.rglob("*")]
        if path.is_dir()
    }
    opened: set[Path] = set()
    try:
        yield opened
        opened |= {folders[watch] / name for watch, name in _events(descriptor) if name}
    finally:
        os.close(descriptor)
    relative = {path.relative_to(folder) for path in opened if path.is_file()}
    opened.clear()
    opened |= relative


def _events(descriptor: int) -> Iterator[tuple[int, str]]:
    while True:
        try:
            data = os.read(descriptor, 1 << 16)
        except BlockingIOError:
            return
        while data:
            watch, mask, _, length = _EVENT.unpack_from(data)
            assert not mask & _OVERFLOWED, "more was opened than the kernel remembers"
            name = data[_EVENT.size : _EVENT.size + length].rstrip(b"\0")
            data = data[_EVENT.size + length :]
            yield watch, os.fsdecode(name)

"""A process and its children while they work: memory, disk, and how long nothing is told."""

import shutil
import threading
from dataclasses import dataclass
from pathlib import Path

import psutil

SAMPLE_EVERY_S = 0.2


@dataclass
class Peak:
    """The highest memory of a process and its children, and the most disk taken meanwhile.

    `own_bytes` is memory that no file backs (RssAnon); `all_bytes` counts the mapped pages too,
    which the system takes back when it needs them.
    """

    own_bytes: int = 0
    all_bytes: int = 0
    disk_bytes: int = 0


class Watch:
    """Looks at a process some times a second, from a thread."""

    def __init__(self, pid: int, folder: Path) -> None:
        self.peak = Peak()
        self._process, self._folder = psutil.Process(pid), folder
        self._free = shutil.disk_usage(folder).free
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def end(self) -> Peak:
        self._over.set()
        self._thread.join()
        return self.peak

    def _watch(self) -> None:
        while not self._over.wait(SAMPLE_EVERY_S):
            own, every = self._memory()
            taken = self._free - shutil.disk_usage(self._folder).free
            self.peak.own_bytes = max(self.peak.own_bytes, own)
            self.peak.all_bytes = max(self.peak.all_bytes, every)
            self.peak.disk_bytes = max(self.peak.disk_bytes, taken)

    def _memory(self) -> tuple[int, int]:
        own = every = 0
        try:
            for one in [self._process, *self._process.children(recursive=True)]:
                found = one.memory_info()
                own += found.rss - found.shared
                every += found.rss
        except psutil.NoSuchProcess:
            pass
        return own, every


def size_of(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

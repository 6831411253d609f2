"""Finding equal documents by 8 bytes each, in sorted runs on disk, so that memory stays flat.

Two different documents of ten million share a hash of 64 bits in about one corpus of 400,000.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from workbench.corpora.layout import mapped
from workbench.store.files.durable import open_stream

_RUN = 512 * 1024

Hashes = npt.NDArray[np.uint64]
Positions = npt.NDArray[np.uint32]
Bits = npt.NDArray[np.uint8]


class DuplicateFinder:
    """Takes documents in order, and tells afterwards which of them had occurred before.

    The hashes of `run` documents (a multiple of 8) at a time are sorted in memory and written to
    `folder`, with their positions in the run; then all runs are merged, one range of hashes after
    the other. A run holds each hash once, so that no range outgrows memory however often one
    document occurs.
    """

    def __init__(self, folder: Path, run: int = _RUN) -> None:
        assert run % 8 == 0
        self._run = run
        self._waiting: list[Hashes] = []
        self._repeated: list[Bits] = []
        self._starts = [0]
        self.marks: Bits = np.zeros(0, np.uint8)
        """After `merge`: bit i (little-endian) says that document i equals an earlier one."""
        self._paths = folder / "hashes.bin", folder / "places.bin"
        self._hashes, self._places = map(open_stream, self._paths)

    def add(self, documents: Sequence[bytes]) -> None:
        """Remember the hash of each document, in memory until `write`."""
        digests = (hashlib.blake2b(document, digest_size=8).digest() for document in documents)
        self._waiting.append(np.frombuffer(b"".join(digests), "<u8"))
        if sum(map(len, self._waiting)) >= self._run:
            waiting = np.concatenate(self._waiting)
            whole = len(waiting) - len(waiting) % self._run
            for start in range(0, whole, self._run):
                self._end_run(waiting[start : start + self._run])
            self._waiting = [waiting[whole:]]

    def _end_run(self, hashes: Hashes) -> None:
        order = np.argsort(hashes, kind="stable")
        ordered = hashes[order]
        again = np.concatenate([[False], ordered[1:] == ordered[:-1]])
        repeated = np.zeros(len(hashes), bool)
        repeated[order[again]] = True
        self._repeated.append(np.packbits(repeated, bitorder="little"))
        self._hashes.hold(ordered[~again].tobytes())
        self._places.hold(order[~again].astype("<u4").tobytes())
        self._starts.append(self._starts[-1] + len(hashes) - int(again.sum()))

    def write(self) -> None:
        """Hand on what is held once it is large; may be called again where there was no room."""
        self._hashes.flush_when_large()
        self._places.flush_when_large()

    def finish(self) -> None:
        """Hand on all, before `merge`; may be called again where there was no room."""
        if waiting := [part for part in self._waiting if len(part)]:
            self._end_run(np.concatenate(waiting))
        self._waiting = []
        self._hashes.flush()
        self._places.flush()

    def merge(self) -> Iterator[None]:
        """Merge the runs, one range of hashes at a time; `marks` is complete at the end."""
        self.finish()
        self._hashes.close()
        self._places.close()
        self.marks = np.concatenate(self._repeated)
        hashes, places = mapped(self._paths[0], "<u8"), mapped(self._paths[1], "<u4")
        bounds = list(zip(self._starts, self._starts[1:], strict=False))
        lows = [start for start, _ in bounds]
        for below in _ranges(-(-len(hashes) // self._run)):
            highs = [
                end if below is None else start + int(np.searchsorted(hashes[start:end], below))
                for start, end in bounds
            ]
            self._mark(hashes, places, lows, highs)
            lows = highs
            yield

    def remove(self) -> None:
        """Delete the runs from the disk."""
        for path in self._paths:
            path.unlink()

    def _mark(self, hashes: Hashes, offsets: Positions, lows: list[int], highs: list[int]) -> None:
        """Mark what occurs in several runs, looking at one range of hashes in each of them."""
        spans = list(zip(lows, highs, strict=True))
        merged = np.concatenate([hashes[low:high] for low, high in spans])
        positions = np.concatenate(
            [
                offsets[low:high].astype(np.int64) + i * self._run
                for i, (low, high) in enumerate(spans)
            ]
        )
        order = np.argsort(merged, kind="stable")
        ordered = merged[order]
        later = positions[order[1:][ordered[1:] == ordered[:-1]]]
        np.bitwise_or.at(self.marks, later >> 3, (1 << (later & 7)).astype(np.uint8))


def _ranges(count: int) -> Iterator[np.uint64 | None]:
    """The upper bounds of `count` equal ranges of 64-bit numbers; None ends the last."""
    for i in range(1, count):
        yield np.uint64((i << 64) // count)
    yield None


def marked(marks: Bits, first: int, end: int) -> npt.NDArray[np.bool_]:
    """Which of the documents from `first` up to, not including, `end` are marked."""
    bits = np.unpackbits(marks[first // 8 : -(-end // 8)], bitorder="little")
    return bits[first % 8 : first % 8 + end - first].astype(bool)

"""The parts of a teacher's cache: who makes them, and how the first process keeps them.

Shape legend: b = windows read together, w = windows, t = positions.
"""

import io
import json
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import torch

from workbench.activities.resources import RunResources
from workbench.data.causal.batches import Tokens
from workbench.data.seeds import derived_seed
from workbench.distillation.cache.file import CacheMeta, arrays_of, part_path
from workbench.distillation.cache.spec import CacheTeacherSpec, TopK
from workbench.distillation.cache.teacher import part_of
from workbench.distillation.teachers import decoder_rows
from workbench.events import Event, Progress
from workbench.jobs import Control, wait_while_pausing
from workbench.models.build import Decoder
from workbench.room import StoppedWaiting, with_room
from workbench.store.files import durable
from workbench.store.files.noted import NotedFiles
from workbench.store.scanning.scan import write_meta
from workbench.training.objectives.chunked_head import CHUNK_TOKENS
from workbench.training.runtime import Runtime

_OVER = ""
"""What the first process tells the others instead of parts, when there are none or it stops."""


@dataclass(frozen=True)
class CacheParts:
    """The parts of a cache, of which each process can make any."""

    spec: CacheTeacherSpec
    resources: RunResources
    meta: CacheMeta
    teacher: Decoder
    tokens: Tokens
    runtime: Runtime

    def paths(self, part: int) -> dict[str, Path]:
        """Where the arrays of a part are kept."""
        folder = self.resources.target
        return {array: part_path(folder, array, part) for array in arrays_of(self.meta.kept)}

    def made(self, part: int) -> dict[str, bytes]:
        """The files of a part, by array."""
        first = part * self.meta.windows_per_part
        last = min(first + self.meta.windows_per_part, self.meta.windows)
        columns: dict[str, list[np.ndarray]] = {}
        for begin in range(first, last, self.spec.windows_at_once):
            end = min(begin + self.spec.windows_at_once, last)
            for array, rows in self._windows(begin, end).items():
                columns.setdefault(array, []).append(rows)
        return {array: _npy(np.concatenate(rows)) for array, rows in columns.items()}

    def _windows(self, begin: int, end: int) -> dict[str, np.ndarray]:
        """What is kept for some consecutive windows, each array (w, t, …)."""
        context, device = self.meta.context, self.runtime.torch_device
        ids = self.tokens[begin * context : end * context].astype(np.int64)
        inputs_bt = torch.from_numpy(ids).view(-1, context).to(device)
        seed = derived_seed(self.spec.runtime.seed, "cache", begin)
        with torch.autocast(
            device.type, dtype=torch.bfloat16, enabled=self.runtime.precision == "bf16"
        ):
            columns = part_of(
                decoder_rows(self.teacher, inputs_bt),
                inputs_bt.numel(),
                self.meta.kept,
                self.meta.temperature,
                precision=self.meta.precision,
                generator=torch.Generator(device).manual_seed(seed),
                chunk_tokens=CHUNK_TOKENS,
            )
        return {
            array: rows.reshape(end - begin, context, *rows.shape[1:])
            for array, rows in columns.items()
        }

    def finish(self) -> None:
        """Declare the cache complete, with what it holds on average."""
        folder = self.resources.target
        meta = self.meta.model_copy(update={"kept_mass": self._kept_mass()})
        write_meta(folder, meta.model_dump())
        durable.seal(folder)

    def _kept_mass(self) -> float:
        """The mean probability of the tokens that are kept, of the likeliest ones."""
        if not isinstance(self.meta.kept, TopK):
            return 1.0
        parts = range(self.meta.num_parts)
        tails = [np.load(part_path(self.resources.target, "tail", part)) for part in parts]
        total = sum(float(np.exp(tail.astype(np.float64)).sum()) for tail in tails)
        return 1.0 - total / (self.meta.windows * self.meta.context)


def _npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def make_parts(parts: CacheParts, control: Control) -> Generator[Event, None, bool]:
    """Make all parts that are not there, and declare the cache complete; whether it is.

    In all processes but the first: make those that it asks for, until there are no more.
    """
    ranks = parts.resources.ranks
    if not ranks.world.is_first:
        while told := ranks.text(""):
            for _ in _gathered(parts, json.loads(told)):
                pass
        return True
    # What an attempt that died was writing: this run alone makes the cache.
    durable.sweep(parts.resources.target, older_than_s=0)
    try:
        is_complete = yield from _Keeper(parts).keep_all(control)
    except StoppedWaiting:
        ranks.text(_OVER)
        raise
    ranks.text(_OVER)
    if is_complete:
        yield from with_room(parts.finish, control)
    return is_complete


def _gathered(parts: CacheParts, turn: Sequence[int]) -> Iterator[tuple[str, list[bytes]]]:
    """The files of some parts, by array, which each process makes one of; to the first one."""
    ranks = parts.resources.ranks
    rank = ranks.world.rank
    own = parts.made(turn[rank]) if rank < len(turn) else {}
    for array in arrays_of(parts.meta.kept):
        yield array, ranks.gathered(own.get(array, b""))


class _Keeper:
    """The first process, which alone writes: each file is whole and taken down, or made again."""

    def __init__(self, parts: CacheParts) -> None:
        self._parts = parts
        self._noted = NotedFiles(parts.resources.run.path / "parts.sha256")

    def keep_all(self, control: Control) -> Generator[Event, None, bool]:
        """As many parts at a time as there are processes; False if stopped."""
        ranks, meta = self._parts.resources.ranks, self._parts.meta
        missing = self._missing()
        while True:
            turn = list(islice(missing, ranks.world.size))
            if not turn:
                return True
            yield from wait_while_pausing(control)
            if control.stopping:
                return False
            ranks.text(json.dumps(turn))
            for array, files in _gathered(self._parts, turn):
                for part, data in zip(turn, files, strict=False):
                    path = self._parts.paths(part)[array]
                    self._parts.resources.require_folders()
                    yield from with_room(partial(self._keep, path, data), control)
            yield Progress(
                done=min(meta.windows, (turn[-1] + 1) * meta.windows_per_part), total=meta.windows
            )

    def _missing(self) -> Iterator[int]:
        """The parts that no attempt before has made, or that are not what they were any more."""
        for part in range(self._parts.meta.num_parts):
            if not all(self._noted.holds(path) for path in self._parts.paths(part).values()):
                yield part

    def _keep(self, path: Path, data: bytes) -> None:
        durable.write_bytes(path, data)
        self._noted.note(path, data)

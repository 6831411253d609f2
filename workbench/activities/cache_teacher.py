"""Caching a teacher's predictions for a corpus: part by part, so that a stop loses little."""

import io
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch

from workbench.activities.resources import RunResources
from workbench.activities.text.causal import encoded
from workbench.data.causal.batches import Tokens
from workbench.data.seeds import derived_seed
from workbench.distillation.cache.file import (
    CacheMeta,
    CacheSource,
    arrays_of,
    part_path,
    read_meta,
)
from workbench.distillation.cache.spec import CacheTeacherSpec, TopK, Whole, bytes_per_token
from workbench.distillation.cache.teacher import part_of
from workbench.distillation.teachers import decoder_rows
from workbench.errors import BadInput
from workbench.events import ArtifactReady, Event, Level, Note, Outcome, Progress, StageStarted
from workbench.jobs import Control, wait_while_pausing
from workbench.models.build import Decoder
from workbench.models.load import load_decoder
from workbench.room import with_room
from workbench.store.files import durable, manifest
from workbench.store.files.noted import NotedFiles
from workbench.store.runs.inputs import Located
from workbench.store.scanning.scan import write_meta
from workbench.training.objectives.chunked_head import CHUNK_TOKENS
from workbench.training.runtime import Runtime, applied
from workbench.words import words

_LITTLE = 0.7
"""Below this kept probability mass the bucket of all other tokens is too coarse."""

_PART_BYTES = 16 << 20
"""How much is made between two safe points."""


def cache_teacher(
    spec: CacheTeacherSpec, resources: RunResources, runtime: Runtime, control: Control
) -> Generator[Event, None, Outcome]:
    """Run the teacher on every window of the training text, or resume a cache that was stopped.

    A cache that is complete already was made by an attempt that died before it could say so.
    """
    if manifest.is_complete(resources.target):
        yield from _made(resources)
        return Outcome.FINISHED
    assert resources.inputs.tokenizer is not None
    with applied(runtime):
        shards = yield from encoded(resources, resources.inputs.tokenizer, runtime.threads, control)
        if shards is None:
            return control.outcome
        teacher, file = load_decoder(resources.folder_of(resources.inputs.teacher))
        # What an attempt that died was writing: this run alone makes the cache.
        durable.sweep(resources.target, older_than_s=0)
        tokens = shards.tokens("train")
        meta = _meta(spec, resources, teacher, file.vocabulary_size, len(tokens))
        noted = NotedFiles(resources.run.path / "parts.sha256")
        teacher = teacher.to(runtime.torch_device)
        work = _Work(spec, resources, meta, teacher, tokens, runtime, noted)
        yield StageStarted(words=words("Asking the teacher"), total=meta.windows, unit="windows")
        for part in range(meta.num_parts):
            yield from wait_while_pausing(control)
            if control.stopping:
                return control.outcome
            yield from work.make(part, control)
            done = min(meta.windows, (part + 1) * meta.windows_per_part)
            yield Progress(done=done, total=meta.windows)
        yield from with_room(work.finish, control)
        yield from _made(resources)
        return Outcome.FINISHED


def _made(resources: RunResources) -> Iterator[Event]:
    """What there is to say of a complete cache."""
    ready = _ready(resources)
    yield ready
    mass = float(ready.facts.get("kept_mass", 1.0))
    if mass < _LITTLE:
        yield Note(
            words=words(
                "the kept tokens hold {mass:.0%} of the probability, so that students learn "
                "little of the rest; a larger k, a lower τ or samples tell them more",
                mass=mass,
            ),
            level=Level.WARNING,
        )


def _ready(resources: RunResources) -> ArtifactReady:
    folder = resources.target
    meta = read_meta(folder)
    facts: dict[str, str | int | float] = {
        "tokens": meta.windows * meta.context,
        "bytes": sum(entry.size for entry in manifest.read(folder).files.values()),
    }
    if isinstance(meta.kept, TopK):
        facts["kept_mass"] = round(meta.kept_mass, 4)
    return ArtifactReady(
        artifact="cache",
        name=meta.name,
        folder=resources.inputs.target,
        digest=manifest.folder_digest(folder),
        facts=facts,
    )


def _meta(
    spec: CacheTeacherSpec,
    resources: RunResources,
    teacher: Decoder,
    vocabulary_size: int,
    num_tokens: int,
) -> CacheMeta:
    context = spec.context or teacher.context
    windows = num_windows(spec.tokens, context, num_tokens)
    if not windows:
        raise BadInput(
            "the training part has {count} tokens, and one window needs {needed}; "
            "add text or choose a smaller context",
            count=num_tokens,
            needed=context + 1,
        )
    window_bytes = context * bytes_per_token(spec.kept, spec.precision, vocabulary_size)
    return CacheMeta(
        name=spec.name,
        teacher=_origin(resources.inputs.teacher),
        corpus=_origin(resources.inputs.corpus),
        tokenizer=_origin(resources.inputs.tokenizer),
        context=context,
        windows=windows,
        windows_per_part=max(1, min(windows, _PART_BYTES // window_bytes)),
        temperature=1.0 if isinstance(spec.kept, Whole) else spec.temperature,
        kept=spec.kept,
        precision=spec.precision,
        vocabulary_size=vocabulary_size,
    )


def num_windows(most_tokens: int, context: int, num_tokens: int) -> int:
    """The windows of a text, or those that hold at most so many tokens (0: all), at least one."""
    windows = (num_tokens - 1) // context
    return min(windows, max(1, most_tokens // context)) if most_tokens else windows


def _origin(located: Located | None) -> CacheSource:
    assert located is not None
    return CacheSource(name=located.name, digest=located.digest)


@dataclass(frozen=True)
class _Work:
    """Makes the parts of a cache, each whole or not at all."""

    spec: CacheTeacherSpec
    resources: RunResources
    meta: CacheMeta
    teacher: Decoder
    tokens: Tokens
    runtime: Runtime
    noted: NotedFiles

    def make(self, part: int, control: Control) -> Generator[Event, None, None]:
        """Make one part, unless an attempt before has made it and it is still what it was."""
        folder = self.resources.target
        paths = [part_path(folder, array, part) for array in arrays_of(self.meta.kept)]
        if all(self.noted.holds(path) for path in paths):
            return
        first = part * self.meta.windows_per_part
        last = min(first + self.meta.windows_per_part, self.meta.windows)
        columns: dict[str, list[np.ndarray]] = {}
        for begin in range(first, last, self.spec.windows_at_once):
            end = min(begin + self.spec.windows_at_once, last)
            for array, rows in self._windows(begin, end).items():
                columns.setdefault(array, []).append(rows)
        for array, path in zip(arrays_of(self.meta.kept), paths, strict=True):
            self.resources.require_folders()
            data = _npy(np.concatenate(columns[array]))
            yield from with_room(partial(self._keep, path, data), control)

    def _keep(self, path: Path, data: bytes) -> None:
        durable.write_bytes(path, data)
        self.noted.note(path, data)

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

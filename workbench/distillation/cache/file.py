"""A teacher cache on disk: what it was made of, and its arrays, mapped and not read at once.

Shape legend: w = windows, t = positions of a window, j = kept tokens.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.data.causal.batches import Ids
from workbench.distillation.cache.spec import Kept, Samples, TopK, Whole
from workbench.errors import BadInput, Corrupt
from workbench.store.files import checked, looking, manifest

Array = Literal["ids", "logs", "tail", "entropy"]

FORMAT = 1


class CacheSource(BaseModel):
    """Something a cache was made of: what it was called, and what it was."""

    model_config = ConfigDict(frozen=True)

    name: str
    digest: str


class CacheMeta(BaseModel):
    """`meta.json` of a cache."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: int = FORMAT
    name: str
    digest: str = ""
    teacher: CacheSource
    corpus: CacheSource
    tokenizer: CacheSource
    context: int
    windows: int
    windows_per_part: int
    temperature: float
    kept: Kept
    precision: str
    vocabulary_size: int
    kept_mass: float = 1.0

    @property
    def num_parts(self) -> int:
        return -(-self.windows // self.windows_per_part)


def arrays_of(kept: Kept) -> tuple[Array, ...]:
    """The arrays that a cache has, by what it keeps."""
    match kept:
        case TopK():
            return ("ids", "logs", "tail")
        case Samples():
            return ("ids", "entropy")
        case Whole():
            return ("logs",)


def part_path(folder: Path, array: Array, part: int) -> Path:
    """Where one array of some consecutive windows is."""
    return folder / f"{array}-{part:05d}.npy"


def read_meta(folder: Path) -> CacheMeta:
    """What a complete cache was made of; raises Corrupt, naming the file."""
    path = folder / manifest.META_NAME
    try:
        return CacheMeta.model_validate_json(looking.read_bytes(path))
    except (FileNotFoundError, ValidationError):
        raise Corrupt("{path} is damaged or missing and cannot be read", path=path) from None


@dataclass(frozen=True)
class Rows:
    """What is kept for some windows, each array (w, t) or (w, t, j); None where there is none."""

    ids: NDArray[Any] | None
    logs: NDArray[Any] | None
    tail: NDArray[Any] | None
    entropy: NDArray[Any] | None


class CacheFile:
    """A complete cache, checked when it is opened."""

    def __init__(self, folder: Path) -> None:
        checked.require_intact(folder)
        self._folder = folder
        self.meta = read_meta(folder)

    def rows(self, windows_w: Ids) -> Rows:
        """What is kept for windows by their numbers."""
        return Rows(*(self._take(array, windows_w) for array in ("ids", "logs", "tail", "entropy")))

    def _take(self, array: Array, windows_w: Ids) -> NDArray[Any] | None:
        parts = self._arrays.get(array)
        if parts is None:
            return None
        positions = [divmod(int(window), self.meta.windows_per_part) for window in windows_w]
        return np.stack([parts[part][row] for part, row in positions])

    @cached_property
    def _arrays(self) -> dict[Array, list[NDArray[Any]]]:
        parts = range(self.meta.num_parts)
        return {
            array: [np.load(part_path(self._folder, array, i), mmap_mode="r") for i in parts]
            for array in arrays_of(self.meta.kept)
        }


def check_origin(
    meta: CacheMeta,
    *,
    teacher: CacheSource,
    corpus: CacheSource,
    tokenizer: CacheSource,
    context: int,
) -> None:
    """Raise BadInput, naming both, when a cache was made of something else than is asked for."""
    if meta.teacher.digest != teacher.digest:
        raise BadInput(
            "the cache '{cache}' was made by the teacher '{made}' and the student is to learn from "
            "'{asked}' (or from another checkpoint of it); choose that teacher, or cache this one",
            cache=meta.name,
            made=meta.teacher.name,
            asked=teacher.name,
        )
    if meta.corpus.digest != corpus.digest:
        raise BadInput(
            "the cache '{cache}' was made on the corpus '{made}' and the student is to learn from "
            "'{asked}'; choose that corpus, or cache the teacher on this one",
            cache=meta.name,
            made=meta.corpus.name,
            asked=corpus.name,
        )
    if meta.tokenizer.digest != tokenizer.digest:
        raise BadInput(
            "the cache '{cache}' was made with the tokenizer '{made}' and the student reads text "
            "with '{asked}'; choose that tokenizer, or cache the teacher anew",
            cache=meta.name,
            made=meta.tokenizer.name,
            asked=tokenizer.name,
        )
    if meta.context != context:
        raise BadInput(
            "the cache '{cache}' was made for windows of {made} tokens and the student reads "
            "{asked}; give it a context of {made}, or cache the teacher for {asked}",
            cache=meta.name,
            made=meta.context,
            asked=context,
        )

"""From the folders of corpora and tokenizers to their records."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from workbench.errors import CannotBeRead, Corrupt
from workbench.events import Whole
from workbench.store.files import durable, looking, manifest
from workbench.store.files.summed import read_summed, with_checksum
from workbench.store.names import Sort
from workbench.store.records import CacheRecord, CorpusRecord, TokenizerRecord


class _CorpusMeta(BaseModel):
    model_config = ConfigDict(extra="ignore")

    name: str
    digest: str = ""
    documents: Whole = 0
    characters: Whole = 0
    bytes: Whole = 0
    encoding: str = ""
    skipped: Whole = 0


class _TokenizerMeta(BaseModel):
    model_config = ConfigDict(extra="ignore")

    name: str
    digest: str = ""
    family: str = ""
    vocabulary_size: Whole = 0


class _CacheOrigin(BaseModel):
    model_config = ConfigDict(extra="ignore")

    name: str = ""


class _CacheKept(BaseModel):
    model_config = ConfigDict(extra="ignore")

    kind: str = ""


class _CacheMeta(BaseModel):
    model_config = ConfigDict(extra="ignore")

    name: str
    digest: str = ""
    teacher: _CacheOrigin = _CacheOrigin()
    corpus: _CacheOrigin = _CacheOrigin()
    kept: _CacheKept = _CacheKept()
    temperature: float = 1.0
    context: Whole = 0
    windows: Whole = 0


class _AnyMeta(RootModel[dict[str, Any]]):
    pass


M = TypeVar("M", bound=BaseModel)


def complete_folders(parent: Path) -> list[Path]:
    """The committed folders in `parent`, in the order of their ids; raises CannotBeRead."""
    return [
        path
        for path in looking.children(parent)
        if manifest.is_complete(path) and not durable.is_leftover(path)
    ]


def corpus_record(folder: Path) -> CorpusRecord:
    """A corpus as its folder tells it; raises Corrupt, naming the file."""
    meta = read_meta(folder, _CorpusMeta)
    return CorpusRecord(
        id=folder.name,
        name=meta.name,
        folder=folder,
        digest=meta.digest or manifest.folder_digest(folder),
        documents=meta.documents,
        characters=meta.characters,
        bytes=meta.bytes,
        encoding=meta.encoding,
        skipped=meta.skipped,
    )


def tokenizer_record(folder: Path) -> TokenizerRecord:
    """A tokenizer as its folder tells it; raises Corrupt, naming the file."""
    meta = read_meta(folder, _TokenizerMeta)
    return TokenizerRecord(
        id=folder.name,
        name=meta.name,
        folder=folder,
        digest=meta.digest or manifest.folder_digest(folder),
        family=meta.family,
        vocabulary_size=meta.vocabulary_size,
    )


def cache_record(folder: Path) -> CacheRecord:
    """A teacher cache as its folder tells it; raises Corrupt, naming the file."""
    meta = read_meta(folder, _CacheMeta)
    return CacheRecord(
        id=folder.name,
        name=meta.name,
        folder=folder,
        digest=meta.digest or manifest.folder_digest(folder),
        teacher=meta.teacher.name,
        corpus=meta.corpus.name,
        kept=meta.kept.kind,
        temperature=meta.temperature,
        context=meta.context,
        tokens=meta.windows * meta.context,
        bytes=sum(entry.size for entry in manifest.read(folder).files.values()),
    )


READ: Mapping[Sort, Callable[[Path], object]] = {
    Sort.CORPUS: corpus_record,
    Sort.TOKENIZER: tokenizer_record,
    Sort.CACHE: cache_record,
}
"""What reads a thing of each sort; a model is read from its run."""


def read_meta(folder: Path, kind: type[M]) -> M:
    """A folder's `meta.json`; raises Corrupt or CannotBeRead, naming the file."""
    path = folder / manifest.META_NAME
    try:
        meta = kind.model_validate(read_summed(path))
        _require_own(path)
    except (FileNotFoundError, Corrupt, ValidationError):
        raise Corrupt("{path} is damaged or missing and cannot be read", path=path) from None
    return meta


def _require_own(path: Path) -> None:
    """Raise Corrupt for a `meta.json` that is sound and that of something else."""
    try:
        files = manifest.read(path.parent).files
    except (CannotBeRead, Corrupt):  # it vouches for nothing, which is said of itself
        return
    if path.name in files:
        manifest.require_entry(path, files[path.name])


def write_meta(folder: Path, plain: Mapping[str, Any]) -> None:
    """Write a folder's `meta.json`, with a checksum of what it holds."""
    durable.write_json(folder / manifest.META_NAME, with_checksum(plain))


def read_plain_meta(folder: Path) -> dict[str, Any]:
    """All that a folder's `meta.json` holds; raises Corrupt, naming the file."""
    return read_meta(folder, _AnyMeta).root

"""Folders that the hub's tools made: the links of their cache, adapters, git-lfs's pointers."""

from dataclasses import dataclass
from pathlib import Path

from workbench.errors import BadInput, NotFound
from workbench.file_formats.json_text import parse_json
from workbench.file_formats.plain_file import TooLarge, read_plain_file
from workbench.words import Words, listed, words

_MODEL, _SNAPSHOTS, _BLOBS = "models--", "snapshots", "blobs"
_MAIN = Path("refs", "main")
_MOST_REF_BYTES = 256
_DEEPEST = 3
"""How far below a snapshot a file of a model may stand."""
POINTER = b"version https://git-lfs.github.com/spec/"
"""How a git-lfs pointer, which stands for a file, begins."""
_SHOWN = 5

ADAPTER_CONFIG = "adapter_config.json"
_MOST_CONFIG_BYTES = 256 * 1024
_MOST_CHARACTERS = 200
_WHOLE = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)


# -- the cache: models--ORG--NAME/{blobs,refs,snapshots/HASH}, whose files are links into blobs


@dataclass(frozen=True)
class Snapshot:
    """The folder to read; `note` says which it is where another was given."""

    folder: Path
    note: Words | None = None


def is_cached_model(folder: Path) -> bool:
    """Whether it is a model's folder in the hub's cache, or the snapshots in it."""
    cache = _given_cache(folder)
    return cache is not None and _is_own_folder(cache / _SNAPSHOTS)


def snapshot_of(folder: Path) -> Snapshot:
    """The snapshot that `refs/main` names, where a model's folder in the cache is given.

    Without that reference, the only one. Every other folder is its own. Raises NotFound or BadInput
    where none can be told.
    """
    cache = _given_cache(folder)
    if cache is None or not _is_own_folder(cache / _SNAPSHOTS):
        return Snapshot(folder)
    named = _main(cache)
    if named is not None:
        chosen = cache / _SNAPSHOTS / named
        if not _is_own_folder(chosen):
            raise NotFound(
                "{ref} names the snapshot {name}, and {path} is not there; download the model "
                "again",
                ref=cache / _MAIN,
                name=named,
                path=chosen,
            )
        note = words("the snapshot {name} is taken, which {ref} names", name=named, ref=_MAIN)
        return Snapshot(chosen, note)
    there = sorted(one for one in (cache / _SNAPSHOTS).iterdir() if _is_own_folder(one))
    if len(there) != 1:
        raise BadInput(
            "{folder} holds {count} snapshots of a model and no {ref} that names one; give one of "
            "the folders themselves: {names}",
            folder=cache / _SNAPSHOTS,
            count=len(there),
            ref=_MAIN,
            names=listed(one.name for one in there[:_SHOWN]),
        )
    note = words("the snapshot {name} is taken, the only one", name=there[0].name)
    return Snapshot(there[0], note)


def leads_into_blobs(link: Path) -> bool:
    """Whether a link in a snapshot leads to a file directly inside its own model's blobs.

    A copy of such a folder may have any name: its links stay within it all the same.
    """
    cache = _root_around(link.parent)
    if cache is None:
        return False
    blobs = cache / _BLOBS
    try:
        real = link.resolve()
        return _is_own_folder(blobs) and real.parent == blobs and real.is_file()
    except (OSError, RuntimeError):  # it leads in a circle
        return False


def cached_name(folder: Path) -> str:
    """What the model is called whose folder, snapshots or snapshot this is; empty for others."""
    cache = _given_cache(folder) or _cache_around(folder)
    return "" if cache is None else cache.name.rpartition("--")[2]


def _given_cache(folder: Path) -> Path | None:
    real = _real(folder)
    cache = real.parent if real.name == _SNAPSHOTS else real
    return cache if cache.name.startswith(_MODEL) else None


def _cache_around(folder: Path) -> Path | None:
    """The model's folder in the cache that holds a snapshot, or a folder inside one."""
    root = _root_around(folder)
    return root if root is not None and root.name.startswith(_MODEL) else None


def _root_around(folder: Path) -> Path | None:
    """What stands around the snapshots of which one holds a folder."""
    real = _real(folder)
    for inner in (real, *real.parents)[:_DEEPEST]:
        if inner.parent.name == _SNAPSHOTS:
            return inner.parent.parent
    return None


def _real(folder: Path) -> Path:
    try:
        return folder.resolve()
    except (OSError, RuntimeError, ValueError):
        return folder


def _is_own_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _main(cache: Path) -> str | None:
    """The snapshot's name in `refs/main`; None where there is no such file."""
    ref = cache / _MAIN
    if ref.is_symlink() or ref.parent.is_symlink() or not ref.is_file():
        return None
    try:
        name = read_plain_file(ref, _MOST_REF_BYTES).decode("ascii").strip()
    except (OSError, TooLarge, UnicodeDecodeError):
        name = ""
    if not name.isalnum():
        raise BadInput("{ref} does not name a snapshot; give the snapshot's own folder", ref=ref)
    return name


# -- adapters: a few small matrices, and no model


def is_adapter(folder: Path) -> bool:
    """Whether a folder holds what PEFT writes: an adapter, and no weights of a whole model."""
    return (folder / ADAPTER_CONFIG).is_file() and not any(
        (folder / name).exists() for name in _WHOLE
    )


def adapters_base(folder: Path) -> str:
    """What an adapter says of the model that it was made for; empty where it says nothing."""
    try:
        data = read_plain_file(folder / ADAPTER_CONFIG, _MOST_CONFIG_BYTES)
        plain = parse_json(data, folder / ADAPTER_CONFIG)
    except (OSError, TooLarge, BadInput):
        return ""
    name = plain.get("base_model_name_or_path") if isinstance(plain, dict) else None
    return name[:_MOST_CHARACTERS] if isinstance(name, str) else ""


# -- git-lfs: a few lines of text that stand for a large file


def require_no_pointer(path: Path, start: bytes) -> None:
    """Raise BadInput where a file's first bytes are those of git-lfs's pointer to the file."""
    if start.startswith(POINTER):
        raise BadInput(
            "{path} is not the file itself but a pointer of git-lfs to it, as a clone without "
            "git-lfs leaves it; fetch the file (git lfs pull in that folder, or download it) and "
            "import again",
            path=path,
        )


POINTER_BYTES = len(POINTER)
"""How many first bytes tell."""

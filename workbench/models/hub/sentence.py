"""Folders of sentence-transformers: which of their modules is the encoder."""

from pathlib import Path
from typing import Any

from workbench.errors import BadInput
from workbench.models.hub.files import is_base_name, own_file, read_json
from workbench.words import listed

MODULES_NAME = "modules.json"
_MAX_BYTES = 64 * 1024


def encoder_folder(folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Where config and weights are, and which modules behind the encoder are left out.

    A folder without `modules.json` is its own. Raises BadInput, naming the file.
    """
    if own_file(folder, MODULES_NAME) is None:
        return folder, ()
    path = folder / MODULES_NAME
    modules = read_json(folder, MODULES_NAME, _MAX_BYTES)
    if not isinstance(modules, list) or not all(isinstance(module, dict) for module in modules):
        raise BadInput("{path} does not list modules; the folder cannot be imported", path=path)
    kinds = [_kind(module) for module in modules]
    if kinds.count("Transformer") != 1 or kinds[0] != "Transformer":
        raise BadInput(
            "{path} must start with its only Transformer, and lists {kinds}; "
            "import the encoder's own folder instead",
            path=path,
            kinds=listed(kinds) or "nothing",
        )
    return _inside(folder, str(modules[0].get("path", ""))), tuple(kinds[1:])


def _kind(module: dict[str, Any]) -> str:
    return str(module.get("type", "")).rpartition(".")[2]


def _inside(folder: Path, name: str) -> Path:
    if name == "":
        return folder
    inner = folder / name
    if not is_base_name(name) or inner.is_symlink() or not inner.is_dir():
        raise BadInput(
            "{path} refers to '{name}', which is not a folder directly inside it; "
            "nothing outside the folder is read",
            path=folder / MODULES_NAME,
            name=name,
        )
    return inner

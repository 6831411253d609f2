"""Files of a folder that came from somewhere else: only its own, only plain, only small ones."""

import json
from pathlib import Path
from typing import Any

from workbench.errors import BadInput, NotFound


def own_file(folder: Path, name: str) -> Path | None:
    """The plain file `name` directly inside `folder`, or None when there is none.

    Raises BadInput for a name with a path in it, and for what is not a plain file: a link could
    lead anywhere.
    """
    if not is_base_name(name):
        raise BadInput(
            "{folder} refers to '{name}', which is not a file directly inside it; "
            "nothing outside the folder is read",
            folder=folder,
            name=name,
        )
    path = folder / name
    if path.is_symlink():
        raise BadInput(
            "{path} is a link, and links are not followed; "
            "copy the folder with the files themselves (cp -rL) and import the copy",
            path=path,
        )
    if path.exists() and not path.is_file():
        raise BadInput("{path} is not a plain file; the folder cannot be imported", path=path)
    return path if path.exists() else None


def is_base_name(name: str) -> bool:
    """Whether a name stays where it is: no separator of any system, no parent, no drive."""
    return bool(name) and name not in (".", "..") and not any(c in name for c in "/\\:\0")


def read_json(folder: Path, name: str, most_bytes: int) -> Any:
    """The plain values of a JSON file; raises NotFound, or BadInput when too large or not JSON."""
    path = own_file(folder, name)
    if path is None:
        raise NotFound("{path} is not there; is this a model's folder?", path=folder / name)
    with path.open("rb") as stream:
        data = stream.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise BadInput(
            "{path} has more than {most} bytes, which no such file needs; is it the right one?",
            path=path,
            most=most_bytes,
        )
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadInput("{path} is not valid JSON: {reason}", path=path, reason=error) from None


def read_json_object(folder: Path, name: str, most_bytes: int) -> dict[str, Any]:
    """The same for a file that must hold an object."""
    plain = read_json(folder, name, most_bytes)
    if not isinstance(plain, dict):
        raise BadInput(
            "{path} does not hold a JSON object; is it the right one?", path=folder / name
        )
    return plain

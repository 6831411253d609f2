"""Files of a folder that came from somewhere else: only its own, only plain, only small ones."""

import stat
from pathlib import Path
from typing import Any

from workbench.errors import BadInput, NotFound, reason_of
from workbench.file_formats.downloaded import leads_into_blobs, require_no_pointer
from workbench.file_formats.json_text import parse_json
from workbench.file_formats.plain_file import TooLarge, read_plain_file


def own_file(folder: Path, name: str) -> Path | None:
    """The plain file `name` directly inside `folder`, or None when there is none.

    Raises BadInput for a name with a path in it, and for what is not a plain file: a link could
    lead anywhere. One that a hub's cache made is followed to the blobs of its own model.
    """
    if not is_base_name(name):
        raise BadInput(
            "{folder} refers to '{name}', which is not a file directly inside it; "
            "nothing outside the folder is read",
            folder=folder,
            name=name,
        )
    path = folder / name
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if stat.S_ISLNK(found.st_mode) and leads_into_blobs(path):
        return path
    if stat.S_ISLNK(found.st_mode):
        raise BadInput(
            "{path} is a link, and links are not followed; "
            "copy the folder with the files themselves (cp -rL) and import the copy",
            path=path,
        )
    if not stat.S_ISREG(found.st_mode):
        raise BadInput("{path} is not a plain file; the folder cannot be imported", path=path)
    return path


def _unreadable(path: Path, error: OSError | ValueError) -> BadInput:
    reason = reason_of(error) if isinstance(error, OSError) else error
    return BadInput("{path} cannot be read: {reason}", path=path, reason=reason)


def is_base_name(name: str) -> bool:
    """Whether a name stays where it is: no separator of any system, no parent, no drive."""
    return bool(name) and name not in (".", "..") and not any(c in name for c in "/\\:\0")


def read_json(folder: Path, name: str, most_bytes: int) -> Any:
    """The plain values of a JSON file; raises NotFound, or BadInput when too large or not JSON."""
    path = own_file(folder, name)
    if path is None:
        raise NotFound("{path} is not there; is this a model's folder?", path=folder / name)
    try:
        data = read_plain_file(path, most_bytes)
    except TooLarge:
        raise BadInput(
            "{path} has more than {most} bytes, which no such file needs; is it the right one?",
            path=path,
            most=most_bytes,
        ) from None
    except OSError as error:
        raise _unreadable(path, error) from None
    require_no_pointer(path, data)
    return parse_json(data, path)


def read_json_object(folder: Path, name: str, most_bytes: int) -> dict[str, Any]:
    """The same for a file that must hold an object."""
    plain = read_json(folder, name, most_bytes)
    if not isinstance(plain, dict):
        raise BadInput(
            "{path} does not hold a JSON object; is it the right one?", path=folder / name
        )
    return plain

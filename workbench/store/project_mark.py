"""`workbench.json`: that a folder is a project, of which format, and whether it can be changed."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.errors import BadInput, Corrupt, DiskError, DiskFull, NotFound, ReadOnly, reason_of
from workbench.file_formats.plain_file import is_path, read_plain_file
from workbench.spec import is_utf8
from workbench.store.files import durable
from workbench.store.files.looking import is_file
from workbench.store.files.own import MARK_NAME, require_not_kept
from workbench.store.files.refused import cause_of
from workbench.words import Words, words

FORMAT = 2


@dataclass(frozen=True)
class ProjectMark:
    """A project's own id; `notice` says why it cannot be changed, if that is so."""

    id: str
    notice: Words | None


class _MarkFile(BaseModel):
    """What the file holds."""

    model_config = ConfigDict(extra="ignore")

    format: int
    id: str


def is_project(path: Path) -> bool:
    """Whether a folder is a project."""
    return is_file(path / MARK_NAME)


def open_mark(path: Path, *, create: bool) -> ProjectMark:
    """The mark of the project in a folder, which is made one when `create`.

    Raises NotFound when it is none, ReadOnly when it cannot be made there, Corrupt when its mark is
    damaged, BadInput when its path is no text in UTF-8.
    """
    _require_utf8(path)
    if not is_project(path):
        if os.path.lexists(path / MARK_NAME):
            raise _damaged(path / MARK_NAME)
        if not create:
            raise NotFound(
                "{folder} is not a project; name one with --project, or create it", folder=path
            )
        _create(path)
    mark = _read_mark(path / MARK_NAME)
    notice = _why_read_only(path, mark)
    if notice is None and mark.format < FORMAT:
        notice = _bring_up_to_date(path, mark)
    return ProjectMark(mark.id, notice)


def _require_utf8(path: Path) -> None:
    """Raise BadInput for a folder that no file of a project could name: those are in UTF-8."""
    if not (is_utf8(str(path)) and is_path(str(path))):
        raise BadInput(
            "{folder} cannot hold a project: its path is no text in UTF-8; rename the folder, or "
            "choose another one",
            folder=path,
        )


def _create(path: Path) -> None:
    try:
        require_not_kept(path)
        if path.exists() and not path.is_dir():
            raise BadInput("{path} is a file; a project needs a folder", path=path)
        durable.make_folder_and_parents(path)
        durable.write_json(path / MARK_NAME, {"format": FORMAT, "id": secrets.token_hex(8)})
    except (OSError, DiskError) as error:
        raise ReadOnly(
            "no project can be made in {folder}: {reason}; choose a folder that you may write to",
            folder=path,
            reason=reason_of(cause_of(error)),
        ) from None


def _read_mark(path: Path) -> _MarkFile:
    try:
        return _MarkFile.model_validate_json(read_plain_file(path))
    except ValidationError:
        raise _damaged(path) from None
    except OSError as error:
        raise ReadOnly(
            "{path} cannot be read: {reason}", path=path, reason=reason_of(error)
        ) from None


def _damaged(mark: Path) -> Corrupt:
    return Corrupt("{path} is damaged and cannot be read", path=mark)


def _bring_up_to_date(path: Path, mark: _MarkFile) -> Words | None:
    """Keep older versions from writing here: they know the settings by other names.

    Where that is not possible, as on a full disk, it says why; the project can be looked at.
    """
    try:
        durable.write_json(path / MARK_NAME, {"format": FORMAT, "id": mark.id})
    except (DiskFull, DiskError) as error:
        return error.words
    return None


def _why_read_only(path: Path, mark: _MarkFile) -> Words | None:
    if mark.format > FORMAT:
        return words(
            "{folder} was made by a newer version; it can be looked at, not changed",
            folder=path,
        )
    if not os.access(path, os.W_OK):
        return words("{folder} cannot be written to; it can be looked at, not changed", folder=path)
    return None

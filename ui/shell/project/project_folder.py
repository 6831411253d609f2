"""What stands where a project is to be opened or made."""

from enum import Enum, auto
from pathlib import Path

PROJECTS_FOLDER = "distill-workbench"
"""Where a project is made when nobody says otherwise, below the person's home."""


class FolderState(Enum):
    """What there is at a path."""

    FREE = auto()
    """Nothing, or an empty folder."""

    PROJECT = auto()
    OTHER_FILES = auto()
    NO_FOLDER = auto()


def state_of(path: Path) -> FolderState:
    """Whether a path can become a project; what cannot be looked into is said on opening it."""
    from workbench.store.project_mark import is_project

    try:
        if is_project(path):
            return FolderState.PROJECT
        if path.is_dir():
            return FolderState.OTHER_FILES if any(path.iterdir()) else FolderState.FREE
        return FolderState.NO_FOLDER if path.exists() else FolderState.FREE
    except OSError:
        return FolderState.FREE

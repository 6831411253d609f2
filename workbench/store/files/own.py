"""What a project keeps by itself, where nothing else may be written."""

import os
from pathlib import Path

from workbench.errors import NoPlainFile
from workbench.words import words

MARK_NAME = "workbench.json"
"""The file that makes a folder a project."""

COPIED = "copied"
"""The folder of the indices by which copied passages are found."""

SEARCHED = "search"
"""The folder of the corpora as they are searched."""

OWN_FOLDERS = (
    "bin",
    "caches",
    COPIED,
    "corpora",
    "models",
    "plans",
    "runs",
    SEARCHED,
    "shards",
    "sweeps",
    "tokenizers",
)
VOTES = "votes.jsonl"
_OWN_FILES = (
    MARK_NAME,
    "alert_rules.json",
    "names.lock",
    "plots.json",
    "presets.json",
    "project.lock",
    "queue.json",
    "views.json",
    VOTES,
)
_DATABASES = ("project.db", "history.db")
"""So begin the names of the databases, and of what SQLite and a sum keep beside them."""


class KeptByAProject(NoPlainFile):
    """A place that a project keeps by itself; what is written there would be taken for its own."""


def require_not_kept(path: Path) -> None:
    """Raise KeptByAProject, which names the folder, for a place that some project keeps by itself.

    Links are followed. Beside what it keeps, a project's folder is free.
    """
    real = Path(os.path.realpath(path))
    for project in real.parents:
        name = real.relative_to(project).parts[0]
        if _is_kept(name) and os.path.lexists(project / MARK_NAME):
            raise KeptByAProject(
                words(
                    "'{name}' is kept by the project in {folder} for itself",
                    name=name,
                    folder=project,
                ),
                path,
            )


def _is_kept(name: str) -> bool:
    folded = name.casefold()  # some systems tell no case
    return folded in (*OWN_FOLDERS, *_OWN_FILES) or folded.startswith(_DATABASES)

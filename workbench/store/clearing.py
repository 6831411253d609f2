"""Removing what interrupted writes left behind in a project."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from workbench.errors import CannotBeRead
from workbench.store.files import durable, looking
from workbench.store.files.own import COPIED, SEARCHED
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort
from workbench.store.runs.run_folder import RunFolder


def clear_leftovers(project: ProjectFolder) -> None:
    """Remove what interrupted writes left behind more than a day ago, wherever that can be.

    It may take long where much was left. What cannot be removed stays for the next time.
    """
    for folder in _written_to(project):
        with contextlib.suppress(OSError, CannotBeRead):
            durable.sweep(folder)


def _written_to(project: ProjectFolder) -> Iterator[Path]:
    """Every folder in which something may have been staged, the project's own first."""
    yield project.path
    things = [project.folder_of(sort) for sort in (Sort.CORPUS, Sort.TOKENIZER, Sort.CACHE)]
    runs, bins = project.folder_of(Sort.RUN), project.path / "bin"
    names = ("sweeps", "plans", COPIED, SEARCHED)
    others = (project.shards_path, *(project.path / name for name in names), bins)
    yield from (*things, runs, *others)
    for parent in (*things, runs, *_subfolders(bins)):
        for folder in _subfolders(parent):
            yield folder
            yield RunFolder(folder).checkpoints_path
    yield from _subfolders(bins)


def _subfolders(parent: Path) -> list[Path]:
    """The folders in a folder, but for what is being written; none where it cannot be listed."""
    with contextlib.suppress(CannotBeRead):
        return [p for p in looking.children(parent) if p.is_dir() and not durable.is_leftover(p)]
    return []

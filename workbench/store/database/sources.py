"""What tells that corpora, tokenizers or caches of a project have changed."""

from pathlib import Path

from workbench.store.files import looking, manifest
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort


def marks_of_sources(project: ProjectFolder) -> tuple[tuple[str, int], ...]:
    """Changes when a corpus, tokenizer or cache is made, renamed, deleted or restored."""
    sorts = (Sort.CORPUS, Sort.TOKENIZER, Sort.CACHE)
    folders = (folder for sort in sorts for folder in looking.children(project.folder_of(sort)))
    metas = (folder / manifest.META_NAME for folder in folders)
    return ((str(project.path), 0), *sorted((str(path), _changed_at(path)) for path in metas))


def _changed_at(path: Path) -> int:
    """In nanoseconds; 0 for a file that is not there, or is being moved away just now."""
    try:
        return path.stat().st_mtime_ns
    except (FileNotFoundError, NotADirectoryError):
        return 0

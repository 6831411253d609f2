"""Which names are free in a project, and giving a thing another one."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbench.errors import BadInput, Corrupt, NotFound
from workbench.store.files import looking
from workbench.store.folders import ProjectFolder
from workbench.store.names import Named, Sort, clean, require_free
from workbench.store.records import AnyRecord, ModelRecord, RunRecord, require_there, sort_of
from workbench.store.runs.run_folder import RunFolder
from workbench.store.scanning import scan
from workbench.store.scanning.model_record import MODEL_KINDS

_MAKERS: Mapping[Sort, Sequence[str]] = {
    Sort.CORPUS: ("add_corpus",),
    Sort.TOKENIZER: ("train_tokenizer", "import_model"),
    Sort.CACHE: ("cache_teacher",),
    Sort.MODEL: MODEL_KINDS,
    Sort.RUN: (),
}
"""The kinds of runs that make a thing of each sort."""


@dataclass(frozen=True)
class _Given:
    id: str
    name: str


class GivenNames:
    """The names of one sort as one look found them, for who holds the project's `naming`.

    `give` adds what has got a name since, so that many are given after one look.
    """

    def __init__(self, project: ProjectFolder, sort: Sort) -> None:
        ids = (path.name for path in looking.children(project.folder_of(sort)))
        self._ids = {*ids, *project.deleted_ids(sort)}
        self._named = list(named(project, sort))
        self._shared = sort is Sort.RUN

    def require_free(self, name: str, *, but_for: str = "") -> str:
        """As `require_free_name`."""
        cleaned = clean(name)
        if cleaned != but_for and cleaned in self._ids:
            raise BadInput(
                "'{name}' is the id of something else in this project; choose another name",
                name=cleaned,
            )
        require_free(cleaned, [other for other in self._named if other.id != but_for])
        return cleaned

    def give(self, name: str, to: str) -> None:
        """The thing with the id `to` has a name from now on; its id was taken before."""
        if not self._shared:
            self._named.append(_Given(to, name))


def require_free_name(project: ProjectFolder, sort: Sort, name: str, *, but_for: str = "") -> str:
    """The name as it is stored; raises BadInput when it is none or taken within its sort.

    It stays free for whoever holds the project's `naming` until it has been given.
    Runs may share a name, as a second try does; models may not. The id of another thing is
    taken too. `but_for` is the id of the thing that is to have the name.
    """
    return GivenNames(project, sort).require_free(name, but_for=but_for)


def named(project: ProjectFolder, sort: Sort) -> Sequence[Named]:
    """Everything whose name nothing else of its sort may have; runs may share theirs.

    A run has the name of what it makes from its beginning, so that two cannot make one.
    """
    return (*_made(project, sort), *_being_made(project, sort))


def _made(project: ProjectFolder, sort: Sort) -> Sequence[Named]:
    match sort:
        case Sort.CORPUS:
            return project.corpora()
        case Sort.TOKENIZER:
            return project.tokenizers()
        case Sort.CACHE:
            return project.caches()
        case Sort.MODEL:
            return project.models()
        case Sort.RUN:
            return ()


def _being_made(project: ProjectFolder, sort: Sort) -> Iterator[RunRecord]:
    """The runs that make something of a sort, or are about to."""
    runs = [run for run in project.run_folders() if run.meta.kind in _MAKERS[sort]]
    for run in runs:
        if run.is_under_way():
            with contextlib.suppress(Corrupt, NotFound):
                yield project.run_scan.record(run)


def rename(project: ProjectFolder, record: AnyRecord, name: str) -> None:
    """Give a thing another display name; its folder, and all that refers to it, stays."""
    with project.naming():
        _rename(project, record, name)


def _rename(project: ProjectFolder, record: AnyRecord, name: str) -> None:
    require_there(record)
    sort = Sort.MODEL if _names_a_model(project, record) else sort_of(record)
    cleaned = require_free_name(project, sort, name, but_for=record.id)
    if isinstance(record, RunRecord | ModelRecord):
        project.run_folder(record.id).rename(cleaned)
    else:
        scan.write_meta(record.folder, {**scan.read_plain_meta(record.folder), "name": cleaned})


def _names_a_model(project: ProjectFolder, record: AnyRecord) -> bool:
    """Whether the name of a thing is a model's; a run that is damaged may have made one."""
    if not isinstance(record, RunRecord):
        return isinstance(record, ModelRecord)
    if record.id in [model.id for model in named(project, Sort.MODEL)]:
        return True
    return record.kind in MODEL_KINDS and bool(RunFolder(record.folder).checkpoints())

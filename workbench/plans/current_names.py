"""What the other runs of a plan made, by the names that these things have now."""

import contextlib
from collections.abc import Iterable, Iterator, Sequence

from workbench.activities.spec import ANY_SPEC, AnySpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import BadInput, Corrupt, NotFound
from workbench.plans.lineage import with_lineage_kept
from workbench.plans.planned_run import NewNames, made_by, names_read, with_new_names
from workbench.spec import validate
from workbench.store.folders import ProjectFolder
from workbench.store.membership import Membership
from workbench.store.names import Named, Sort, find
from workbench.store.records import CacheRecord, CorpusRecord, TokenizerRecord
from workbench.store.runs.run_folder import RunFolder


def new_names(belongs_to: Membership, project: ProjectFolder) -> NewNames:
    """What the things a plan's runs made are called by now, by what the plan calls them.

    The runs of a sweep, and the branches of a run, read nothing of each other. What a journey made
    from something that is gone is made again.
    """
    if not belongs_to.id or belongs_to.kind in ("sweep", "branch"):
        return {}
    made = _names_by_folder(project)
    names: dict[tuple[Sort, str], str] = {}
    for run in _runs_beside(belongs_to, project):
        spec = _spec(run)
        sort = made_by(spec)
        folder = project.relative(run.path) if sort is Sort.MODEL else run.inputs().target
        if folder in made:
            names[sort, run.meta.planned_name or spec.name] = made[folder]
    return names


def _runs_beside(belongs_to: Membership, project: ProjectFolder) -> Iterable[RunFolder]:
    runs = [run for run in project.run_folders() if _is_beside(run, belongs_to)]
    return with_lineage_kept(runs, project) if belongs_to.kind == "journey" else runs


def _is_beside(run: RunFolder, belongs_to: Membership) -> bool:
    theirs = run.meta.belongs_to
    return theirs is not None and theirs.is_beside(belongs_to)


def _names_by_folder(project: ProjectFolder) -> dict[str, str]:
    """The name of every corpus, tokenizer, cache and model, by its folder in the project."""
    stored: list[CorpusRecord | TokenizerRecord | CacheRecord] = [
        *project.corpora(),
        *project.tokenizers(),
        *project.caches(),
    ]
    names = {project.relative(record.folder): record.name for record in stored}
    models = {f"runs/{model.run}": model.name for model in project.models()}
    return names | models


def spec_with_names_of_now(project: ProjectFolder, run: RunFolder) -> AnySpec:
    """What a run was asked, naming what it read as that is called by now.

    What is no longer there keeps its name. Raises BadSpec or Corrupt.
    """
    spec, made = _spec(run), _names_by_folder(project)
    names = {
        (sort, name): made[folder]
        for sort, name in names_read(spec)
        for located in run.inputs().everything
        if located is not None
        and located.name == name.partition("@")[0]
        and (folder := "/".join(located.folder.split("/")[:2])) in made
        and project.folder_of(sort).name == folder.partition("/")[0]
    }
    return with_new_names(spec, names)


def folders_of(
    named: Iterable[tuple[Sort, str]], project: ProjectFolder
) -> list[tuple[Sort, str, str]]:
    """The folder in the project of each thing that there is, by its sort and name."""
    records: dict[Sort, Sequence[Named]] = {
        Sort.CORPUS: project.corpora(),
        Sort.TOKENIZER: project.tokenizers(),
        Sort.CACHE: project.caches(),
        Sort.MODEL: project.models(),
    }
    folders = []
    for sort, name in sorted(named):
        with contextlib.suppress(NotFound, BadInput):
            path = project.folder_of(sort) / find(sort, name, records[sort]).id
            folders.append((sort, name, project.relative(path)))
    return folders


def as_called_now(
    spec: DistillSpec, folders: Iterable[tuple[Sort, str, str]], project: ProjectFolder
) -> DistillSpec:
    """A sweep's spec that names what lies in these folders as that is called by now.

    Raises NotFound where something that it reads is no longer there.
    """
    names, read, made = {}, names_read(spec), _names_by_folder(project)
    for sort, name, folder in folders:
        if (sort, name) not in read:
            continue
        if folder not in made:
            raise NotFound(
                "'{name}' ({folder}), which this sweep began with, is no longer in the project; "
                "restore it from the bin, or give the sweep another name",
                name=name,
                folder=folder,
            )
        names[sort, name] = made[folder]
    changed = with_new_names(spec, names)
    assert isinstance(changed, DistillSpec)
    return changed


def distillations(project: ProjectFolder) -> Iterator[tuple[str, DistillSpec]]:
    """The id and the spec of every distillation that can be read, oldest first."""
    for run in project.run_folders():
        if run.meta.kind == "distill" and (spec := distillation(run)) is not None:
            yield run.id, spec


def distillation(run: RunFolder) -> DistillSpec | None:
    """The spec of a distillation's run; None where it is none or damaged. Or CannotBeRead."""
    with contextlib.suppress(BadInput, Corrupt):
        return validate(DistillSpec, run.spec())
    return None


def _spec(run: RunFolder) -> AnySpec:
    return validate(ANY_SPEC, run.spec(), where=f"{run.id}/spec.toml")

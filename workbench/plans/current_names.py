"""What the other runs of a plan made, by the names that these things have now."""

import contextlib
from collections.abc import Iterator

from workbench.activities.spec import ANY_SPEC, AnySpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import WorkbenchError
from workbench.plans.planned_run import NewNames, made_by
from workbench.spec import validate
from workbench.store.folders import ProjectFolder
from workbench.store.membership import Membership
from workbench.store.names import Sort
from workbench.store.records import CacheRecord, CorpusRecord, TokenizerRecord
from workbench.store.run_folder import RunFolder


def new_names(belongs_to: Membership, project: ProjectFolder) -> NewNames:
    """What the things a plan's runs made are called by now, by what the plan calls them."""
    if not belongs_to.id:
        return {}
    made = _names_by_folder(project)
    names: dict[tuple[Sort, str], str] = {}
    for run in project.run_folders():
        theirs = run.meta.belongs_to
        if theirs is None or not theirs.is_beside(belongs_to):
            continue
        spec = _spec(run)
        sort = made_by(spec)
        folder = project.relative(run.path) if sort is Sort.MODEL else run.inputs().target
        if folder in made:
            names[sort, spec.name] = made[folder]
    return names


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


def distillations(project: ProjectFolder) -> Iterator[tuple[str, DistillSpec]]:
    """The id and the spec of every distillation that can be read, oldest first."""
    for run in project.run_folders():
        if run.meta.kind == "distill" and (spec := distillation(run)) is not None:
            yield run.id, spec


def distillation(run: RunFolder) -> DistillSpec | None:
    """The spec of a distillation's run; None where it is none or cannot be read."""
    with contextlib.suppress(WorkbenchError):
        return validate(DistillSpec, run.spec())
    return None


def _spec(run: RunFolder) -> AnySpec:
    return validate(ANY_SPEC, run.spec(), where=f"{run.id}/spec.toml")

"""Making the folder of a run that is to start, or finding the one of a run to resume."""

import time
from collections.abc import Callable
from pathlib import Path

from workbench.activities.branch import parent_checkpoint
from workbench.activities.resolve import resolve
from workbench.activities.resources import RunResources
from workbench.activities.spec import ANY_SPEC, AnySpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import BadInput, NotFound
from workbench.plans.control_run import pair_by_settings
from workbench.plans.current_names import distillations, new_names, spec_with_names_of_now
from workbench.plans.planned_run import (
    Startable,
    made_by,
    membership_of,
    spec_of,
    with_new_names,
)
from workbench.spec import validate
from workbench.store.bin import Bin
from workbench.store.files import durable
from workbench.store.folders import ProjectFolder
from workbench.store.membership import Membership, parent_of
from workbench.store.names import Sort, free_name
from workbench.store.naming import named, require_free_name
from workbench.store.records import CheckpointRecord
from workbench.store.runs.inputs import Located
from workbench.store.runs.run_folder import RunFolder
from workbench.words import listed


def new_run(
    project: ProjectFolder, planned: Startable, require_room: Callable[[AnySpec], None]
) -> RunFolder:
    """The folder of a new run, with its spec and inputs; raises NotFound, BadInput or ReadOnly.

    Raises InBin for what was deleted and can be restored, and as `require_room` does.
    """
    try:
        with project.naming():
            return _made(project, planned, require_room)
    except NotFound as missing:
        Bin(project).require_without(missing)
        raise


def _made(
    project: ProjectFolder, planned: Startable, require_room: Callable[[AnySpec], None]
) -> RunFolder:
    belongs_to = membership_of(planned)
    spec = _as_named_now(project, spec_of(planned), belongs_to)
    if isinstance(spec, DistillSpec) and belongs_to == Membership():
        belongs_to = pair_by_settings(spec, distillations(project))
    require_free_name(project, Sort.RUN, spec.name)
    inputs = resolve(spec, project)
    if (parent := parent_of(belongs_to)) is not None:
        inputs = inputs.model_copy(update={"parent": _parent(project, spec, *parent)})
    require_room(spec)
    return project.new_run(
        spec,
        inputs,
        name=spec.name,
        kind=spec.kind,
        belongs_to=belongs_to,
        planned_name=spec_of(planned).name,
    )


def _parent(project: ProjectFolder, spec: AnySpec, run_id: str, step: int) -> Located:
    run = project.run_folder(run_id)
    return parent_checkpoint(project, spec, spec_with_names_of_now(project, run), run, step)


def _as_named_now(project: ProjectFolder, spec: AnySpec, belongs_to: Membership) -> AnySpec:
    """A planned spec: what its plan made may have been renamed, and its own name be taken.

    A sweep numbers its runs by itself, so that it may also find another name for one; so may a
    journey for what it makes again.
    """
    spec = with_new_names(spec, new_names(belongs_to, project))
    if belongs_to.kind != "sweep" and not _is_made_again(project, belongs_to):
        return spec
    name = free_name(spec.name, named(project, made_by(spec)))
    return spec if name == spec.name else spec.model_copy(update={"name": name})


def _is_made_again(project: ProjectFolder, belongs_to: Membership) -> bool:
    """Whether a journey has made this before, or has left it half made."""
    return belongs_to.kind == "journey" and any(
        run.meta.belongs_to == belongs_to and not run.is_claimed for run in project.run_folders()
    )


def unfinished(project: ProjectFolder, run: RunFolder) -> RunFolder:
    """The run, if it can be resumed.

    Raises ReadOnly, BadInput when it is finished or the name of what it makes is given away, and
    Corrupt when it does not tell what it is.
    """
    project.require_writable()
    _ = run.meta
    run.require_unfinished()
    if not run.checkpoints():
        with project.naming():
            _require_name(project, run)
            run.announce()
    return run


def _require_name(project: ProjectFolder, run: RunFolder) -> None:
    """Raise BadInput when something else has the name of what a run has not made yet."""
    spec = validate(ANY_SPEC, run.spec(), where=f"{run.id}/spec.toml")
    sort = made_by(spec)
    name = run.meta.name if sort is Sort.MODEL else spec.name
    own = {run.id, Path(run.inputs().target).name}
    for other in named(project, sort):
        if other.id not in own and other.name.casefold() == name.casefold():
            raise BadInput(
                "{run} cannot go on: {other} has the name '{name}' by now; rename one of them, "
                "and then resume the run",
                run=run.id,
                other=other.id,
                name=name,
            )


def go_back(run: RunFolder, step: int) -> None:
    """Set later checkpoints aside, so that the one of `step` is the last one again."""
    checkpoint_at(run, step)
    with run.claim():
        for checkpoint in run.checkpoints():
            if checkpoint.step > step:
                aside = run.path / "discarded" / f"{checkpoint.folder.name}-{time.time_ns()}"
                durable.move(checkpoint.folder, aside)


def planned_resources(spec: AnySpec, project: ProjectFolder) -> RunResources:
    """What a run of the spec would work with; its folder is not there, and nothing may need it."""

    def nothing() -> None:
        """A preview writes no journal and holds no folder."""

    nowhere = RunFolder(project.path / "runs" / "preview")
    free = free_name(spec.name, named(project, made_by(spec)))
    inputs = resolve(spec.model_copy(update={"name": free}), project)
    return RunResources(project.path, nowhere, inputs, nothing, nothing)


def checkpoint_at(run: RunFolder, step: int) -> CheckpointRecord:
    """The checkpoint of a step; raises BadInput, naming those that there are."""
    saved = run.checkpoints()
    found = next((checkpoint for checkpoint in saved if checkpoint.step == step), None)
    if found is None:
        raise BadInput(
            "there is no checkpoint at step {step}; there is: {steps}",
            step=step,
            steps=listed(str(checkpoint.step) for checkpoint in saved),
        )
    return found

"""The comparison of chosen models: beside what taught them, and beside what they are without it."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from workbench.activities.spec import ANY_SPEC, AnySpec, Candidate, EvaluateSpec, Role
from workbench.distillation.spec import DistillSpec, name_with
from workbench.errors import BadInput, NotFound, WorkbenchError
from workbench.plans.control_run import control_run_of
from workbench.plans.journey import REPORT_TOKENS
from workbench.spec import validate
from workbench.store.folders import ProjectFolder
from workbench.store.membership import CONTROL
from workbench.store.names import free_name
from workbench.store.records import ModelRecord, RunRecord
from workbench.store.runs.inputs import Inputs, Located
from workbench.training.pretrain_spec import PretrainSpec


@dataclass(frozen=True)
class _Chosen:
    """A model, what names it and its checkpoint, and how it was made where that can be told."""

    reference: str
    model: ModelRecord
    run: RunRecord | None
    spec: AnySpec | None
    inputs: Inputs

    @property
    def is_distilled(self) -> bool:
        return isinstance(self.spec, DistillSpec)

    @property
    def is_control(self) -> bool:
        belongs_to = self.run.belongs_to if self.run is not None else None
        return self.is_distilled and belongs_to is not None and belongs_to.role == CONTROL


def comparisons_of(
    references: Sequence[str],
    models: Sequence[ModelRecord],
    runs: Sequence[RunRecord],
    project: ProjectFolder,
    *,
    teacher: str = "",
    corpus: str = "",
    otherwise_on: str = "",
) -> tuple[EvaluateSpec, ...]:
    """What measures these models beside the teacher of the first student among them and the control
    of each, on `corpus`; without one on the text that they learnt from, of a mixture on each apart.

    `teacher` and `otherwise_on`, a corpus, are taken where the models' runs tell none. Raises
    NotFound or BadInput.
    """
    if not references:
        raise BadInput("no model is named; name one or several to be compared")
    chosen = [_chosen(one, models, runs, project) for one in dict.fromkeys(references)]
    first = next((one for one in chosen if one.is_distilled), chosen[0])
    located = first.inputs.teacher
    taught_by = next((f"{m.name}@best" for m in models if located and m.id == located.id), teacher)
    candidates = tuple(_candidates(chosen, taught_by, models, runs, project))
    scored, *further = [corpus] if corpus else _corpora_of([first, *chosen], project, otherwise_on)
    whole = EvaluateSpec(
        name=free_name(name_with(first.model.name, " report"), runs),
        corpus=scored,
        candidates=candidates,
        teacher=candidates[0].model if candidates[0].role == "teacher" else "",
        tokens=REPORT_TOKENS,
        sample_prompt=_prompt_of(first),
    )
    apart = [(one, free_name(name_with(first.model.name, f" on {one}"), runs)) for one in further]
    return whole, *(whole.model_copy(update={"corpus": one, "name": name}) for one, name in apart)


def comparison_on(
    spec: EvaluateSpec,
    inputs: Inputs,
    corpus: str,
    models: Sequence[ModelRecord],
    runs: Sequence[RunRecord],
) -> EvaluateSpec:
    """The models of a comparison in their parts on another corpus, by their present names.

    Raises NotFound where one was deleted since.
    """
    names = {model.id: model.name for model in models}

    def present(reference: str, located: Located) -> str:
        if located.id not in names:
            raise NotFound(
                "the model '{name}' is no longer in the project; restore it from the bin",
                name=located.name,
            )
        _, at, checkpoint = reference.partition("@")
        return f"{names[located.id]}{at}{checkpoint}"

    pairs = zip(spec.candidates, inputs.candidates, strict=True)
    candidates = [
        one.model_copy(update={"model": present(one.model, located)}) for one, located in pairs
    ]
    teacher, (first, *_) = inputs.teacher, candidates
    name = name_with(first.model.partition("@")[0], f" on {corpus}")
    return spec.model_copy(
        update={
            "name": free_name(name, runs),
            "corpus": corpus,
            "candidates": tuple(candidates),
            "teacher": present(spec.teacher, teacher) if teacher is not None else "",
        }
    )


def _chosen(
    reference: str,
    models: Sequence[ModelRecord],
    runs: Sequence[RunRecord],
    project: ProjectFolder,
) -> _Chosen:
    model, _ = project.choose_model(models, reference)
    if model.labels:
        raise BadInput(
            "'{model}' tells classes and predicts no text; leave it out of the comparison",
            model=model.name,
        )
    run = next((run for run in runs if run.id == model.run), None)
    with suppress(WorkbenchError):  # a damaged run tells nothing of its model, which may be sound
        folder = project.run_folder(model.run)
        spec: AnySpec = validate(ANY_SPEC, folder.spec(), where=f"{folder.id}/spec.toml")
        return _Chosen(reference, model, run, spec, folder.inputs())
    return _Chosen(reference, model, run, None, Inputs())


def _candidates(
    chosen: Sequence[_Chosen],
    taught_by: str,
    models: Sequence[ModelRecord],
    runs: Sequence[RunRecord],
    project: ProjectFolder,
) -> Iterator[Candidate]:
    """The teacher, the controls, the students, and whatever else was chosen."""
    teacher = project.choose_model(models, taught_by)[0].id if taught_by else ""
    teachers = [one.reference for one in chosen if one.model.id == teacher]
    rest = [one for one in chosen if one.model.id != teacher]
    there = {one.model.id for one in chosen}
    by_run = {model.run: model for model in models if model.id not in there}
    controls = [one.reference for one in rest if one.is_control]
    students = [one for one in rest if one.is_distilled and not one.is_control]
    for student in students:
        begun_as = student.spec.name if student.spec is not None else ""
        control = control_run_of(student.model.run, begun_as, runs)
        if control is not None and control.id in by_run:
            controls.append(f"{by_run[control.id].name}@best")
    # Of a pair that was put together by hand, the other one stands in the student's place.
    other: Role = "student" if teacher and not students and not controls else "model"
    yield from _of_role("teacher", teachers or [taught_by] * bool(teacher))
    yield from _of_role("control", dict.fromkeys(controls))
    yield from _of_role("student", [one.reference for one in students])
    yield from _of_role(other, [one.reference for one in rest if not one.is_distilled])


def _of_role(role: Role, references: "Sequence[str] | dict[str, None]") -> Iterator[Candidate]:
    return (Candidate(model=reference, role=role) for reference in references)


def _corpora_of(chosen: Sequence[_Chosen], project: ProjectFolder, otherwise: str) -> Sequence[str]:
    """What the corpora are called by now that the first one learnt from that has any left."""
    names = {corpus.id: corpus.name for corpus in project.corpora()}
    for one in chosen:
        if there := [names[read.id] for read in one.inputs.corpora if read.id in names]:
            return there
    if otherwise:
        return [otherwise]
    if names:
        raise NotFound(
            "the text that these models learnt from is no longer in the project; name another "
            "corpus to compare them on, or restore it from the bin"
        )
    raise NotFound("no corpus is there to compare models on; import a text first")


def _prompt_of(one: _Chosen) -> str:
    """The text that it continued while it learnt."""
    return one.spec.loop.sample_prompt if isinstance(one.spec, DistillSpec | PretrainSpec) else ""

"""A run that is to be started as a part of a plan, and what its plan mates are called by now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workbench.activities.range_test.spec import LearningRateTestSpec
from workbench.activities.spec import (
    AnySpec,
    AverageSpec,
    EvaluateSpec,
    ImportRunSpec,
)
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import BadInput
from workbench.store.membership import Membership
from workbench.store.names import Sort
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.mixture_spec import FurtherCorpus
from workbench.training.pretrain_spec import PretrainSpec


@dataclass(frozen=True)
class PlannedRun:
    """The spec of a run, and what the run will belong to.

    `begun` is the id of the run that began with it and did not finish; it is gone on with.
    """

    spec: AnySpec
    belongs_to: Membership
    begun: str = ""

    @property
    def name(self) -> str:
        """What the run is to be called."""
        return self.spec.name


Startable = AnySpec | PlannedRun
"""What can be started: a run by itself, or as a part of a plan."""

NewNames = Mapping[tuple[Sort, str], str]
"""What things are called by now, by their sort and by what a plan calls them."""

_Renaming = Callable[[Sort, str], str]


def require_spec(given: object) -> None:
    """Raise BadInput for what is nothing to start, such as a spec's name or its plain values."""
    if not isinstance(given, Startable):
        raise BadInput(
            "a spec is needed, such as PretrainSpec(…) or load_spec(path), not a value of type "
            "{given}",
            given=type(given).__name__,
        )


def spec_of(run: Startable) -> AnySpec:
    """What a run is to do."""
    return run.spec if isinstance(run, PlannedRun) else run


def membership_of(run: Startable) -> Membership:
    """What a run is to belong to."""
    return run.belongs_to if isinstance(run, PlannedRun) else Membership()


def planned_run(spec: AnySpec, belongs_to: Membership) -> Startable:
    """A run of a spec; the spec itself where it belongs to nothing."""
    return spec if belongs_to == Membership() else PlannedRun(spec, belongs_to)


def made_by(spec: AnySpec) -> Sort:
    """The sort of what a run makes; a run where it makes nothing that has a name of its own."""
    match spec:
        case AddCorpusSpec():
            return Sort.CORPUS
        case TrainTokenizerSpec():
            return Sort.TOKENIZER
        case CacheTeacherSpec():
            return Sort.CACHE
        case EvaluateSpec() | ImportRunSpec() | LearningRateTestSpec():
            return Sort.RUN
        case _:
            return Sort.MODEL


def names_read(spec: AnySpec) -> set[tuple[Sort, str]]:
    """What a run reads, by sort and name: all that `with_new_names` changes of its spec."""
    read: set[tuple[Sort, str]] = set()

    def note(sort: Sort, name: str) -> str:
        if name:
            read.add((sort, name))
        return name

    _renamed(spec, note)
    return read


def with_new_names(spec: AnySpec, names: NewNames) -> AnySpec:
    """A spec that names what it reads as that is called by now."""
    return _renamed(spec, lambda sort, name: names.get((sort, name), name))


def is_same_but_for_names(spec: AnySpec, other: AnySpec) -> bool:
    """Whether two specs ask for the same, whatever it and what they read are called."""
    return _without_names(spec) == _without_names(other)


def _without_names(spec: AnySpec) -> AnySpec:
    return _renamed(spec, lambda _sort, _name: "").model_copy(update={"name": ""})


def _renamed(spec: AnySpec, new: _Renaming) -> AnySpec:
    match spec:
        case DistillSpec():
            further = tuple(
                one.model_copy(update={"teacher": _model(new, one.teacher)})
                for one in spec.further_teachers
            )
            changes = {
                "cache": new(Sort.CACHE, spec.cache),
                "warm_start": _model(new, spec.warm_start),
                "tokenizer": new(Sort.TOKENIZER, spec.tokenizer),
                "further_teachers": further,
                "further_corpora": _further_corpora(new, spec),
                **_corpus_and_teacher(new, spec),
            }
        case PretrainSpec():
            tokenizer = new(Sort.TOKENIZER, spec.tokenizer)
            changes = {
                "corpus": new(Sort.CORPUS, spec.corpus),
                "further_corpora": _further_corpora(new, spec),
                "tokenizer": tokenizer,
                "warm_start": _model(new, spec.warm_start),
            }
        case TrainTokenizerSpec():
            changes = {"corpus": new(Sort.CORPUS, spec.corpus)}
        case EvaluateSpec():
            candidates = tuple(
                one.model_copy(update={"model": _model(new, one.model)}) for one in spec.candidates
            )
            changes = {"candidates": candidates, **_corpus_and_teacher(new, spec)}
        case CacheTeacherSpec():
            changes = _corpus_and_teacher(new, spec)
        case FinetuneSpec():
            changes = _finetuning(new, spec)
        case LearningRateTestSpec():
            changes = {"training": _renamed(spec.training, new)}
        case AverageSpec():
            changes = {
                "checkpoints": tuple(_model(new, one) for one in spec.checkpoints),
                "no_worse_than": _model(new, spec.no_worse_than),
                "corpus": new(Sort.CORPUS, spec.corpus),
            }
        case _:
            changes = {}
    return spec.model_copy(update=changes)


def _further_corpora(new: _Renaming, spec: PretrainSpec | DistillSpec) -> tuple[FurtherCorpus, ...]:
    return tuple(
        one.model_copy(update={"corpus": new(Sort.CORPUS, one.corpus)})
        for one in spec.further_corpora
    )


def _corpus_and_teacher(
    new: _Renaming, spec: DistillSpec | EvaluateSpec | CacheTeacherSpec
) -> dict[str, object]:
    return {
        "corpus": new(Sort.CORPUS, spec.corpus),
        "teacher": _model(new, spec.teacher),
    }


def _finetuning(new: _Renaming, spec: FinetuneSpec) -> dict[str, object]:
    task = spec.task.model_copy(update={"teacher": _model(new, spec.task.teacher)})
    return {"model": _model(new, spec.model), "task": task}


def _model(new: _Renaming, reference: str) -> str:
    """A reference `NAME[@best|@last|@STEP]` with the name of now."""
    name, at, which = reference.partition("@")
    return f"{new(Sort.MODEL, name)}{at}{which}"

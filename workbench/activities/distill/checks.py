"""Whether the models of a distillation can read the same text; torch is not needed."""

from collections.abc import Sequence

from workbench.distillation.divergence.spec import UniversalLogits
from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.compatibility import incompatibilities
from workbench.errors import BadInput
from workbench.models.model_file import ModelFile
from workbench.store.folders import ProjectFolder
from workbench.store.records import ModelRecord, TokenizerRecord


def check_teachers(
    teachers: Sequence[ModelRecord], files: Sequence[ModelFile], spec: DistillSpec
) -> None:
    """Raise BadInput when the teachers' predictions cannot be averaged."""
    first = teachers[0]
    for teacher, file in zip(teachers[1:], files[1:], strict=True):
        if teacher.tokenizer != first.tokenizer:
            raise BadInput(
                "'{one}' reads text with the tokenizer '{ones}' and '{other}' with '{others}'; "
                "teachers whose probabilities are averaged need the same one",
                one=first.name,
                ones=first.tokenizer,
                other=teacher.name,
                others=teacher.tokenizer,
            )
        for problem in incompatibilities(_without_features(spec), file.spec):
            raise BadInput("'{teacher}': {problem}", teacher=teacher.name, problem=problem.words)


def check_warm_start(
    model: ModelRecord, own: ModelFile, teacher: ModelFile, *, cached: bool = False
) -> None:
    """Raise BadInput when a model cannot be trained further as the student.

    With a cache both need as many token ids; without, predictions are compared over the common.
    """
    if own.labels:
        raise BadInput(
            "'{model}' was fine-tuned to tell classes and predicts no tokens any more; choose the "
            "model that it was made from",
            model=model.name,
        )
    same_tokenizer = own.tokenizer_digest == teacher.tokenizer_digest
    if cached and same_tokenizer and own.vocabulary_size != teacher.vocabulary_size:
        raise BadInput(
            "'{model}' has room for {ours} token ids and the teacher for {theirs}, and a cache "
            "holds the teacher's; leave the cache empty, or choose another warm start",
            model=model.name,
            ours=own.vocabulary_size,
            theirs=teacher.vocabulary_size,
        )


def _without_features(spec: DistillSpec) -> DistillSpec:
    """Feature terms read the activations of the first teacher alone."""
    stages = tuple(
        stage.model_copy(update={"terms": (), "output_weight": 1.0}) for stage in spec.stages
    )
    student = spec.student.model_copy(update={"init": "random"})
    return spec.model_copy(update={"stages": stages, "student": student})


def own_tokenizer(
    spec: DistillSpec, teacher: ModelRecord, warm_start: ModelRecord | None, project: ProjectFolder
) -> TokenizerRecord:
    """The student's tokenizer; another than the teacher's needs a divergence made for it."""
    theirs = project.tokenizer(teacher.tokenizer)
    ours = theirs
    if warm_start is not None:
        ours = project.tokenizer(warm_start.tokenizer)
        if spec.tokenizer and project.tokenizer(spec.tokenizer).digest != ours.digest:
            raise BadInput(
                "'{model}' reads text with the tokenizer '{own}'; leave the setting tokenizer "
                "empty to go on with it",
                model=warm_start.name,
                own=ours.name,
            )
    elif spec.tokenizer:
        ours = project.tokenizer(spec.tokenizer)
    if ours.digest != theirs.digest:
        _check_across(spec, ours, theirs)
    return ours


def _check_across(spec: DistillSpec, ours: TokenizerRecord, theirs: TokenizerRecord) -> None:
    for stage in spec.stages:
        if stage.uses_predictions and not isinstance(stage.divergence, UniversalLogits):
            raise BadInput(
                "the student reads text with the tokenizer '{ours}' and the teacher with "
                "'{theirs}', so that their tokens cannot be compared one by one; choose the "
                "teacher's tokenizer, or the divergence ULD, which compares sorted probabilities",
                ours=ours.name,
                theirs=theirs.name,
            )
        if stage.terms or stage.on_policy.share or stage.alpha_schedule == "confidence":
            raise BadInput(
                "with two tokenizers ('{ours}' and '{theirs}') only predictions can be compared: "
                "remove the terms, the student's own texts and schedules by confidence",
                ours=ours.name,
                theirs=theirs.name,
            )
    if spec.cache or spec.student.init == "from_teacher":
        raise BadInput(
            "with two tokenizers ('{ours}' and '{theirs}') neither a teacher cache nor copied "
            "weights fit; leave the cache empty and start from random weights",
            ours=ours.name,
            theirs=theirs.name,
        )

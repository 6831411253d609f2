"""From the names in a spec to folders and digests, checked before anything starts."""

from pathlib import Path
from typing import assert_never

from workbench.activities.distill.checks import check_teachers, check_warm_start, own_tokenizer
from workbench.activities.exchange.average_checks import check_averaging
from workbench.activities.finetune.checks import check_model, check_teacher, checked_tables
from workbench.activities.finetune.encoding import reading_with
from workbench.activities.pretraining.checks import check_going_on
from workbench.activities.range_test.spec import LearningRateTestSpec, TestedSpec
from workbench.activities.spec import (
    AnySpec,
    AverageSpec,
    EvaluateSpec,
    ImportModelSpec,
    ImportRunSpec,
)
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.cache.compatibility import check_stages
from workbench.distillation.cache.file import CacheSource, check_origin, read_meta
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.compatibility import check_compatibility
from workbench.errors import BadInput
from workbench.models.alike import require_alike
from workbench.models.model_file import read_model_file, require_tokenizer
from workbench.store.files import checked, manifest
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort
from workbench.store.naming import require_free_name
from workbench.store.records import (
    CacheRecord,
    CheckpointRecord,
    CorpusRecord,
    ModelRecord,
    TokenizerRecord,
)
from workbench.store.runs.inputs import Inputs, Located
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec


def resolve(spec: AnySpec, project: ProjectFolder) -> Inputs:
    """Find what a spec names, and reserve a folder for what it makes.

    Raises NotFound (suggesting a name), Corrupt for a damaged model, or BadInput for a name that is
    taken or a student that does not fit its teacher.
    """
    match spec:
        case AddCorpusSpec():
            return Inputs(target=_target(Sort.CORPUS, spec.name, project))
        case TrainTokenizerSpec():
            corpus = _corpus(spec.corpus, project)
            return Inputs(target=_target(Sort.TOKENIZER, spec.name, project), corpus=corpus)
        case PretrainSpec() | FinetuneSpec() | DistillSpec():
            require_free_name(project, Sort.MODEL, spec.name)
            return _for_training(spec, project)
        case LearningRateTestSpec():
            return _for_training(spec.training, project)
        case CacheTeacherSpec():
            return _for_caching(spec, project)
        case EvaluateSpec():
            return _for_evaluation(spec, project)
        case ImportModelSpec():
            require_free_name(project, Sort.MODEL, spec.name)
            if spec.base:
                return Inputs(model=_checkpoint(*_model(spec.base, project), project.path))
            return Inputs(target=_target(Sort.TOKENIZER, spec.name, project))
        case ImportRunSpec():
            return Inputs()
        case AverageSpec():
            return _for_averaging(spec, project)
        case _:
            assert_never(spec)


def _for_training(spec: TestedSpec, project: ProjectFolder) -> Inputs:
    match spec:
        case PretrainSpec():
            return _for_pretraining(spec, project)
        case FinetuneSpec():
            return _for_finetuning(spec, project)
        case DistillSpec():
            return _for_distillation(spec, project)
        case _:
            assert_never(spec)


def _for_pretraining(spec: PretrainSpec, project: ProjectFolder) -> Inputs:
    chosen = project.tokenizer(spec.tokenizer) if spec.tokenizer else None
    read = _corpora(spec, project)
    if not spec.warm_start:
        assert chosen is not None
        return read.model_copy(update={"tokenizer": _located(chosen, project.path)})
    model, checkpoint = _model(spec.warm_start, project)
    own = project.tokenizer(model.tokenizer)
    check_going_on(spec, read_model_file(checkpoint.folder), own, chosen)
    goes_on = _checkpoint(model, checkpoint, project.path)
    return read.model_copy(update={"tokenizer": _located(own, project.path), "model": goes_on})


def _for_averaging(spec: AverageSpec, project: ProjectFolder) -> Inputs:
    require_free_name(project, Sort.MODEL, spec.name)
    chosen = [_model(reference, project) for reference in spec.checkpoints]
    best = [_model(spec.no_worse_than, project)] if spec.no_worse_than else []
    folders = [one.folder for _, one in chosen]
    check_averaging(spec, folders, best[0][1].folder if best else None)
    pairs = zip(spec.checkpoints, chosen, strict=True)
    require_alike([(name, read_model_file(one.folder)) for name, (_, one) in pairs])
    _require_one_tokenizer([model for model, _ in (chosen[0], *best)])
    tokenizer = project.tokenizer(chosen[0][0].tokenizer)
    return Inputs(
        corpus=_corpus(spec.corpus, project) if spec.corpus else None,
        tokenizer=_located(tokenizer, project.path),
        model=_checkpoint(*best[0], project.path) if best else None,
        candidates=tuple(_checkpoint(*pair, project.path) for pair in chosen),
    )


def _target(sort: Sort, name: str, project: ProjectFolder) -> str:
    require_free_name(project, sort, name)
    return project.relative(project.new_folder(sort, name))


def _for_distillation(spec: DistillSpec, project: ProjectFolder) -> Inputs:
    if spec.assistants:
        raise BadInput(
            "'{name}' is a chain of {count} runs; start them one after another, as `run` does",
            name=spec.name,
            count=len(spec.assistants) + 1,
        )
    teachers = [_model(name, project) for name, _ in spec.teachers]
    files = [read_model_file(checkpoint.folder) for _, checkpoint in teachers]
    warm = _model(spec.warm_start, project) if spec.warm_start else None
    warm_file = read_model_file(warm[1].folder) if warm else None
    check_compatibility(spec, files[0].spec, warm_file.spec if warm_file else None)
    check_teachers([model for model, _ in teachers], files, spec)
    if warm and warm_file:
        check_warm_start(warm[0], warm_file, files[0], cached=bool(spec.cache))
    tokenizer = own_tokenizer(spec, teachers[0][0], warm[0] if warm else None, project)
    read = {
        "tokenizer": _located(tokenizer, project.path),
        "teacher": _checkpoint(*teachers[0], project.path),
        "further_teachers": tuple(_checkpoint(*one, project.path) for one in teachers[1:]),
        "model": _checkpoint(*warm, project.path) if warm else None,
        "cache": _cache(spec, project, tokenizer, teachers[0]) if spec.cache else None,
    }
    return _corpora(spec, project).model_copy(update=read)


def _corpora(spec: PretrainSpec | DistillSpec, project: ProjectFolder) -> Inputs:
    first, *further = (_corpus(name, project) for name, _ in spec.mixture)
    return Inputs(corpus=first, further_corpora=tuple(further))


def _cache(
    spec: DistillSpec,
    project: ProjectFolder,
    tokenizer: TokenizerRecord,
    teacher: tuple[ModelRecord, CheckpointRecord],
) -> Located:
    """The cache that a student learns from, if it was made for this very distillation."""
    record = project.cache(spec.cache)
    meta = read_meta(record.folder)
    corpus = project.corpus(spec.corpus)
    warm = _model(spec.warm_start, project)[1].folder if spec.warm_start else None
    context = read_model_file(warm).spec.context if warm else spec.student.context
    check_origin(
        meta,
        teacher=CacheSource(name=teacher[0].name, digest=teacher[1].digest),
        corpus=CacheSource(name=corpus.name, digest=corpus.digest),
        tokenizer=CacheSource(name=tokenizer.name, digest=tokenizer.digest),
        context=context,
    )
    check_stages(meta, spec)
    return _located(record, project.path)


def _for_caching(spec: CacheTeacherSpec, project: ProjectFolder) -> Inputs:
    model, checkpoint = _model(spec.teacher, project)
    shape = read_model_file(checkpoint.folder).spec
    if not shape.is_causal:
        raise BadInput(
            "'{model}' is a BERT: what it is asked is masked anew at each step, so that its "
            "answers cannot be kept; let students ask it",
            model=model.name,
        )
    if spec.context > shape.context:
        raise BadInput(
            "windows of {asked} tokens are longer than the teacher's context of {context}; choose "
            "at most {context}",
            asked=spec.context,
            context=shape.context,
        )
    return Inputs(
        target=_target(Sort.CACHE, spec.name, project),
        corpus=_corpus(spec.corpus, project),
        tokenizer=_located(project.tokenizer(model.tokenizer), project.path),
        teacher=_checkpoint(model, checkpoint, project.path),
    )


def _for_finetuning(spec: FinetuneSpec, project: ProjectFolder) -> Inputs:
    model, checkpoint = _model(spec.model, project)
    base, teacher, teaches = read_model_file(checkpoint.folder), None, None
    if spec.task.teacher:
        teacher = _model(spec.task.teacher, project)
        teaches = read_model_file(teacher[1].folder)
        check_teacher(spec, teacher[0], teaches, model, base)
    check_model(spec, reading_with(base, teaches))
    return Inputs(
        tokenizer=_located(project.tokenizer(model.tokenizer), project.path),
        teacher=_checkpoint(*teacher, project.path) if teacher else None,
        model=_checkpoint(model, checkpoint, project.path),
        examples=checked_tables(spec),
    )


def _for_evaluation(spec: EvaluateSpec, project: ProjectFolder) -> Inputs:
    names = dict.fromkeys(candidate.model for candidate in spec.candidates)
    named = {name: _model(name, project) for name in names}
    candidates = [named[candidate.model] for candidate in spec.candidates]
    teacher = _model(spec.teacher, project) if spec.teacher else None
    everyone = [*candidates, teacher] if teacher else candidates
    _require_one_tokenizer([model for model, _ in everyone])
    first = everyone[0][0]
    return Inputs(
        corpus=_corpus(spec.corpus, project),
        tokenizer=_located(project.tokenizer(first.tokenizer), project.path),
        teacher=_checkpoint(*teacher, project.path) if teacher else None,
        candidates=tuple(_checkpoint(*pair, project.path) for pair in candidates),
    )


def _require_one_tokenizer(models: list[ModelRecord]) -> None:
    for model in models:
        if model.tokenizer != models[0].tokenizer:
            raise BadInput(
                "'{one}' and '{other}' have different tokenizers, so that their losses per token "
                "cannot be compared; evaluate them one by one and compare bits per byte",
                one=models[0].name,
                other=model.name,
            )


def _model(reference: str, project: ProjectFolder) -> tuple[ModelRecord, CheckpointRecord]:
    """A model and its checkpoint, what is said of both being undamaged; the run checks the rest."""
    model, checkpoint = project.model(reference)
    files = manifest.read(checkpoint.folder).files
    checked.require_intact(checkpoint.folder, *(name for name in files if name.endswith(".json")))
    _require_its_tokenizer(model, checkpoint, project)
    return model, checkpoint


def _require_its_tokenizer(
    model: ModelRecord, checkpoint: CheckpointRecord, project: ProjectFolder
) -> None:
    """Raise Corrupt where another tokenizer lies in the place of the model's own.

    One that was deleted is missed by whoever reads with it.
    """
    for tokenizer in project.tokenizers():
        if tokenizer.id == model.tokenizer:
            file = read_model_file(checkpoint.folder)
            require_tokenizer(file, tokenizer.digest, tokenizer.folder)


def _corpus(name: str, project: ProjectFolder) -> Located:
    return _located(project.corpus(name), project.path)


def _located(record: CorpusRecord | TokenizerRecord | CacheRecord, project: Path) -> Located:
    return Located(
        id=record.id,
        name=record.name,
        folder=record.folder.relative_to(project).as_posix(),
        digest=record.digest,
    )


def _checkpoint(model: ModelRecord, checkpoint: CheckpointRecord, project: Path) -> Located:
    return Located(
        id=model.id,
        name=model.name,
        folder=checkpoint.folder.relative_to(project).as_posix(),
        digest=checkpoint.digest,
    )

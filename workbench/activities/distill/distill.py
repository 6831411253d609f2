"""Distillation: a student learns from teachers' distributions and the true tokens."""

from collections.abc import Callable, Generator
from dataclasses import dataclass

import torch
from torch import Tensor

from workbench.activities.distill.distill_masked import distill_masked
from workbench.activities.distill.students import (
    Student,
    Teachers,
    is_cross_tokenizer,
    new_student,
    random_student,
    student_shape,
    teachers_of,
    vocabulary_of,
)
from workbench.activities.distill.task import first_weights_note, student_task
from workbench.activities.resources import RunResources
from workbench.activities.text.preparation import (
    baseline_loss,
    encoded,
    model_file,
    validation_text,
)
from workbench.activities.text.samples import write_sample
from workbench.data.causal.batches import CausalBatch, CausalBatches
from workbench.data.causal.shards import Shards
from workbench.distillation.cache.file import CacheFile
from workbench.distillation.cache.teacher import CachedTeacher
from workbench.distillation.comparison.metrics import distillation_metrics
from workbench.distillation.cross_tokenizer import CrossTokenizerTeacher
from workbench.distillation.notes import notes_of
from workbench.distillation.objective import Distillation
from workbench.distillation.on_policy import OwnTexts
from workbench.distillation.spec import DistillSpec
from workbench.distillation.stages import settings_at
from workbench.distillation.teachers import LiveTeachers, Teacher
from workbench.events import Event, Note, Outcome, Reference, StageStarted
from workbench.jobs import Control
from workbench.models.build import Decoder, Model
from workbench.models.load import as_decoder
from workbench.models.spec import BertSpec
from workbench.models.trace import Trace
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.checkpoints import Checkpoints
from workbench.training.evaluation import ValidationText, causal_metrics
from workbench.training.loop import Task, train
from workbench.training.objectives.objective import to_device
from workbench.training.runtime import Runtime, applied
from workbench.words import words

_BASIS_BATCHES = 4
"""Micro-batches whose states the directions of a narrower student are found by."""


def distill(
    spec: DistillSpec, resources: RunResources, runtime: Runtime, control: Control
) -> Generator[Event, None, Outcome]:
    """Load the teachers, measure them, then train the student or go on training it."""
    with applied(runtime):
        teachers = teachers_of(spec, resources, runtime)
        if isinstance(teachers.file.spec, BertSpec):
            return (yield from distill_masked(spec, resources, teachers, runtime, control))
        return (yield from _distill(spec, resources, teachers, runtime, control))


@dataclass(frozen=True)
class _Ground:
    """What a distillation stands on: models, text, and the tokenizer of the student."""

    spec: DistillSpec
    resources: RunResources
    runtime: Runtime
    models: tuple[Decoder, ...]
    teachers: Teachers
    shards: Shards
    tokenizer: Tokenizer
    text: ValidationText
    cache: CacheFile | None

    @property
    def live(self) -> LiveTeachers:
        return LiveTeachers(self.models, self.teachers.weights)

    @property
    def is_cross_tokenizer(self) -> bool:
        return is_cross_tokenizer(self.resources, self.teachers)

    @property
    def vocabulary_size(self) -> int:
        return vocabulary_of(self.resources, self.teachers, self.shards.vocabulary_size)

    @property
    def batches(self) -> CausalBatches:
        loop = self.spec.loop
        return CausalBatches(
            self.shards.tokens("train"),
            context=self.text.context,
            micro_batch_size=loop.micro_batch_size,
            accumulation=loop.accumulation,
            seed=self.spec.runtime.seed,
            fixed_windows=self.cache.meta.windows if self.cache is not None else 0,
        )


def _distill(
    spec: DistillSpec,
    resources: RunResources,
    teachers: Teachers,
    runtime: Runtime,
    control: Control,
) -> Generator[Event, None, Outcome]:
    assert resources.inputs.tokenizer is not None
    shards = yield from encoded(resources, resources.inputs.tokenizer, runtime.threads, control)
    if shards is None:
        return control.outcome
    tokenizer = open_tokenizer(resources.folder_of(resources.inputs.tokenizer))
    text = validation_text(
        shards,
        tokenizer,
        most_tokens=spec.loop.evaluation_tokens,
        context=student_shape(spec, resources).context,
        micro_batch_size=spec.loop.micro_batch_size,
    )
    models = tuple(as_decoder(model) for model in teachers.models)
    cached = resources.inputs.cache
    cache = CacheFile(resources.folder_of(cached)) if cached is not None else None
    ground = _Ground(spec, resources, runtime, models, teachers, shards, tokenizer, text, cache)
    if spec.loop.baseline:
        yield from baseline_loss(shards, text, tokenizer.vocabulary_size)
    teacher_loss = yield from _teacher_lines(ground)
    student = new_student(
        spec,
        resources,
        teachers,
        ground.vocabulary_size,
        runtime,
        lambda model: _states(ground, model),
    )
    yield from _first_weights(ground, student)
    for note in notes_of(spec.stages):
        yield Note(words=note)
    yield from _deviation(ground, student)
    task = _task(ground, student, teacher_loss)
    yield StageStarted(words=words("Distilling"), total=task.total_steps, unit="steps")
    file = model_file(student.shape, ground.vocabulary_size, resources.inputs.tokenizer)
    return (
        yield from train(task, Checkpoints(resources.run, file, resources.sync_journal), control)
    )


def _teacher_lines(ground: _Ground) -> Generator[Event, None, float]:
    """The teacher's own figures on the validation text: the floor the student moves towards.

    Gives its loss; 0, which nothing is below, where losses per token cannot be compared.
    """
    if ground.is_cross_tokenizer:
        return 0.0
    yield StageStarted(words=words("Measuring the teacher on the validation text"))
    values = causal_metrics(ground.models[0], ground.text, ground.runtime.torch_device)
    for metric in ("validation_loss", "validation_perplexity", "validation_bits_per_byte"):
        yield Reference(metric=metric, name="teacher", value=values[metric])
    return values["validation_loss"]


def _first_weights(ground: _Ground, student: Student) -> Generator[Event, None, None]:
    """What copied weights are worth, against the random ones of the same seed."""
    spec, device = ground.spec, ground.runtime.torch_device
    if spec.student.init != "from_teacher" or spec.warm_start or ground.resources.run.checkpoints():
        return
    random = random_student(spec, student.shape, ground.vocabulary_size).to(device)
    losses = [
        causal_metrics(as_decoder(model), ground.text, device)["validation_loss"]
        for model in (student.model, random)
    ]
    yield from first_weights_note(ground.resources, *losses)


def _states(ground: _Ground, model: Model) -> Tensor:
    """Hidden states (n, w) of all layers on the first training windows."""
    device = ground.runtime.torch_device
    found: list[Tensor] = []
    for step in range(_BASIS_BATCHES):
        trace = Trace(hidden=True)
        inputs_bt, _ = to_device(ground.batches.at(step)[0], device)
        with torch.no_grad():
            model.hidden(inputs_bt, trace=trace)
        found += [state_btw.flatten(0, 1).cpu() for state_btw in trace.hidden_btc]
    return torch.cat(found)


def _task(ground: _Ground, student: Student, teacher_loss: float) -> Task[CausalBatch]:
    spec, runtime = ground.spec, ground.runtime
    model, device, seed = as_decoder(student.model), runtime.torch_device, spec.runtime.seed
    features = student.features(spec, ground.teachers, runtime)
    objective = Distillation(
        model,
        _teacher(ground),
        spec.stages,
        device,
        features=features,
        own_texts=OwnTexts(model, ground.tokenizer.vocabulary_size, seed),
    )
    return student_task(
        spec,
        student,
        objective,
        ground.batches,
        _measure(ground, model),
        runtime,
        features=features,
        teacher_loss=teacher_loss,
        write_sample=lambda: write_sample(
            model, ground.tokenizer, spec.loop.sample_prompt, spec.loop.sample_tokens, seed
        ),
    )


def _deviation(ground: _Ground, student: Student) -> Generator[Event, None, None]:
    """How far the cached soft loss is from the teacher's own, on the first micro-batch."""
    first = settings_at(ground.spec.stages, 0)
    if ground.cache is None or not first.alpha or ground.resources.run.checkpoints():
        return
    model, batch = as_decoder(student.model), ground.batches.at(0)[0]
    with torch.no_grad():
        live, cached = (
            Distillation(model, teacher, ground.spec.stages, ground.runtime.torch_device)
            .on_corpus(batch, first)
            .parts["soft"]
            .item()
            for teacher in (ground.live, CachedTeacher(ground.cache))
        )
    yield Note(
        words=words(
            "On the first batch the soft loss is {cached:.4f} by the cache and {live:.4f} by the "
            "teacher itself, a deviation of {share:.2%}",
            cached=cached,
            live=live,
            share=abs(cached - live) / max(abs(live), 1e-12),
        )
    )


def _teacher(ground: _Ground) -> Teacher:
    if ground.cache is not None:
        return CachedTeacher(ground.cache)
    if not ground.is_cross_tokenizer:
        return ground.live
    their = open_tokenizer(ground.resources.project / "tokenizers" / ground.teachers.file.tokenizer)
    context = ground.teachers.file.spec.context
    return CrossTokenizerTeacher(ground.live, context, ground.tokenizer, their)


def _measure(ground: _Ground, model: Decoder) -> Callable[[], dict[str, float]]:
    """Across tokenizers there is neither agreement nor KL, only the student's own figures."""
    device = ground.runtime.torch_device
    if ground.is_cross_tokenizer:
        return lambda: causal_metrics(model, ground.text, device)
    return lambda: distillation_metrics(model, ground.live, ground.text, device)

"""Distillation: a student learns from a teacher's distribution and the true tokens."""

from collections.abc import Generator

from workbench.activities.prepare import baseline_loss, encoded, model_file, validation_text
from workbench.activities.workplace import Workplace
from workbench.activities.writing import write_sample
from workbench.data.batches import Batch, CausalBatches
from workbench.data.seeds import derived_seed
from workbench.data.shards import Shards
from workbench.distillation.fit import chosen_layers
from workbench.distillation.initialise import copy_from_teacher
from workbench.distillation.notes import notes_of
from workbench.distillation.objective import Distillation, distillation_metrics
from workbench.distillation.spec import DistillSpec, stage_at
from workbench.events import Event, Note, Outcome, Reference, StageStarted
from workbench.jobs import Control
from workbench.models.build import Decoder, build
from workbench.models.gpt import GPT
from workbench.models.load import load_decoder
from workbench.models.model_file import ModelFile
from workbench.models.spec import GPTSpec
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.checkpoints import Checkpoints
from workbench.training.evaluation import ValidationText, causal_metrics
from workbench.training.loop import Task, train
from workbench.training.runtime import Runtime, entered
from workbench.training.schedules import learning_rate_factor
from workbench.words import words


def distill(
    spec: DistillSpec, place: Workplace, runtime: Runtime, control: Control
) -> Generator[Event, None, Outcome]:
    """Load the teacher, measure it, then train the student or go on training it."""
    assert place.inputs.tokenizer is not None
    with entered(runtime):
        teacher, teacher_file = load_decoder(place.folder_of(place.inputs.teacher))
        teacher = teacher.to(runtime.torch_device)
        student = _student(spec, teacher, teacher_file, runtime)
        shards = yield from encoded(place, place.inputs.tokenizer, runtime.threads, control)
        if shards is None:
            return control.outcome
        tokenizer = open_tokenizer(place.folder_of(place.inputs.tokenizer))
        text = validation_text(
            shards,
            tokenizer,
            most_tokens=spec.loop.evaluation_tokens,
            context=spec.student.context,
            micro_batch_size=spec.loop.micro_batch_size,
        )
        if spec.loop.baseline:
            yield from baseline_loss(shards, text, tokenizer.vocabulary_size)
        yield from _teacher_lines(teacher, text, runtime)
        task = _task(spec, student, teacher, shards, tokenizer, text, runtime)
        for note in notes_of(spec.stages):
            yield Note(words=note)
        yield StageStarted(words=words("Distilling"), total=task.total_steps, unit="steps")
        file = model_file(student_shape(spec), teacher_file.vocabulary_size, place.inputs.tokenizer)
        return (yield from train(task, Checkpoints(place.run, file, place.sync_journal), control))


def _student(spec: DistillSpec, teacher: Decoder, teacher_file: ModelFile, runtime: Runtime) -> GPT:
    seed = derived_seed(spec.runtime.seed, "weights")
    student = build(student_shape(spec), teacher_file.vocabulary_size, seed)
    student = student.to(runtime.torch_device)
    if spec.student.init == "from_teacher":
        assert isinstance(teacher, GPT)  # or its layers could not have been chosen
        copy_from_teacher(student, teacher, chosen_layers(spec.student, teacher_file.spec))
    return student


def student_shape(spec: DistillSpec) -> GPTSpec:
    """The student's model settings alone, without where its first weights come from."""
    shape = spec.student.model_dump(include=set(GPTSpec.model_fields))
    return GPTSpec.model_validate(shape)


def _teacher_lines(
    teacher: Decoder, text: ValidationText, runtime: Runtime
) -> Generator[Event, None, None]:
    """The teacher's own figures on the validation text: the floor the student moves towards."""
    yield StageStarted(words=words("Measuring the teacher on the validation text"))
    values = causal_metrics(teacher, text, runtime.torch_device)
    for metric in ("validation_loss", "validation_perplexity", "validation_bits_per_byte"):
        yield Reference(metric=metric, name="teacher", value=values[metric])


def _task(
    spec: DistillSpec,
    student: GPT,
    teacher: Decoder,
    shards: Shards,
    tokenizer: Tokenizer,
    text: ValidationText,
    runtime: Runtime,
) -> Task[Batch]:
    seed, device = spec.runtime.seed, runtime.torch_device
    peak, total_steps = spec.optimizer.learning_rate, spec.total_steps

    def learning_rate(step: int) -> float:
        scale = stage_at(spec.stages, step).learning_rate_scale
        return peak * scale * learning_rate_factor(spec.schedule, step, total_steps)

    return Task(
        model=student,
        objective=Distillation(student, teacher, spec.stages, device),
        batches=CausalBatches(
            shards.tokens("train"),
            context=spec.student.context,
            micro_batch_size=spec.loop.micro_batch_size,
            accumulation=spec.loop.accumulation,
            seed=seed,
        ),
        total_steps=total_steps,
        optimizer=spec.optimizer,
        learning_rate=learning_rate,
        loop=spec.loop,
        runtime=runtime,
        seed=seed,
        evaluate=lambda: distillation_metrics(student, teacher, text, device),
        write_sample=lambda: write_sample(
            student, tokenizer, spec.loop.sample_prompt, spec.loop.sample_tokens, seed
        ),
    )

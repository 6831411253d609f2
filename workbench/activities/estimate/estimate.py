"""What a run will cost before it starts; torch is not needed."""

import math
from dataclasses import dataclass, field

import psutil

from workbench.activities.estimate.step_seconds import Compiling, StepSeconds
from workbench.activities.range_test.spec import LearningRateTestSpec
from workbench.activities.spec import (
    AnySpec,
    AverageSpec,
    EvaluateSpec,
    ImportModelSpec,
    ImportRunSpec,
)
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.cache.spec import CacheTeacherSpec, bytes_per_token
from workbench.distillation.features.spec import AttentionTerm, RelationTerm
from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.spec import shape_of
from workbench.errors import BadInput
from workbench.models.size.estimate import (
    Precision,
    checkpoint_bytes,
    count_parameters,
    forward_bytes,
    forward_flops_per_token,
    held_bytes,
    muon_flops,
    training_flops_per_token,
    training_memory_bytes,
)
from workbench.models.spec import AnyModelSpec
from workbench.named import named
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.spec import TuningLoopSpec

Trains = PretrainSpec | FinetuneSpec | DistillSpec
CHECKPOINTS_KEPT = 2


def available_bytes() -> int:
    """The memory that is free now."""
    return int(psutil.virtual_memory().available)


@dataclass(frozen=True)
class Estimate:
    """The figures shown beside Start; `seconds` holds for the measured speed of this machine.

    It is None where the number of steps follows from the text, and that was not counted yet.
    `available_bytes` is the memory that is free now, `free_disk_bytes` the room where the run is
    written, None where that is not known. With `disk_is_least` more checkpoints are kept than
    `disk_bytes` counts: how many, the text decides. `compiling` was measured with the steps.
    """

    parameters: int
    flops_per_step: int
    memory_bytes: int
    disk_bytes: int
    seconds: float | None
    available_bytes: int = field(default_factory=available_bytes)
    free_disk_bytes: int | None = None
    disk_is_least: bool = False
    compiling: Compiling | None = None

    @property
    def fits(self) -> bool:
        """Whether the memory that is free now is enough."""
        return self.memory_bytes <= self.available_bytes

    @property
    def fits_disk(self) -> bool:
        """Whether the disk has room for it, as far as that is known."""
        return self.free_disk_bytes is None or self.disk_bytes <= self.free_disk_bytes


def estimate(
    spec: AnySpec,
    vocabulary_size: int,
    flops_per_s: float,
    base: AnyModelSpec | None = None,
    training_tokens: int = 0,
    student: AnyModelSpec | None = None,
    precision: Precision | None = None,
) -> Estimate:
    """The cost of a training run; raises BadInput for kinds that train nothing.

    `base` is the shape of the teacher or of the model that goes on, `training_tokens` how many
    there are, where that is known, `student` the shape of a model that goes on as the student.
    `precision` is what the run's `auto` stands for here; unknown, it counts as fp32, the larger.
    """
    match spec:
        case PretrainSpec():
            shape = base or spec.model
            flops = training_flops_per_token(shape, vocabulary_size, spec.length_in(shape))
            return _estimate(spec, shape, flops, vocabulary_size, flops_per_s, precision)
        case FinetuneSpec():
            assert base is not None
            flops = training_flops_per_token(base, vocabulary_size)
            return _estimate(spec, base, flops, vocabulary_size, flops_per_s, precision)
        case DistillSpec():
            return _of_distillation(spec, student, base, vocabulary_size, flops_per_s, precision)
        case CacheTeacherSpec():
            assert base is not None
            return _of_cache(spec, base, vocabulary_size, flops_per_s, training_tokens)
        case (
            AddCorpusSpec()
            | TrainTokenizerSpec()
            | EvaluateSpec()
            | ImportModelSpec()
            | ImportRunSpec()
            | AverageSpec()
            | LearningRateTestSpec()
        ):
            raise BadInput(
                "a run of the kind {kind} trains no model; estimates are for those that do",
                kind=named(spec.kind),
            )


def _of_distillation(
    spec: DistillSpec,
    student: AnyModelSpec | None,
    teacher: AnyModelSpec | None,
    vocabulary_size: int,
    flops_per_s: float,
    precision: Precision | None,
) -> Estimate:
    """The student's training, and every teacher's weights and forward passes beside it.

    With a cache no step runs the teacher; the evaluations do, so that it is in memory all the same.
    """
    shape = student or shape_of(spec.student)
    flops = training_flops_per_token(shape, vocabulary_size)
    asked = 0 if spec.cache else len(spec.teachers)
    if teacher is None:
        return _estimate(spec, shape, flops, vocabulary_size, flops_per_s, precision)
    flops += asked * forward_flops_per_token(teacher, vocabulary_size, shape.context)
    tokens = spec.loop.micro_batch_size * shape.context
    beside = len(spec.teachers) * 4 * count_parameters(teacher, vocabulary_size)
    beside += forward_bytes(teacher, vocabulary_size, tokens) if asked else 0
    beside += _feature_bytes(spec, shape, teacher)
    return _estimate(
        spec, shape, flops, vocabulary_size, flops_per_s, precision, teacher=teacher, beside=beside
    )


def _feature_bytes(spec: DistillSpec, student: AnyModelSpec, teacher: AnyModelSpec) -> int:
    """What the largest stage's terms keep: both models' states, and scores for each pair of layers,
    each about four times until the backward pass has used it."""
    texts, context = spec.loop.micro_batch_size, student.context
    most = 0
    for stage in spec.stages:
        held = 0
        for term in stage.terms:
            if isinstance(term, AttentionTerm | RelationTerm):
                pairs = student.num_layers if term.layers == "mapped" else 1
                kinds = 2 if isinstance(term, RelationTerm) else 1
                heads = max(student.num_heads, teacher.num_heads)
                held += 4 * kinds * pairs * texts * heads * context * context * 4
        if stage.terms:
            states = student.num_layers * student.hidden_size
            states += (teacher.num_layers + student.num_layers) * teacher.hidden_size
            held += texts * context * states * 4
        most = max(most, held)
    return most


def _of_cache(
    spec: CacheTeacherSpec,
    teacher: AnyModelSpec,
    vocabulary_size: int,
    flops_per_s: float,
    training_tokens: int,
) -> Estimate:
    """What caching a teacher costs; `training_tokens` where it is known, else as many as the
    settings name.
    """
    context = spec.context or teacher.context
    tokens = min(limit for limit in (spec.tokens, training_tokens, 1 << 62) if limit)
    known = tokens < 1 << 62
    at_once = spec.windows_at_once * context
    flops = forward_flops_per_token(teacher, vocabulary_size, context)
    weights = 4 * count_parameters(teacher, vocabulary_size)
    kept = bytes_per_token(spec.kept, spec.precision, vocabulary_size)
    return Estimate(
        parameters=count_parameters(teacher, vocabulary_size),
        flops_per_step=flops * at_once,
        memory_bytes=held_bytes(weights + forward_bytes(teacher, vocabulary_size, at_once)),
        disk_bytes=tokens * kept if known else 0,
        seconds=tokens * flops / flops_per_s if known else None,
    )


def total_seconds(
    spec: Trains,
    model: AnyModelSpec,
    teacher: AnyModelSpec | None,
    vocabulary_size: int,
    step: StepSeconds,
) -> float | None:
    """The time of all steps by that of one, and of the evaluations: before, between and last.

    At most the run's time limit; without one, None where the steps follow from the text."""
    loop, steps = spec.loop, planned_steps(spec, model)
    ends = [loop.minutes * 60] if loop.minutes else []
    if steps is not None:
        evaluations = 1 + math.ceil(steps / loop.evaluate_every)
        each = _evaluation_in_steps(spec, model, teacher, vocabulary_size) * step.on_corpus
        compiling = step.compiling.seconds if step.compiling else 0.0
        ends.append(compiling + steps * step.mean + evaluations * each)
    return min(ends, default=None)


def _evaluation_in_steps(
    spec: Trains,
    model: AnyModelSpec,
    teacher: AnyModelSpec | None,
    vocabulary_size: int,
) -> float:
    """What an evaluation costs, in steps on the corpus.

    It has no backward pass. A distillation's runs the teachers too, even if the steps have a cache,
    and takes the gradient of each loss term on one micro-batch. Of a task's examples it is not
    known how many are read, and they are left out.
    """
    loop = spec.loop
    if isinstance(loop, TuningLoopSpec):
        return 0.0
    in_steps = loop.evaluation_tokens / step_tokens(spec, model)
    if not isinstance(spec, DistillSpec) or teacher is None:
        return in_steps / 3
    student_flops = forward_flops_per_token(model, vocabulary_size)
    teacher_flops = forward_flops_per_token(teacher, vocabulary_size, model.context)
    teacher_flops *= len(spec.teachers)
    step = 3 * student_flops + (0 if spec.cache else teacher_flops)
    parts = 2 + max(len(stage.terms) for stage in spec.stages)
    return in_steps * (student_flops + teacher_flops) / step + parts / loop.accumulation


def planned_steps(spec: Trains, model: AnyModelSpec) -> int | None:
    """All steps of a run; None where they follow from the text."""
    return spec.total_steps if isinstance(spec, DistillSpec) else _known_steps(spec, model)


def _checkpoints_kept(spec: Trains, model: AnyModelSpec) -> int:
    """The best and the last, and those that are asked for, if their number is known."""
    every, steps = spec.loop.keep_every, planned_steps(spec, model)
    newest = CHECKPOINTS_KEPT + spec.loop.keep_last - 1
    return newest + (1 + steps // every if every and steps is not None else 0)


def _known_steps(spec: PretrainSpec | FinetuneSpec, model: AnyModelSpec) -> int | None:
    """The most steps that are known before the text is counted; epochs alone leave it open."""
    loop, per_step = spec.loop, step_tokens(spec, model)
    limits = [limit for limit in (loop.steps, -(-loop.tokens // per_step)) if limit]
    return min(limits, default=None)


def step_tokens(spec: Trains, model: AnyModelSpec) -> int:
    """The most tokens that go through the model in a step."""
    length = spec.length_in(model) if isinstance(spec, PretrainSpec) else model.context
    return spec.loop.micro_batch_size * spec.loop.accumulation * length


def _estimate(
    spec: Trains,
    model: AnyModelSpec,
    flops_per_token: int,
    vocabulary_size: int,
    flops_per_s: float,
    precision: Precision | None,
    *,
    teacher: AnyModelSpec | None = None,
    beside: int = 0,
) -> Estimate:
    chosen: Precision = "bf16" if spec.runtime.precision == "bf16" else "fp32"
    tokens = step_tokens(spec, model)
    micro_batch_tokens = tokens // spec.loop.accumulation
    flops_per_step = flops_per_token * tokens
    trained = (model, vocabulary_size, spec.optimizer.algorithm)
    known = precision or chosen
    attention = spec.runtime.attention
    plain = attention == "plain" or (attention == "auto" and known == "bf16")
    in_use = training_memory_bytes(*trained, micro_batch_tokens, known, plain_attention=plain)
    muon = spec.optimizer.algorithm == "muon"
    optimizing = muon_flops(model, spec.optimizer.muon_iterations) if muon else 0
    step = (flops_per_step + optimizing) / flops_per_s
    return Estimate(
        parameters=count_parameters(model, vocabulary_size),
        flops_per_step=flops_per_step,
        memory_bytes=held_bytes(in_use + beside),
        disk_bytes=_checkpoints_kept(spec, model) * checkpoint_bytes(*trained),
        seconds=total_seconds(spec, model, teacher, vocabulary_size, StepSeconds(step, step)),
        disk_is_least=spec.loop.keep_every > 0 and planned_steps(spec, model) is None,
    )

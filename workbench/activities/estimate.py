"""What a run will cost before it starts; torch is not needed."""

from dataclasses import dataclass

from workbench.activities.spec import AnySpec, EvaluateSpec, ImportModelSpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.cache_spec import CacheTeacherSpec, bytes_per_token
from workbench.distillation.spec import DistillSpec
from workbench.errors import BadInput
from workbench.models.estimate import (
    checkpoint_bytes,
    count_parameters,
    forward_bytes,
    forward_flops_per_token,
    training_flops_per_token,
    training_memory_bytes,
)
from workbench.models.spec import AnyModelSpec
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.spec import LoopSpec, PretrainLoopSpec, PretrainSpec, TuningLoopSpec

CHECKPOINTS_KEPT = 2


@dataclass(frozen=True)
class Estimate:
    """The figures shown beside Start; `seconds` holds for the measured speed of this machine.

    It is None where the number of steps follows from the text, and that was not counted yet.
    """

    parameters: int
    flops_per_step: int
    memory_bytes: int
    disk_bytes: int
    seconds: float | None


def estimate(
    spec: AnySpec,
    vocabulary_size: int,
    flops_per_s: float,
    base: AnyModelSpec | None = None,
    training_tokens: int = 0,
) -> Estimate:
    """The cost of a training run; raises BadInput for kinds that train nothing.

    `base` is the shape of the model that is learnt from or gone on with, `training_tokens` how
    many there are, where that is known.
    """
    match spec:
        case PretrainSpec():
            flops = training_flops_per_token(spec.model, vocabulary_size)
            steps = _known_steps(spec.loop, spec.model)
            return _estimate(spec.model, spec.loop, flops, steps, vocabulary_size, flops_per_s)
        case FinetuneSpec():
            assert base is not None
            flops = training_flops_per_token(base, vocabulary_size)
            steps = _known_steps(spec.loop, base)
            return _estimate(base, spec.loop, flops, steps, vocabulary_size, flops_per_s)
        case DistillSpec():
            flops = training_flops_per_token(spec.student, vocabulary_size)
            if base is not None:
                flops += forward_flops_per_token(base, vocabulary_size, spec.student.context)
            return _estimate(
                spec.student, spec.loop, flops, spec.total_steps, vocabulary_size, flops_per_s
            )
        case CacheTeacherSpec():
            assert base is not None
            return _of_cache(spec, base, vocabulary_size, flops_per_s, training_tokens)
        case AddCorpusSpec() | TrainTokenizerSpec() | EvaluateSpec() | ImportModelSpec():
            raise BadInput(
                "a spec of kind '{kind}' trains no model; estimates are for those that do",
                kind=spec.kind,
            )


def _of_cache(
    spec: CacheTeacherSpec,
    teacher: AnyModelSpec,
    vocabulary_size: int,
    flops_per_s: float,
    training_tokens: int,
) -> Estimate:
    """What asking once costs; without the number of tokens, of as many as the settings name."""
    context = spec.context or teacher.context
    tokens = min(limit for limit in (spec.tokens, training_tokens, 1 << 62) if limit)
    known = tokens < 1 << 62
    at_once = spec.windows_at_once * context
    flops = forward_flops_per_token(teacher, vocabulary_size, context)
    weights = 4 * count_parameters(teacher, vocabulary_size)
    return Estimate(
        parameters=count_parameters(teacher, vocabulary_size),
        flops_per_step=flops * at_once,
        memory_bytes=weights + forward_bytes(teacher, vocabulary_size, at_once),
        disk_bytes=tokens * bytes_per_token(spec.kept, spec.precision, vocabulary_size)
        if known
        else 0,
        seconds=tokens * flops / flops_per_s if known else None,
    )


def _known_steps(loop: PretrainLoopSpec | TuningLoopSpec, model: AnyModelSpec) -> int | None:
    """The most steps that are known before the text is counted; epochs alone leave it open."""
    per_step = loop.micro_batch_size * loop.accumulation * model.context
    limits = [limit for limit in (loop.steps, -(-loop.tokens // per_step)) if limit]
    return min(limits, default=None)


def _estimate(
    model: AnyModelSpec,
    loop: LoopSpec,
    flops_per_token: int,
    steps: int | None,
    vocabulary_size: int,
    flops_per_s: float,
) -> Estimate:
    micro_batch_tokens = loop.micro_batch_size * model.context
    flops_per_step = flops_per_token * micro_batch_tokens * loop.accumulation
    return Estimate(
        parameters=count_parameters(model, vocabulary_size),
        flops_per_step=flops_per_step,
        memory_bytes=training_memory_bytes(model, vocabulary_size, micro_batch_tokens),
        disk_bytes=CHECKPOINTS_KEPT * checkpoint_bytes(model, vocabulary_size),
        seconds=_seconds(loop, steps, flops_per_step / flops_per_s),
    )


def _seconds(loop: LoopSpec, steps: int | None, step_seconds: float) -> float | None:
    """The time of all steps, or the limit that comes before."""
    ends = [steps * step_seconds] if steps is not None else []
    return min([*ends, *([loop.minutes * 60] if loop.minutes else [])], default=None)

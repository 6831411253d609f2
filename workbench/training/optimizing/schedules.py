"""The learning rate as a pure function of the step.

Warmup-stable-decay and its 1-sqrt as in Hägele et al. 2024, "Scaling laws and compute-optimal
training beyond fixed training durations".
"""

import math
from typing import assert_never

from workbench.training.optimizing.spec import ScheduleSpec


def learning_rate_factor(spec: ScheduleSpec, step: int, total_steps: int) -> float:
    """The share of the peak learning rate used at `step` (from 0) of `total_steps`.

    Warm-up rises linearly and reaches the peak at step `warmup_steps`; the last step's factor is
    `final_ratio` for every falling shape.
    """
    warmup = min(spec.warmup_steps, total_steps)
    if step < warmup:
        return (step + 1) / (warmup + 1)
    begin = warmup
    if spec.shape == "warmup_stable_decay":
        begin = max(warmup, total_steps - math.ceil(spec.decay_share * total_steps))
    return _fall(spec, _share_done(step, begin, total_steps))


def _share_done(step: int, begin: int, total_steps: int) -> float:
    """How much of the fall is done at `step`, in [0, 1]; 1 at the last step."""
    if step < begin:
        return 0.0
    return min(1.0, (step - begin) / max(1, total_steps - 1 - begin))


def _fall(spec: ScheduleSpec, done: float) -> float:
    return spec.final_ratio + (1.0 - spec.final_ratio) * _remaining(spec, done)


def _remaining(spec: ScheduleSpec, done: float) -> float:
    """How much of the fall is left: 1 at its begin, 0 at its end."""
    shape = spec.decay_shape if spec.shape == "warmup_stable_decay" else spec.shape
    match shape:
        case "cosine":
            return 0.5 * (1.0 + math.cos(math.pi * done))
        case "1-sqrt":
            return 1.0 - math.sqrt(done)
        case "linear":
            return 1.0 - done
        case "constant":
            return 1.0
        case _:
            assert_never(shape)

"""The learning rate as a pure function of the step."""

import math

from workbench.training.spec import ScheduleSpec


def learning_rate_factor(spec: ScheduleSpec, step: int, total_steps: int) -> float:
    """The share of the peak learning rate used at `step` (from 0) of `total_steps`.

    Warm-up rises linearly and reaches the peak at step `warmup_steps`; the last step's factor is
    `final_ratio` for every falling shape.
    """
    warmup = min(spec.warmup_steps, total_steps)
    if step < warmup:
        return (step + 1) / (warmup + 1)
    if spec.shape == "constant":
        return 1.0
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
    cosine = spec.shape == "cosine"
    remaining = 0.5 * (1.0 + math.cos(math.pi * done)) if cosine else 1.0 - done
    return spec.final_ratio + (1.0 - spec.final_ratio) * remaining

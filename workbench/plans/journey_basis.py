"""What a journey is planned by beside its settings: machine, text, and steps that were timed."""

import math
from dataclasses import dataclass
from typing import Any

from workbench.activities.estimate.step_seconds import StepSeconds
from workbench.plans.minutes.within_minutes import MachineSize


@dataclass(frozen=True)
class JourneyBasis:
    """A journey is planned alike by the same one, however fast the machine is by then.

    `tokens` are those of the text's training part, None where nobody knows them. The steps are
    those of the models that the journey asks for, None where they were not timed.
    """

    machine: MachineSize
    tokens: int | None = None
    teacher_step: StepSeconds | None = None
    student_step: StepSeconds | None = None


def as_plain(basis: JourneyBasis) -> dict[str, Any]:
    """The basis as a project keeps it."""
    memory_bytes = basis.machine.memory_bytes
    timed = {"teacher_step_s": basis.teacher_step, "student_step_s": basis.student_step}
    return {
        "flops_per_second": basis.machine.flops_per_second,
        "memory_bytes": None if math.isinf(memory_bytes) else memory_bytes,
        "tokens": basis.tokens,
        **{name: step.mean if step else None for name, step in timed.items()},
    }


def from_plain(plain: dict[str, Any]) -> JourneyBasis | None:
    """What `as_plain` made; None where that is not in it."""
    speed, tokens = _positive(plain.get("flops_per_second")), plain.get("tokens")
    if speed is None:
        return None
    return JourneyBasis(
        MachineSize(speed, _positive(plain.get("memory_bytes")) or math.inf),
        tokens if isinstance(tokens, int) else None,
        _step(plain.get("teacher_step_s")),
        _step(plain.get("student_step_s")),
    )


def _step(kept: object) -> StepSeconds | None:
    seconds = _positive(kept)
    return None if seconds is None else StepSeconds(seconds, seconds)


def _positive(kept: object) -> float | None:
    if not isinstance(kept, int | float) or not 0 < kept < math.inf:
        return None
    return float(kept)

"""What was timed of planned runs while a project is open."""

import json
from dataclasses import dataclass, field
from typing import Any

from workbench.activities.estimate.estimate import Estimate
from workbench.activities.estimate.step_seconds import StepSeconds
from workbench.activities.spec import AnySpec
from workbench.distillation.spec import DistillSpec
from workbench.spec import to_plain
from workbench.training.pretrain_spec import PretrainSpec

Timed = PretrainSpec | DistillSpec


@dataclass
class LastMeasured:
    """The estimate that was measured last, and of which spec; it is used if that run starts.

    Beside it the steps that were timed: they hold for runs that differ in their length alone.
    """

    spec: AnySpec | None = None
    estimate: Estimate | None = None
    _steps: dict[str, StepSeconds] = field(default_factory=dict)

    def of(self, spec: AnySpec) -> Estimate | None:
        """The measured estimate of a spec; None where another or nothing was measured."""
        return self.estimate if self.spec == spec else None

    def step_of(self, spec: Timed) -> StepSeconds | None:
        """How long its step takes, where one like it was timed."""
        return self._steps.get(_step_key(spec))

    def keep_step(self, spec: Timed, step: StepSeconds) -> None:
        """Keep what was timed."""
        self._steps[_step_key(spec)] = step


def _step_key(spec: Timed) -> str:
    """What decides how long a step takes; of several stages, each has its share of the steps."""
    plain = to_plain(spec)
    for length in ("name", "schedule"):
        plain.pop(length)
    plain["loop"] = {name: plain["loop"][name] for name in ("micro_batch_size", "accumulation")}
    if isinstance(spec, DistillSpec):
        plain["stages"] = [_stage(stage, spec.total_steps) for stage in plain["stages"]]
    return json.dumps(plain, sort_keys=True)


def _stage(stage: dict[str, Any], total_steps: int) -> dict[str, Any]:
    return {**stage, "steps": round(100 * stage["steps"] / total_steps)}

"""Figures of a run's pace: FLOPs, their share of what the machine can do, and the time left."""

from dataclasses import dataclass, field

from workbench.metrics import TRAINING_FLOPS
from workbench.training.measuring.machine import MachineUse, matrix_flops_per_second
from workbench.training.runtime import Runtime
from workbench.training.spec import LoopSpec
from workbench.training.state import TrainingState


@dataclass
class RunPace:
    """Counts the steps since the last look; `flops_per_token` of 0 is not known.

    `peak` is how many FLOPs a second the machine's matrix products reach.
    """

    loop: LoopSpec
    total_steps: int
    flops_per_token: float
    peak: float
    use: MachineUse
    _tokens: int = field(default=0, init=False)
    _seconds: float = field(default=0.0, init=False)

    def after(self, state: TrainingState, tokens: int, seconds: float) -> dict[str, float]:
        """The figures of a finished step, if it is one of those that are measured."""
        self._tokens += tokens
        self._seconds += seconds
        every = self.loop.machine_every
        if not every or state.step % every:
            return {}
        values = {**self._work(state), **self.use.values(), "remaining_minutes": self._left(state)}
        self._tokens, self._seconds = 0, 0.0
        return values

    def _work(self, state: TrainingState) -> dict[str, float]:
        if not self.flops_per_token:
            return {}
        speed = self._tokens * self.flops_per_token / self._seconds
        return {
            TRAINING_FLOPS: state.tokens * self.flops_per_token,
            "tflops_per_second": speed / 1e12,
            "model_flops_utilization": speed / self.peak,
        }

    def _left(self, state: TrainingState) -> float:
        """Minutes of training at the pace so far, with evaluations; no more than the time limit."""
        left_s = state.elapsed_s / state.step * (self.total_steps - state.step)
        if self.loop.minutes:
            left_s = min(left_s, self.loop.minutes * 60 - state.elapsed_s)
        return max(left_s, 0.0) / 60


def pace_of(
    loop: LoopSpec,
    total_steps: int,
    flops_per_token: float,
    runtime: Runtime,
    processes: int = 1,
) -> RunPace:
    """Begins to count; measures first how fast the machine is, where that is asked for.

    Each of several processes is taken to be as fast as this one.
    """
    device, measures = runtime.torch_device, loop.machine_every and flops_per_token
    speed = 1.0
    if measures:
        speed = processes * matrix_flops_per_second(device, runtime.dtype, runtime.threads)
    return RunPace(loop, total_steps, flops_per_token, speed, MachineUse(device))

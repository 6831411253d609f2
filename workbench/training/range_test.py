"""A learning-rate range test of a task: its first steps in memory alone, the rate growing at each.

Nothing is evaluated, sampled or saved. Batches, dropout, precision, clipping and optimizer are the
task's own.
"""

import math
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

from workbench.curves.smoothing import continued_ema
from workbench.events import Event, Metrics, Note, Outcome
from workbench.jobs import Control, wait_while_pausing
from workbench.training.objectives.objective import B
from workbench.training.training_task import Task
from workbench.words import words


@dataclass(frozen=True)
class RateRange:
    """The learning rate of each step, and what ends the test early.

    `scale` multiplies a step's rate as the training itself would. The test ends once the moving
    average of the losses so far is more than `stop_at` times its lowest value.
    """

    rates: Sequence[float]
    scale: Callable[[int], float]
    stop_at: float


class LossesSoFar:
    """The losses of the test's steps, their moving average, and the lowest value it has had."""

    def __init__(self, smoothing: float) -> None:
        self.losses: list[float] = []
        self._smoothing = smoothing
        self._smoothed, self._lowest = 0.0, math.inf

    def add(self, loss: float) -> None:
        before = len(self.losses)
        (smoothed,) = continued_ema([loss], self._smoothing, self._smoothed, before).tolist()
        self.losses.append(loss)
        self._smoothed, self._lowest = smoothed, min(self._lowest, smoothed)

    def have_left(self, stop_at: float) -> bool:
        """Whether the average is more than so many times its lowest value."""
        return self._smoothed > stop_at * self._lowest


def range_test(
    task: Task[B], tested: RateRange, so_far: LossesSoFar, control: Control
) -> Generator[Event, None, Outcome]:
    """Take one step at each rate; each is told as `Metrics` with the rate before scaling.

    Its loss is added to `so_far`. Whether the loss leaps is to be known at once, so that each step
    waits for the device.
    """
    task = replace(task, learning_rate=lambda step: tested.rates[step] * tested.scale(step))
    take_step = task.optimizer_step()
    tokens, elapsed_s = 0, 0.0
    for step, rate in enumerate(tested.rates):
        if control.pausing:
            yield from wait_while_pausing(control, step)
        if control.stopping:
            return control.outcome
        began = time.monotonic()
        micro_batches = task.batches.at(step)
        task.prepare(step, take_step.optimizer)
        values = {name: float(value) for name, value in take_step(step, micro_batches).items()}
        tokens += sum(batch.num_tokens for batch in micro_batches)
        elapsed_s += time.monotonic() - began
        if (spoilt := _not_finite(values)) is not None:
            yield Note(
                words=words(
                    "{term} became infinite or NaN at the learning rate {rate:.2g}, step {step}; "
                    "the test ends there",
                    term=spoilt,
                    rate=rate,
                    step=step + 1,
                )
            )
            break
        yield Metrics(
            step=step + 1,
            values={**values, "learning_rate": rate},
            tokens=tokens,
            epoch=(step + 1) / task.batches.steps_per_epoch,
            elapsed_s=elapsed_s,
        )
        so_far.add(values["loss"])
        if so_far.have_left(tested.stop_at):
            break
    return Outcome.FINISHED


def _not_finite(values: dict[str, float]) -> str | None:
    return next((name for name, value in values.items() if not math.isfinite(value)), None)

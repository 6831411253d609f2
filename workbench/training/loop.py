"""The one training loop; what is trained for is the objective's business.

Between two steps it pauses, stops, evaluates, writes a sample and saves, as its settings and
control say. It yields events and knows neither thread nor window.
"""

import itertools
import time
from collections.abc import Generator, Iterator, Mapping
from typing import Generic

from workbench.errors import BadInput, DiskFull
from workbench.events import (
    CheckpointRemoved,
    CheckpointSaved,
    Event,
    Metrics,
    Outcome,
    SampleWritten,
)
from workbench.jobs import Control, wait_while_pausing
from workbench.room import StoppedWaiting, with_room
from workbench.store.records import CheckpointRecord
from workbench.training.checkpoints import Checkpoints, SavedTensors, saved_tensors
from workbench.training.distributed.ranks import (
    ALONE,
    Ranks,
    agreed_values,
    require_even_shares,
    require_same_step,
)
from workbench.training.distributed.sharding import settle
from workbench.training.measuring.chosen import ChosenMeasures
from workbench.training.measuring.meters import Meter, check_finite
from workbench.training.measuring.pace import pace_of
from workbench.training.objectives.objective import B
from workbench.training.state import TrainingState
from workbench.training.training_task import Task
from workbench.words import listed

FLUSH_EVERY_S = 0.25


def train(
    task: Task[B], checkpoints: Checkpoints, control: Control, ranks: Ranks = ALONE
) -> Generator[Event, None, Outcome]:
    """Train until the last step, the time limit, early stopping or a stop; always leaves a
    loadable checkpoint.

    Resumes from the last checkpoint if there is one, to the same numbers as never having stopped.
    Of several processes all take the same steps, each with its share of the micro-batches; the
    first one alone saves, is asked to pause or stop, and yields what counts.
    """
    require_even_shares(ranks.world, task.loop.accumulation)
    return (yield from _Training(task, checkpoints, control, ranks).run())


class _Training(Generic[B]):
    """One attempt: the task, the optimizer and how far it has come."""

    def __init__(
        self, task: Task[B], checkpoints: Checkpoints, control: Control, ranks: Ranks
    ) -> None:
        self._task = task
        self._checkpoints = checkpoints
        self._control = control
        self._ranks = ranks
        self._is_first = ranks.world.is_first
        self._is_stopping = False
        self._optimizer_step = task.optimizer_step(ranks)
        self._modules = self._optimizer_step.modules
        self._optimizer = self._optimizer_step.optimizer
        restored = checkpoints.restore(self._modules, self._optimizer)
        self._state = restored or TrainingState()
        require_same_step(ranks, self._state.step)
        self._saved_step = restored.step if restored else None
        self._saved_at_s = self._state.elapsed_s
        self._meter = Meter()
        self._pace = pace_of(
            task.loop, task.total_steps, task.flops_per_token, task.runtime, ranks.world.size
        )
        self._flushed_at = self._lapped_at = time.monotonic()

    def run(self) -> Generator[Event, None, Outcome]:
        if self._state.step == 0 and self._state.metric is None:
            yield from self._evaluate()
            if self._task.loop.keep_every:
                yield from self._save()
        self._agree()
        while not self._over():
            yield from self._wait_while_pausing()
            self._agree()
            if self._is_stopping:
                break
            self._step()
            self._agree()
            if time.monotonic() - self._flushed_at >= FLUSH_EVERY_S:
                yield from self._flush()
            if self._evaluation_is_due():
                yield from self._evaluate()
                yield from self._save()
            elif self._is_to_be_kept() or self._save_is_due():
                yield from self._flush()
                yield from self._save()
            self._agree()
        yield from self._flush()
        if self._saved_step != self._state.step:
            yield from self._save()
        self._agree()
        return self._control.outcome if self._is_stopping else Outcome.FINISHED

    def _agree(self) -> None:
        """What every process goes by until the next time: the first one's clock and orders."""
        now = (self._state.elapsed_s, self._saved_at_s, self._control.stopping)
        self._state.elapsed_s, self._saved_at_s, stopping = self._ranks.numbers(now)
        self._is_stopping = bool(stopping)

    def _over(self) -> bool:
        loop, state = self._task.loop, self._state
        return (
            state.step >= self._task.total_steps
            or (loop.minutes > 0 and state.elapsed_s >= loop.minutes * 60)
            or (loop.patience > 0 and state.stale_evaluations >= loop.patience)
        )

    def _evaluation_is_due(self) -> bool:
        step = self._state.step
        return step % self._task.loop.evaluate_every == 0 or self._over()

    def _is_to_be_kept(self) -> bool:
        """Whether a checkpoint of now is never rotated away."""
        every = self._task.loop.keep_every
        return every > 0 and self._state.step % every == 0

    def _save_is_due(self) -> bool:
        """Whether the last checkpoint is as many minutes of training old as one may be."""
        every_s = self._task.loop.save_minutes * 60
        return 0 < every_s <= self._state.elapsed_s - self._saved_at_s

    def _step(self) -> None:
        step, batches = self._state.step, self._task.batches
        micro_batches = batches.at(step)
        num_tokens = sum(batch.num_tokens for batch in micro_batches)
        learning_rate = self._task.prepare(step, self._optimizer)
        chosen = ChosenMeasures(self._task.loop, step + 1)
        values = self._optimizer_step(step, micro_batches, chosen.observers) | chosen.values
        if self._is_first and (histograms := chosen.histograms) is not None:
            self._checkpoints.keep_histograms(histograms)
        self._state.step += 1
        self._state.tokens += num_tokens
        self._state.metric = None
        seconds = self._lap()
        plain = {
            "learning_rate": learning_rate,
            "tokens_per_second": num_tokens / seconds,
            **self._pace.after(self._state, num_tokens, seconds),
        }
        if self._is_first:
            self._meter.add(
                self._state.step,
                values,
                plain,
                tokens=self._state.tokens,
                epoch=self._state.step / batches.steps_per_epoch,
                elapsed_s=self._state.elapsed_s,
            )

    def _lap(self) -> float:
        """Seconds since the last call, added to the run's training time."""
        now = time.monotonic()
        seconds = max(now - self._lapped_at, 1e-9)
        self._lapped_at = now
        self._state.elapsed_s += seconds
        return seconds

    def _flush(self) -> Iterator[Metrics]:
        self._flushed_at = time.monotonic()
        return self._meter.take()

    def _evaluate(self) -> Iterator[Event]:
        yield from self._flush()
        with self._modules.averaged():
            yield from self._measure()
            settle(self._task.model)

    def _measure(self) -> Iterator[Event]:
        with self._optimizer_step.autocast():
            values = agreed_values(self._ranks, self._task.evaluate(self._state.step))
        ranked_by = self._ranked_by(values)
        self._state.take_metric(ranked_by, values[ranked_by])
        self._lap()
        yield Metrics(
            step=self._state.step,
            values=values,
            tokens=self._state.tokens,
            epoch=self._state.step / self._task.batches.steps_per_epoch,
            elapsed_s=self._state.elapsed_s,
        )
        check_finite(self._state.step, values)
        if self._task.report is not None:
            yield from self._task.report(self._state.step, values)
        yield from self._write_sample()

    def _ranked_by(self, values: Mapping[str, float]) -> str:
        """What checkpoints are ranked by; raises BadInput for a metric that is not measured."""
        ranked_by = self._task.loop.best_metric or self._task.ranked_by
        if ranked_by not in values:
            raise BadInput(
                "the best checkpoint is to be found by {name} (loop.best_metric), which this run "
                "does not measure; it measures {names}",
                name=ranked_by,
                names=listed(values),
            )
        return ranked_by

    def _write_sample(self) -> Iterator[SampleWritten]:
        loop = self._task.loop
        if not (self._is_first or self._task.is_sharded):
            return
        if loop.sample_tokens and self._task.write_sample is not None:
            text = self._task.write_sample()
            yield SampleWritten(step=self._state.step, prompt=loop.sample_prompt, text=text)
        for prompt, write in self._task.probes.items() if loop.sample_tokens else ():
            yield SampleWritten(step=self._state.step, prompt=prompt, text=write())

    def _save(self) -> Iterator[Event]:
        self._state.pinned = self._is_to_be_kept()
        self._saved_step, self._saved_at_s = self._state.step, self._state.elapsed_s
        if not (self._is_first or self._task.is_sharded):
            return
        files = saved_tensors(self._state.step, self._modules, self._optimizer, self._ranks)
        if not self._is_first:
            return
        saved = yield from self._saved(files)
        yield CheckpointSaved(
            step=saved.step,
            folder=saved.folder.name,
            digest=saved.digest,
            is_best=saved.is_best,
        )
        for step in self._checkpoints.rotate(self._task.loop.keep_last):
            yield CheckpointRemoved(step=step)
        self._lap()

    def _saved(self, files: SavedTensors) -> Generator[Event, None, CheckpointRecord]:
        """Write the checkpoint; a full disk pauses the run until there is room.

        A stop meanwhile costs the steps since the checkpoint before: that is said as a failure.
        """
        tries = itertools.count()

        def write() -> CheckpointRecord:
            if next(tries):
                self._lapped_at = time.monotonic()  # waiting is no training time
            return self._checkpoints.save(self._state, files)

        try:
            return (yield from with_room(write, self._control, self._state.step))
        except StoppedWaiting as full:
            raise DiskFull(full.words.template, **full.words.values) from None

    def _wait_while_pausing(self) -> Iterator[Event]:
        if not (self._is_first and self._control.pausing):
            return
        yield from self._flush()
        yield from wait_while_pausing(self._control, self._state.step)
        self._lapped_at = time.monotonic()  # a pause is no training time

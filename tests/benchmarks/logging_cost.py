"""What measuring and journalling add to a training step of about 50 ms, with and without in turn.

Every round takes one step a side, in an order that moves on, of one model with one optimizer:

- none: the step alone;
- default: learning rate, tokens a second, FLOPs, MFU, processor, memory and time left every
  10 steps, written to a run's journal as the training loop writes them, five steps at a time;
- layers: the gradient norm and the update-to-weight ratio of each layer at every step besides.

Given are the median of the paired differences with its 95 % interval (bootstrap), as a share of the
step alone, in processor time, which other programs disturb little, and by the clock; and the time
of the added calls behind the step. A layers' share at every n-th step is the n-th part of it.

    python tests/benchmarks/logging_cost.py [--rounds 200] [--threads 1]
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from device import require_device, take_device, wait_for
from pairing import warn_if_busy
from torch import Tensor

from workbench.data.causal.batches import CausalBatches
from workbench.models.build import build
from workbench.models.size.estimate import training_flops_per_token
from workbench.models.spec import GPTSpec
from workbench.store.runs.journal import Journal
from workbench.training.measuring.layers import LayerMeasures
from workbench.training.measuring.meters import Meter
from workbench.training.measuring.pace import RunPace, pace_of
from workbench.training.objectives.objective import CausalLanguageModelling
from workbench.training.optimizing.optimizer_step import OptimizerStep
from workbench.training.optimizing.spec import OptimizerSpec
from workbench.training.runtime import Runtime, applied
from workbench.training.spec import LoopSpec
from workbench.training.state import TrainingState
from workbench.training.training_task import Task

VOCABULARY, CONTEXT, BATCH = 2048, 64, 4
SHAPE = GPTSpec(num_layers=4, hidden_size=192, num_heads=4, context=CONTEXT, dropout=0.0)
FLUSHED_EVERY = 5
"""Steps: the loop writes every 0.25 s."""
WARM_UP = 10
Step = Callable[[int], None]


@dataclass
class Logged:
    """A step with what the training loop does around it; `spent_s` are the added calls."""

    task: Task
    take_step: OptimizerStep
    pace: RunPace
    journal: Journal
    by_layer: bool
    meter: Meter = field(default_factory=Meter)
    state: TrainingState = field(default_factory=TrainingState)
    spent_s: list[float] = field(default_factory=list)

    def __call__(self, step: int) -> None:
        begun = time.perf_counter()
        micro_batches = self.task.batches.at(step)
        learning_rate = self.task.prepare(step, self.take_step.optimizer)
        layers = [LayerMeasures()] if self.by_layer else []
        values = self.take_step(step, micro_batches, layers)
        values |= {name: value for one in layers for name, value in one.values.items()}
        taken = time.perf_counter()
        self._log(values, learning_rate, taken - begun)
        self.spent_s.append(time.perf_counter() - taken)

    def _log(self, values: Mapping[str, Tensor], learning_rate: float, seconds: float) -> None:
        tokens, state = BATCH * CONTEXT, self.state
        state.step, state.tokens = state.step + 1, state.tokens + tokens
        state.elapsed_s += seconds
        pace = self.pace.after(state, tokens, seconds)
        plain = {"learning_rate": learning_rate, "tokens_per_second": tokens / seconds, **pace}
        self.meter.add(
            state.step,
            values,
            plain,
            tokens=state.tokens,
            epoch=0.0,
            elapsed_s=state.elapsed_s,
        )
        if state.step % FLUSHED_EVERY == 0:
            for event in self.meter.take():
                self.journal.append(event)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--threads", type=int, default=1)
    take_device(parser)
    options = parser.parse_args()
    require_device(options.device)
    warn_if_busy()
    runtime = Runtime(
        device=options.device,
        precision="fp32",
        threads=options.threads,
        torch_version=torch.__version__,
    )
    with tempfile.TemporaryDirectory() as scratch, applied(runtime):
        compare(new_task(runtime), Path(scratch), options.rounds)


def new_task(runtime: Runtime) -> Task:
    """A training of the shape on random tokens."""
    model = build(SHAPE, VOCABULARY, seed=0).to(runtime.torch_device)
    tokens = np.random.default_rng(0).integers(0, VOCABULARY, 200_000).astype(np.uint16)
    loop = LoopSpec(micro_batch_size=BATCH)
    return Task(
        model=model,
        objective=CausalLanguageModelling(model, runtime.torch_device),
        batches=CausalBatches(
            tokens, context=CONTEXT, micro_batch_size=BATCH, accumulation=1, seed=0
        ),
        total_steps=1_000_000,
        optimizer=OptimizerSpec(),
        learning_rate=lambda step: 1e-4,
        loop=loop,
        runtime=runtime,
        seed=0,
        evaluate=lambda _: {},
        write_sample=None,
        flops_per_token=training_flops_per_token(SHAPE, VOCABULARY),
    )


def compare(task: Task, folder: Path, rounds: int) -> None:
    """Take the steps of all sides in turn, and print what each side adds."""
    take_step = task.optimizer_step()
    sides: dict[str, Logged] = {}
    for name, loop, by_layer in (
        ("default", task.loop, False),
        ("layers", task.loop, True),
    ):
        pace = pace_of(loop, task.total_steps, task.flops_per_token, task.runtime)
        work = replace(task, loop=loop)
        sides[name] = Logged(work, take_step, pace, Journal(folder / f"{name}.jsonl"), by_layer)

    def alone(step: int) -> None:
        micro_batches = task.batches.at(step)
        task.prepare(step, take_step.optimizer)
        take_step(step, micro_batches)

    steps: dict[str, Step] = {"none": alone, **sides}
    clocks = {"processor": time.process_time, "clock": time.perf_counter}
    times: dict[str, dict[str, list[float]]] = {
        clock: {name: [] for name in steps} for clock in clocks
    }
    names = list(steps)
    for number in range(WARM_UP + rounds):
        at = number % len(names)
        for name in (*names[at:], *names[:at]):
            wait_for(task.runtime.device)
            begun = {clock: read() for clock, read in clocks.items()}
            steps[name](number)
            wait_for(task.runtime.device)
            for clock, read in clocks.items():
                times[clock][name].append(read() - begun[clock])
    print(f"{task.runtime.threads} threads, {rounds} rounds")
    for clock, measured in times.items():
        tell(clock, {name: np.array(spent[WARM_UP:]) for name, spent in measured.items()})
    for name, side in sides.items():
        print(f"{name}: {1000 * statistics.mean(side.spent_s[WARM_UP:]):.3f} ms behind a step")


def tell(clock: str, times: Mapping[str, np.ndarray]) -> None:
    """What each side adds to the step alone, by one of the clocks."""
    base = float(np.median(times["none"]))
    print(f"by the {clock}: the step alone takes {1000 * base:.1f} ms")
    for name in times.keys() - {"none"}:
        paired = times[name] - times["none"]
        low, high = interval(paired)
        print(
            f"{name:>8}: {100 * float(np.median(paired)) / base:+.2f} % of a step "
            f"({100 * low / base:+.2f} to {100 * high / base:+.2f})"
        )


def interval(differences_n: np.ndarray) -> tuple[float, float]:
    """95 % of the medians of samples that are drawn again."""
    chance = np.random.default_rng(0)
    drawn = chance.choice(differences_n, (2000, len(differences_n)))
    low, high = np.percentile(np.median(drawn, axis=1), (2.5, 97.5))
    return float(low), float(high)


if __name__ == "__main__":
    main()

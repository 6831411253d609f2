"""The documents of one step of a run and their losses, by replay or under a checkpoint."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.activities.recorded_runtime import known_runtime
from workbench.activities.replay.documents import BatchDocument, DocumentPart, parts_at, told
from workbench.activities.replay.prepared import PreparedRun, TrainingSpec, prepared_run
from workbench.activities.resources import RunResources
from workbench.inspection.shown import Shown
from workbench.jobs import RUNS
from workbench.metrics import LOSS_PART
from workbench.models.inference import on_threads
from workbench.store.records import CheckpointRecord
from workbench.store.runs.run_folder import RunFolder
from workbench.store.runs.state import MetricSeries, RunState
from workbench.training.measuring.batch_losses import target_losses
from workbench.training.measuring.evaluation import evaluating
from workbench.training.replay import Replay
from workbench.training.runtime import Runtime, resolve_runtime
from workbench.words import Words, words

_TOLD_EVERY_S = 0.25
_EQUAL_SHARE = 1e-4
"""Losses that differ by no more are equal: another kernel rounds otherwise."""
_WHOLE_LOSSES = (f"{LOSS_PART}hard", f"{LOSS_PART}mlm", f"{LOSS_PART}nsp", "loss")
"""Which curve the mean over a batch's targets is, the first that a run has."""


@dataclass(frozen=True)
class StepBatch(Shown):
    """The batch of a step as the curves count them: the one whose loss stands at `step`.

    `documents` have no losses while `done` < `total` steps are replayed. With `is_exact` the
    losses are those of the step itself, dropout included, replayed from the checkpoint of
    `from_step` (0: from the beginning); otherwise they are those of that checkpoint, without
    dropout. `recorded` is what the run wrote down as `metric` at the step.
    """

    step: int
    from_step: int
    is_exact: bool
    documents: tuple[BatchDocument, ...]
    done: int
    total: int
    loss: float | None = None
    metric: str = ""
    recorded: float | None = None
    notes: tuple[Words, ...] = ()

    @property
    def is_complete(self) -> bool:
        return self.loss is not None

    @property
    def agrees(self) -> bool | None:
        """Whether the replayed loss is what the run recorded; None where that is not known."""
        if not self.is_exact or self.loss is None or self.recorded is None:
            return None
        return abs(self.loss - self.recorded) <= _EQUAL_SHARE * max(1.0, abs(self.recorded))

    @property
    def hardest_first(self) -> tuple[BatchDocument, ...]:
        return tuple(sorted(self.documents, key=lambda one: -(one.loss or 0.0)))

    def origin(self) -> Words:
        """What the losses are of, as a sentence."""
        if not self.is_exact:
            return words(
                "losses under the checkpoint of step {step}, without dropout: not those of the "
                "step itself",
                step=self.from_step,
            )
        if self.from_step == 0:
            return words("exact: replayed from the beginning, {count} steps", count=self.total)
        return words(
            "exact: replayed from the checkpoint of step {step}, {count} steps",
            step=self.from_step,
            count=self.total,
        )

    def as_plain(self) -> dict[str, Any]:
        """What stands in JSON."""
        return {
            "step": self.step,
            "exact": self.is_exact,
            "from_step": self.from_step,
            "loss": self.loss,
            "metric": self.metric,
            "recorded": self.recorded,
            "documents": [one.as_plain() for one in self.hardest_first],
        }

    def _repr_html_(self) -> str:
        """A table of the documents, hardest first."""
        rows = "".join(
            f"<tr><td>{one.row}</td><td>{one.number or ''}</td><td>{one.targets}</td>"
            f"<td>{'' if one.loss is None else f'{one.loss:.4f}'}</td>"
            f'<td style="text-align:left">{escape(one.title)}</td></tr>'
            for one in self.hardest_first
        )
        return (
            f"<p>step {self.step}, {escape(str(self.origin()))}</p><table><tr><th>row</th>"
            f"<th>document</th><th>tokens learnt</th><th>loss (nats)</th><th>text</th></tr>"
            f"{rows}</table>"
        )


def step_batch(
    project: Path,
    run: RunFolder,
    spec: TrainingSpec,
    state: RunState,
    step: int,
    under: CheckpointRecord | None,
) -> Iterator[StepBatch]:
    """The step's documents at once, then with losses: under a checkpoint, or exactly by replay.

    The replay goes on from the nearest earlier checkpoint, or else from the beginning.
    """
    resources = RunResources(project, run, run.inputs(), _nothing, _nothing)
    runtime = known_runtime(run.path) or resolve_runtime(spec.runtime)
    begin = under or _nearest_before(run, step)
    with on_threads(_threads(runtime)):
        prepared = prepared_run(spec, resources, runtime)
        parts = parts_at(prepared.source, step - 1)
        replay = _begun(prepared, begin)
    from_step = begin.step if begin is not None else 0
    total = 0 if under is not None else step - 1 - replay.step
    metric, recorded = _recorded(state, step)
    found = StepBatch(
        step=step,
        from_step=from_step,
        is_exact=under is None,
        documents=told(prepared.source, parts, ()),
        done=0,
        total=total,
        metric=metric,
        recorded=recorded,
        notes=tuple(_notes(state, step, prepared)),
    )
    yield found
    if under is None:
        for done in _replayed(replay, step - 1, runtime):
            yield replace(found, done=done)
    with on_threads(_threads(runtime)):
        losses = _losses(prepared, replay, step - 1, is_exact=under is None)
    yield _with_losses(found, prepared, parts, losses)


def _with_losses(
    found: StepBatch,
    prepared: PreparedRun,
    parts: Sequence[DocumentPart],
    losses: Sequence[NDArray[np.float64]],
) -> StepBatch:
    return replace(
        found,
        documents=told(prepared.source, parts, losses),
        done=found.total,
        loss=float(np.concatenate(losses).mean()),
    )


def _nothing() -> None:
    """A question writes no journal and holds no folder."""


def _threads(runtime: Runtime) -> int:
    """The run's own, so that its sums are rounded alike; one while a run is on."""
    return 1 if RUNS.is_any_on else runtime.threads


def _nearest_before(run: RunFolder, step: int) -> CheckpointRecord | None:
    earlier = [one for one in run.checkpoints() if one.step < step and not one.is_damaged]
    return earlier[-1] if earlier else None


def _begun(prepared: PreparedRun, checkpoint: CheckpointRecord | None) -> Replay[Any]:
    replay = Replay(prepared.task)
    if checkpoint is not None:
        replay.restore(checkpoint.folder, checkpoint.step)
    return replay


def _replayed(replay: Replay[Any], until: int, runtime: Runtime) -> Iterator[int]:
    """Take the steps that are missing; gives now and then how many were taken."""
    begun = replay.step
    while replay.step < until:
        with on_threads(_threads(runtime)):
            told_at = time.monotonic()
            while replay.step < until and time.monotonic() - told_at < _TOLD_EVERY_S:
                replay.advance()
        yield replay.step - begun


def _losses(
    prepared: PreparedRun, replay: Replay[Any], index: int, *, is_exact: bool
) -> list[NDArray[np.float64]]:
    """Of each micro-batch; an exact one with the dropout of its step."""
    optimizer_step, task = replay.optimizer_step, prepared.task
    device = task.runtime.torch_device
    batches = task.batches.at(index)
    if not is_exact:
        averaged, autocast = optimizer_step.modules.averaged(), optimizer_step.autocast()
        with averaged, evaluating(prepared.model), autocast:
            return [target_losses(prepared.model, one, device, prepared.masked) for one in batches]
    task.prepare(index, optimizer_step.optimizer)
    optimizer_step.modules.train()
    losses = []
    for batch in batches:
        optimizer_step.seed_dropout(index, batch.micro_batch)
        with optimizer_step.autocast():
            losses.append(target_losses(prepared.model, batch, device, prepared.masked))
    return losses


def _recorded(state: RunState, step: int) -> tuple[str, float | None]:
    """The curve that the mean of the losses belongs to, and its value at the step."""
    for name in _WHOLE_LOSSES:
        series = state.series.get(name)
        if series is not None:
            return name, _at(series, step)
    return "", None


def _at(series: MetricSeries, step: int) -> float | None:
    place = int(np.searchsorted(np.array(series.steps), step))
    found = place < len(series) and series.steps[place] == step
    return series.values[place] if found else None


def _notes(state: RunState, step: int, prepared: PreparedRun) -> Iterator[Words]:
    own = state.series.get(f"{LOSS_PART}own_text")
    if own is not None and _at(own, step) is not None:
        yield words(
            "at this step the student learnt from texts that it wrote behind the beginnings of "
            "these documents; their losses were no part of the step's"
        )
    if not all(text.marks.are_known for text in prepared.source.windows):
        yield words(
            "this tokenizer puts nothing between documents, so that whole windows are shown"
        )

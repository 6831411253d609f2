"""What happened along the curves of the shown runs: lines across a plot, signs along its foot."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QCoreApplication

from ui.curves.along import Along, positions
from ui.curves.shown_run import ShownRun, is_alone
from ui.curves.sources import AncestryOf
from ui.shell.messages import translate
from ui.widgets.curves.drawing.plot_signs import Sign
from workbench.curves.annotations import Annotation, AnnotationKind, annotations
from workbench.curves.branches import Ancestry, continued
from workbench.store.runs.notes.alerts import Alert
from workbench.store.runs.state import MetricSeries

SYMBOLS = {
    AnnotationKind.CHECKPOINT: "s",
    AnnotationKind.BEST: "star",
    AnnotationKind.EVALUATION: "|",
    AnnotationKind.LEARNING_RATE: "t1",
    AnnotationKind.ALERT: "d",
}
"""The kinds that are signs; the others are lines across the plot."""
FIRST_SHOWN = frozenset(AnnotationKind) - {AnnotationKind.EVALUATION}
"""Evaluations are the points of the validation curves as well."""
_GROWN = 1.02
"""A run is looked through again when it has grown so far: that takes as long as it is."""


@dataclass(frozen=True)
class _Told:
    version: tuple[object, ...]
    length: int
    found: tuple[Annotation, ...]
    places: dict[Along, list[float]] = field(default_factory=dict)


class AnnotationMarks:
    """Tells what happened along the curves of runs, looked for when there may be more of it."""

    def __init__(self, ancestry_of: AncestryOf, flops_of: Callable[[ShownRun], float]) -> None:
        self._ancestry_of, self._flops_of = ancestry_of, flops_of
        self._told: dict[str, _Told] = {}

    def forget(self) -> None:
        """Look for it anew."""
        self._told.clear()

    def lines(
        self, runs: Sequence[ShownRun], along: Along, kinds: Collection[str]
    ) -> Iterator[tuple[float, str]]:
        """Resumes and branches; of several runs with their names."""
        for run in runs:
            for x, one in self._placed(run, along):
                is_shown = one.kind in kinds and one.kind not in SYMBOLS
                if is_shown and (is_alone(runs) or self._is_its_own(run, one)):
                    yield x, _line_text(run, one, alone=is_alone(runs))

    def _is_its_own(self, run: ShownRun, one: Annotation) -> bool:
        """Whether it is no branch of a parent, whose own line may stand beside it."""
        parents = self._ancestry_of(run).parents
        return one.kind is not AnnotationKind.BRANCH or one.step == parents[0].step

    def signs(
        self, runs: Sequence[ShownRun], along: Along, kinds: Collection[str]
    ) -> Iterator[Sign]:
        """Checkpoints, evaluations, the best step and changes of the learning rate."""
        for kind, symbol in SYMBOLS.items():
            for run in runs if kind in kinds else ():
                colour = "" if is_alone(runs) else run.style.colour
                for x, one in self._placed(run, along):
                    if one.kind is not kind:
                        continue
                    text = translate(one.words)
                    text = text if is_alone(runs) else f"{run.name}: {text}"
                    yield Sign(x, translate(kind.caption), symbol, text, colour)

    def _placed(self, run: ShownRun, along: Along) -> Iterator[tuple[float, Annotation]]:
        """What happened, and where on the axis: steps that were taken keep their places."""
        if run.only:
            return
        told = self._of(run)
        if along not in told.places:
            steps = [one.step for one in told.found]
            ancestry = self._ancestry_of(run)
            told.places[along] = _places(run, ancestry, steps, along, self._flops_of(run))
        yield from zip(told.places[along], told.found, strict=True)

    def _of(self, run: ShownRun) -> _Told:
        state, ancestry = run.view.state, self._ancestry_of(run)
        version = (state.checkpoints, state.resumed_from, state.status, ancestry, len(run.view.log))
        length = max(map(len, state.series.values()), default=0)
        before = self._told.get(run.view.run_id)
        if before is not None and before.version == version and length < _GROWN * before.length:
            return before
        alerts = [event for event in run.view.log if isinstance(event, Alert)]
        told = _Told(version, length, annotations(state, ancestry.parents, alerts))
        self._told[run.view.run_id] = told
        return told


def _line_text(run: ShownRun, one: Annotation, *, alone: bool) -> str:
    """Beside other runs a branch names itself alone: the legend has its parent."""
    if alone:
        return translate(one.words)
    if one.kind is AnnotationKind.BRANCH:
        text = QCoreApplication.translate("Curves", "{run} branches off")
        return text.format(run=run.name)
    return f"{run.name}: {translate(one.words)}"


def _places(
    run: ShownRun,
    ancestry: Ancestry,
    steps: Sequence[int],
    along: Along,
    flops_per_token: float,
) -> list[float]:
    """Where steps stand on the axis, as the run's longest series tells it."""
    if along is Along.STEP or not steps:
        return [float(step) for step in steps]
    state = run.view.state
    name = max(state.series, key=lambda one: len(state.series[one]), default="")
    before = [parent.series.get(name) for parent in ancestry.parents]
    whole = continued(state.series.get(name, MetricSeries()), before).series
    if not whole:
        return [0.0] * len(steps)
    at = np.searchsorted(np.array(whole.steps), steps)
    there = positions(whole, along, flops_per_token)
    return [float(one) for one in there[np.minimum(at, len(whole) - 1)]]

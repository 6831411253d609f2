"""Where the points of a curve come from: a metric of a run, or a formula of several."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from ui.curves.shown_run import ShownRun
from ui.running.run_view import RunView
from workbench.curves.branches import NO_PARENTS, Ancestry, ContinuedCurve, continued
from workbench.curves.formula import Value, check, evaluate, is_formula
from workbench.errors import BadInput
from workbench.metrics import comparable, metric
from workbench.store.runs.state import MetricSeries

ControlOf = Callable[[ShownRun], RunView | None]
AncestryOf = Callable[[ShownRun], Ancestry]

Version = tuple[int, ...]


@dataclass(frozen=True)
class CurveSource:
    """Points that are made when they are drawn; another `version` tells that they are others."""

    version: Version
    make: Callable[[], ContinuedCurve]


class Sources:
    """Finds the points of curves; `control_of` tells the control of a run, if it has one.

    Those of a branch stand behind its parents', which `ancestry_of` tells.
    """

    def __init__(self, control_of: ControlOf, ancestry_of: AncestryOf) -> None:
        self._control_of, self._ancestry_of = control_of, ancestry_of

    def find(self, run: ShownRun, curve: str, *, own: bool = False) -> CurveSource | None:
        """The points of a run's curve, or its `own` ones alone.

        None where the run has not measured what it needs.
        """
        ancestry = NO_PARENTS if own else self._ancestry_of(run)
        if not is_formula(curve):
            return _of_metric(run, curve, ancestry)
        if run.only:
            return None
        values = {name: self._value(run, *name, ancestry) for name in _names(curve)}
        if any(value is None for value in values.values()):
            return None
        known = {name: value for name, value in values.items() if value is not None}
        lengths = (len(one) for one in known.values() if isinstance(one, MetricSeries))

        def make() -> ContinuedCurve:
            series = evaluate(curve, lambda owner, name: known[owner, name])
            step = ancestry.parents[0].step if ancestry.parents else -1
            return ContinuedCurve(series, series.kept_up_to(step) if ancestry.parents else 0)

        return CurveSource((*lengths, run.times_resumed), make)

    def _value(self, run: ShownRun, owner: str, name: str, ancestry: Ancestry) -> Value | None:
        """A metric of the run, of its control, or the height of one of its reference lines."""
        if not owner:
            source = _of_metric(run, name, ancestry)
            return source.make().series if source is not None else None
        if owner == "control":
            view = self._control_of(run)
            return comparable(view.state.series, view.state.kind).get(name) if view else None
        lines = run.view.state.references
        return next((o.value for o in lines if (o.name, o.metric) == (owner, name)), None)


def _of_metric(run: ShownRun, name: str, ancestry: Ancestry) -> CurveSource | None:
    own = run.series.get(name)
    parents = [parent.series.get(name) for parent in ancestry.parents]
    before = sum(len(one) for one in parents if one)
    if not own and not before:
        return None
    version = (len(own) if own else 0, run.times_resumed, before)
    if own is not None and not before:
        return CurveSource(version, lambda: ContinuedCurve(own))
    return CurveSource(version, lambda: continued(own, parents))


def is_noisy(curve: str) -> bool:
    """Whether a moving average helps to read a curve: a metric's, or that of one in a formula."""
    names = [name for _, name in _names(curve)] if is_formula(curve) else [curve]
    return any(metric(name).noisy for name in names)


@lru_cache(maxsize=64)
def _names(formula: str) -> tuple[tuple[str, str], ...]:
    """Of a formula that was kept; one that another version wrote may be none here."""
    try:
        return check(formula)
    except BadInput:
        return (("", ""),)

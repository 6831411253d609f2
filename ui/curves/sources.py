"""Where the points of a curve come from: a metric of a run, or a formula of several."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from ui.curves.shown_run import ShownRun
from ui.running.run_view import RunView
from workbench.curves.formula import Value, check, evaluate, is_formula
from workbench.errors import BadInput
from workbench.metrics import comparable, metric
from workbench.store.runs.state import MetricSeries

ControlOf = Callable[[ShownRun], RunView | None]

Version = tuple[int, ...]


@dataclass(frozen=True)
class CurveSource:
    """Points that are made when they are drawn; another `version` tells that they are others."""

    version: Version
    make: Callable[[], MetricSeries]


class Sources:
    """Finds the points of curves; `control_of` tells the control of a run, if it has one."""

    def __init__(self, control_of: ControlOf) -> None:
        self._control_of = control_of

    def find(self, run: ShownRun, curve: str) -> CurveSource | None:
        """The points of a run's curve; None where the run has not measured what it needs."""
        if not is_formula(curve):
            series = run.series.get(curve)
            if not series:
                return None
            return CurveSource((len(series), run.times_resumed), lambda: series)
        if run.only:
            return None
        values = {name: self._value(run, *name) for name in _names(curve)}
        if any(value is None for value in values.values()):
            return None
        known = {name: value for name, value in values.items() if value is not None}
        lengths = (len(one) for one in known.values() if isinstance(one, MetricSeries))
        return CurveSource(
            (*lengths, run.times_resumed),
            lambda: evaluate(curve, lambda owner, name: known[owner, name]),
        )

    def _value(self, run: ShownRun, owner: str, name: str) -> Value | None:
        """A metric of the run, of its control, or the height of one of its reference lines."""
        if not owner:
            return run.series.get(name)
        if owner == "control":
            view = self._control_of(run)
            return comparable(view.state.series, view.state.kind).get(name) if view else None
        lines = run.view.state.references
        return next((o.value for o in lines if (o.name, o.metric) == (owner, name)), None)


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

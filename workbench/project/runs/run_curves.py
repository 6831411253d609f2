"""The curve of a run by its formula: its own metrics, its control's, and the lines beside them."""

from collections.abc import Sequence

from workbench.curves.branches import Parent, continued
from workbench.curves.formula import Lookup, Value, evaluate, full_name
from workbench.errors import BadInput
from workbench.metrics import comparable
from workbench.plans.control_run import control_run_of
from workbench.project.catalogue import Catalogue
from workbench.spec import closest
from workbench.store.runs.state import MetricSeries, RunState


def curve_of(
    run_id: str,
    state: RunState,
    catalogue: Catalogue,
    formula: str,
    parents: Sequence[Parent] = (),
) -> MetricSeries:
    """The points of a metric or of a formula of several, behind those of the run's parents.

    Raises BadInput.
    """
    return evaluate(formula, looked_up(run_id, state, catalogue, parents))


def looked_up(
    run_id: str, state: RunState, catalogue: Catalogue, parents: Sequence[Parent] = ()
) -> Lookup:
    """What a name in a formula stands for in a run; the lookup raises BadInput."""

    def lookup(owner: str, name: str) -> Value:
        match owner:
            case "":
                return _metric(state, name, parents)
            case "control":
                return _metric(_control(run_id, state, catalogue), name)
            case _:
                return _height(state, owner, name)

    return lookup


def recorded(state: RunState) -> list[str]:
    """What a run has measured, by name."""
    return sorted(comparable(state.series, state.kind))


def _metric(state: RunState, name: str, parents: Sequence[Parent] = ()) -> MetricSeries:
    own = comparable(state.series, state.kind).get(full_name(name))
    before = [parent.series.get(full_name(name)) for parent in parents]
    series = continued(own, before).series
    if not series:
        raise _unknown(f"{name}", recorded(state))
    return series


def _control(run_id: str, state: RunState, catalogue: Catalogue) -> RunState:
    control = control_run_of(run_id, state.name, catalogue.runs())
    if control is None:
        raise BadInput("{run} has no control run", run=state.name)
    past = catalogue.past(control.id)
    return past.state


def _height(state: RunState, owner: str, name: str) -> float:
    lines = {f"{line.name}.{line.metric}": line.value for line in state.references}
    if (wanted := f"{owner}.{name}") not in lines:
        raise _unknown(wanted, list(lines))
    return lines[wanted]


def _unknown(name: str, known: Sequence[str]) -> BadInput:
    near = closest(name, tuple(known))
    if near:
        return BadInput("no '{name}' was measured; did you mean '{near}'?", name=name, near=near)
    if not known:
        return BadInput("no '{name}' was measured: there are no curves here", name=name)
    return BadInput(
        "no '{name}' was measured; there are {known}", name=name, known=", ".join(known)
    )

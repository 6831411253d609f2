"""How much of a run is to come."""

import math

from workbench.store.runs.state import RunState


def seconds_left(state: RunState) -> float | None:
    """What the remaining steps will take at the pace so far; None while that is unknown."""
    total = total_steps(state)
    if total is None or not state.step or state.elapsed_s <= 0:
        return None
    left = state.elapsed_s / state.step * (total - state.step)
    return left if math.isfinite(left) and left >= 0 else None


def total_steps(state: RunState) -> int | None:
    """How many steps the run will take: as it was announced, or as its present stage counts."""
    if state.total_steps:
        return state.total_steps
    counts_steps = state.stage is not None and state.stage.unit == "steps"
    return state.stage.total if state.stage is not None and counts_steps else None

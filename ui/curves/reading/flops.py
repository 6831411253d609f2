"""FLOPs per token of the runs of a grid: as they measured them, or by their models' shapes."""

import math

from ui.curves.shown_run import ShownRun
from ui.session import Session
from workbench.curves.flops import recorded_flops_per_token
from workbench.errors import WorkbenchError


class FlopsOfRuns:
    """What a run has not recorded is read from its models once, until it is forgotten."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, float] = {}

    def forget(self) -> None:
        """Read them anew."""
        self._known.clear()

    def of(self, run: ShownRun) -> float:
        """NaN where nobody knows."""
        recorded = recorded_flops_per_token(run.view.state.series)
        if recorded is not None:
            return recorded
        run_id = run.view.run_id
        if run_id not in self._known:
            self._known[run_id] = self._by_models(run_id)
        return self._known[run_id]

    def _by_models(self, run_id: str) -> float:
        project = self._session.project
        try:
            found = None if project is None else project.saved_run(run_id).flops_by_models()
        except WorkbenchError:
            found = None
        return math.nan if found is None else found

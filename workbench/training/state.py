"""How far a training run has come: what a checkpoint keeps beside weights and optimizer."""

from workbench.store.runs.saved_state import SavedState, is_ranked_alike, rank


class TrainingState(SavedState):
    """The loop's memory; everything else is a function of the spec and of `step`.

    `stale_evaluations` is how many evaluations have passed since `best` was measured.
    """

    step: int = 0
    tokens: int = 0
    elapsed_s: float = 0.0
    stale_evaluations: int = 0

    def take_metric(self, name: str, value: float) -> bool:
        """Remember an evaluation's figure; says whether it is the best so far.

        What was best by another metric no longer counts: a branch may be ranked by its own.
        """
        if not is_ranked_alike(name, self.metric_name):
            self.best = None
        self.metric_name, self.metric = name, value
        is_best = self.best is None or rank(name, value) < rank(name, self.best)
        if is_best:
            self.best = value
        self.stale_evaluations = 0 if is_best else self.stale_evaluations + 1
        return is_best

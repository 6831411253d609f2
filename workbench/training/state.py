"""How far a training run has come: what a checkpoint keeps beside weights and optimizer."""

from pydantic import BaseModel


class TrainingState(BaseModel):
    """The loop's memory; everything else is a function of the spec and of `step`.

    `metric` is what checkpoints are ranked by, the least being the best, if it was measured at
    this step: the validation loss, or a negated accuracy. `best` is the lowest so far,
    `stale_evaluations` how many evaluations have passed since.
    """

    step: int = 0
    tokens: int = 0
    elapsed_s: float = 0.0
    metric: float | None = None
    best: float | None = None
    stale_evaluations: int = 0
    pinned: bool = False

    def take_metric(self, metric: float) -> bool:
        """Remember an evaluation's figure; says whether it is the best so far."""
        self.metric = metric
        is_best = self.best is None or metric < self.best
        if is_best:
            self.best = metric
        self.stale_evaluations = 0 if is_best else self.stale_evaluations + 1
        return is_best

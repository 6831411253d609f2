"""What a saliency explains: a token's logit behind a text or at a mask, a class's, and their
differences and probabilities.

Shapes: b batch, t tokens, x tokens or classes.
"""

from collections.abc import Callable
from functools import partial

from torch import Tensor

from workbench.inspection.attribution.gradients import Score
from workbench.inspection.attribution.spec import Explained

Logits = Callable[[Tensor], Tensor]
"""From ids bt to logits bx."""


def score_of(logits: Logits, explained: Explained, target: int, versus: int | None) -> Score:
    """A target's logit or probability, less that of another one if there is one."""
    return partial(_score, logits, explained, target, versus)


def _score(
    logits: Logits, explained: Explained, target: int, versus: int | None, ids_bt: Tensor
) -> Tensor:
    values_bx = logits(ids_bt)
    if explained == "probability":
        values_bx = values_bx.softmax(-1)
    if versus is None:
        return values_bx[:, target]
    return values_bx[:, target] - values_bx[:, versus]

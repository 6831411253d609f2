"""Rules of thumb of a plan, as measured: its learning rate, its dropout, its number of steps."""

import math

from workbench.models.spec import AnyModelSpec

FEWEST_STEPS = 8

_DROPOUT, _DROPOUT_PASSES = 0.1, 5
"""For a new model that predicts each next token, from so many passes over the text on: after nine
over a megabyte of plays 2.076 bits per byte, without it 2.219, with 0.2 2.117; after five equal."""

_LEARNING_RATE_TIMES_WIDTH = 0.576
_MOST_LEARNING_RATE = 4e-3


def learning_rate(model: AnyModelSpec) -> float:
    """Narrow models bear more; BERT, which normalises after each part, bears less."""
    most = _MOST_LEARNING_RATE if model.is_causal else _MOST_LEARNING_RATE / 4
    return min(most, round(_LEARNING_RATE_TIMES_WIDTH / model.hidden_size, 4))


def dropout(tokens: int, text_tokens: int | None) -> float:
    """What keeps a model from learning by heart a text that it reads so many tokens of."""
    known = text_tokens or math.inf
    return _DROPOUT if tokens / known >= _DROPOUT_PASSES else 0.0


def rounded(steps: float) -> int:
    """Two digits tell the truth about an estimate; never fewer than a run has."""
    digits = max(0, math.floor(math.log10(max(steps, 1))) - 1)
    unit: int = 10**digits
    return max(FEWEST_STEPS, int(steps // unit) * unit)

"""The logits that a model gives at one position: of the next token, or of a masked one.

Shapes: b batch, t tokens, c hidden size, v vocabulary.
"""

from torch import Tensor

from workbench.models.build import Model

MOST_LOGITS = 1 << 25
"""So many logits are held at a time."""


def logits_at(model: Model, ids_bt: Tensor, position: int) -> Tensor:
    """Logits bv in float32: of the token behind a position, or of an encoder's at it."""
    state_bc = model.hidden(ids_bt)[:, position]
    if model.is_causal:
        return model.next_logits(state_bc)
    return model.masked_logits(state_bc).float()

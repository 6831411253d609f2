"""The logits that a model gives: at one position of the next token or a masked one, or of classes.

Shapes: b batch, t tokens, c hidden size, v vocabulary, k classes.
"""

from collections.abc import Sequence

import torch
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


def class_logits(model: Model, ids_bt: Tensor, segments: Sequence[int] = ()) -> Tensor:
    """Logits bk of the classes of texts without padding; `segments` are a row's tokens' in an
    encoder, all 0 if none are given.

    Every position is computed, so that hooks see each layer whole.
    """
    if model.is_causal:
        return model.class_logits(model.hidden(ids_bt)[:, -1])
    segments_bt = None
    if segments:
        segments_bt = torch.tensor(list(segments), device=ids_bt.device).expand_as(ids_bt)
    hidden_btc = model.hidden(ids_bt, segments_bt=segments_bt)
    return model.class_logits(model.summary(hidden_btc, None))

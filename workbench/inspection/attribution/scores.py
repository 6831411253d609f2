"""What a saliency explains: a token's logit behind a text or at a mask, a class's, and their
differences and probabilities.

Shapes: b batch, t tokens, v vocabulary, k classes, x tokens or classes.
"""

from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor

from workbench.inspection.attribution.gradients import Score
from workbench.inspection.attribution.spec import Explained
from workbench.models.blocks.encoder import EncoderModel
from workbench.models.blocks.linear import linear
from workbench.models.build import Decoder, Model

Logits = Callable[[Tensor], Tensor]
"""From ids bt to logits bx."""


def next_token_logits(model: Decoder, num_rows: int) -> Logits:
    """Of the token behind the last one; of the first `num_rows` of the vocabulary."""
    return lambda ids_bt: linear(model.hidden(ids_bt)[:, -1], model.head_weight[:num_rows])


def masked_token_logits(model: EncoderModel, position: int, num_rows: int) -> Logits:
    """Of the token that stands at a position."""
    return lambda ids_bt: model.masked_logits(model.hidden(ids_bt)[:, position])[:, :num_rows]


def class_logits(model: Model, segments: Sequence[int]) -> Logits:
    """Of the classes of a text; `segments` are its tokens' in an encoder."""

    def logits(ids_bt: Tensor) -> Tensor:
        if model.is_causal:
            return model.class_logits(model.hidden(ids_bt)[:, -1])
        segments_t = torch.tensor(list(segments), device=ids_bt.device)
        return model.class_logits(
            model.text_state(ids_bt, segments_bt=segments_t.expand_as(ids_bt))
        )

    return logits


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

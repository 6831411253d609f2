"""What stands behind a model's final states: which of them are read, and the logits of these.

A head that is linear in the state (a decoder's output layer, most classifiers) is a direction and a
constant. Of another one (BERT's pooler, the layers before masked tokens' logits) the direction is
the mean of its gradients from the zero state to the state, so that its answer is split without
rest: integrated gradients (Sundararajan et al. 2017) of the head alone. Shapes: b batch, t tokens,
s states, c hidden size, x tokens of the vocabulary or classes, k nodes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from workbench.inspection.attribution.path_integral import quadrature
from workbench.models.blocks.linear import linear
from workbench.models.build import Decoder, Model
from workbench.models.inference import on_threads

Rows = slice | list[int]

_HALVINGS, _PARTS, _NODES = 30, 32, 4
"""Norms change a small state abruptly, so that the way is halved towards zero, of which 2⁻³⁰ is
left; each half has many short parts, as a ReLU bends."""
_STATES_AT_ONCE = 256


@dataclass(frozen=True)
class OutputHead:
    """Gives logits of the mean of the states at some `positions`, which is one but where a
    classifier takes the mean of all.

    `of_states` gives the logits of `rows` from states sc; `segments` are the tokens' in an encoder.
    """

    model: Model
    positions: tuple[int, ...]
    of_states: Callable[[Tensor, Rows], Tensor]
    rows: Rows
    is_linear: bool
    segments: tuple[int, ...] = ()

    def logits(self, ids_bt: Tensor) -> Tensor:
        """The logits bx of texts of one length."""
        return self.logits_of(hidden_of(self.model, ids_bt, self.segments))

    def logits_of(self, hidden_btc: Tensor) -> Tensor:
        """The same of final states."""
        return self.of_states(self.state(hidden_btc), self.rows)

    def state(self, hidden_btc: Tensor) -> Tensor:
        """What it reads of final states, bc."""
        return hidden_btc[:, list(self.positions)].mean(1)


def hidden_of(model: Model, ids_bt: Tensor, segments: Sequence[int]) -> Tensor:
    """Final states btc; `segments` are a row's tokens' in an encoder."""
    if model.is_causal:
        return model.hidden(ids_bt)
    return model.hidden(ids_bt, segments_bt=segments_of(ids_bt, segments))


def segments_of(ids_bt: Tensor, segments: Sequence[int]) -> Tensor:
    """The segments of each row, bt: all 0 if none are given."""
    if not segments:
        return torch.zeros_like(ids_bt)
    return torch.tensor(list(segments), device=ids_bt.device).expand_as(ids_bt)


def next_token_head(model: Decoder, num_rows: int) -> OutputHead:
    """Of the token behind the last one; of the first `num_rows` of the vocabulary."""
    return OutputHead(
        model,
        (-1,),
        lambda states_sc, rows: linear(states_sc, model.head_weight[rows]),
        slice(num_rows),
        is_linear=True,
    )


def masked_token_head(
    model: Model, position: int, num_rows: int, segments: Sequence[int] = ()
) -> OutputHead:
    """Of the token that stands at a position, in an encoder that fills in masks."""
    assert not model.is_causal
    head = model.masked_head
    assert head is not None

    def logits(states_sc: Tensor, rows: Rows) -> Tensor:
        return linear(head(states_sc), model.head_weight[rows], head.bias[rows])

    return OutputHead(
        model, (position,), logits, slice(num_rows), is_linear=False, segments=tuple(segments)
    )


def class_head(model: Model, num_tokens: int, segments: Sequence[int] = ()) -> OutputHead:
    """Of the classes of a text of so many tokens."""
    if model.is_causal:
        places, is_linear = range(-1, 0), True
    else:
        places = range(num_tokens if model.takes_mean else 1)
        is_linear = model.has_linear_classifier
    return OutputHead(
        model,
        tuple(places),
        lambda states_sc, rows: model.class_logits(states_sc)[:, rows],
        slice(None),
        is_linear=is_linear,
        segments=tuple(segments),
    )


def direction_of(
    head: OutputHead, state_c: Tensor, target: int, versus: int | None, threads: int
) -> tuple[Tensor, float]:
    """The direction in which a head reads a state, and what it gives for the zero state.

    Both add up to the target's logit, or its difference to that of `versus`: exactly where the head
    is linear, else but for the error of the quadrature. In float64.
    """
    rows = [target] if versus is None else [target, versus]
    signs_x = state_c.new_tensor([1.0, -1.0][: len(rows)])
    places_k, weights_k = _nodes() if not head.is_linear else (np.zeros(1), np.ones(1))
    direction_c = torch.zeros_like(state_c, dtype=torch.float64)
    places_k1 = torch.from_numpy(places_k).to(state_c)[:, None]
    with on_threads(threads), torch.enable_grad():
        for first in range(0, len(places_k), _STATES_AT_ONCE):
            part = slice(first, first + _STATES_AT_ONCE)
            states_kc = (places_k1[part] * state_c).requires_grad_()
            scores_k = head.of_states(states_kc, rows) @ signs_x
            (gradients_kc,) = torch.autograd.grad(scores_k.sum(), states_kc)
            direction_c += torch.from_numpy(weights_k[part]).to(direction_c) @ gradients_kc.double()
    with torch.no_grad():
        zero = head.of_states(torch.zeros_like(state_c)[None], rows)[0].double() @ signs_x.double()
    return direction_c, float(zero)


def _nodes() -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], ...]:
    """The places from 0 to 1 of a quadrature that is the finer the nearer to 0, and weights."""
    edges = np.concatenate([[0.0], 2.0 ** -np.arange(_HALVINGS, -1, -1)])
    edges = np.unique(np.concatenate([np.linspace(a, b, _PARTS + 1) for a, b in pairwise(edges)]))
    nodes, weights = quadrature(_NODES)
    lengths_p1 = np.diff(edges)[:, None]
    places_pn = edges[:-1, None] + lengths_p1 * nodes
    return places_pn.ravel(), (lengths_p1 * weights).ravel()

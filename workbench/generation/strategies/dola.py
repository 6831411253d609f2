"""DoLa: what the last layer finds likelier than an earlier one does, for facts form late.

Chuang et al. 2024, "DoLa: Decoding by Contrasting Layers Improves Factuality in Large Language
Models" (arXiv 2309.03883), as transformers had it until 5.0 and transformers-community/dola has it.
Shapes: l layers, t tokens, c hidden size, v vocabulary.
"""

import math
from collections.abc import Generator, Iterator, Sequence
from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.errors import BadInput
from workbench.generation.decoding import DecodingInput, NewToken, new_tokens
from workbench.generation.penalties.chain import under_penalties
from workbench.generation.spec import Dola
from workbench.generation.strategies.greedy import likeliest
from workbench.generation.strategies.sample import drawing
from workbench.models.blocks.linear import linear
from workbench.models.blocks.trace import Trace
from workbench.models.build import Decoder

SPREAD_LAYERS = 20
"""Of a model of more than twice as many layers, so many at an end are looked at."""

_FORBIDDEN = -1e-3
"""What an earlier layer counts where the last one finds a token implausible."""


def decode(inputs: DecodingInput, strategy: Dola) -> Iterator[NewToken]:
    """The tokens of one text, each as soon as it is chosen."""
    choose = drawing(strategy, inputs.generator) if strategy.do_sample else likeliest
    choose = under_penalties(choose, strategy, inputs)
    steps, chosen_1 = contrasted_steps(inputs, strategy), None
    for _ in range(inputs.max_new_tokens):
        logits_1v, contrasted_1v = steps.send(chosen_1)
        chosen_1 = choose(contrasted_1v)
        yield from new_tokens(logits_1v, chosen_1, inputs.elapsed_s)


def contrasted_steps(
    inputs: DecodingInput, strategy: Dola
) -> Generator[tuple[Tensor, Tensor], Tensor | None]:
    """The model's own logits and the contrasted ones, 1v, of each step; is sent what was chosen."""
    watched = _Watched(inputs.model)
    layers = layers_of(strategy.dola_layers, inputs.model)
    sequences = inputs.prompt_of(cast("Decoder", watched))
    while True:
        logits_1v = sequences.next_logits()
        earlier_lc = torch.stack([watched.states_btc[layer][0, -1] for layer in layers])
        earlier_lv = linear(earlier_lc, inputs.model.head_weight).float()
        known_1v, earlier_lv = logits_1v[:, : inputs.num_pieces], earlier_lv[:, : inputs.num_pieces]
        chosen_1 = yield logits_1v, contrasted(known_1v, earlier_lv, strategy.relative_top)
        if chosen_1 is not None:
            sequences.append(chosen_1)


class _Watched:
    """A model of which the states of every layer at the latest tokens are kept."""

    def __init__(self, model: Decoder) -> None:
        self._model = model
        self.states_btc: list[Tensor] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def hidden(self, ids_bt: Tensor, **options: Any) -> Tensor:
        trace = Trace(hidden=True)
        hidden_btc = self._model.hidden(ids_bt, trace=trace, **options)
        self.states_btc = trace.hidden_btc
        return hidden_btc


def layers_of(named: str, model: Decoder) -> Sequence[int]:
    """The earlier layers that are looked at: every other one of the lower or the upper half.

    0 is what the first block reads; with a tied head that layer only says the last token again, and
    is left out. Raises BadInput where no layer is left.
    """
    count = model.num_layers
    if named == "high":
        begin = count // 2 if count <= 2 * SPREAD_LAYERS else count - SPREAD_LAYERS
        layers = list(range(begin, count, 2))
    elif named == "low":
        first = min(2, max(0, count - 1)) if model.head is None else 0
        end = count // 2 if count <= 2 * SPREAD_LAYERS else SPREAD_LAYERS
        layers = list(range(first, end, 2)) or [first]
    else:
        layers = [layer for layer in map(int, named.split(",")) if layer < count]
    if not layers:
        raise BadInput(
            "this model of {count} layers has none of the layers {layers} before its last one; "
            "name others, such as dola_layers={example}",
            count=count,
            layers=named,
            example=str(count // 2),
        )
    return layers


def contrasted(last_1v: Tensor, earlier_lv: Tensor, relative_top: float) -> Tensor:
    """The logarithm of last / earlier, where the last layer finds a token plausible.

    The earlier layer is the one that differs most from the last by Jensen and Shannon's divergence.
    Plausible is at least `relative_top` of the best token's probability.
    """
    earlier_1v = earlier_lv[_most_different(last_1v, earlier_lv), None].log_softmax(dim=-1)
    last_1v = last_1v.log_softmax(dim=-1)
    is_implausible_1v = last_1v < last_1v.amax(dim=-1, keepdim=True) + math.log(relative_top)
    earlier_1v = earlier_1v.masked_fill(is_implausible_1v, _FORBIDDEN)
    return last_1v.masked_fill(is_implausible_1v, float("-inf")) - earlier_1v


def _most_different(last_1v: Tensor, earlier_lv: Tensor) -> int:
    mean_lv = (last_1v.softmax(dim=-1) + earlier_lv.softmax(dim=-1)) / 2
    of_last_lv = F.kl_div(last_1v.log_softmax(dim=-1), mean_lv, reduction="none")
    of_earlier_lv = F.kl_div(earlier_lv.log_softmax(dim=-1), mean_lv, reduction="none")
    return int((of_last_lv.mean(dim=-1) + of_earlier_lv.mean(dim=-1)).argmax())

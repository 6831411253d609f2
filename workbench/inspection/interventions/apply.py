"""From interventions to what changes a forward pass, for every family.

Shapes: b batch, t tokens, c hidden size, h heads, d width of a head, n neurons; x any width.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar, assert_never

from torch import Tensor

from workbench.errors import BadInput
from workbench.inspection.hooks import Change, Site, changed
from workbench.inspection.interventions.spec import (
    Intervention,
    ScaledAttention,
    ScaledFeedForward,
    ScaledHead,
    ScaledLayer,
    ScaledNeuron,
    Steering,
)
from workbench.inspection.interventions.steering import steering_direction
from workbench.models.blocks.block import TransformerBlock
from workbench.models.build import Model
from workbench.named import named

Item = TypeVar("Item")

ReadIds = Callable[[str], Sequence[int]]
"""From a text to the ids that a model reads of it."""


def changes_of(
    model: Model, interventions: Sequence[Intervention], read: ReadIds
) -> dict[Site, Change]:
    """What `changed` takes to bring the interventions about, in their order where they share a
    site.

    `read` gives the ids of the texts of a steering, which the unchanged model reads now. Raises
    BadInput for a layer, head or neuron that the model has not.
    """
    for one in interventions:
        require_there(model, one)
    grouped: dict[Site, list[Change]] = {}
    for one in interventions:
        for site, change in _changes(model, one, read):
            grouped.setdefault(site, []).append(change)
    return {site: _one_after_another(changes) for site, changes in grouped.items()}


def require_there(model: Model, intervention: Intervention) -> None:
    """Raise BadInput for a layer, head or neuron that the model has not."""
    layers = model.num_layers + isinstance(intervention, Steering)  # behind the last one as well
    _require_below("layer", intervention.layer, layers)
    if isinstance(intervention, ScaledHead):
        _require_below("head", intervention.head, model.num_heads)
    if isinstance(intervention, ScaledNeuron):
        _require_below("neuron", intervention.number, num_neurons(model, intervention.layer))


def num_neurons(model: Model, layer: int) -> int:
    """How many activations the last matrix of a layer's feed-forward part reads."""
    return _block(model, layer).ffn_out.in_features


def head_size(model: Model, layer: int) -> int:
    """The width of a head's output."""
    return _block(model, layer).attention_out.in_features // model.num_heads


def scaled(begin: int, end: int, scale: float) -> Change:
    """Columns `begin` to `end` of the last axis times a number."""

    def change(x_btx: Tensor) -> Tensor:
        scaled_btx = x_btx.clone()
        scaled_btx[..., begin:end] *= scale
        return scaled_btx

    return change


def while_changed(
    model: Model, changes: Mapping[Site, Change], items: Iterator[Item]
) -> Iterator[Item]:
    """The items of a generator that works with a model, which is changed while it works alone.

    Between two items the model is as it was: who takes them may ask it something else.
    """
    while True:
        with changed(model, changes):
            try:
                item = next(items)
            except StopIteration:
                return
        yield item


def _changes(
    model: Model, intervention: Intervention, read: ReadIds
) -> Iterable[tuple[Site, Change]]:
    layer = intervention.layer
    match intervention:
        case ScaledHead(head=head, scale=scale):
            width = head_size(model, layer)
            return [(Site("heads", layer), scaled(head * width, (head + 1) * width, scale))]
        case ScaledNeuron(number=number, scale=scale):
            return [(Site("neurons", layer), scaled(number, number + 1, scale))]
        case ScaledAttention(scale=scale):
            return [(Site("attention", layer), lambda x_btc: x_btc * scale)]
        case ScaledFeedForward(scale=scale):
            return [(Site("feed_forward", layer), lambda x_btc: x_btc * scale)]
        case ScaledLayer(scale=scale):
            sites = Site("attention", layer), Site("feed_forward", layer)
            return [(site, lambda x_btc: x_btc * scale) for site in sites]
        case Steering(strength=strength):
            texts = (read(intervention.toward), read(intervention.away))
            direction_c = strength * steering_direction(model, *texts, layer, intervention.taken)
            return [(Site("stream", layer), lambda x_btc: x_btc + direction_c)]
        case _:
            assert_never(intervention)


def _one_after_another(changes: Sequence[Change]) -> Change:
    def change(x: Tensor) -> Tensor:
        for one in changes:
            x = one(x)
        return x

    return change


def _block(model: Model, layer: int) -> TransformerBlock:
    block = model.blocks[layer]
    assert isinstance(block, TransformerBlock)
    return block


def _require_below(part: str, number: int, count: int) -> None:
    if number >= count:
        raise BadInput(
            "there is no {part} {number}; they go from 0 to {last} here",
            part=named(part),
            number=number,
            last=count - 1,
        )

"""What can be asked of the inside of a model, with a sentence for what cannot; torch is not
needed."""

from typing import TYPE_CHECKING

from workbench.errors import BadInput

if TYPE_CHECKING:
    from workbench.models.build import Model


def require_readable(model: "Model", count: int) -> None:
    """Raise BadInput unless a model reads so many tokens at once, which is at least one."""
    if not count:
        raise BadInput("there is no text to attend to; write at least one word")
    if count > model.context:
        raise BadInput(
            "the text has {count} tokens, and this model reads at most {context}; shorten it",
            count=count,
            context=model.context,
        )


def require_layer(model: "Model", layer: int) -> None:
    """Raise BadInput for a layer that a model has not."""
    if not 0 <= layer < model.num_layers:
        raise BadInput(
            "there is no layer {layer}; this model has {count}, counted from 0",
            layer=layer,
            count=model.num_layers,
        )


def require_head(model: "Model", head: int) -> None:
    """Raise BadInput for a head that no layer of a model has."""
    if not 0 <= head < model.num_heads:
        raise BadInput(
            "there is no head {head}; each layer of this model has {count}, counted from 0",
            head=head,
            count=model.num_heads,
        )


def require_neuron(count: int, neuron: int) -> None:
    """Raise BadInput for a neuron where each layer has `count`."""
    if not 0 <= neuron < count:
        raise BadInput(
            "there is no neuron {neuron}; each layer of this model has {count}, counted from 0",
            neuron=neuron,
            count=count,
        )


def require_position(count: int, position: int) -> None:
    """Raise BadInput for a place at which a text of `count` tokens has none."""
    if not 0 <= position < count:
        raise BadInput(
            "there is no token at position {position}; the text has {count}, from 0",
            position=position,
            count=count,
        )

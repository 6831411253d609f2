"""Interventions as settings, and their short form: `head(layer=2,head=3)`, `steer(...)`.

Layers, heads and neurons count from 0. A scale of 0 switches a part off (zero ablation).
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from workbench.errors import BadInput
from workbench.short_form import format_short_form, kind_of_spec, parse_short_form
from workbench.spec import LARGEST, Spec, closest, setting
from workbench.words import listed

MOST_SCALE = 1000.0
"""The bound of scales and strengths: beyond it nothing is left of what the model computes."""


def _layer() -> Any:
    return setting(title="Layer", help="The layer, counted from 0.", ge=0, le=LARGEST)


def _scale() -> Any:
    return setting(
        0.0,
        title="Scale",
        help="What the output is multiplied by: 0 switches it off, 1 changes nothing.",
        ge=-MOST_SCALE,
        le=MOST_SCALE,
    )


class ScaledHead(Spec):
    """One attention head's output, before the output matrix, times a number."""

    kind: Literal["head"] = setting(
        "head", title="Intervention", help="Head scales the output of one attention head."
    )
    layer: int = _layer()
    head: int = setting(title="Head", help="The head, counted from 0.", ge=0, le=LARGEST)
    scale: float = _scale()


class ScaledAttention(Spec):
    """What the attention of a layer adds to the residual stream, times a number."""

    kind: Literal["attention"] = setting(
        "attention",
        title="Intervention",
        help="Attention scales what all heads of a layer add to the residual stream.",
    )
    layer: int = _layer()
    scale: float = _scale()


class ScaledFeedForward(Spec):
    """What the feed-forward part of a layer adds to the residual stream, times a number."""

    kind: Literal["feed_forward"] = setting(
        "feed_forward",
        title="Intervention",
        help="Feed-forward scales what this part of a layer adds to the residual stream.",
    )
    layer: int = _layer()
    scale: float = _scale()


class ScaledLayer(Spec):
    """What both parts of a layer add to the residual stream, times a number."""

    kind: Literal["layer"] = setting(
        "layer",
        title="Intervention",
        help="Layer scales what attention and feed-forward of a layer add to the residual stream.",
    )
    layer: int = _layer()
    scale: float = _scale()


class ScaledNeuron(Spec):
    """One activation of a feed-forward part, which its last matrix reads, times a number."""

    kind: Literal["neuron"] = setting(
        "neuron", title="Intervention", help="Neuron scales one activation of a feed-forward part."
    )
    layer: int = _layer()
    number: int = setting(title="Neuron", help="The neuron, counted from 0.", ge=0, le=LARGEST)
    scale: float = _scale()


class Steering(Spec):
    """The difference of the residual streams of two texts, added at every position.

    Activation addition (Turner et al. 2023), as a direction for all positions (Rimsky et al. 2024).
    """

    kind: Literal["steer"] = setting(
        "steer",
        title="Intervention",
        help="Steer adds the difference between the residual streams of two texts.",
    )
    layer: int = setting(
        title="Layer",
        help="The layer, counted from 0, that reads the changed residual stream.",
        ge=0,
        le=LARGEST,
    )
    toward: str = setting(
        title="Toward", help="The text that the direction leads to.", min_length=1, text="lines"
    )
    away: str = setting(
        title="Away from", help="The text that it leads away from.", min_length=1, text="lines"
    )
    strength: float = setting(
        1.0,
        title="Strength",
        help="What the difference is multiplied by before it is added.",
        ge=-MOST_SCALE,
        le=MOST_SCALE,
    )
    taken: Literal["last", "mean"] = setting(
        "last",
        title="Taken at",
        help="Where the streams of the two texts are compared: at the last token of each, or as "
        "the mean over its tokens.",
    )


Intervention = Annotated[
    ScaledHead | ScaledAttention | ScaledFeedForward | ScaledLayer | ScaledNeuron | Steering,
    Field(discriminator="kind"),
]
"""Every intervention there is: command line, window and notebook offer what stands here."""

INTERVENTIONS: tuple[type[Intervention], ...] = get_args(get_args(Intervention)[0])
_BY_KIND: Mapping[str, type[Intervention]] = {kind_of_spec(one): one for one in INTERVENTIONS}


def parse_intervention(text: str) -> Intervention:
    """The intervention a person wrote; raises BadInput or BadSpec with what to write instead."""
    return parse_short_form(text, _BY_KIND, unreadable=_no_intervention, unknown=_unknown)


def format_intervention(intervention: Intervention) -> str:
    """The short form, without what stands at its default; parsing it gives the intervention."""
    return format_short_form(intervention)


def as_interventions(given: Sequence[Intervention | str]) -> tuple[Intervention, ...]:
    """Interventions, each as it is or as a text writes it; a single one may stand alone.

    Raises BadInput for anything else, and where there is none.
    """
    several = [given] if isinstance(given, (str, *INTERVENTIONS)) else list(given)
    if not several:
        raise BadInput("there is no intervention; name at least one, such as head(layer=0,head=1)")
    return tuple(map(_as_intervention, several))


def _as_intervention(given: object) -> Intervention:
    if isinstance(given, str):
        return parse_intervention(given)
    if isinstance(given, INTERVENTIONS):
        return given
    raise BadInput(
        "an intervention is needed, such as ScaledHead(layer=0, head=1) or its text, not a value "
        "of type {given}",
        given=type(given).__name__,
    )


def _no_intervention(text: str) -> BadInput:
    return BadInput(
        "'{text}' is not an intervention; write head(layer=0,head=1), or "
        'steer(layer=2,toward="joy",away="grief")',
        text=text,
    )


def _unknown(name: str) -> BadInput:
    if near := closest(name, tuple(_BY_KIND)):
        return BadInput(
            "'{name}' is not an intervention; did you mean '{near}'?", name=name, near=near
        )
    return BadInput(
        "'{name}' is not an intervention; there are {known}", name=name, known=listed(_BY_KIND)
    )

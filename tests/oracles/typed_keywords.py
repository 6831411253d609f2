"""Keywords that tests unpack into calls, typed so that each of those calls is checked."""

from typing import TypedDict


class Sizes(TypedDict):
    """What any architecture's settings begin with."""

    num_layers: int
    hidden_size: int
    num_heads: int
    context: int


class Close(TypedDict):
    """How near tensors must be."""

    atol: float
    rtol: float

"""A head switched off: its mixture of values is zero.

Shapes: b batch, t tokens, x = heads · width of a head.
"""

from torch import Tensor

from workbench.inspection.hooks import Change, Site
from workbench.models.build import Model


def head_zeroed(model: Model, layer: int, head: int) -> dict[Site, Change]:
    """The change that sets one head's mixture of values to zero."""

    def zero(heads_btx: Tensor) -> Tensor:
        width = heads_btx.shape[-1] // model.num_heads
        zeroed_btx = heads_btx.clone()
        zeroed_btx[..., head * width : (head + 1) * width] = 0
        return zeroed_btx

    return {Site("heads", layer): zero}

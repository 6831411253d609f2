"""How the blocks of a model are computed while it learns; measuring and writing take torch's own.

Shapes: b batch, t tokens, c hidden size.
"""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor, nn

from workbench.models.blocks.block import LayerContext
from workbench.models.size.estimate import LONGEST_PLAIN

RunBlock = Callable[[nn.Module, Tensor, LayerContext], Tensor]


def call_block(block: nn.Module, x_btc: Tensor, context: LayerContext) -> Tensor:
    """The stream behind the block."""
    out: Tensor = block(x_btc, context)
    return out


@dataclass(frozen=True)
class Kernels:
    """With `plain_attention`, windows of up to `LONGEST_PLAIN` tokens learn with that.

    `compiled` runs a block whose tokens are all wanted and that nobody listens to; without it, and
    for all other passes, blocks are simply called.
    """

    plain_attention: bool = False
    compiled: RunBlock | None = None

    def plain_at(self, tokens: int) -> bool:
        """Whether so many tokens learn with plain attention."""
        return self.plain_attention and tokens <= LONGEST_PLAIN

    def run(self, block: nn.Module, x_btc: Tensor, context: LayerContext) -> Tensor:
        """The stream behind the block."""
        is_usual = context.cache is None and context.trace is None and context.at_n is None
        if self.compiled is None or not is_usual:
            return call_block(block, x_btc, context)
        return self.compiled(block, x_btc, context)


TORCHS_OWN = Kernels()

"""The largest weights of square blocks of heads' maps, with and without the first token.

Shapes: h heads, q queries, k keys, s blocks, t tokens of a block.
"""

import torch
from torch import Tensor


class PooledMaps:
    """Takes maps of heads a few rows at a time; a block has `side` tokens in each direction.

    Without the first token all blocks begin one token later, so that they gain the next block's
    first row and lose their own. First rows are therefore kept apart: both sets come from one pass.
    """

    def __init__(self, num_heads: int, tokens: int, side: int) -> None:
        blocks = -(-tokens // side)
        self._side, self._tokens = side, tokens
        self._first_hsk = torch.zeros(num_heads, blocks, tokens)
        self._others_hsk = torch.zeros(num_heads, blocks, tokens)

    def add(self, weights_hqk: Tensor, heads: slice, first: int) -> None:
        """Take rows of these heads from query `first` on, which begins a block.

        Keys that are left out weigh 0. The last block may be smaller, and then no rows follow.
        """
        side, (_, queries, keys) = self._side, weights_hqk.shape
        begin, whole = first // side, queries // side
        self._first_hsk[heads, begin : begin + -(-queries // side), :keys] = weights_hqk[:, ::side]
        if whole and side > 1:
            blocks_hstk = weights_hqk[:, : whole * side].view(-1, whole, side, keys)
            self._others_hsk[heads, begin : begin + whole, :keys] = blocks_hstk[:, :, 1:].amax(
                dim=2
            )
        if queries > whole * side + 1:
            rest_hqk = weights_hqk[:, whole * side + 1 :]
            self._others_hsk[heads, begin + whole, :keys] = rest_hqk.amax(dim=1)

    def maxima(self) -> Tensor:
        """Each block's largest weight, hss."""
        return block_maxima(torch.maximum(self._first_hsk, self._others_hsk), self._side)

    def maxima_without_first(self) -> Tensor:
        """The same without the first row and column, which a text of one token keeps."""
        if self._tokens == 1:
            return self.maxima()
        maxima_hsk = self._others_hsk[:, : -(-(self._tokens - 1) // self._side), 1:].clone()
        following_hsk = self._first_hsk[:, 1:, 1:]
        gaining_hsk = maxima_hsk[:, : following_hsk.shape[1]]
        torch.maximum(gaining_hsk, following_hsk, out=gaining_hsk)
        return block_maxima(maxima_hsk, self._side)


def block_maxima(weights_hsk: Tensor, side: int) -> Tensor:
    """The largest weight of every `side` keys, hss; the last block may be smaller."""
    keys = weights_hsk.shape[-1]
    whole = keys // side * side
    blocks_hsst = weights_hsk[..., :whole].reshape(*weights_hsk.shape[:2], -1, side)
    blocks_hss = blocks_hsst.amax(dim=-1)
    if whole == keys:
        return blocks_hss
    rest_hs1 = weights_hsk[..., whole:].amax(dim=-1, keepdim=True)
    return torch.cat([blocks_hss, rest_hs1], dim=-1)

"""Attention in matrix products and a softmax, which keep the weights for the backward pass.

Vaswani et al. 2017, "Attention is all you need". The fused kernels (Dao et al. 2022,
"FlashAttention") compute the weights once more instead, which saves memory that grows with the
square of the length; at a few hundred tokens on a processor they are slower for it.

Shapes: b batch, h heads, n batch · heads, q queries, k keys, d width of a head.
"""

import torch
import torch.nn.functional as F
from torch import Tensor


def plain_attention(
    q_bhqd: Tensor,
    k_bhkd: Tensor,
    v_bhkd: Tensor,
    *,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
) -> Tensor:
    """What `F.scaled_dot_product_attention` gives, bhqd, but for rounding.

    In autocast's precision where it is on: there the scores are rounded too, while sums and the
    softmax itself are in float32. `attn_mask` is True where a query may attend.
    """
    device = q_bhqd.device.type
    low = torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else v_bhkd.dtype
    q_nqd, k_nkd, v_nkd = (x.to(low).flatten(0, 1) for x in (q_bhqd, k_bhkd, v_bhkd))
    with torch.autocast(device, enabled=False):
        if is_causal:
            mixed_nqd = _causal(q_nqd, k_nkd, v_nkd, dropout_p)
        else:
            bias = _bias(attn_mask, q_bhqd, low)
            mixed_nqd = _mixed(q_nqd, k_nkd, v_nkd, bias, dropout_p)
    return mixed_nqd.view(q_bhqd.shape)


def _causal(q_nqd: Tensor, k_nkd: Tensor, v_nkd: Tensor, dropout: float) -> Tensor:
    """In two halves: the earlier queries see the earlier keys alone, a quarter of the work less."""
    tokens = q_nqd.shape[1]
    half = tokens // 2
    unseen_qk = torch.ones(tokens, tokens, dtype=torch.bool, device=q_nqd.device).triu(1)
    zeros_qk = torch.zeros(tokens, tokens, dtype=q_nqd.dtype, device=q_nqd.device)
    bias_qk = zeros_qk.masked_fill(unseen_qk, float("-inf"))
    earlier_nqd, later_nqd = torch.split(q_nqd, [half, tokens - half], dim=1)
    keys, values = k_nkd[:, :half], v_nkd[:, :half]
    return torch.cat(
        [
            _mixed(earlier_nqd, keys, values, bias_qk[:half, :half], dropout),
            _mixed(later_nqd, k_nkd, v_nkd, bias_qk[half:], dropout),
        ],
        dim=1,
    )


def _mixed(q_nqd: Tensor, k_nkd: Tensor, v_nkd: Tensor, bias: Tensor, dropout: float) -> Tensor:
    scale = q_nqd.shape[-1] ** -0.5
    scores_nqk = torch.baddbmm(bias, q_nqd, k_nkd.transpose(1, 2), alpha=scale)
    weights_nqk = torch.softmax(scores_nqk, dim=-1)
    return torch.bmm(F.dropout(weights_nqk, dropout) if dropout else weights_nqk, v_nkd)


def _bias(mask: Tensor | None, q_bhqd: Tensor, dtype: torch.dtype) -> Tensor:
    """0 where a query may attend and -inf elsewhere, as far as it is not the same for all: to be
    added to nqk."""
    if mask is None:
        return q_bhqd.new_zeros((), dtype=dtype)
    bias = torch.zeros(mask.shape, dtype=dtype, device=mask.device).masked_fill(~mask, -torch.inf)
    if bias.ndim == 2:
        return bias
    return bias.expand(*q_bhqd.shape[:2], *bias.shape[2:]).flatten(0, 1)

"""Linear centred kernel alignment (CKA) of the hidden states of two models on the same tokens.

Kornblith, Norouzi, Lee and Hinton (2019), "Similarity of Neural Network Representations Revisited".
CKA(K, L) = HSIC(K, L) / sqrt(HSIC(K, K) · HSIC(L, L)) of the Gram matrices K = X Xᵀ and L = Y Yᵀ.
The plain estimator of HSIC is biased upwards where there are fewer tokens than dimensions; the
unbiased one (Song et al. 2012), over several texts the mean over them, is that of minibatch CKA
(Nguyen, Raghu and Kornblith 2021).

Shapes: t, u tokens, c hidden size, x one model's states, y the other's.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

LEAST_TOKENS = 4
"""The unbiased estimator needs so many."""
ROUNDING = 1e-6
"""States that differ by less than this share of their size are all the same."""


def gram(states_tc: Tensor) -> Tensor:
    """K = X Xᵀ (tu) of the centred states, in float64; zeros where all states are the same."""
    states_tc = states_tc.double()
    centred_tc = states_tc - states_tc.mean(dim=0)
    if centred_tc.abs().max() <= ROUNDING * states_tc.abs().max():
        centred_tc = torch.zeros_like(centred_tc)
    gram_tu: Tensor = centred_tc @ centred_tc.T
    return gram_tu


def plain_hsic(one_xtu: Tensor, other_ytu: Tensor) -> Tensor:
    """tr(K L) / (t - 1)² of every pair of centred Gram matrices, xy."""
    tokens = one_xtu.shape[-1]
    return one_xtu.flatten(1) @ other_ytu.flatten(1).T / (tokens - 1) ** 2


def unbiased_hsic(one_xtu: Tensor, other_ytu: Tensor) -> Tensor:
    """HSIC_1 of Song et al. (2012) of every pair, xy; of at least `LEAST_TOKENS` tokens."""
    tokens = one_xtu.shape[-1]
    one, other = (_u_centred(gram_ztu).flatten(1) for gram_ztu in (one_xtu, other_ytu))
    return one @ other.T / (tokens * (tokens - 3))


def aligned(
    cross_xy: NDArray[np.float64], own_x: NDArray[np.float64], own_y: NDArray[np.float64]
) -> NDArray[np.float32]:
    """CKA xy from the HSIC of each pair and of each state with itself.

    NaN for states that do not vary: nothing can be told of them.
    """
    product_xy = np.outer(own_x, own_y)
    shares_xy = np.full(cross_xy.shape, np.nan)
    np.divide(cross_xy, np.sqrt(np.maximum(product_xy, 0)), out=shares_xy, where=product_xy > 0)
    return shares_xy.astype(np.float32)


def _u_centred(gram_xtu: Tensor) -> Tensor:
    """Centred so that the mean over the pairs of different tokens is unbiased; the diagonal is 0.

    Székely and Rizzo (2014).
    """
    tokens = gram_xtu.shape[-1]
    apart_xtu = gram_xtu - torch.diag_embed(gram_xtu.diagonal(dim1=-2, dim2=-1))
    rows_xt = apart_xtu.sum(-1) / (tokens - 2)
    whole_x = apart_xtu.sum((-2, -1)) / ((tokens - 1) * (tokens - 2))
    centred_xtu = apart_xtu - rows_xt[:, :, None] - rows_xt[:, None, :] + whole_x[:, None, None]
    centred_xtu.diagonal(dim1=-2, dim2=-1).zero_()
    return centred_xtu

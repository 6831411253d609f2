"""The small parts that several architectures share."""

from collections.abc import Callable
from typing import assert_never

import torch.nn.functional as F
from torch import Tensor

from workbench.models.spec import ActivationName

Activation = Callable[[Tensor], Tensor]


def gelu_tanh(x: Tensor) -> Tensor:
    """GELU in its tanh approximation, the one GPT-2 was trained with."""
    return F.gelu(x, approximate="tanh")


def activation_of(name: ActivationName) -> Activation:
    """The function that settings name."""
    match name:
        case "gelu_tanh":
            return gelu_tanh
        case "gelu":
            return F.gelu
        case "relu":
            return F.relu
        case _:
            assert_never(name)


def drop(x: Tensor, dropout: float) -> Tensor:
    """Dropout by the global random state; nothing at all when it is 0."""
    return F.dropout(x, dropout) if dropout else x


def split_heads(x_btc: Tensor, num_heads: int) -> Tensor:
    """(b, t, heads · d) as (b, heads, t, d)."""
    b, t, c = x_btc.shape
    return x_btc.view(b, t, num_heads, c // num_heads).transpose(1, 2)


def join_heads(x_bhtd: Tensor) -> Tensor:
    """(b, heads, t, d) as (b, t, heads · d)."""
    return x_bhtd.transpose(1, 2).flatten(2)

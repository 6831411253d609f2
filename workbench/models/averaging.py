"""The mean of several models' weights (checkpoint averaging: Polyak and Juditsky 1992; Wortsman et
al. 2022, "Model soups")."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

Weights = dict[str, Tensor]


def mean_weights(reads: Sequence[Callable[[], Weights]]) -> Weights:
    """The mean of each tensor, summed in float64 and given in the first one's precision.

    Each of `reads` gives the weights of one model, all with the same names and shapes; one is read
    at a time.
    """
    first = reads[0]()
    dtypes = {name: tensor.dtype for name, tensor in first.items()}
    sums = {name: tensor.to(torch.float64) for name, tensor in first.items()}
    for read in reads[1:]:
        for name, tensor in read().items():
            sums[name] += tensor.to(torch.float64)
    return {name: (total / len(reads)).to(dtypes[name]) for name, total in sums.items()}

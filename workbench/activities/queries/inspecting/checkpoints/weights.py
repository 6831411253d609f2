"""Comparing the weights of two checkpoints, tensor by tensor, read from their files."""

from collections.abc import Mapping
from functools import reduce
from operator import add
from pathlib import Path

import torch
from torch import Tensor

from workbench.errors import BadInput
from workbench.inspection.comparison.weight_distances import (
    WeightComparison,
    WeightDistance,
    WeightSums,
    by_layer,
)
from workbench.models.load import read_weights
from workbench.models.lora.adapters import merged
from workbench.models.model_file import WEIGHTS_NAME, read_model_file
from workbench.store.files import checked


def weights_of(folder: Path) -> dict[str, Tensor]:
    """The weights of a checkpoint's folder, adapters merged; raises Corrupt or NotFound."""
    checked.require_intact(folder)
    weights, lora = read_weights(folder / WEIGHTS_NAME), read_model_file(folder).lora
    return weights if lora is None else merged(weights, lora)


def compared_weights(
    one: tuple[str, Mapping[str, Tensor]], other: tuple[str, Mapping[str, Tensor]]
) -> WeightComparison:
    """The distances of what both have in equal shapes; raises BadInput where that is nothing."""
    (one_name, a), (other_name, b) = one, other
    shared = [name for name in a if name in b and a[name].shape == b[name].shape]
    if not shared:
        raise BadInput(
            "'{one}' and '{other}' have no weights of equal names and shapes; compare checkpoints "
            "of one run, or models of one architecture",
            one=one_name,
            other=other_name,
        )
    sums = [(name, _sums(a[name], b[name])) for name in shared]
    whole = reduce(add, (one_sum for _, one_sum in sums))
    return WeightComparison(
        one=one_name,
        other=other_name,
        tensors=tuple(WeightDistance.of(*pair) for pair in sums),
        layers=tuple(WeightDistance.of(*pair) for pair in by_layer(sums).items()),
        whole=WeightDistance.of("", whole),
        only_one=tuple(name for name in a if name not in b),
        only_other=tuple(name for name in b if name not in a),
        other_shape=tuple(name for name in a if name in b and name not in shared),
    )


def _sums(a: Tensor, b: Tensor) -> WeightSums:
    """In float64, so that near checkpoints are told apart."""
    a_n, b_n = (tensor.flatten().to(torch.float64) for tensor in (a, b))
    d_n = b_n - a_n
    return WeightSums(
        a_n.numel(), float(a_n @ a_n), float(b_n @ b_n), float(a_n @ b_n), float(d_n @ d_n)
    )

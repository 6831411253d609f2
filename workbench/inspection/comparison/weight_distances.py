"""How far the weights of two models are from each other, as plain values; torch is not needed.

A group of tensors (a layer, or all) counts as one long vector: a of one model, b of the other.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

from workbench.file_formats.csv_text import csv_text
from workbench.inspection.shown import Shown

_LAYER = re.compile(r"blocks\.(\d+)\.")


@dataclass(frozen=True)
class WeightSums:
    """Sums over some numbers of both models: ‖a‖², ‖b‖², a·b and ‖b - a‖²."""

    count: int = 0
    aa: float = 0.0
    bb: float = 0.0
    ab: float = 0.0
    dd: float = 0.0

    def __add__(self, other: "WeightSums") -> "WeightSums":
        return WeightSums(
            self.count + other.count,
            self.aa + other.aa,
            self.bb + other.bb,
            self.ab + other.ab,
            self.dd + other.dd,
        )


@dataclass(frozen=True)
class WeightDistance:
    """A tensor, a layer or the whole of two models.

    `relative` is ‖b - a‖ / ‖a‖, None where a is zero; `cosine` is None where one of both is.
    """

    name: str
    parameters: int
    norm: float
    other_norm: float
    distance: float
    relative: float | None
    cosine: float | None

    @classmethod
    def of(cls, name: str, sums: WeightSums) -> "WeightDistance":
        norms = math.sqrt(sums.aa * sums.bb)
        return cls(
            name=name,
            parameters=sums.count,
            norm=math.sqrt(sums.aa),
            other_norm=math.sqrt(sums.bb),
            distance=math.sqrt(sums.dd),
            relative=math.sqrt(sums.dd / sums.aa) if sums.aa > 0 else None,
            cosine=sums.ab / norms if norms > 0 else None,
        )


@dataclass(frozen=True)
class WeightComparison(Shown):
    """Two models' weights, by tensor, by layer and as a whole.

    What stands outside the layers has the name of its module. `only_one` and `only_other` are the
    tensors that the other model lacks, `other_shape` those whose shapes differ: none of them is in
    any distance.
    """

    one: str
    other: str
    tensors: tuple[WeightDistance, ...]
    layers: tuple[WeightDistance, ...]
    whole: WeightDistance
    only_one: tuple[str, ...] = ()
    only_other: tuple[str, ...] = ()
    other_shape: tuple[str, ...] = ()

    @property
    def left_out(self) -> int:
        """How many tensors are in no distance."""
        return len(self.only_one) + len(self.only_other) + len(self.other_shape)

    def _repr_html_(self) -> str:
        from workbench.inspection.comparison.pages import weights_page

        return weights_page(self)


def as_csv(found: WeightComparison) -> str:
    """Every tensor's figures, a line each, and those of the layers and the whole before them."""
    heading = ("kind", "name", *(field.name for field in fields(WeightDistance)[1:]))
    kinds = (("whole", (found.whole,)), ("layer", found.layers), ("tensor", found.tensors))
    lines = ((kind, *astuple(one)) for kind, some in kinds for one in some)
    return csv_text((heading, *lines))


def layer_of(tensor: str) -> str:
    """The number of the layer that a tensor belongs to, or else the name of its module."""
    match = _LAYER.match(tensor)
    return match[1] if match else tensor.rpartition(".")[0] or tensor


def by_layer(sums: Iterable[tuple[str, WeightSums]]) -> dict[str, WeightSums]:
    """The sums of tensors added up by layer: layers in their order, other modules behind them."""
    found: dict[str, WeightSums] = {}
    for name, one in sums:
        layer = layer_of(name)
        found[layer] = found.get(layer, WeightSums()) + one
    numbers = sorted((layer for layer in found if layer.isdigit()), key=int)
    others = [layer for layer in found if not layer.isdigit()]
    return {layer: found[layer] for layer in (*numbers, *others)}

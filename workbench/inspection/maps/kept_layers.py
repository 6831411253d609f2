"""The layers whose maps were looked at last, so that they are not computed again.

Shapes: h heads, q queries, k keys.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.maps.layer_heads import Floats

Halves = NDArray[np.float16]
MOST_BYTES = 96 * 2**20
"""Together they have no more, unless a single layer does."""


class KeptLayers:
    """Maps in half precision, the latest ones; a weight below 6e-8 is 0 in it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Halves] = OrderedDict()
        self._lock = Lock()

    def get(self, layer: int, compute: Callable[[int], Floats]) -> Halves:
        """A layer's maps hqk, which cannot be written to."""
        with self._lock:
            if layer not in self._kept:
                self._kept[layer] = _half(compute(layer))
            self._kept.move_to_end(layer)
            while len(self._kept) > 1 and self._bytes() > MOST_BYTES:
                self._kept.popitem(last=False)
            return self._kept[layer]

    def _bytes(self) -> int:
        return sum(maps_hqk.nbytes for maps_hqk in self._kept.values())


def _half(maps_hqk: Floats) -> Halves:
    limit = np.finfo(np.float16).max
    half_hqk = np.minimum(maps_hqk, limit).astype(np.float16)
    half_hqk.setflags(write=False)
    return half_hqk

"""What of the maps is shown, and how: the settings of a view, which a file can keep."""

from typing import Annotated, Literal

from pydantic import Field

from workbench.inspection.maps.layer_heads import Weighting
from workbench.inspection.views.filters import PairFilter
from workbench.spec import Spec

Aggregate = Literal["none", "mean", "max", "mean-layers", "max-layers", "rollout"]
"""Every head; the mean or maximum of each layer's heads, or of all heads; rollout to each layer."""

Hidden = Literal["none", "special", "first", "both"]
"""Special tokens ([CLS], [SEP], <s>) or the first token, which idle heads look at, are left out
with their rows and columns."""

HeadNumber = tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]]
"""A layer and a head in it."""


class AttentionView(Spec):
    """A layer and a head, or all (None), and what is done with their maps, in this order.

    Instead of a layer and a head, several `heads` of any layers are aggregated to one map.

    They are aggregated, tokens hidden (rows are divided by what is left of them unless they are not
    to `renormalise`), pieces merged into `words`, one direction of a `pair` taken; then weights
    below `least` are 0, and those beyond each row's largest that make up the share `mass`.
    """

    weighting: Weighting = "none"
    layer: int | None = Field(default=None, ge=0)
    head: int | None = Field(default=None, ge=0)
    aggregate: Aggregate = "none"
    heads: tuple[HeadNumber, ...] = ()
    hide: Hidden = "none"
    renormalise: bool = True
    words: bool = False
    pair: PairFilter = "all"
    least: float = Field(default=0.0, ge=0)
    mass: float = Field(default=1.0, gt=0, le=1)

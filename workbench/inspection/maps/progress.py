"""How far the attention of a model is computed; torch is not needed."""

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.inspection.maps.attention_maps import AttentionMaps


@dataclass(frozen=True)
class AttentionProgress:
    """How many layers are described; the text is read before the first one."""

    done: int
    total: int


def the_maps(steps: Iterable[AttentionProgress | AttentionMaps]) -> AttentionMaps:
    """What is computed at last."""
    *_, last = steps
    assert isinstance(last, AttentionMaps)
    return last

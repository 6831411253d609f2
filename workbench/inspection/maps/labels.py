"""What heads are called on one text: the labels of heads over a corpus, by the same thresholds."""

from collections.abc import Mapping

from workbench.inspection.heads.spec import HeadLabel, labels_for
from workbench.inspection.maps.attention_maps import HeadStatistics
from workbench.inspection.maps.layer_heads import Floats


def head_labels(
    statistics: HeadStatistics, measured_lh: Mapping[str, Floats] | None = None
) -> tuple[tuple[tuple[HeadLabel, ...], ...], ...]:
    """Each head's labels, by layer and head; most have none.

    A map alone does not tell an induction or a duplicate-token head: those need what was
    `measured_lh` beside it.
    """
    layers, heads = statistics.entropy_lh.shape
    return tuple(
        tuple(_labels(statistics, measured_lh or {}, (layer, head)) for head in range(heads))
        for layer in range(layers)
    )


def _labels(
    statistics: HeadStatistics, measured_lh: Mapping[str, Floats], head: tuple[int, int]
) -> tuple[HeadLabel, ...]:
    values = {
        **measured_lh,
        "normalised_entropy": statistics.normalised_entropy_lh,
        "self": statistics.self_share_lh,
        "previous": statistics.previous_share_lh,
        "next": statistics.next_share_lh,
        "first": statistics.first_share_lh,
        "special": statistics.special_share_lh,
    }
    return labels_for({name: float(of_lh[head]) for name, of_lh in values.items()})

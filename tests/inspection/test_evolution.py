"""The strongest changes over checkpoints, against a search by hand."""

from itertools import pairwise

import numpy as np
from maps_of import maps_of, random_weights

from workbench.inspection.comparison.evolution import SHARES, CheckpointPoint, Evolution


def point(step: int, seed: int) -> CheckpointPoint:
    maps = maps_of(random_weights(2, 5, seed))
    return CheckpointPoint(step, f"digest {step}", maps.statistics, maps.tiles)


def evolution(*points: CheckpointPoint) -> Evolution:
    return Evolution(tuple("abcde"), points, len(points))


def test_that_the_strongest_changes_are_those_that_a_search_finds():
    found = evolution(point(0, 1), point(10, 2), point(30, 3))
    by_hand = sorted(
        (
            abs(float(later.measured(measure)[head]) - float(earlier.measured(measure)[head])),
            measure,
            *head,
            earlier.step,
            later.step,
        )
        for earlier, later in pairwise(found.points)
        for measure in SHARES
        for head in np.ndindex(2, 3)
    )[::-1]
    changes = found.strongest_changes(7)
    assert [(c.measure, c.layer, c.head, c.from_step, c.to_step) for c in changes] == [
        one[1:] for one in by_hand[:7]
    ]
    np.testing.assert_allclose([abs(c.change) for c in changes], [one[0] for one in by_hand[:7]])


def test_that_one_checkpoint_has_no_changes():
    assert evolution(point(0, 1)).strongest_changes() == ()
    assert evolution().strongest_changes() == ()

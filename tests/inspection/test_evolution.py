"""The strongest changes over checkpoints, against a search by hand."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
from maps_of import maps_of, random_weights

from workbench.inspection.comparison.checkpoint_point import SHARES, CheckpointPoint
from workbench.inspection.comparison.evolution import Evolution
from workbench.inspection.lens.reading import LogitLens, StreamReading


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
        for measure in SHARES[:6]
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


def lens(seed: int) -> LogitLens:
    """Three readings of four tokens, of which the last has no true one."""
    random = np.random.default_rng(seed)
    shape = (3, 4)
    probabilities_rt = random.random(shape).astype(np.float32)
    probabilities_rt[:, -1] = np.nan
    zeros = np.zeros(shape, dtype=np.float32)
    return LogitLens(
        tokens=tuple("abcd"),
        readings=(
            StreamReading("embeddings"),
            StreamReading("attention"),
            StreamReading("feed_forward"),
        ),
        target="next",
        pieces=dict(enumerate("abcdefgh")),
        top_ids_rtk=random.integers(0, 8, (*shape, 1)),
        top_probabilities_rtk=np.full((*shape, 1), 0.5, dtype=np.float32),
        true_ids_t=np.array([1, 2, 3, -1]),
        true_ranks_rt=np.ones(shape, dtype=np.int64),
        true_probabilities_rt=probabilities_rt,
        entropies_rt=zeros,
        divergences_rt=zeros,
    )


def lens_of(one: CheckpointPoint) -> LogitLens:
    assert one.lens is not None
    return one.lens


def test_that_the_strongest_changes_of_the_lens_are_those_that_a_search_finds():
    found = evolution(
        replace(point(0, 1), lens=lens(1)),
        point(5, 2),
        replace(point(10, 3), lens=lens(2)),
        replace(point(30, 4), lens=lens(3)),
    )
    by_hand = sorted(
        (
            abs(
                float(lens_of(later).true_probabilities_rt[reading, position])
                - float(lens_of(earlier).true_probabilities_rt[reading, position])
            ),
            reading,
            position,
            earlier.step,
            later.step,
        )
        for earlier, later in pairwise((found.points[0], *found.points[2:]))
        for reading in range(3)
        for position in range(3)
    )[::-1]
    changes = found.strongest_lens_changes(6)
    assert [(c.number, c.position, c.from_step, c.to_step) for c in changes] == [
        one[1:] for one in by_hand[:6]
    ]
    top = changes[0]
    assert top.true == "bcd"[top.position]
    assert top.reading == lens(1).readings[top.number]
    everything = found.strongest_lens_changes(1000)
    assert len(everything) == 2 * 3 * 3


def test_that_what_was_not_measured_has_no_changes():
    measured = {"induction": np.full((2, 3), 0.1), "copying": np.full((2, 3), -1.0)}
    later = {"induction": np.full((2, 3), 0.9), "copying": np.full((2, 3), 1.0)}
    later["induction"][0, 0] = np.nan
    found = evolution(
        replace(point(0, 1), measured_lh=measured), replace(point(9, 1), measured_lh=later)
    )
    changes = found.strongest_changes(1000)
    moved = {(one.measure, one.layer, one.head) for one in changes if one.change}
    assert moved == {("induction", *head) for head in np.ndindex(2, 3)} - {("induction", 0, 0)}

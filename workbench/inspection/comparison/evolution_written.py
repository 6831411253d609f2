"""A model over its checkpoints as lines of a table, plain values and arrays."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.comparison.changes import HeadChange, LensChange
from workbench.inspection.comparison.checkpoint_point import CheckpointPoint
from workbench.inspection.comparison.evolution import Evolution
from workbench.inspection.lens import written as lens_written
from workbench.inspection.lens.reading import LogitLens
from workbench.inspection.result_file import TableResult
from workbench.inspection.shown import Shown

LENS_COLUMNS = ("step", *lens_written.COLUMNS[1:])
HEAD_CHANGE_COLUMNS = (
    *("layer", "head", "measure", "from_step", "to_step", "before", "after", "change"),
)
LENS_CHANGE_COLUMNS = (
    *("reading", "position", "true", "from_step", "to_step", "before", "after"),
    *("top_before", "top_after", "change"),
)
_MOST_CHANGES = 20


@dataclass(frozen=True)
class LensEvolution(Shown):
    """The logit lens at each checkpoint that has one, oldest first."""

    evolution: Evolution

    @property
    def lenses(self) -> dict[int, LogitLens]:
        """Each lens by its checkpoint's step."""
        points = self.evolution.points
        return {point.step: point.lens for point in points if point.lens is not None}

    def table(self) -> Iterator[tuple[object, ...]]:
        """A line for every reading and position at every checkpoint."""
        yield LENS_COLUMNS
        for step, lens in self.lenses.items():
            for reading in range(len(lens.readings)):
                for row in lens_written.reading_rows(lens, reading):
                    yield (step, *row.values())

    def as_plain(self) -> dict[str, Any]:
        """Every checkpoint's lens, and the strongest changes."""
        lenses = self.lenses.items()
        return {
            "checkpoints": [{"step": step, **lens_written.as_plain(lens)} for step, lens in lenses],
            "changes": list(map(lens_change_plain, self.evolution.strongest_lens_changes())),
        }

    def as_arrays(self) -> dict[str, NDArray[Any]]:
        """`steps`, and what a lens has as arrays, with the checkpoints before its own shape."""
        arrays = [lens_written.as_arrays(lens) for lens in self.lenses.values()]
        shared = ("tokens", "readings", "true_ids")
        return {
            "steps": np.array(list(self.lenses)),
            **{
                name: first if name in shared else np.stack([one[name] for one in arrays])
                for name, first in (arrays[0] if arrays else {}).items()
            },
        }

    def _repr_html_(self) -> str:
        return "".join(
            f"<h4>step {step}</h4>{lens_written.as_html(lens)}"
            for step, lens in self.lenses.items()
        )


@dataclass(frozen=True)
class HeadEvolution(Shown):
    """Each measure of one head at each checkpoint."""

    evolution: Evolution
    layer: int
    head: int

    def table(self) -> Iterator[tuple[object, ...]]:
        """A line for every checkpoint; a measure without a value is empty."""
        series = self.evolution.head(self.layer, self.head)
        yield ("step", *series)
        for number, step in enumerate(self.evolution.steps):
            yield (step, *(_known(float(values_n[number])) for values_n in series.values()))

    def as_plain(self) -> dict[str, Any]:
        series = self.evolution.head(self.layer, self.head)
        known = {str(name): _known_all(values_n) for name, values_n in series.items()}
        steps = self.evolution.steps
        return {"layer": self.layer, "head": self.head, "steps": steps, **known}

    def _repr_html_(self) -> str:
        heading, *lines = self.table()
        table = TableResult(tuple(map(str, heading)), tuple(lines))
        return f"<p>L{self.layer} H{self.head}</p>{table._repr_html_()}"


def evolution_table(found: Evolution) -> Iterator[tuple[object, ...]]:
    """A line for every head at every checkpoint; layers and heads count from 0."""
    yield ("step", "layer", "head", *found.measures)
    for point in found.points:
        values = [point.measured(measure) for measure in found.measures]
        for head in np.ndindex(values[0].shape):
            yield (point.step, *head, *(_known(float(of[head])) for of in values))


def evolution_plain(found: Evolution) -> dict[str, Any]:
    """Every checkpoint, and the strongest changes."""
    return {
        **evolution_facts(found),
        "points": [point_plain(found, point) for point in found.points],
        "skipped": [{"step": one.step, "why": str(one.why)} for one in found.skipped],
        **changes_plain(found, _MOST_CHANGES),
    }


def evolution_facts(found: Evolution) -> dict[str, Any]:
    """What holds of all checkpoints."""
    return {
        "tokens": list(found.tokens),
        "left_out": found.left_out,
        "notes": [str(note) for note in found.notes],
        "layer_pairs": found.mapping.pairs if found.mapping is not None else None,
    }


def changes_plain(found: Evolution, most: int) -> dict[str, Any]:
    """The strongest changes, so many of heads and so many of the lens."""
    return {
        "changes": [{**asdict(one), "change": one.change} for one in found.strongest_changes(most)],
        "lens_changes": list(map(lens_change_plain, found.strongest_lens_changes(most))),
    }


def point_plain(found: Evolution, point: CheckpointPoint) -> dict[str, Any]:
    """One checkpoint: its loss, every head, the lens, and how far its teacher is."""
    distance = point.distance
    return {
        "step": point.step,
        "digest": point.digest,
        "loss": point.loss,
        "heads": {measure: _known_all(point.measured(measure)) for measure in found.measures},
        "lens": None if point.lens is None else _lens_plain(point.lens),
        "teacher": None
        if distance is None
        else {
            "divergence": distance.divergence_p,
            "cka": [_known(value) for value in distance.cka_p],
            "kl": distance.kl,
        },
    }


def lens_change_plain(change: LensChange) -> dict[str, Any]:
    """A change, the reading by its name."""
    return dict(zip(LENS_CHANGE_COLUMNS, _lens_change(change), strict=True))


def evolution_arrays(found: Evolution) -> dict[str, NDArray[Any]]:
    """Each measure [checkpoints, layers, heads], `steps`, with a teacher `divergence` and `cka`
    [checkpoints, pairs of layers], and of a lens all there is, its names behind `lens_`."""
    distances = [point.distance for point in found.points if point.distance is not None]
    told = {
        "divergence": np.array([one.divergence_p for one in distances]),
        "cka": np.array([one.cka_p for one in distances]),
    }
    lens = LensEvolution(found)
    lens_arrays = lens.as_arrays() if lens.lenses else {}
    return {
        **{measure: found.series(measure) for measure in found.measures},
        "steps": np.array(found.steps),
        "tokens": np.array(found.tokens, dtype=np.str_),
        **(told if distances else {}),
        **{f"lens_{name}": array for name, array in lens_arrays.items()},
    }


def changes_of(changes: tuple[HeadChange, ...]) -> TableResult:
    """Changes of heads as a table of their own."""
    lines = tuple((*asdict(one).values(), one.change) for one in changes)
    return TableResult(HEAD_CHANGE_COLUMNS, lines)


def lens_changes_of(changes: tuple[LensChange, ...]) -> TableResult:
    """Changes of the lens as a table of their own."""
    return TableResult(LENS_CHANGE_COLUMNS, tuple(map(_lens_change, changes)))


def _lens_change(one: LensChange) -> tuple[object, ...]:
    where = (one.reading.name, one.position, one.true, one.from_step, one.to_step)
    return (*where, one.before, one.after, one.top_before, one.top_after, one.change)


def _lens_plain(lens: LogitLens) -> list[dict[str, Any]]:
    """Of each reading the likeliest token at every position, and the true one's probability."""
    return [
        {
            "reading": reading.name,
            "top": [lens.top(number, position)[0].text for position in range(len(lens.tokens))],
            "true_probability": _known_all(lens.true_probabilities_rt[number]),
        }
        for number, reading in enumerate(lens.readings)
    ]


def _known(value: float) -> float | None:
    return None if isnan(value) else value


def _known_all(values: NDArray[Any]) -> list[Any]:
    """Nested lists, None for what has no value."""
    if values.ndim > 1:
        return [_known_all(row) for row in values]
    return [_known(float(value)) for value in values]

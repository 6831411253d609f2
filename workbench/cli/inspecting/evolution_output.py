"""What `evolution` found: for people, as JSON and as CSV."""

from collections.abc import Iterator
from dataclasses import asdict
from math import isnan
from typing import Any

import numpy as np

from workbench.cli.output import print_json
from workbench.cli.shell import warn
from workbench.cli.shown import in_line, say
from workbench.csv_text import csv_text
from workbench.inspection.comparison.changes import LensChange
from workbench.inspection.comparison.checkpoint_point import CheckpointPoint
from workbench.inspection.comparison.evolution import Evolution
from workbench.inspection.lens.reading import LogitLens
from workbench.inspection.lens.written import CSV_COLUMNS as LENS_COLUMNS
from workbench.inspection.lens.written import reading_rows
from workbench.words import words

Head = tuple[int, int] | None


def as_csv(found: Evolution) -> str:
    """One line for every head at every checkpoint; layers and heads count from 0."""
    lines = (line for point in found.points for line in _lines(found, point))
    return csv_text([("step", "layer", "head", *found.measures), *lines])


def as_lens_csv(found: Evolution) -> str:
    """One line for every reading and position of the lens at every checkpoint."""
    lines = (
        (point.step, *row.values())
        for point in found.points
        if point.lens is not None
        for reading in range(len(point.lens.readings))
        for row in reading_rows(point.lens, reading)
    )
    return csv_text([("step", *LENS_COLUMNS[1:]), *lines])


def _lines(found: Evolution, point: CheckpointPoint) -> Iterator[tuple[float | None, ...]]:
    values = [point.measured(measure) for measure in found.measures]
    for head in np.ndindex(values[0].shape):
        yield (point.step, *head, *(_known(float(of[head])) for of in values))


def warn_of_skipped(found: Evolution | None) -> None:
    """Say which checkpoints could not be read."""
    skipped = found.skipped if found is not None else ()
    warn(
        words("the checkpoint at step {step} is skipped: {why}", step=one.step, why=one.why)
        for one in skipped
    )


def print_objects(found: Evolution, changes: int, head: Head) -> None:
    """A line of JSON for each checkpoint, for those skipped, and for what is told of all."""
    for point in found.points:
        print_json(_point(found, point))
    for one in found.skipped:
        print_json({"step": one.step, "skipped": str(one.why)})
    strongest = found.strongest_changes(changes)
    print_json(
        {
            "tokens": list(found.tokens),
            "left_out": found.left_out,
            "notes": [str(note) for note in found.notes],
            "layer_pairs": found.mapping.pairs if found.mapping is not None else None,
            "changes": [{**asdict(one), "change": one.change} for one in strongest],
            "lens_changes": list(map(_lens_change, found.strongest_lens_changes(changes))),
            "head": None if head is None else _head(found, *head),
        }
    )


def _point(found: Evolution, point: CheckpointPoint) -> dict[str, Any]:
    distance = point.distance
    return {
        "step": point.step,
        "digest": point.digest,
        "loss": point.loss,
        "heads": {measure: _known_all(point.measured(measure)) for measure in found.measures},
        "lens": None if point.lens is None else _lens(point.lens),
        "teacher": None
        if distance is None
        else {
            "divergence": distance.divergence_p,
            "cka": [_known(value) for value in distance.cka_p],
            "kl": distance.kl,
        },
    }


def _lens(lens: LogitLens) -> list[dict[str, Any]]:
    """Of each reading the likeliest token at every position, and the true one's probability."""
    return [
        {
            "reading": reading.name,
            "top": [lens.top(number, position)[0].text for position in range(len(lens.tokens))],
            "true_probability": _known_all(lens.true_probabilities_rt[number]),
        }
        for number, reading in enumerate(lens.readings)
    ]


def _lens_change(change: LensChange) -> dict[str, Any]:
    plain = {**asdict(change), "reading": change.reading.name, "change": change.change}
    del plain["number"]
    return plain


def _head(found: Evolution, layer: int, head: int) -> dict[str, Any]:
    series = {str(name): _known_all(of) for name, of in found.head(layer, head).items()}
    return {"layer": layer, "head": head, "steps": found.steps, **series}


def print_table(found: Evolution, changes: int, head: Head) -> None:
    """For people: a line each checkpoint, then the strongest changes."""
    warn_of_skipped(found)
    if found.left_out:
        say(f"{found.left_out} tokens at the text's end were not read")
    pairs = found.mapping.pairs if found.mapping is not None else ()
    names = "".join(f"  {f'{theirs}→{ours}':>14}" for theirs, ours in pairs)
    say(f"{'step':>8} {'loss':>8} {'KL':>8}{names}")
    for point in found.points:
        say(_line(point))
    if pairs:
        say("of each pair of layers: divergence of matched heads in nats / CKA")
    for note in found.notes:
        say(str(note))
    if head is not None:
        _say_head(found, *head)
    _say_changes(found, changes)


def _say_head(found: Evolution, layer: int, head: int) -> None:
    series = found.head(layer, head)
    say(f"L{layer} H{head}")
    say(f"{'step':>8}" + "".join(f" {name:>18}" for name in series))
    for number, step in enumerate(found.steps):
        values = (float(values_n[number]) for values_n in series.values())
        say(f"{step:>8}" + "".join(f" {_figure(_known(value)):>18}" for value in values))


def _say_changes(found: Evolution, changes: int) -> None:
    for one in found.strongest_changes(changes):
        say(
            f"L{one.layer} H{one.head}: {one.measure} {one.before:.3f} → {one.after:.3f} "
            f"between steps {one.from_step} and {one.to_step}"
        )
    for change in found.strongest_lens_changes(changes):
        say(
            f"lens, {change.reading.name}, position {change.position}: p of {in_line(change.true)} "
            f"{change.before:.3f} → {change.after:.3f} between steps {change.from_step} and "
            f"{change.to_step}, likeliest {in_line(change.top_before)} → "
            f"{in_line(change.top_after)}"
        )


def _line(point: CheckpointPoint) -> str:
    distance = point.distance
    kl = distance.kl if distance is not None else None
    figures = (
        zip(distance.divergence_p, distance.cka_p, strict=True) if distance is not None else ()
    )
    pairs = "".join(f"  {divergence:>6.4f}/{cka:>7.4f}" for divergence, cka in figures)
    return f"{point.step:>8} {_figure(point.loss)} {_figure(kl)}{pairs}"


def _figure(value: float | None) -> str:
    return f"{'–':>8}" if value is None else f"{value:>8.4f}"


def _known(value: float) -> float | None:
    return None if isnan(value) else value


def _known_all(values: "np.ndarray[Any, Any]") -> list[Any]:
    """Nested lists, None for what has no value."""
    if values.ndim > 1:
        return [_known_all(row) for row in values]
    return [_known(float(value)) for value in values]

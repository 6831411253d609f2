"""What `evolution` found: for people, and as JSON."""

from math import isnan

from workbench.cli.output import print_json
from workbench.cli.shell import warn
from workbench.cli.shown import in_line, say
from workbench.inspection.comparison.checkpoint_point import CheckpointPoint
from workbench.inspection.comparison.evolution import Evolution
from workbench.inspection.comparison.evolution_written import (
    HeadEvolution,
    changes_plain,
    evolution_facts,
    point_plain,
)
from workbench.words import words

Head = tuple[int, int] | None


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
        print_json(point_plain(found, point))
    for one in found.skipped:
        print_json({"step": one.step, "skipped": str(one.why)})
    followed = None if head is None else HeadEvolution(found, *head).as_plain()
    print_json({**evolution_facts(found), **changes_plain(found, changes), "head": followed})


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

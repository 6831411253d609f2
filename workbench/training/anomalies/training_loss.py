"""Leaps and divergence of the training loss.

Both are told by robust statistics of what came before, and a step is only compared with steps of
the same stage: another stage is another loss.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from workbench.training.anomalies.anomaly import Anomaly, AnomalyKind
from workbench.training.anomalies.columns import Curve, Floats, spread
from workbench.words import Words, words

_BEFORE = 50
"""A point is compared with so many before it."""
_QUIET = 0.15
"""Where losses vary by more than this share of their level, no leap can be told from noise."""
_SIGMAS, _SHARE, _ABOVE_MOST = 10.0, 1.25, 1.1
"""A leap is so many standard deviations above the median, this many times it, and above every
point before."""
_BACK_SIGMAS, _BACK_POINTS = 3.0, 3
"""The loss is back where the median of so many points is no further above than this."""
_ALONE = 1.5
"""A single step is told where it is this many times its neighbours: text differs too."""
_LOOKED_AT_ONCE = 5_000
_MOST_LEAPS = 3
"""So many leaps are told one by one, the highest; the others are counted."""
_BLOCKS, _LEAST_POINTS = 20, 200
_RISEN = 1.15


def leaps(loss: Curve, gradient: Curve, boundaries: Sequence[int]) -> list[Anomaly]:
    """Steps at which the loss leapt up, the highest first."""
    pieces = loss.finite().split(boundaries)
    found = [leap for piece in pieces for leap in _leaps_in(piece, gradient)]
    found.sort(key=lambda leap: -leap[0])
    told = [anomaly for _, anomaly in found[:_MOST_LEAPS]]
    if rest := [anomaly for _, anomaly in found[_MOST_LEAPS:]]:
        told.append(_counted(rest))
    return told


def _counted(rest: Sequence[Anomaly]) -> Anomaly:
    steps = sorted(one.step for one in rest)
    said = words(
        "the training loss leaps at {count} further steps, from {first} to {last}: lower the "
        "learning rate",
        count=len(rest),
        first=steps[0],
        last=steps[-1],
    )
    return Anomaly(AnomalyKind.SPIKE, steps[0], steps[-1], said, "optimizer.learning_rate")


def _leaps_in(piece: Curve, gradient: Curve) -> Iterator[tuple[float, Anomaly]]:
    """The leaps of one stage with their heights, as multiples of the level before."""
    until = 0
    for at in _candidates(piece.values):
        if at < until:
            continue
        before = piece.values[at - _BEFORE : at]
        level, sigma = float(np.median(before)), spread(before)
        value = float(piece.values[at])
        if sigma > _QUIET * level or value < level + _SIGMAS * sigma:
            continue
        until = _back_at(piece.values, at, level + _BACK_SIGMAS * sigma)
        if until == at + 1 and value < _ALONE * level:
            continue
        yield value / level, _told(piece, gradient, at, until, level)


def _candidates(values: Floats) -> list[int]:
    """The points that are well above all of those before them, and above their median."""
    if len(values) <= _BEFORE:
        return []
    windows = sliding_window_view(values[:-1], _BEFORE)
    above = values[_BEFORE:] > _ABOVE_MOST * windows.max(axis=1)
    places = np.flatnonzero(above)
    medians = np.array([np.median(windows[place]) for place in places])
    high = values[_BEFORE:][places] > _SHARE * medians
    return (places[high] + _BEFORE).tolist() if len(places) else []


def _back_at(values: Floats, at: int, limit: float) -> int:
    """The first point after a leap from which the loss is as before; the end if it never is."""
    for begin in range(at + 1, len(values), _LOOKED_AT_ONCE):
        part = values[begin : begin + _LOOKED_AT_ONCE + _BACK_POINTS - 1]
        if len(part) < _BACK_POINTS:
            break
        medians = np.median(sliding_window_view(part, _BACK_POINTS), axis=1)
        back = np.flatnonzero(medians <= limit)
        if len(back):
            return begin + int(back[0])
    return len(values)


def _told(piece: Curve, gradient: Curve, at: int, until: int, level: float) -> Anomaly:
    step, value = int(piece.steps[at]), float(piece.values[at])
    if until == at + 1:
        said = words(
            "the training loss of step {step} alone is {value:.3f}, among steps of {level:.3f}: "
            "look at the documents of that batch",
            step=step,
            value=value,
            level=level,
        )
        return Anomaly(AnomalyKind.SPIKE, step, step, said, batch_step=step)
    leap = _lasting(piece, at, until, level)
    said = words(
        "{leap}: lower the learning rate, lengthen the warm-up, or clip gradients",
        leap=_with_gradient(leap, gradient, step),
    )
    last = int(piece.steps[min(until, len(piece) - 1)])
    is_lost = until == len(piece) and until - at >= _BEFORE
    kind = AnomalyKind.DIVERGENCE if is_lost else AnomalyKind.SPIKE
    return Anomaly(kind, step, last, said, "optimizer.learning_rate", batch_step=step)


def _lasting(piece: Curve, at: int, until: int, level: float) -> Words:
    step, value = int(piece.steps[at]), float(piece.values[at])
    if until == len(piece):
        return words(
            "the training loss leaps from {level:.3f} to {value:.3f} at step {step} and has not "
            "come back",
            level=level,
            value=value,
            step=step,
        )
    return words(
        "the training loss leaps from {level:.3f} to {value:.3f} at step {step} and is back "
        "{steps} steps later",
        level=level,
        value=value,
        step=step,
        steps=int(piece.steps[until]) - step,
    )


def _with_gradient(leap: Words, gradient: Curve, step: int) -> Words:
    """The leap with the gradient norm at its step, where that is known."""
    there = gradient.between(step - 1, step).finite()
    before = gradient.between(step - 1 - _BEFORE, step - 1).finite()
    if not len(there) or not len(before):
        return leap
    return words(
        "{leap}, with a gradient norm of {norm:.2f} where {usual:.2f} was usual",
        leap=leap,
        norm=float(there.values[0]),
        usual=float(np.median(before.values)),
    )


def divergence(loss: Curve, boundaries: Sequence[int]) -> list[Anomaly]:
    """A loss that is no number any more, or that left its best level for good."""
    broken = np.flatnonzero(~np.isfinite(loss.values))
    if len(broken):
        step = int(loss.steps[broken[0]])
        said = words(
            "the training loss is no finite number at step {step}: lower the learning rate, clip "
            "gradients, or compute in fp32",
            step=step,
        )
        kind = AnomalyKind.DIVERGENCE
        return [Anomaly(kind, step, step, said, "optimizer.learning_rate", batch_step=step)]
    pieces = loss.split(boundaries)
    return _risen(pieces[-1]) if pieces else []


def _risen(piece: Curve) -> list[Anomaly]:
    """By twentieths of the stage: the last two lie wholly above the best one."""
    if len(piece) < _LEAST_POINTS:
        return []
    blocks = np.array_split(piece.values, _BLOCKS)
    levels = np.array([np.median(block) for block in blocks])
    best = int(levels.argmin())
    lasting = [float(np.quantile(block, 0.25)) for block in blocks[-2:]]
    if best > _BLOCKS - 3 or min(lasting) <= np.quantile(blocks[best], 0.95):
        return []
    if min(levels[-2:]) <= _RISEN * levels[best]:
        return []
    edges = np.array_split(piece.steps, _BLOCKS)
    begin, last = int(edges[best][-1]), int(piece.steps[-1])
    said = words(
        "the training loss rises for good: {best:.3f} up to step {begin}, {now:.3f} at the end; "
        "resume from a checkpoint before with a lower learning rate, or lengthen the warm-up",
        best=float(levels[best]),
        begin=begin,
        now=float(levels[-1]),
    )
    return [Anomaly(AnomalyKind.DIVERGENCE, begin, last, said, "optimizer.learning_rate")]

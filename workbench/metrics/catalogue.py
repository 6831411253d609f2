"""Looking metrics up by name, and what of them can be compared."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, TypeVar

from workbench.metrics.kinds import Chart, Direction, Metric, Place
from workbench.metrics.measuring import LAYER_GRADIENT, LAYER_UPDATE, MEASURING, layer_words
from workbench.metrics.training import (
    CORPUS_LOSS,
    GRADIENT_PART,
    LOSS_PART,
    MIXED_LOSS,
    PARTS,
    PROBE_LOSS,
    TRAINING,
)
from workbench.words import Words, words

T = TypeVar("T")

_TRUE_PARTS = frozenset(f"{LOSS_PART}{name}" for name in ("hard", "mlm", "nsp"))

SweepMetric = Literal["validation_loss", "validation_agreement", "validation_kl"]
"""What the runs of a sweep can be compared by."""

METRICS = (*TRAINING, *MEASURING)
_PREFIXES = (LOSS_PART, GRADIENT_PART, PROBE_LOSS, CORPUS_LOSS, LAYER_GRADIENT, LAYER_UPDATE)
_FAMILIES = {one.name: one for one in METRICS if one.name in _PREFIXES}
_BY_NAME = {one.name: one for one in METRICS if one.name not in _FAMILIES}
_PLOTS = tuple(dict.fromkeys(one.plot for one in METRICS))


def metric(name: str) -> Metric:
    """The entry of a metric, or of the family that its name's prefix tells."""
    known = _BY_NAME.get(name)
    if known is not None:
        return known
    for prefix, family in _FAMILIES.items():
        if name.startswith(prefix):
            rest = name.removeprefix(prefix)
            part = layer_words(rest) if family.is_by_layer else _part(prefix, rest)
            return replace(family, name=name, title=_of_part(family.title, part), label=part)
    plain = _plain(name)
    return Metric(name, plain, plain)


def can_rank(name: str) -> bool:
    """Whether a metric is known, and tells which of two models is the better one."""
    return name in _BY_NAME and metric(name).direction is not Direction.NEITHER


def comparable(values: Mapping[str, T], kind: str) -> dict[str, T]:
    """What a run of a kind recorded, by metric, as it may stand beside what others recorded.

    A distillation trains on a mixture, which can be compared with no other run's loss and not with
    its own on the validation text: that is the mixed loss. Its training loss is the part of true
    tokens, unless the validation measures several parts together.
    """
    if kind != "distill" or "loss" not in values:
        return dict(values)
    parts = {name for name in values if name.startswith(LOSS_PART)}
    true = sorted(parts & _TRUE_PARTS)
    compared = {name: value for name, value in values.items() if name != "loss"}
    if len(true) == 1:
        compared["loss"] = values[true[0]]
    elif true == sorted(parts) != []:
        compared["loss"] = values["loss"]
    if true != sorted(parts) or not parts:
        compared[MIXED_LOSS] = values["loss"]
    return compared


def metrics_at(place: Place) -> tuple[Metric, ...]:
    """What is shown at a place, in the order of the catalogue."""
    return tuple(one for one in METRICS if place in one.places)


def plot_title(plot: str) -> Words:
    """What stands above a plot: the chart's title, or that of its only metric."""
    if plot in tuple(Chart):
        return Chart(plot).caption
    return metric(plot).title_with_unit


def plot_order(plot: str) -> int:
    """Where a plot stands among the others; those of unknown metrics stand last."""
    return _PLOTS.index(plot) if plot in _PLOTS else len(_PLOTS)


def _of_part(title: Words, part: Words) -> Words:
    return words("{title}: {part}", title=title, part=part)


def _plain(name: str) -> Words:
    """A name that nobody foresaw, as it is."""
    return words("{name}", name=name.replace("_", " "))


def _part(prefix: str, name: str) -> Words:
    """A part of a loss has words of its own; a corpus is called as it is."""
    known = None if prefix == CORPUS_LOSS else PARTS.get(name)
    return known or _plain(name)

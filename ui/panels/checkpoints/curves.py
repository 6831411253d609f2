"""Curves of what is followed over the steps of a run."""

from dataclasses import dataclass
from math import nan

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.panels.checkpoints.words import ModelMeasure
from ui.theme import Theme
from ui.widgets.curves.curve_plot import CurvePlot
from ui.widgets.curves.dash import Dash
from ui.widgets.maps.head_grid import Head, head_name
from workbench.inspection.comparison.checkpoint_point import Measure
from workbench.inspection.comparison.evolution import Evolution
from workbench.inspection.maps.layer_heads import Floats

DASHES: tuple[Dash, ...] = ((), (4, 2), (1, 2))


@dataclass(frozen=True)
class Line:
    """A curve's values over the steps, and its name."""

    label: str
    values: list[float]


class EvolutionCurves(QWidget):
    """The mean of each layer and the chosen head, or each pair of layers, over the steps."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.plot = CurvePlot()
        self._keys: tuple[str, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot)

    def show_measure(
        self,
        evolution: Evolution | None,
        measure: Measure | ModelMeasure,
        title: str,
        head: Head,
    ) -> None:
        """Draw the curves of one measure."""
        lines = (
            []
            if evolution is None or not evolution.points
            else self._lines(evolution, measure, head)
        )
        for key in set(self._keys) - {line.label for line in lines}:
            self.plot.remove(key)
        self._keys = tuple(line.label for line in lines)
        steps = evolution.steps if evolution is not None else ()
        for number, line in enumerate(lines):
            self._draw(number, steps, line, is_chosen=line.label == head_name(head))
        self.plot.setWindowTitle(title)
        self.plot.set_y_label(title)

    def show_step(self, step: int) -> None:
        """Show the values at a step."""
        self.plot.show_crosshair(step)

    def retranslate(self) -> None:
        self.plot.set_x_label(self.tr("step"))
        self.plot.setAccessibleName(self.tr("Curves over the checkpoints"))

    def _draw(self, number: int, steps: tuple[int, ...], line: Line, *, is_chosen: bool) -> None:
        colours = self._theme.colours
        series = colours.series
        self.plot.set_series(
            line.label,
            steps,
            line.values,
            colours.text if is_chosen else series[number % len(series)],
            line.label,
            smooth=False,
            dash=() if is_chosen else DASHES[number // len(series) % len(DASHES)],
        )

    def _lines(
        self, evolution: Evolution, measure: Measure | ModelMeasure, head: Head
    ) -> list[Line]:
        if isinstance(measure, ModelMeasure):
            return self._of_models(evolution, measure)
        values_nlh = evolution.series(measure)
        means = [
            Line(self.tr("L{layer}, mean").format(layer=layer), means_n.tolist())
            for layer, means_n in enumerate(_layer_means(values_nlh).T)
            if not np.isnan(means_n).all()
        ]
        if min(head) < 0 or np.isnan(values_nlh[:, *head]).all():
            return means
        return [*means, Line(head_name(head), values_nlh[:, *head].tolist())]

    def _of_models(self, evolution: Evolution, measure: ModelMeasure) -> list[Line]:
        points = evolution.points
        if measure is ModelMeasure.LOSS:
            return _line(self.tr("loss"), [point.loss for point in points])
        if evolution.mapping is None:
            return []
        distances = [point.distance for point in points if point.distance is not None]
        if measure is ModelMeasure.KL:
            return _line(self.tr("KL"), [distance.kl for distance in distances])
        by_pair = zip(
            *(one.cka_p if measure is ModelMeasure.CKA else one.divergence_p for one in distances),
            strict=True,
        )
        return [
            Line(f"L{theirs}→L{ours}", list(values))
            for (theirs, ours), values in zip(evolution.mapping.pairs, by_pair, strict=True)
        ]


def _layer_means(values_nlh: Floats) -> Floats:
    """The mean of each layer's heads that have a value, nl; NaN where none has."""
    known_nlh = ~np.isnan(values_nlh)
    sums_nl = np.where(known_nlh, values_nlh, 0).sum(-1)
    counts_nl = known_nlh.sum(-1)
    return np.where(counts_nl > 0, sums_nl / np.maximum(counts_nl, 1), np.nan)


def _line(label: str, values: list[float | None]) -> list[Line]:
    """One curve, or none where there is not a single value."""
    known = [nan if value is None else value for value in values]
    return [Line(label, known)] if any(value is not None for value in values) else []

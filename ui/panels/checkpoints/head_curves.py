"""Every measure of the chosen head over the steps of a run: how it came to be."""

import numpy as np
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.panels.checkpoints.curves import DASHES
from ui.panels.checkpoints.words import MeasureNames
from ui.theme import Theme
from ui.widgets.curves.curve_plot import CurvePlot
from ui.widgets.maps.head_grid import Head, head_name
from workbench.inspection.comparison.checkpoint_point import Measure, unit_of
from workbench.inspection.comparison.evolution import Evolution
from workbench.inspection.maps.layer_heads import Floats


class HeadCurves(QWidget):
    """Shares and the copying score have one axis; the effect of ablation has its own."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = QLabel()
        self.shares, self.ablation = CurvePlot(), CurvePlot(controls=False)
        self._keys: dict[CurvePlot, tuple[str, ...]] = {self.shares: (), self.ablation: ()}
        self.ablation.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._name)
        layout.addWidget(self.shares, 2)
        layout.addWidget(self.ablation, 1)

    def show_head(self, evolution: Evolution | None, head: Head) -> None:
        """Draw all that is known of a head."""
        known = evolution is not None and bool(evolution.points) and min(head) >= 0
        series = evolution.head(*head) if evolution is not None and known else {}
        told = evolution.told_once if evolution is not None else ()
        series = {one: of for one, of in series.items() if one in told and _has_values(of)}
        steps = evolution.steps if evolution is not None else ()
        self._name.setText(head_name(head) if known else "")
        together = {one: of for one, of in series.items() if unit_of(one) in ("share", "number")}
        self._draw(self.shares, steps, together)
        ablation: dict[Measure, Floats] = {
            one: of for one, of in series.items() if one == "ablation"
        }
        self._draw(self.ablation, steps, ablation)
        self.ablation.setVisible(bool(ablation))

    def parts(self) -> list[QWidget]:
        """What a picture shows of it, from top to bottom."""
        ablation = [] if self.ablation.isHidden() else [self.ablation.canvas]
        return [self._name, self.shares.canvas, *ablation]

    def show_step(self, step: int) -> None:
        """Show the values at a step."""
        for plot in self._keys:
            plot.show_crosshair(step)

    def retranslate(self) -> None:
        for plot in self._keys:
            plot.set_x_label(self.tr("step"))
        self.shares.setAccessibleName(self.tr("Measures of the chosen head"))
        self.shares.setWindowTitle(self.shares.accessibleName())
        self.shares.set_y_label(self.tr("share, or copying score"))
        self.ablation.setAccessibleName(self.tr("Ablation of the chosen head"))
        self.ablation.set_y_label(self.tr("ablation, nats"))

    def _draw(self, plot: CurvePlot, steps: tuple[int, ...], series: dict[Measure, Floats]) -> None:
        names, colours = MeasureNames().of_heads(), self._theme.colours.series
        lines = {names[one].title: values_n for one, values_n in series.items()}
        for key in set(self._keys[plot]) - set(lines):
            plot.remove(key)
        self._keys[plot] = tuple(lines)
        for number, (title, values_n) in enumerate(lines.items()):
            colour, dash = colours[number % len(colours)], DASHES[number // len(colours)]
            plot.set_series(title, steps, values_n.tolist(), colour, title, smooth=False, dash=dash)


def _has_values(values_n: Floats) -> bool:
    return not bool(np.isnan(values_n).all())

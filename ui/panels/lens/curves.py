"""A position's figures over the layers of both models."""

from collections.abc import Mapping

from PySide6.QtWidgets import QGridLayout, QWidget

from ui.models.role import Role
from ui.panels.lens.words import axis_names
from ui.widgets.curves.curve_plot import CurvePlot
from ui.widgets.lens.colouring import LensMeasure, values_of
from ui.widgets.lens.words import measure_names
from workbench.inspection.lens.reading import LogitLens

SHOWN = (
    LensMeasure.TRUE_RANK,
    LensMeasure.TRUE_PROBABILITY,
    LensMeasure.ENTROPY,
    LensMeasure.KL,
)


class LayerCurves(QWidget):
    """One plot a measure; the depth of a reading is counted in layers, its attention stands at a
    half."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plots = {measure: CurvePlot(controls=False) for measure in SHOWN}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for number, plot in enumerate(self._plots.values()):
            layout.addWidget(plot, 0, number)
        self._plots[LensMeasure.TRUE_RANK].set_log(y=True)

    def show_position(
        self,
        lenses: Mapping[Role, LogitLens],
        positions: Mapping[Role, int],
        colours: Mapping[Role, str],
        names: Mapping[Role, str],
    ) -> None:
        """Draw each model's figures at a position of its text."""
        for measure, plot in self._plots.items():
            for role in Role:
                plot.remove(role)
            for role, lens in lenses.items():
                if role in positions:
                    plot.set_series(
                        role,
                        [one.depth for one in lens.readings],
                        values_of(lens, measure)[:, positions[role]],
                        colours[role],
                        names[role],
                        smooth=False,
                    )
            plot.reset_view()

    def retranslate(self) -> None:
        names, axes = measure_names(), axis_names()
        for measure, plot in self._plots.items():
            plot.set_x_label(self.tr("layers"))
            plot.set_y_label(axes[measure])
            plot.setAccessibleName(names[measure][0])
            plot.setToolTip(names[measure][1])

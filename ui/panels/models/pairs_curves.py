"""The share of minimal pairs that are right over the steps, a curve a kind with its interval."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.panels.models.pairs_words import kind_name
from ui.theme import Theme
from ui.widgets.curves.curve_plot import CurvePlot
from ui.widgets.curves.drawing.plot_bands import Ends
from ui.widgets.curves.drawing.series import Look

if TYPE_CHECKING:
    from workbench.corpora.minimal_pairs.pair import PairKind
    from workbench.inspection.comparison.pair_scores import PairScores

_CHANCE = "chance"


class PairsCurves(QWidget):
    """Percent of each kind, and of all pairs, with Wilson's interval as a band."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._plot = CurvePlot()
        self._plot.setAccessibleName(self.tr("Pairs that are right, by step (%)"))
        self._plot.set_x_label(self.tr("step"))
        self._plot.set_y_label(self.tr("Right (%)"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)

    def show_scores(self, scores: "Sequence[PairScores]") -> None:
        """Draw what is known of each checkpoint, in place of what was drawn."""
        colours = self._theme.colours
        kinds = scores[-1].kinds if scores else ()
        self._plot.clear()
        self._plot.set_reference(_CHANCE, 50.0, colours.muted, self.tr("chance"))
        self._draw(scores, None, colours.text)
        for number, kind in enumerate(kinds):
            self._draw(scores, kind, colours.series[number % len(colours.series)])

    def _draw(self, scores: "Sequence[PairScores]", kind: "PairKind | None", colour: str) -> None:
        known = [(one.step, one.accuracy(kind)) for one in scores]
        found = [(step, share) for step, share in known if share is not None]
        look = Look(colour, kind_name(kind or ""), smooth=False)
        self._plot.canvas.set_series(
            kind or "all",
            [step for step, _ in found],
            [100 * share.value for _, share in found],
            look,
            Ends(
                [100 * share.low for _, share in found],
                [100 * share.high for _, share in found],
                "wilson",
            ),
        )

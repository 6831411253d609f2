"""What can be done with one plot of a grid."""

from collections.abc import Callable, Collection
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from ui.curves.formula_dialog import FormulaDialog
from ui.curves.offered import in_groups
from ui.widgets.curves.curve_plot import CurvePlot
from workbench.store.choices.plots import Plot


class ArrangesPlots(Protocol):
    """Who changes a plot of the grid, by its number."""

    def change(self, number: int, plot: Plot | None) -> None: ...

    def move(self, number: int, by: int) -> None: ...


class PlotMenu(QObject):
    """Makes the menu of a plot: its curves, its place, its axis, and its exports."""

    def __init__(self, arranges: ArrangesPlots, name_of: Callable[[str], str]) -> None:
        super().__init__()
        self._arranges, self._name_of = arranges, name_of

    def fill(
        self,
        menu: QMenu,
        number: int,
        shown: Plot,
        offered: Collection[str],
        drawing: CurvePlot,
        *,
        can_stack: bool,
    ) -> None:
        """Give an empty menu its entries."""
        curves = menu.addMenu(self.tr("Curves"))
        for group in in_groups(set(offered) | set(shown.curves), self._name_of):
            inside = curves.addMenu(group.title) if group.title else curves
            for curve in group.curves:
                entry = inside.addAction(group.name_of(curve))
                entry.setCheckable(True)
                entry.setChecked(curve in shown.curves)
                entry.triggered.connect(lambda _, one=curve: self._toggle(number, shown, one))
        menu.addAction(
            self.tr("Add a formula…"),
            lambda: FormulaDialog(
                drawing.window(), offered, lambda one: self._toggle(number, shown, one)
            ).open(),
        )
        fields = {"log_y": self.tr("Logarithmic axis"), "wide": self.tr("Wide")}
        fields |= {"stacked": self.tr("Stacked, each part times its weight")} if can_stack else {}
        for field, text in fields.items():
            entry = menu.addAction(text)
            entry.setCheckable(True)
            entry.setChecked(getattr(shown, field))
            entry.triggered.connect(
                lambda on, one=field: self._arranges.change(
                    number, shown.model_copy(update={one: on})
                )
            )
        menu.addSeparator()
        for text, by in ((self.tr("Earlier"), -1), (self.tr("Later"), 1)):
            menu.addAction(text, partial(self._arranges.move, number, by))
        menu.addAction(self.tr("Remove this plot"), lambda: self._arranges.change(number, None))
        menu.addSeparator()
        menu.addAction(self.tr("Reset view"), drawing.reset_view)
        menu.addActions(drawing.exports)

    def _toggle(self, number: int, shown: Plot, curve: str) -> None:
        others = tuple(one for one in shown.curves if one != curve)
        curves = others if curve in shown.curves else (*shown.curves, curve)
        self._arranges.change(number, shown.model_copy(update={"curves": curves}))

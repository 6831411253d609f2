"""The plots of a grid, drawn as their runs go on and arranged by hand."""

import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from ui.curves.along import Along, along_text
from ui.curves.arrangement import Place, places, recorded
from ui.curves.arranging import Arranging
from ui.curves.cell import GridCell
from ui.curves.charts import ChartNames
from ui.curves.grid_bar import GridBar
from ui.curves.lines import LinesOfPlots, Seeds
from ui.curves.marks.heights import heights
from ui.curves.marks.marks import MarksOfRuns
from ui.curves.plot_line import PlotLine
from ui.curves.plot_menu import PlotMenu
from ui.curves.reading.known import KnownOfRuns
from ui.curves.reading.probe_texts import ProbeTexts
from ui.curves.reading.stacked_parts import can_stack, stacked_lines
from ui.curves.shown_run import ShownRun, is_alone
from ui.curves.sources import ControlOf, Sources
from ui.i18n import beside
from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.curves.plot_view import Follow
from ui.widgets.numbers import count, counted
from workbench.errors import BadInput
from workbench.events import Level
from workbench.store.choices.plots import Plot

_DRAWN_AT_ONCE_S = 0.03


class CurveGrid(QWidget):
    """Any metrics in any plots, of one run or several; `place` tells its arrangement from others'.

    New points never change a view that was chosen by hand, and neither does another theme, another
    language, or a run more.
    """

    def __init__(self, session: Session, place: str, bar: GridBar, control_of: ControlOf) -> None:
        super().__init__()
        self._known = KnownOfRuns(session, self, bar)
        self._marks = MarksOfRuns(session, self._known, bar)
        self._sources = Sources(control_of, self._known.ancestors.of)
        self._seeds: Seeds | None = None
        self._session = session
        self._bar = bar
        self._runs: tuple[ShownRun, ...] = ()
        self._names = ChartNames(self, ProbeTexts(session).text)
        self._cells: dict[str, GridCell] = {}
        self._arranging = Arranging(session, place)
        self._menu = PlotMenu(self._arranging, self._names.title)
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._layout = QGridLayout()
        self._lay_out()
        self._connect()

    def show_runs(self, runs: Sequence[ShownRun], *, anew: bool = False) -> None:
        """Draw the curves of these runs; `anew` gives up the views that were chosen for others."""
        self._runs = tuple(runs)
        if anew:
            for read in (self._known, self._marks, self._arranging):
                read.forget()
            for cell in self._cells.values():
                cell.plot.clear()
        self.redraw()

    def show_seeds(self, seeds: Seeds | None) -> None:
        """Draw the runs of a group as their mean with a band; None draws each by itself."""
        if seeds != self._seeds:
            self._seeds = seeds
            self.refresh()

    @property
    def runs(self) -> tuple[ShownRun, ...]:
        """Whose curves are shown."""
        return self._runs

    @property
    def has_curves(self) -> bool:
        """Whether there is anything to draw."""
        return any(run.series or run.view.state.references for run in self._runs)

    @property
    def plots(self) -> tuple[Plot, ...]:
        """What is shown, in its order."""
        return self._arranging.arrangement(self._runs).plots

    def show_curve(self, name: str) -> None:
        """Bring the plot of a metric into view."""
        for plot, cell in zip(self.plots, self._shown(), strict=True):
            if name in plot.curves and cell is not None:
                self._scroll.ensureWidgetVisible(cell)
                return

    def redraw(self) -> None:
        """Draw every line anew: other runs, another axis, theme or language."""
        for cell in self._cells.values():
            cell.forget()
        self.refresh()

    def refresh(self) -> None:
        """Draw what has grown since the last time, as much as takes a moment; then the rest."""
        begun = time.monotonic()
        arrangement = self._arranging.arrangement(self._runs)
        names = _names_of(arrangement.plots)
        for gone in self._cells.keys() - set(names):
            cell = self._cells.pop(gone)
            cell.hide()  # at once: it goes when the window is idle
            cell.deleteLater()
        lines = LinesOfPlots(
            self._names, self._session.theme.colours, self._sources, self._known, self._seeds
        )
        for name, plot, place in zip(names, arrangement.plots, places(arrangement), strict=True):
            for _ in self._draw(plot, self._cell(name, plot, place), lines):
                if time.monotonic() - begun > _DRAWN_AT_ONCE_S:
                    self._rest.start()
                    return

    # -- inside

    def _lay_out(self) -> None:
        self._layout.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        inside.setLayout(self._layout)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)

    def _connect(self) -> None:
        self._rest.timeout.connect(self.refresh)
        self._bar.along_changed.connect(self._on_along)
        self._bar.drawing_changed.connect(self._apply_bar)
        self._bar.follow_chosen.connect(
            lambda newest: self._follow(Follow.NEWEST if newest else Follow.ALL)
        )
        self._bar.reset_chosen.connect(lambda: self._follow(Follow.ALL))
        menu = self._bar.arrange.menu()
        menu.aboutToShow.connect(
            lambda: self._arranging.fill(menu, recorded(self._runs), self._names.title)
        )
        self._arranging.changed.connect(self.redraw)
        self._known.changed.connect(self.refresh)
        self._marks.changed.connect(self.refresh)

    def _cell(self, name: str, plot: Plot, place: Place) -> GridCell:
        """A plot's cell in its place; one that is there already keeps what it shows."""
        cell = self._cells.get(name) or self._new_cell()
        self._cells[name] = cell
        cell.set_title(self._names.of_plot(plot.curves, self._runs), name, wide=plot.wide)
        cell.plot.set_log(y=plot.log_y)
        cell.plot.set_y_label(cell.plot.windowTitle() if plot.wide else "")
        cell.plot.set_x_label(along_text(self._bar.along) if plot.wide else "")
        if cell.place != place:
            cell.place = place
            self._layout.addWidget(cell, *place)
            cell.show()
        return cell

    def _new_cell(self) -> GridCell:
        cell = GridCell(turn=len(self._cells))
        canvas = cell.plot.canvas
        cell.plot.failed.connect(lambda text: self._session.messages.show(text, Level.ERROR))
        cell.plot.hovered.connect(lambda x: self._share_crosshair(cell, x))
        canvas.hidden_changed.connect(lambda: self._share_hidden(cell))
        canvas.follow_changed.connect(self._show_follow)
        canvas.place_asked.connect(
            lambda x: self._marks.notes.ask(cell, x, self._runs, self._bar.along)
        )
        cell.menu.aboutToShow.connect(lambda: self._fill_menu(cell))
        self._set_up(cell)
        if self._bar.follows:
            canvas.set_follow(Follow.NEWEST)
        return cell

    def _draw(self, plot: Plot, cell: GridCell, lines: LinesOfPlots) -> Iterator[None]:
        """Draw a cell's lines one after another."""
        along: Along = self._bar.along
        there = list(self._lines(plot, lines))
        shown = [line for line in there if _has_place(line, along)]
        beside = heights(plot, self._runs, self._names, self._session.theme.colours)
        runs = [one for one in self._runs if not one.is_hidden(cell.plot.canvas.hidden)]
        marks = self._marks.lines(runs, along) if plot.wide else []
        keys = {line.key for line in shown} | {height.key for height in beside}
        cell.retain(frozenset(keys), marks)
        cell.show_signs(self._marks.signs(runs, along) if plot.wide else [])
        for height in beside:
            cell.plot.set_reference(height.key, height.y, height.colour, height.label)
        lacks = len(shown) < len(there) or not (shown or beside)
        problem = self._lacking(there, shown) if lacks else ""
        for line in shown:
            try:
                grown = cell.draw(line, along)
            except BadInput as error:
                grown, problem = False, translate(error.words)
            if grown:
                yield
        if plot.stacked and can_stack(plot, self._runs):
            problem = self._known.parts.problem(self._runs[0])
        elif not problem and plot.wide:
            problem = self._missing(runs)
        if not problem and cell.left_out:
            text = self.tr("{count} points stand at steps that not all runs of a group have")
            problem = text.format(count=count(cell.left_out))
        cell.tell(problem)

    def _lines(self, plot: Plot, lines: LinesOfPlots) -> Iterator[PlotLine]:
        if plot.stacked and can_stack(plot, self._runs):
            run, colours = self._runs[0], self._session.theme.colours
            parts = stacked_lines(self._known.parts.of(run), run, self._names, colours)
            return (replace(line, flops_per_token=self._known.flops_of(run)) for line in parts)
        return lines.of(plot, self._runs)

    def _lacking(self, there: Sequence[PlotLine], shown: Sequence[PlotLine]) -> str:
        """Why lines are not drawn: no run has them, or nobody knows where they stand."""
        if not there:
            return self.tr("None of these runs has what this plot shows.")
        return counted(
            len(there) - len(shown),
            self.tr("One curve has no place here: the FLOPs of its run are not known."),
            self.tr("{count} curves have no place here: the FLOPs of their runs are not known."),
        )

    def _missing(self, runs: Sequence[ShownRun]) -> str:
        """Whose first points are gone with a parent that was deleted."""
        missing = {run.name: self._known.ancestors.of(run).missing for run in runs}
        return beside(
            f"{name}: {translate(text)}" for name, text in missing.items() if text is not None
        )

    def _shown(self) -> list[GridCell | None]:
        """The cell of each plot, in their order, so far as they are made."""
        return [self._cells.get(name) for name in _names_of(self.plots)]

    def _fill_menu(self, cell: GridCell) -> None:
        cell.menu.clear()
        number = next(n for n, one in enumerate(self._shown()) if one is cell)
        offered = recorded(self._runs)
        plot = self.plots[number]
        stacks = can_stack(plot, self._runs)
        self._menu.fill(cell.menu, number, plot, offered, cell.plot, can_stack=stacks)

    def _on_along(self) -> None:
        self._follow(Follow.NEWEST if self._bar.follows else Follow.ALL)
        self.redraw()

    def _apply_bar(self) -> None:
        for cell in self._cells.values():
            self._set_up(cell)

    def _set_up(self, cell: GridCell) -> None:
        cell.plot.set_smoothing(self._bar.smoothing)
        cell.plot.set_log(x=self._bar.log_x)
        cell.plot.set_ignore_outliers(self._bar.ignores_outliers)

    def _follow(self, follow: Follow) -> None:
        for cell in self._cells.values():
            cell.plot.canvas.set_follow(follow)

    def _show_follow(self) -> None:
        self._bar.show_follow(
            any(cell.plot.canvas.follow is Follow.NEWEST for cell in self._cells.values())
        )

    def _share_crosshair(self, source: GridCell, x: float) -> None:
        for cell in self._cells.values():
            if cell is not source and cell.isVisible():
                cell.plot.show_crosshair(x)

    def _share_hidden(self, source: GridCell) -> None:
        """A run that is hidden in one plot is hidden in all; a curve of a lone run, in its own."""
        if is_alone(self._runs):
            return
        hidden = source.plot.canvas.hidden
        prefixes = tuple(f"{run.key}/" for run in self._runs)
        gone = tuple(one for one in prefixes if any(key.startswith(one) for key in hidden))
        for cell in self._cells.values():
            keys = cell.plot.canvas.keys
            cell.plot.canvas.hide_lines(frozenset(key for key in keys if key.startswith(gone)))
        self._rest.start()


def _has_place(line: PlotLine, along: Along) -> bool:
    return along is not Along.FLOPS or math.isfinite(line.flops_per_token)


def _names_of(plots: Sequence[Plot]) -> list[str]:
    """What tells plots apart, and stays when another curve joins one of them."""
    names: list[str] = []
    before: Counter[str] = Counter()
    for plot in plots:
        name = ChartNames.place_of(plot.curves)
        names.append(f"{name}\n{before[name]}" if before[name] else name)
        before[name] += 1
    return names

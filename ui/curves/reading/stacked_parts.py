"""What each part adds to a run's loss, read beside the window's own work."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.curves.charts import ChartNames
from ui.curves.colours import metric_colour
from ui.curves.plot_line import Made, PlotLine
from ui.curves.shown_run import ShownRun, is_alone
from ui.session import Session
from ui.shell.messages import translate
from ui.theme import Colours
from ui.widgets.curves.drawing.plot_bands import Ends
from ui.widgets.curves.drawing.series import Look
from workbench.distillation.contributions import REST, Contribution, with_values
from workbench.errors import BadInput
from workbench.metrics import Chart, metric
from workbench.store.choices.plots import Plot

_KIND = "stacked"
_GROWN = 1.02
"""Read again when the run has grown so far, or has ended."""
Parts = tuple[Contribution, ...]
Found = tuple[str, Parts]
Version = tuple[int, object]


def can_stack(plot: Plot, runs: Sequence[ShownRun]) -> bool:
    """Whether a plot has parts of the loss of one run."""
    return is_alone(runs) and all(metric(one).plot == Chart.PARTS for one in plot.curves)


class StackedParts(QObject):
    """Reads the parts of a run that is shown stacked; `changed` when they are read."""

    changed = Signal()

    def __init__(self, session: Session, owner: QWidget) -> None:
        super().__init__(owner)
        self._session, self._owner = session, owner
        self._read: dict[str, Version] = {}
        self._known: dict[str, Parts] = {}
        self._problems: dict[str, str] = {}

    def forget(self) -> None:
        """Read them anew: of another project."""
        for kept in (self._read, self._known, self._problems):
            kept.clear()

    def of(self, run: ShownRun) -> Parts:
        """The parts that are known by now, the lowest first."""
        run_id, state = run.view.run_id, run.view.state
        length = max(map(len, state.series.values()), default=0)
        read = self._read.get(run_id)
        if read is None or length > _GROWN * read[0] or state.status != read[1]:
            self._read[run_id] = length, state.status
            self._ask(run_id)
        return self._known.get(run_id, ())

    def problem(self, run: ShownRun) -> str:
        """Why they cannot be stacked; empty where they can."""
        return self._problems.get(run.view.run_id, "")

    def _ask(self, run_id: str) -> None:
        project = self._session.project
        if project is None:
            return

        def read() -> Iterator[Found]:
            yield run_id, project.saved_run(run_id).contributions()

        self._session.query(
            read,
            self._take,
            self.changed.emit,
            lambda error: self._refuse(run_id, error),
            owner=self._owner,
        )

    def _take(self, found: Found) -> None:
        run_id, parts = found
        self._known[run_id] = parts
        self._problems.pop(run_id, None)

    def _refuse(self, run_id: str, error: BaseException) -> None:
        if not isinstance(error, BadInput):
            self._session.query_failed(self._owner, error)
            return
        self._problems[run_id] = translate(error.words)
        self.changed.emit()


def stacked_lines(
    parts: Parts, run: ShownRun, names: ChartNames, colours: Colours
) -> Iterator[PlotLine]:
    """The upper end of each part, with the area that it takes, as measured."""
    below = np.zeros(len(parts[0].series)) if parts else np.zeros(0)
    for part in parts:
        above = below + np.array(part.series.values)
        colour, label = colours.ngram, names.rest()
        if part.name != REST:
            colour = metric_colour(metric(part.name), run.style.colour, colours)
            name = names.curve(part.name, run.view.state)
            label = names.weighted(name, on_others=part is not parts[0])
        look = Look(colour, label, smooth=False)
        made = Made(with_values(part.series, above), Ends(below, above, _KIND))
        yield PlotLine(f"stacked {part.name}", (above.size,), look, partial(_given, made))
        below = above


def _given(made: Made) -> Made:
    return made

"""What is marked on the plots of a grid: what happened along its runs, and a person's notes."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from ui.curves.along import Along
from ui.curves.cell import Mark
from ui.curves.grid_bar import GridBar
from ui.curves.marks.annotation_marks import AnnotationMarks
from ui.curves.marks.marks_menu import NOTES, MarksMenu
from ui.curves.marks.step_notes import StepNotes
from ui.curves.reading.known import KnownOfRuns
from ui.curves.shown_run import ShownRun
from ui.session import Session
from ui.widgets.curves.drawing.plot_signs import Sign


class MarksOfRuns(QObject):
    """The kinds that are chosen in the bar; `changed` when others are, or a note is."""

    changed = Signal()

    def __init__(self, session: Session, known: KnownOfRuns, bar: GridBar) -> None:
        super().__init__(known)
        self.notes = StepNotes(session, known.flops_of)
        self._annotations = AnnotationMarks(known.ancestors.of, known.flops_of)
        self._menu = MarksMenu(session.settings)
        bar.add(self._menu)
        self.notes.changed.connect(self.changed)
        self._menu.changed.connect(self.changed)

    def forget(self) -> None:
        """Look for them anew: of another project."""
        self.notes.forget()
        self._annotations.forget()

    def lines(self, runs: Sequence[ShownRun], along: Along) -> list[Mark]:
        """What stands across the plot."""
        notes = self.notes.marks(runs, along) if NOTES in self._menu.shown else ()
        marks = [*self._annotations.lines(runs, along, self._menu.shown), *notes]
        return [mark for mark in marks if math.isfinite(mark[0])]

    def signs(self, runs: Sequence[ShownRun], along: Along) -> list[Sign]:
        """What stands along its foot."""
        return list(self._annotations.signs(runs, along, self._menu.shown))

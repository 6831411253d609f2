"""What is known of the runs of a grid beside their journals."""

import math

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.curves.along import Along
from ui.curves.grid_bar import GridBar
from ui.curves.reading.ancestors import Ancestors
from ui.curves.reading.attempts import Attempts
from ui.curves.reading.flops import FlopsOfRuns
from ui.curves.reading.stacked_parts import StackedParts
from ui.curves.shown_run import ShownRun
from ui.session import Session


class KnownOfRuns(QObject):
    """Parents, superseded attempts, parts of the loss, FLOPs; `changed` when more is read."""

    changed = Signal()

    def __init__(self, session: Session, owner: QWidget, bar: GridBar) -> None:
        super().__init__(owner)
        self._bar, self._flops = bar, FlopsOfRuns(session)
        self.ancestors = Ancestors(session, owner)
        self.attempts = Attempts(session, owner)
        self.parts = StackedParts(session, owner)
        for one in (self.ancestors, self.attempts, self.parts):
            one.changed.connect(self.changed)

    def forget(self) -> None:
        """Read everything anew: of another project."""
        for one in (self._flops, self.ancestors, self.attempts, self.parts):
            one.forget()

    def flops_of(self, run: ShownRun) -> float:
        """Per token; asked for only where they are the axis."""
        return self._flops.of(run) if self._bar.along is Along.FLOPS else math.nan

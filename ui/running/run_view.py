"""What the window knows of one run: its state, folded from events, whoever delivers them."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from workbench.events import Event, Metrics, Progress
from workbench.store.database.past import Past
from workbench.store.runs.state import RunState


class RunView(QObject):
    """The state of a run; `changed` comes at most once per tick of the runner's timer.

    `log` holds the events that are not numbers, in their order: what a log shows. Until it
    `is_read`, nobody knows whether what is missing is there.
    """

    changed = Signal()

    def __init__(self, run_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run_id = run_id
        self.state = RunState()
        self.log: list[Event] = []
        self.is_read = False

    def begin(self, past: Past) -> None:
        """Start from what is known of the run already, and signal it."""
        self.state = past.state
        self.log = list(past.log)
        self.changed.emit()

    def end_of_reading(self) -> None:
        """All that was there when the run was chosen is in the state."""
        if not self.is_read:
            self.is_read = True
            self.changed.emit()

    def fold(self, events: Iterable[Event]) -> None:
        """Take in what happened since, and signal it once."""
        state = self.state
        for event in events:
            state = state.apply(event)
            if not isinstance(event, Metrics | Progress):
                self.log.append(event)
        self.state = state
        self.changed.emit()

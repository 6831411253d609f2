"""What the window knows of one run: its state, folded from events, whoever delivers them."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from workbench.events import Event
from workbench.store.state import RunState


class RunView(QObject):
    """The state of a run; `changed` comes at most once per tick of the runner's timer."""

    changed = Signal()

    def __init__(self, run_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run_id = run_id
        self.state = RunState()

    def fold(self, events: Iterable[Event]) -> None:
        """Take in what happened since, and tell who looks at it once."""
        state = self.state
        for event in events:
            state = state.apply(event)
        self.state = state
        self.changed.emit()

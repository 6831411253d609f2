"""What a panel shows before there is anything for it: what it is for, and what comes next."""

from ui.models.next_step import next_step
from ui.panel import EmptyState
from ui.session import Session
from ui.when_seen import WhenSeen


class NextStepState(EmptyState):
    """Its button leads on from wherever the project stands."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._about = ""
        self.triggered.connect(lambda: session.take(next_step(session.project)))
        WhenSeen(self, self._refresh, session.project_changed, session.catalogue_changed)

    def set_about(self, text: str) -> None:
        """Say what the panel is for."""
        self._about = text
        self._refresh()

    def _refresh(self) -> None:
        self.set_text(self._about, next_step(self._session.project).text)

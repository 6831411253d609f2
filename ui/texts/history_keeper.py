"""Keeps what models wrote in the project's history."""

from collections import deque

from PySide6.QtCore import QObject, QTimer, Signal

from ui.session import Session
from ui.texts.generated import GeneratedText, GenerationRequest
from workbench.errors import Locked, WorkbenchError
from workbench.generation.texts.written_text import WrittenText
from workbench.project.history import TextHistory

Mark = tuple[GenerationRequest, int, object]
"""What tells a text from the others, without looking at each of its tokens."""

_AGAIN_AFTER_MS = 500


class HistoryKeeper(QObject):
    """Takes each text once it has ended, or was stopped, and writes it soon after.

    It never waits for another process that writes: it tries again. What a disk refuses is said once
    for each text, which stays in its pane.
    """

    kept = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._seen: set[Mark] = set()
        self._due: deque[tuple[TextHistory, WrittenText]] = deque()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.keep)
        session.written.changed.connect(self._look)
        session.project_changed.connect(self._forget)

    def keep(self) -> None:
        """Write what is due."""
        while self._due:
            history, written = self._due[0]
            try:
                history.keep(written)
            except Locked:
                self._soon.start(_AGAIN_AFTER_MS)
                return
            except WorkbenchError as error:
                self._session.messages.error(error)
            self._due.popleft()
            self.kept.emit()

    def _forget(self) -> None:
        self._seen = set()

    def _look(self) -> None:
        project, texts = self._session.project, self._session.written.texts
        if project is None:
            return
        over = {_mark(text): text for text in texts if text.is_over and text.tokens}
        new = [text for mark, text in over.items() if mark not in self._seen]
        history = TextHistory(project.folder, busy_s=0.0)
        self._due.extend((history, text.written()) for text in new)
        self._seen = set(over)
        if self._due:
            self._soon.start(0)


def _mark(text: GeneratedText) -> Mark:
    return text.request, len(text.tokens), text.tokens[-1]

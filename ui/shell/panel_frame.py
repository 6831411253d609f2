"""A panel with a line at its foot, which says what it computes and why that failed."""

import time
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout

from ui.durations import duration
from ui.panel import Panel
from ui.running.queries import Query, QueryPlace
from ui.session import Session
from ui.shell.messages import Message

_LOOK_EVERY_MS = 100
_SHORT_S = 0.3
"""What takes no longer is not worth a word."""


class PanelFrame(QueryPlace):
    """Says nothing of what is quick. A failure stays until the panel asks for something else.

    Words and no bar that moves: one would repaint the window all the time, beside the training.
    """

    def __init__(self, panel: Panel, session: Session) -> None:
        super().__init__()
        self._session = session
        self._under_way: list[tuple[float, Query[Any]]] = []
        self._failure: Message | None = None
        self._text = QLabel(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy = QPushButton()
        self._copy.clicked.connect(self._copy_details)
        self._close = QToolButton(autoRaise=True)
        self._close.setText("✕")
        self._close.clicked.connect(self._dismiss)
        self._foot = QFrame()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(8, 2, 2, 2)
        foot.addWidget(self._text, 1)
        foot.addWidget(self._copy)
        foot.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(panel, 1)
        layout.addWidget(self._foot)
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._show)
        session.theme.changed.connect(self._show)
        self._retranslate()

    def query_began(self, query: Query[Any]) -> None:
        self._failure = None
        self._under_way.append((time.monotonic(), query))
        self._timer.start()

    def query_failed(self, error: BaseException) -> None:
        self._failure = self._session.messages.kept(error)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._copy.setText(self.tr("Copy details"))
        self._close.setToolTip(self.tr("Dismiss"))
        self._close.setAccessibleName(self.tr("Dismiss"))
        self._show()

    def _show(self) -> None:
        self._under_way = [(since, query) for since, query in self._under_way if not query.over]
        if not self._under_way:
            self._timer.stop()
        waited_s = max((time.monotonic() - since for since, _ in self._under_way), default=0.0)
        failure, colours = self._failure, self._session.theme.colours
        text = failure.text if failure is not None else self._waiting(waited_s)
        palette = self._text.palette()
        colour = colours.error if failure is not None else colours.text
        palette.setColor(self._text.foregroundRole(), colour)
        self._text.setPalette(palette)
        self._text.setText(text)
        self._copy.setVisible(failure is not None)
        self._close.setVisible(failure is not None)
        self._foot.setVisible(bool(text))

    def _waiting(self, waited_s: float) -> str:
        """Nothing while it is quick; a query has its turn when those of other panels are over."""
        if waited_s <= _SHORT_S:
            return ""
        running = next((query for _, query in self._under_way if query.job.running), None)
        if running is None:
            text = self.tr("Waiting for another computation…")
        elif running.total:
            text = self.tr("{done} of {total}…").format(done=running.num_items, total=running.total)
        else:
            text = self.tr("Computing…")
        return f"{text} {duration(waited_s)}" if waited_s >= 1 else text

    def _dismiss(self) -> None:
        self._failure = None
        self._show()

    def _copy_details(self) -> None:
        if self._failure is not None:
            text = f"{self._failure.text}\n\n{self._failure.details}"
            QGuiApplication.clipboard().setText(text)

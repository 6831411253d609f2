"""The strip beside the menus in which messages appear without stopping anybody."""

from typing import assert_never

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QToolButton,
)

from ui.shell.messages import Message, Messages
from ui.theme import Theme
from workbench.events import Level

_AT_LEAST_MS, _A_CHARACTER_MS, _ERROR_TIMES = 5000, 70, 2
_MARGIN_PX, _TEXT_MARGIN_PX = 8, 3
_WIDEST_PX = 880


def reading_ms(message: Message) -> int:
    """How long a message is shown: it is to be read, and an error perhaps copied."""
    once = _AT_LEAST_MS + _A_CHARACTER_MS * len(message.text)
    return once * _ERROR_TIMES if message.level == Level.ERROR else once


class MessageBar(QFrame):
    """Lies to the right of the menus, where no panel has anything to read, and goes away.

    Not before somebody looks at the window again.
    """

    def __init__(self, messages: Messages, theme: Theme, parent: QMainWindow) -> None:
        super().__init__(parent)
        self._theme = theme
        self._messages = messages
        self._back = 0
        self._over = parent
        self._message = Message("")
        self.setObjectName("messages")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._stripe = QFrame()
        self._stripe.setFixedWidth(4)
        self._stripe.setAutoFillBackground(True)
        self._text = QLabel(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy = QPushButton()
        self._copy.clicked.connect(self.copy_details)
        self._offer = QPushButton()
        self._offer.clicked.connect(self._take_offer)
        self._close = QToolButton()
        self._close.clicked.connect(self.hide)
        self._close.setAutoRaise(True)
        self._close.setText("✕")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, _MARGIN_PX, 0)
        layout.addWidget(self._stripe)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._offer)
        layout.addWidget(self._copy)
        layout.addWidget(self._close)
        self._text.setMargin(_TEXT_MARGIN_PX)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._go_away)
        self._to_front = QTimer(self, singleShot=True, interval=0)
        self._to_front.timeout.connect(self.raise_)
        messages.shown.connect(self._on_shown)
        theme.changed.connect(self._paint)
        parent.installEventFilter(self)
        self._retranslate()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ZOrderChange:
            self._to_front.start()  # behind this event: a dock turns its tab while it is the first
        elif event.type() == QEvent.Type.Resize and watched is self._over and self.isVisible():
            self._place()
        elif isinstance(event, QChildEvent) and event.polished():
            self._watch(event.child())
        return super().eventFilter(watched, event)

    def _watch(self, sibling: QObject) -> None:
        if isinstance(sibling, QDockWidget):
            sibling.installEventFilter(self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._copy.setText(self.tr("Copy details"))
        self._close.setToolTip(self.tr("Dismiss"))
        self._show_texts()

    def _show_texts(self) -> None:
        offer = self._message.offer
        self._text.setText(self._message.text)
        self._offer.setText(offer.text() if offer is not None else "")
        self._offer.setVisible(offer is not None)

    def show_again(self) -> None:
        """Show what was said last; asked again meanwhile, what was said before it."""
        history = self._messages.history
        if history:
            self._back = self._back % len(history) + 1 if self.isVisible() else 1
            self._show(history[-self._back])

    def _on_shown(self, message: Message) -> None:
        self._back = 1
        self._show(message)

    def _show(self, message: Message) -> None:
        self._message = message
        self._show_texts()
        self._copy.setVisible(bool(message.details))
        self._paint()
        self.show()
        self._place()
        self.raise_()
        self._timer.start(reading_ms(message))

    def _go_away(self) -> None:
        if QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive:
            self.hide()
        else:
            self._timer.start()

    def _paint(self) -> None:
        colours = self._theme.colours
        match self._message.level:
            case Level.ERROR:
                colour = colours.error
            case Level.WARNING:
                colour = colours.warning
            case Level.INFO:
                colour = colours.accent
            case _:
                assert_never(self._message.level)
        palette = self._stripe.palette()
        palette.setColor(self._stripe.backgroundRole(), colour)
        self._stripe.setPalette(palette)

    def _place(self) -> None:
        menus = self._over.menuBar()
        taken = max((menus.actionGeometry(menu).right() for menu in menus.actions()), default=0)
        width = min(self._over.width() - taken - 2 * _MARGIN_PX, _WIDEST_PX)
        height = max(self.minimumSizeHint().height(), self.heightForWidth(width))
        self.setGeometry(self._over.width() - width - _MARGIN_PX, 0, width, height)

    def _take_offer(self) -> None:
        self.hide()
        if self._message.offer is not None:
            self._message.offer.take()

    def copy_details(self) -> None:
        """Put the message and what belongs to it on the clipboard."""
        QGuiApplication.clipboard().setText(f"{self._message.text}\n\n{self._message.details}")

"""What every panel is: a widget with a place in a workspace, retitled when the language changes."""

from typing import ClassVar

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap, QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from ui.session import Session
from ui.widgets.tab_order import put_in_reading_order
from ui.workspace import Workspace

__all__ = ["EmptyState", "Panel", "Swap", "Workspace"]

_ICON_PX = 48
_MARGIN_PX = 16


class Panel(QWidget):
    """One docked part of the window.

    A subclass names itself, its workspace and the dock area it stands in at first; panels of one
    area become tabs, in the order of the tuple of panels. The window has no central widget: what a
    workspace is about belongs to the right area, its settings to the left, its details to the
    bottom. The subclass builds its widgets in `__init__` and ends with `self.retranslate()`.
    """

    name: ClassVar[str]
    workspace: ClassVar[Workspace]
    area: ClassVar[Qt.DockWidgetArea] = Qt.DockWidgetArea.RightDockWidgetArea
    beside: ClassVar[bool] = False
    """Stand next to the panel before it in the same area, instead of becoming a tab with it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setObjectName(self.name)

    def title(self) -> str:
        """The panel's title in the present language."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Set every text of the panel; a subclass extends it and calls this one too."""
        self.setWindowTitle(self.title())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, lambda: put_in_reading_order(self))  # once all has its place

    def focusNextPrevChild(self, forwards: bool) -> bool:
        put_in_reading_order(self)  # what it shows may have changed since
        return super().focusNextPrevChild(forwards)


class EmptyState(QWidget):
    """What a panel shows while it has nothing: an icon, one sentence, and the next step."""

    triggered = Signal()

    def __init__(self, icon: QIcon | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._shape = QPixmap()
        self._text = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setMargin(_MARGIN_PX)
        self._button = QPushButton()
        self._button.clicked.connect(self.triggered)
        layout = QVBoxLayout(self)
        layout.addStretch()
        layout.addWidget(self._icon)
        layout.addWidget(self._text)
        layout.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()
        layout.setSpacing(12)
        self.set_icon(icon or QIcon())
        self.set_text("")

    def set_icon(self, icon: QIcon) -> None:
        self._shape = icon.pixmap(_ICON_PX, _ICON_PX)
        self._icon.setVisible(not icon.isNull())
        self._colour_icon()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_icon()

    def _colour_icon(self) -> None:
        """In the colour that the text has now, whatever it was when the icon was made."""
        picture = QPixmap(self._shape)
        if not picture.isNull():
            painter = QPainter(picture)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
            painter.fillRect(picture.rect(), self.palette().windowText())
            painter.end()
        self._icon.setPixmap(picture)

    def set_text(self, text: str, action: str = "", *, enabled: bool = True) -> None:
        """Say what the panel is for; without an `action` text there is no button."""
        self._text.setText(text)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._button.setEnabled(enabled)


class Swap(QWidget):
    """A stack of an empty state and the content it stands in for."""

    def __init__(self, empty: EmptyState, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.empty = empty
        self.content = content
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(content)

    def show_content(self, there: bool) -> None:
        """Show the content if there is some, and the empty state otherwise."""
        self._stack.setCurrentWidget(self.content if there else self.empty)

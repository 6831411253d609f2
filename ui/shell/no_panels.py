"""What a workspace shows once all of its panels are closed: how they come back."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ui.panel import EmptyState
from ui.theme import Theme


class NoPanels(EmptyState):
    """Stands in the middle of the window, and takes no room while any panel is there."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._theme = theme
        theme.changed.connect(self._paint)
        self._retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        """Icons take a moment to load, which a window with panels need not wait for."""
        super().showEvent(event)
        self._paint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.set_text(
            self.tr(
                "The panels of this workspace are closed, or in windows of their own. One comes "
                "back from the menu View, under Panels; all of them with this button."
            ),
            self.tr("Bring the panels back"),
        )

    def _paint(self) -> None:
        if self.isVisible():
            self.set_icon(self._theme.icon("dock-window"))

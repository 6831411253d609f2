"""Tooltips that are completed in the moment in which they show."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QComboBox, QToolTip, QWidget

from ui.models.table import plain_tip


class ExampleTip(QObject):
    """Adds an example to a widget's tooltip."""

    def __init__(self, widget: QWidget, example: Callable[[], str]) -> None:
        super().__init__(widget)
        self._widget, self._example = widget, example
        widget.installEventFilter(self)

    def text(self) -> str:
        """The tooltip with what the example says now."""
        return _lines(self._widget.toolTip(), self._example())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            _show(event, self.text(), self._widget)
            return True
        return False


class ItemExampleTip(QObject):
    """Adds an example to the tooltips of what a combo box offers, by the number of the item."""

    def __init__(self, combo: QComboBox, example: Callable[[int], str]) -> None:
        super().__init__(combo)
        self._combo, self._example = combo, example
        self._area = combo.view().viewport()
        self._area.installEventFilter(self)

    def text(self, number: int) -> str:
        """The tooltip of an item."""
        told = self._combo.itemData(number, Qt.ItemDataRole.ToolTipRole) or ""
        return _lines(told, self._example(number))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self._combo.view().indexAt(event.pos()).row()
            _show(event, self.text(number) if number >= 0 else "", self._area)
            return True
        return False


def _lines(help_: str, example: str) -> str:
    return "\n".join(filter(None, (help_, example)))


def _show(event: QHelpEvent, text: str, widget: QWidget) -> None:
    # Tokens may read like markup, so that all is shown as it is.
    QToolTip.showText(event.globalPos(), plain_tip(text) or "", widget)
    event.accept()

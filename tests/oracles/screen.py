"""What a person finds in a window and does there: by labels, buttons and headings alone."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSpinBox,
    QTableView,
    QTabWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.panel import Swap

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)

_INPUTS = (QLineEdit, QPlainTextEdit, QSpinBox, QDoubleSpinBox, QComboBox)


# -- finding


def shown(parent: QWidget, kind: type[W]) -> list[W]:
    """The visible widgets of a type."""
    QCoreApplication.sendPostedEvents()  # what was added to a layout is shown by an event
    return [one for one in parent.findChildren(kind) if one.isVisible()]


def only(parent: QWidget, kind: type[W]) -> W:
    """The one visible widget of a type."""
    widgets = shown(parent, kind)
    assert len(widgets) == 1, f"{len(widgets)} visible widgets are a {kind.__name__}"
    return widgets[0]


def called(parent: QWidget, name: str) -> list[QWidget]:
    """The visible widgets that are called so, by a label or for a screen reader."""
    named = [one for one in shown(parent, QWidget) if name in _names(one)]
    labels = (one for one in shown(parent, QLabel) if one.text() == name)
    named += [buddy for one in labels if (buddy := one.buddy()) is not None]
    named += [proxy for one in named if (proxy := one.focusProxy()) is not None]
    return [one for one in dict.fromkeys(named) if one.isVisible()]


def _names(widget: QWidget) -> set[str]:
    placeholder = widget.placeholderText() if isinstance(widget, QLineEdit) else ""
    return {widget.accessibleName(), placeholder}


def field(parent: QWidget, name: str, kind: type[W]) -> W:
    """The visible widget of a type that is called so."""
    widgets = [one for one in called(parent, name) if isinstance(one, kind)]
    assert len(widgets) == 1, f"{len(widgets)} widgets called {name!r} are a {kind.__name__}"
    return widgets[0]


def button(parent: QWidget, text: str) -> QAbstractButton:
    """The visible button that says so."""
    buttons = [one for one in shown(parent, QAbstractButton) if one.text() == text]
    assert len(buttons) == 1, f"{len(buttons)} visible buttons say {text!r}"
    return buttons[0]


def menu_of(parent: QWidget, text: str) -> QMenu:
    """The menu that opens under the button that says so."""
    opener = button(parent, text)
    assert isinstance(opener, QToolButton)
    assert opener.isEnabled()
    opener.menu().aboutToShow.emit()
    return opener.menu()


def entry(menu: QMenu, text: str) -> QAction:
    entries = [one for one in menu.actions() if one.text() == text]
    assert len(entries) == 1, f"{len(entries)} entries of the menu say {text!r}"
    return entries[0]


# -- reading


def said(parent: QWidget) -> str:
    """Every visible label's text, a line each."""
    return "\n".join(label.text() for label in shown(parent, QLabel))


def beside(parent: QWidget, name: str) -> str:
    """What stands to the right of the label that says so, on its line."""
    (label,) = (one for one in shown(parent, QLabel) if one.text() == name)
    neighbours = [one for one in shown(parent, QLabel) if one.parent() is label.parent()]
    middle = label.geometry().center().y()
    right = {
        one.x(): one.text()
        for one in neighbours
        if one.x() > label.x() and one.y() <= middle < one.y() + one.height()
    }
    return right[min(right)]


def has_content(panel: QWidget) -> bool:
    """Whether a panel shows what it is for, and not what to do first."""
    swap = panel.findChild(Swap)
    assert swap is not None
    assert swap.content.isVisible() != swap.empty.isVisible()
    return swap.content.isVisible()


def offered(combo: QComboBox) -> list[str]:
    """What can be chosen in a combo box."""
    return [combo.itemText(number) for number in range(combo.count())]


def headings(view: QTableView) -> list[str]:
    """The headings of a table's columns."""
    model, across = view.model(), Qt.Orientation.Horizontal
    return [str(model.headerData(number, across)) for number in range(model.columnCount())]


def cells(view: QTableView) -> list[list[str]]:
    """What a table's cells say, row by row."""
    model = view.model()
    columns = range(model.columnCount())
    return [[model.index(row, n).data() for n in columns] for row in range(model.rowCount())]


def column(view: QTableView, heading: str) -> list[str]:
    """What the cells below a heading say."""
    number = headings(view).index(heading)
    return [row[number] for row in cells(view)]


def points(widget: QWidget, at: Callable[[QPoint], T], step_px: int = 4) -> dict[T, QPoint]:
    """Where to point in a widget to meet each of what `at` finds there: the middle of its area."""
    bounds: dict[T, tuple[int, int, int, int]] = {}
    for y in range(0, widget.height(), step_px):
        for x in range(0, widget.width(), step_px):
            one = at(QPoint(x, y))
            left, top, right, _ = bounds.get(one, (x, y, x, y))
            bounds[one] = (min(left, x), top, max(right, x), y)
    return {
        one: QRect(QPoint(left, top), QPoint(right, bottom)).center()
        for one, (left, top, right, bottom) in bounds.items()
    }


def painted(widget: QWidget) -> set[str]:
    """The colours of everything that a widget paints."""
    picture = widget.grab().toImage()
    pixels = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    return {QColor(pixel).name() for pixel in pixels}


# -- doing


def press(parent: QWidget, text: str) -> None:
    """Press the button that says so."""
    wanted = button(parent, text)
    assert wanted.isEnabled(), f"{text!r} cannot be pressed now"
    wanted.click()


def choose(combo: QComboBox, text: str) -> None:
    """Choose what a combo box offers."""
    combo.setCurrentIndex(offered(combo).index(text))


def enter(parent: QWidget, name: str, value: str | float) -> None:
    """Type or choose a value in the field that is called so."""
    inputs = [one for one in called(parent, name) if isinstance(one, _INPUTS)]
    assert len(inputs) == 1, f"{len(inputs)} fields are called {name!r}"
    match inputs[0]:
        case QLineEdit() as line:
            line.selectAll()
            line.insert(str(value))
        case QPlainTextEdit() as text:
            text.selectAll()
            text.insertPlainText(str(value))
        case QSpinBox() as box:
            box.setValue(int(value))
        case QDoubleSpinBox() as box:
            box.setValue(float(value))
        case QComboBox() as combo:
            choose(combo, str(value))


def click_row(qtbot: QtBot, view: QTableView, row: int) -> QPoint:
    """Click the first cell of a row; gives the place."""
    index = view.model().index(row, 0)
    view.scrollTo(index)
    centre = view.visualRect(index).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    return centre


def double_click_row(qtbot: QtBot, view: QTableView, row: int) -> None:
    """Double-click the first cell of a row."""
    centre = click_row(qtbot, view, row)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre)


def open_tab(parent: QWidget, title: str) -> None:
    """Bring the page of that title to the front."""
    tabs = only(parent, QTabWidget)
    titles = [tabs.tabText(number) for number in range(tabs.count())]
    tabs.setCurrentIndex(titles.index(title))


def save_as(parent: QWidget, path: Path) -> None:
    """Answer the dialog that asks where to save."""
    dialog = only(parent, QFileDialog)
    only(dialog, QLineEdit).setText(str(path))
    dialog.accept()

"""The Tab key goes through a panel as it is read: row by row, one side of a splitter after the
other."""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QPlainTextEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)

SLACK_PX = 4
"""Neighbours may overlap so far and still stand one behind the other."""


def put_in_reading_order(root: QWidget) -> None:
    """Give the widgets of a panel that are seen the order of their places.

    Tab leaves texts and tables instead of writing or walking in them, and passes what only holds
    others.
    """
    stops = list(_stops(root))
    for stop in stops:
        if isinstance(stop, QPlainTextEdit | QTextEdit):
            stop.setTabChangesFocus(True)
        elif isinstance(stop, QAbstractItemView):
            stop.setTabKeyNavigation(False)
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    inside = [stop for child in _in_reading_order(_children(widget)) for stop in (*_stops(child),)]
    if isinstance(widget, QScrollArea):
        needed = _scrolls(widget) and not inside
        policies = Qt.FocusPolicy
        widget.setFocusPolicy(policies.StrongFocus if needed else policies.NoFocus)
    by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
    if by_tab and widget.focusProxy() is None and widget.isEnabled():
        yield widget
    yield from inside


def _children(widget: QWidget) -> list[QWidget]:
    children = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [child for child in children if child.isVisible() and not child.isWindow()]


def _scrolls(area: QScrollArea) -> bool:
    return any(bar.maximum() > 0 for bar in (area.horizontalScrollBar(), area.verticalScrollBar()))


def _in_reading_order(widgets: list[QWidget]) -> list[QWidget]:
    """Cut into rows where nothing stands across, each row into columns, and so on."""
    for begin, end in ((QRect.top, QRect.bottom), (QRect.left, QRect.right)):
        parts = _cut(widgets, begin, end)
        if len(parts) > 1:
            return [widget for part in parts for widget in _in_reading_order(part)]
    return sorted(widgets, key=lambda one: (one.y(), one.x()))


def _cut(
    widgets: Iterable[QWidget], begin: Callable[[QRect], int], end: Callable[[QRect], int]
) -> list[list[QWidget]]:
    parts: list[list[QWidget]] = []
    reached = 0
    for widget in sorted(widgets, key=lambda one: begin(one.geometry())):
        box = widget.geometry()
        if not parts or begin(box) > reached - SLACK_PX:
            parts.append([])
            reached = end(box)
        parts[-1].append(widget)
        reached = max(reached, end(box))
    return parts

"""Columns that keep their width while their figures move."""

from typing import Any

from PySide6.QtWidgets import QHeaderView

from ui.models.view import TableView

_WIDEST = "100.0 %"
_PADDING_PX = 16


def fit_for_moves(view: TableView[Any]) -> None:
    """Give each column the width of what it says, or of any share, and measure no more.

    Measuring every cell takes longer than all else that follows a slider.
    """
    view.fit_columns()
    header = view.horizontalHeader()
    least = view.fontMetrics().horizontalAdvance(_WIDEST) + _PADDING_PX
    widths = [max(header.sectionSize(column), least) for column in range(1, header.count())]
    for column, width in enumerate(widths, start=1):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(column, width)

"""Columns that keep their width while their figures move."""

from typing import Any

from PySide6.QtWidgets import QHeaderView

from ui.models.view import TableView

_WIDEST = "100.0 %"
_PADDING_PX = 16
_FEW_ROWS = 12


def fit_for_moves(view: TableView[Any]) -> None:
    """Give each column but the first the width of its heading, or of any share.

    Measuring every cell takes longer than all else that follows a slider: that is done where there
    are few.
    """
    header = view.horizontalHeader()
    least = view.fontMetrics().horizontalAdvance(_WIDEST) + _PADDING_PX
    measures = view.model().rowCount() <= _FEW_ROWS
    for column in range(1, header.count()):
        said = view.sizeHintForColumn(column) if measures else 0
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(column, max(header.sectionSizeHint(column), said, least))

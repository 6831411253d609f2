"""The grid of readings and positions: each cell the likeliest token, in the colour of a figure."""

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.widgets.colours import readable_on
from ui.widgets.lens.colouring import LensMeasure, LensScale, values_of
from ui.widgets.lens.words import cell_text, position_text, reading_name
from ui.widgets.maps.amounts import shade
from ui.widgets.token_strip import plain, shown
from workbench.inspection.lens.reading import LogitLens

Index = QModelIndex | QPersistentModelIndex

_ROOT = QModelIndex()
_COLUMN_PX = 68
_PAD_PX = 6


class LensGrid(QAbstractTableModel):
    """Readings down, in order of depth; positions across. A cell whose likeliest token is the true
    one is bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lens: LogitLens | None = None
        self._levels_rt = np.zeros((0, 0))
        self._colours = ("", "")

    @property
    def lens(self) -> LogitLens | None:
        return self._lens

    def show_lens(self, lens: LogitLens | None) -> None:
        """One of the same tokens and readings takes the place of another without a jump."""
        before = self._lens
        self._levels_rt = np.zeros((0, 0))
        if before and lens and (before.tokens, before.readings) == (lens.tokens, lens.readings):
            self._lens = lens
            self.dataChanged.emit(self.index(0, 0), self.index(len(lens.readings) - 1, 0))
            return
        self.beginResetModel()
        self._lens = lens
        self.endResetModel()

    def colour_by(self, measure: LensMeasure, scale: LensScale, colour: str, ground: str) -> None:
        """Give each cell so much of the colour as the scale says of its figure."""
        if self._lens is None:
            return
        self._colours = (colour, ground)
        self._levels_rt = scale.levels(values_of(self._lens, measure))
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    # -- Qt's model

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if self._lens is None or parent.isValid() else len(self._lens.readings)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if self._lens is None or parent.isValid() else len(self._lens.tokens)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        lens = self._lens
        is_across = orientation == Qt.Orientation.Horizontal
        if lens is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                shown(lens.tokens[section]) if is_across else reading_name(lens.readings[section])
            )
        if role == Qt.ItemDataRole.ToolTipRole and is_across:
            return plain(position_text(lens, section))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._lens is None:
            return None
        at = (index.row(), index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return shown(self._lens.pieces[int(self._lens.top_ids_rtk[*at, 0])])
            case Qt.ItemDataRole.ToolTipRole:
                return plain(cell_text(self._lens, *at))
            case Qt.ItemDataRole.AccessibleTextRole:
                return cell_text(self._lens, *at)
            case Qt.ItemDataRole.BackgroundRole:
                return self._ground(at)
            case Qt.ItemDataRole.ForegroundRole:
                ground = self._ground(at)
                return None if ground is None else readable_on(ground)
            case Qt.ItemDataRole.FontRole:
                font = QFont()
                font.setBold(int(self._lens.true_ranks_rt[at]) == 1)
                return font
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignCenter
            case _:
                return None

    def _ground(self, at: tuple[int, int]) -> Any:
        if not self._levels_rt.size or np.isnan(self._levels_rt[at]):
            return None
        return shade(*self._colours, float(self._levels_rt[at]))


class LensView(QTableView):
    """Shows a `LensGrid`; `cell_chosen` tells the reading and the position that a person is at."""

    cell_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = LensGrid(self)
        self.setModel(self.grid)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        fixed, height = QHeaderView.ResizeMode.Fixed, self.fontMetrics().height() + _PAD_PX
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setDefaultSectionSize(_COLUMN_PX)
        down.setSectionResizeMode(fixed)
        down.setDefaultSectionSize(height)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        across.sectionClicked.connect(self._on_header)
        self._by_program = False
        self.selectionModel().currentChanged.connect(self._on_current)

    @property
    def cell(self) -> tuple[int, int]:
        """Reading and position, (-1, -1) without one."""
        return self.currentIndex().row(), self.currentIndex().column()

    def choose(self, reading: int, position: int) -> None:
        """Go to a cell, in silence."""
        self._by_program = True
        self.setCurrentIndex(self.grid.index(reading, position))
        self._by_program = False

    def _on_header(self, position: int) -> None:
        self.setCurrentIndex(self.grid.index(max(self.cell[0], 0), position))

    def _on_current(self, current: QModelIndex) -> None:
        if current.isValid() and not self._by_program:
            self.cell_chosen.emit(current.row(), current.column())

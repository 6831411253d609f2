"""Curves as files and on the clipboard: their points, and pictures as on paper."""

from collections.abc import Iterator
from itertools import chain, repeat
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from ui.shell.messages import translate
from ui.widgets.curves.curve_canvas import CurveCanvas
from ui.widgets.curves.drawing.plot_bands import KeptBand
from ui.widgets.curves.drawing.series import CurveSeries
from ui.widgets.curves.exports.paper_picture import PaperPicture
from ui.widgets.curves.exports.picture_dialog import PictureDialog
from ui.widgets.saving import ask_where_to_save, copy_picture, pdf, png, save_bytes, svg
from workbench.errors import reason_of
from workbench.file_formats.csv_text import csv_text

DOTS_PER_INCH = 300
_SCALE = DOTS_PER_INCH / 96


class CurveExport(QObject):
    """The exports of one drawing, as actions for a menu; `failed` tells what was not written."""

    failed = Signal(str)

    def __init__(self, canvas: CurveCanvas, plot: QWidget) -> None:
        super().__init__(plot)
        self._canvas, self._plot = canvas, plot
        self._csv, self._picture, self._copy = QAction(self), QAction(self), QAction(self)
        self._csv.triggered.connect(lambda: self._ask_where(".csv", "CSV (*.csv)"))
        self._picture.triggered.connect(self._ask_size)
        self._copy.triggered.connect(lambda: self.copy(canvas.size()))

    @property
    def actions(self) -> list[QAction]:
        """What a menu offers."""
        return [self._csv, self._picture, self._copy]

    def save(self, path: Path, size: QSize | None = None) -> None:
        """Write .csv (every point, raw and smoothed), .png, .svg or .pdf; raises OSError.

        The picture has a size in logical pixels, 96 to the inch, without one that of the window.
        """
        save_bytes(path, self._encoded(path.suffix.lower(), size or self._canvas.size()))

    def copy(self, size: QSize) -> None:
        """Put the picture on the clipboard."""
        with PaperPicture(self._canvas, self._title, size) as picture:
            copy_picture(picture.paint, size)

    def retranslate(self) -> None:
        self._csv.setText(self.tr("Points as CSV…"))
        self._picture.setText(self.tr("Picture for a paper…"))
        self._copy.setText(self.tr("Copy picture"))

    @property
    def _title(self) -> str:
        return self._plot.windowTitle()

    def _encoded(self, suffix: str, size: QSize) -> bytes:
        if suffix == ".csv":
            return curves_csv(self._canvas).encode("utf-8-sig")
        with PaperPicture(self._canvas, self._title, size) as picture:
            match suffix:
                case ".svg":
                    return svg(picture.paint, size, self._title)
                case ".pdf":
                    return pdf(picture.paint, size, self._title)
                case _:
                    return png(picture.paint, size, _SCALE)

    def _ask_size(self) -> None:
        dialog = PictureDialog(self._plot)
        dialog.save_chosen.connect(
            lambda size: self._ask_where(
                ".pdf", "PDF (*.pdf);;SVG (*.svg);;PNG (*.png)", QSize(size)
            )
        )
        dialog.copy_chosen.connect(self.copy)
        dialog.open()

    def _ask_where(self, suffix: str, filters: str, size: QSize | None = None) -> None:
        name = f"{self._title or 'curves'}{suffix}".replace("/", "-")
        ask_where_to_save(
            self._plot,
            self.tr("Export"),
            name,
            filters,
            lambda path: self._save_or_tell(path, size),
        )

    def _save_or_tell(self, path: Path, size: QSize | None) -> None:
        try:
            self.save(path, size)
        except OSError as error:
            self.failed.emit(
                self.tr("{path} could not be written: {reason}").format(
                    path=path, reason=translate(reason_of(error))
                )
            )


CSV_COLUMNS = ("series", "x", "value", "smoothed", "low", "high", "band", "of")


def curves_csv(canvas: CurveCanvas) -> str:
    """Every point of every curve, one a row; the ends and the kind of the band around a mean.

    `of` is whose points a branch begins with, empty where they are its own.
    """
    rows = (row for key, one in canvas.series.items() for row in _rows(one, canvas.band(key)))
    return csv_text(chain([CSV_COLUMNS], rows))


def _rows(one: CurveSeries, band: KeptBand | None) -> Iterator[tuple[object, ...]]:
    columns = (one.x.tolist(), one.y.tolist(), one.smoothed.tolist())
    if band is not None and not np.array_equal(band.x, one.x):
        band = None
    ends = zip(band.low.tolist(), band.high.tolist(), strict=True) if band else repeat(("", ""))
    for number, (point, both) in enumerate(zip(zip(*columns, strict=True), ends, strict=False)):
        of = one.look.before if number < one.inherited else ""
        yield (one.label, *point, *both, band.kind if band else "", of)

"""Asking where to save and saving there whole, without a dialog that blocks the window."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QRect,
    QSaveFile,
    QSize,
    QSizeF,
)
from PySide6.QtGui import QGuiApplication, QImage, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.store.files.own import require_not_kept

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Source: https://www.w3.org/TR/xml/#charsets"""
_FONT = re.compile(r'font-family="([^"]*)"')
PIXELS_PER_INCH, POINTS_PER_INCH = 96, 72
"""What a logical pixel is on paper."""

Paint = Callable[[QPainter, QRect], None]
"""Draws a picture into a rectangle of the painter's device."""


def ask_where_to_save(
    parent: QWidget, title: str, name: str, filters: str, save: Callable[[Path], None]
) -> None:
    """Open a save dialog and call `save` with the chosen path; returns at once."""
    dialog = QFileDialog(parent, title, name, filters)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
    dialog.fileSelected.connect(lambda path: save(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def save_bytes(path: Path, data: bytes) -> None:
    """Write a whole file or none; raises OSError with the system's own reason.

    So it does for a place that a project keeps by itself.
    """
    require_not_kept(path)
    file = QSaveFile(str(path))
    written = file.open(QIODevice.OpenModeFlag.WriteOnly) and file.write(data) == len(data)
    if not (written and file.commit()):
        raise OSError(0, file.errorString(), str(path))


def png(paint: Paint, size: QSize, scale: float = 2.0, *, about: str = "") -> bytes:
    """Draw a picture of `size` logical pixels at `scale` and encode it as PNG.

    The file says what it is `about` in its description, which an image viewer can show.
    """
    image = QImage(size * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    _paint_on(image, paint, size)
    if about:
        image.setText("Description", about)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub knows bytes only
    return bytes(buffer.data().data())


def svg(paint: Paint, size: QSize, title: str, *, about: str = "") -> bytes:
    """Draw a picture of `size` logical pixels as SVG, with what it is `about` as description."""
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(PIXELS_PER_INCH)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    generator.setDescription(about)
    _paint_on(generator, paint, size)
    return _for_any_reader(bytes(buffer.data().data()).decode()).encode()


def pdf(paint: Paint, size: QSize, title: str, *, about: str = "") -> bytes:
    """Draw a picture of `size` logical pixels as a PDF of one page, `about` attached as text."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(PIXELS_PER_INCH)
    page = QSizeF(size) * (POINTS_PER_INCH / PIXELS_PER_INCH)
    writer.setPageSize(QPageSize(page, QPageSize.Unit.Point))
    writer.setPageMargins(QMarginsF())
    writer.setTitle(title)
    if about:
        writer.addFileAttachment("about.txt", QByteArray(about.encode()), "text/plain")
    _paint_on(writer, paint, size)
    return bytes(buffer.data().data())


def _for_any_reader(drawn: str) -> str:
    """An SVG as Qt writes it, but without the characters that XML forbids, with a font for those
    who do not have ours, and with the cells of maps not blurred into each other."""
    lawful = _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", drawn)
    sharp = lawful.replace("<image ", '<image style="image-rendering:pixelated" ')
    return _FONT.sub(r'font-family="\1, sans-serif"', sharp)


def copy_picture(paint: Paint, size: QSize) -> None:
    """Draw a picture and put it on the clipboard."""
    QGuiApplication.clipboard().setImage(QImage.fromData(png(paint, size)))


def _paint_on(device: QPaintDevice, paint: Paint, size: QSize) -> None:
    painter = QPainter(device)
    paint(painter, QRect(0, 0, size.width(), size.height()))
    painter.end()

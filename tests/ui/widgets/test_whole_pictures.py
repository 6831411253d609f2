"""Pictures of widgets that are larger than what is seen of them, on paper and as files."""

from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QLabel, QTableWidget, QTableWidgetItem

from ui.theme import DARK, LIGHT, Appearance, Theme, palette
from ui.widgets.drawings.whole_picture import GAP_PX, MOST_PX, WholePicture
from ui.widgets.saving import png, svg

ROWS, ROW_PX = 60, 24


@pytest.fixture
def table(qtbot):
    """A table of which a tenth is seen."""
    view = QTableWidget(ROWS, 2)
    qtbot.addWidget(view)
    view.verticalHeader().setDefaultSectionSize(ROW_PX)
    view.setHorizontalHeaderLabels(["a", "a name that is longer than its column is wide"])
    for row in range(ROWS):
        last = QTableWidgetItem(str(row))
        view.setItem(row, 0, last)
    last.setBackground(QColor("#ff0000"))
    view.resize(200, 150)
    view.show()
    return view


def image_of(picture):
    return QImage.fromData(png(picture.paint, picture.size, 1.0))


def test_that_a_table_is_drawn_with_the_rows_that_are_scrolled_away(table):
    image = image_of(WholePicture.of([[table]]))
    assert image.height() > ROWS * ROW_PX
    last = GAP_PX + table.horizontalHeader().sizeHint().height() + (ROWS - 1) * ROW_PX
    across = range(0, image.width(), 4)
    assert any(
        QColor(image.pixel(x, y)) == QColor("#ff0000")
        for x in across
        for y in range(last, image.height())
    )


def test_that_a_name_above_a_column_is_not_cut_on_paper(table):
    name = table.horizontalHeaderItem(1).text()
    wide = table.fontMetrics().horizontalAdvance(name)
    assert WholePicture.of([[table]]).size.width() > wide + table.columnWidth(0)


def test_that_what_is_hidden_is_not_in_the_picture(qtbot, table):
    label = QLabel("hidden")
    qtbot.addWidget(label)
    label.hide()
    assert WholePicture.of([[label], [table]]).size == WholePicture.of([[table]]).size


def test_that_a_picture_larger_than_a_page_is_drawn_smaller(table):
    table.verticalHeader().setDefaultSectionSize(400)
    assert WholePicture.of([[table]]).size.height() <= MOST_PX + 1


def test_that_paper_is_white_in_a_dark_theme_and_the_theme_stays_dark(qapp, table):
    theme = Theme(qapp, Appearance.DARK)
    painted = []
    with theme.on_paper(lambda: painted.append(theme.colours)):
        picture = WholePicture.of([[table]])
        paper = palette(LIGHT)
        paper.setColor(QPalette.ColorRole.Window, LIGHT.base)
        with picture.on_paper(paper):
            image = image_of(picture)
    theme.set_appearance(Appearance.LIGHT)
    assert QColor(image.pixel(1, 1)) == QColor(LIGHT.base)
    assert painted == [LIGHT, DARK]


def test_that_an_svg_is_read_by_any_reader_whatever_its_texts_hold():
    def paint(painter: QPainter, box: QRect) -> None:
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "a\x0e<&>\x01 你好")
        painter.drawImage(box, QImage(2, 2, QImage.Format.Format_RGB32))

    root = ElementTree.fromstring(svg(paint, QSize(200, 40), "t", about='{"text": "\x02<"}'))
    spaces = "{http://www.w3.org/2000/svg}"
    assert "<&>" in "".join(root.itertext())
    fonts = {one.get("font-family") for one in root.iter(f"{spaces}text")}
    assert all(font and font.endswith(", sans-serif") for font in fonts)
    (image,) = root.iter(f"{spaces}image")
    assert "pixelated" in str(image.get("style"))

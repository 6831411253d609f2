from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.app import FirstPaint


class Noting(QWidget):
    def __init__(self, notes: list[str]) -> None:
        super().__init__()
        self.notes = notes

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's own name)
        self.notes.append("painted")


def test_that_what_follows_the_first_paint_waits_for_it_and_comes_once(qtbot):
    notes: list[str] = []
    window = Noting(notes)
    qtbot.addWidget(window)
    FirstPaint(window, lambda: notes.append("called"))
    qtbot.wait(50)
    assert notes == []

    window.show()
    qtbot.waitUntil(lambda: "called" in notes)
    window.repaint()
    qtbot.wait(50)

    assert notes.index("called") > notes.index("painted")
    assert notes.count("called") == 1

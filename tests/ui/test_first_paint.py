import threading

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.app import FirstPaint, Loading


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


def test_that_the_panels_are_loaded_beside_the_window_and_given_to_its_thread(qtbot, monkeypatch):
    begun, threads = threading.Event(), []

    def slow():
        threads.append(threading.current_thread())
        begun.wait(10)
        yield ("panels",)

    monkeypatch.setattr("ui.app._everything", slow)
    window = QWidget()
    qtbot.addWidget(window)
    given: list[object] = []
    Loading(window, lambda panels: given.append((panels, threading.current_thread())))
    qtbot.wait(50)
    assert given == []
    begun.set()
    qtbot.waitUntil(lambda: bool(given))
    assert given == [(("panels",), threading.main_thread())]
    assert threads != [threading.main_thread()]

"""What layers are compared on, a text or passages; how far that has come; what can be saved."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QWidget,
)

_MOST_PASSAGES = 1_000
_BAR_PX = (120, 6)


class SourceLine(QWidget):
    """One line; `changed` tells that something else would be compared now."""

    compare_asked = Signal()
    stop_asked = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._source = QLabel(), QComboBox()
        self._label.setBuddy(self._source)
        self._source.addItems(["", ""])
        self._count = QSpinBox(minimum=1, maximum=_MOST_PASSAGES, value=20)
        self._compare, self._stop = QPushButton(), QPushButton()
        self._progress, self._status = QProgressBar(textVisible=False), QLabel()
        self._progress.setFixedSize(*_BAR_PX)
        self._possible = False
        self._lay_out()
        self._connect()
        self.end()
        self._on_source()

    @property
    def passages(self) -> int:
        """How many are read; 0 for the text."""
        return self._count.value() if self._source.currentIndex() == 1 else 0

    def set_possible(self, possible: bool) -> None:
        """Whether there is anything to compare."""
        self._possible = possible
        self._compare.setEnabled(possible and not self._stop.isEnabled())

    def add(self, widget: QWidget) -> None:
        """Put another widget at the end of the line."""
        self._line.addWidget(widget)

    def begin(self) -> None:
        """A comparison is under way."""
        self._stop.setEnabled(True)
        self._compare.setEnabled(False)
        self._progress.setVisible(bool(self.passages))
        self._progress.setRange(0, 0)
        self._status.setText("")

    def show_progress(self, done: int, total: int) -> None:
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        if total > 1:
            text = self.tr("{done} of {total} passages").format(done=done, total=total)
            self._status.setText(text)

    def end(self) -> None:
        """It is over, or was given up."""
        self._stop.setEnabled(False)
        self._progress.hide()
        self._status.setText("")
        self._compare.setEnabled(self._possible)

    def retranslate(self) -> None:
        self._label.setText(self.tr("Compare on"))
        self._source.setItemText(0, self.tr("the text above"))
        self._source.setItemText(1, self.tr("passages of the corpus"))
        self._source.setToolTip(
            self.tr("Passages of the validation text that the teacher was not trained on")
        )
        self._count.setAccessibleName(self.tr("Passages"))
        self._count.setToolTip(self.tr("How many passages, evenly spread"))
        self._compare.setText(self.tr("Compare layers"))
        self._stop.setText(self.tr("Stop"))

    def _lay_out(self) -> None:
        self._line = line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        for widget in (self._label, self._source, self._count, self._compare, self._stop):
            line.addWidget(widget)
        line.addWidget(self._progress)
        line.addWidget(self._status)
        line.addStretch(1)

    def _connect(self) -> None:
        self._source.currentIndexChanged.connect(self._on_source)
        self._count.valueChanged.connect(self.changed)
        self._compare.clicked.connect(self.compare_asked)
        self._stop.clicked.connect(self.stop_asked)

    def _on_source(self) -> None:
        self._count.setVisible(self._source.currentIndex() == 1)
        self.changed.emit()

"""A slider over the checkpoints that were read, with play."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QWidget

from ui.models import figures

_FRAME_MS = 700


class StepSlider(QWidget):
    """`moved` brings the number of the checkpoint that is chosen, counted from 0."""

    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[int, ...] = ()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setPageStep(1)
        self._slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self._play, self._label = QPushButton(), QLabel()
        self._play.setCheckable(True)
        self._label.setMinimumWidth(self._label.fontMetrics().horizontalAdvance("0" * 30))
        self._frames = QTimer(self, interval=_FRAME_MS)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._play)
        line.addWidget(self._slider, 1)
        line.addWidget(self._label)
        self._slider.valueChanged.connect(self._on_moved)
        self._play.toggled.connect(self._on_play)
        self._frames.timeout.connect(self._next)
        self.set_steps((), follow=True)

    @property
    def number(self) -> int:
        """The chosen checkpoint, counted from 0."""
        return self._slider.value()

    def set_steps(self, steps: Sequence[int], *, follow: bool) -> None:
        """Offer these, oldest first; with `follow` the newest is chosen, else what was, stays."""
        before = self._steps[self.number] if self._steps else None
        self._steps = tuple(steps)
        newest = max(len(steps) - 1, 0)
        stays = newest if follow or before not in self._steps else self._steps.index(before)
        with QSignalBlocker(self._slider):
            self._slider.setRange(0, newest)
            self._slider.setValue(stays)
        self.setEnabled(len(steps) > 1)
        if len(steps) < 2:
            self._play.setChecked(False)
        self._show()

    def choose(self, number: int) -> None:
        """Go to a checkpoint, as if the slider was moved."""
        self._slider.setValue(number)

    def stop(self) -> None:
        self._play.setChecked(False)

    def retranslate(self) -> None:
        self._slider.setAccessibleName(self.tr("Checkpoint"))
        self._slider.setToolTip(self.tr("The checkpoint that is shown; with the keyboard, arrows"))
        self._show()

    def _show(self) -> None:
        self._play.setText(self.tr("Pause") if self._play.isChecked() else self.tr("Play"))
        if not self._steps:
            self._label.setText("")
            return
        text = self.tr("step {step} ({number} of {count})").format(
            step=figures.count(self._steps[self.number]),
            number=self.number + 1,
            count=len(self._steps),
        )
        self._label.setText(text)
        self._slider.setAccessibleDescription(text)

    def _on_moved(self) -> None:
        self._show()
        self.moved.emit(self.number)

    def _on_play(self, plays: bool) -> None:
        """From the beginning where the end is shown."""
        self._show()
        if not plays:
            self._frames.stop()
            return
        if self.number == self._slider.maximum():
            self.choose(0)
        self._frames.start()

    def _next(self) -> None:
        if self.number < self._slider.maximum():
            self.choose(self.number + 1)
        if self.number == self._slider.maximum():
            self.stop()

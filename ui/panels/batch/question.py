"""Which step is asked about, and under which weights its documents are scored."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSpinBox, QWidget

from ui.widgets.numbers import count

_EXACT = -1


class BatchQuestion(QWidget):
    """A step, how exact its losses are to be, and the buttons; `asked` and `stopped`."""

    asked = Signal()
    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._step_label, self._by_label = QLabel(), QLabel()
        self._step = QSpinBox(minimum=1, maximum=1)
        self._step.setGroupSeparatorShown(True)
        self._by = QComboBox()
        self._by.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._find, self._stop = QPushButton(), QPushButton()
        self._saved: tuple[int, ...] = ()
        self._chosen = 0
        self._step_label.setBuddy(self._step)
        self._by_label.setBuddy(self._by)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self._step_label, self._step, self._by_label, self._by):
            layout.addWidget(widget)
        layout.addWidget(self._find)
        layout.addWidget(self._stop)
        layout.addStretch(1)
        self._step.valueChanged.connect(self._fill)
        self._find.clicked.connect(self.asked)
        self._stop.clicked.connect(self.stopped)
        self.set_busy(False)

    @property
    def step(self) -> int:
        return self._step.value()

    @property
    def under(self) -> int | None:
        """The step of the checkpoint that is chosen; None for the step's own losses."""
        chosen = self._by.currentData()
        return None if chosen in (None, _EXACT) else int(chosen)

    def set_run(self, last: int, saved: Sequence[int]) -> None:
        """The run's last step, and the steps of its checkpoints."""
        self._saved = tuple(saved)
        self._step.setMaximum(max(1, last, self._chosen))
        self._fill()

    def choose(self, step: int) -> None:
        """A step that the curves have; the run's journal may not have been read so far yet."""
        self._chosen = step
        self._step.setMaximum(max(step, self._step.maximum()))
        self._step.setValue(step)

    def forget(self) -> None:
        """Another run: what was chosen is no step of it."""
        self._chosen = 0

    def set_busy(self, busy: bool) -> None:
        self._find.setEnabled(not busy)
        self._stop.setEnabled(busy)

    def retranslate(self) -> None:
        self._step_label.setText(self.tr("Step"))
        self._step.setToolTip(self.tr("A step of the run, as its curves count them"))
        self._by_label.setText(self.tr("Losses"))
        self._by.setToolTip(
            self.tr(
                "The step's own losses need the steps since the checkpoint before it once more; "
                "those under a checkpoint are there at once"
            )
        )
        self._find.setText(self.tr("Show documents"))
        self._stop.setText(self.tr("Stop"))
        self._fill()

    def _fill(self) -> None:
        """The ways to score the step, with what each takes."""
        with QSignalBlocker(self._by):
            chosen = self._by.currentData()
            self._by.clear()
            earlier = max((one for one in self._saved if one < self.step), default=0)
            replayed = self.step - 1 - earlier
            exact = self.tr("of the step itself: {count} steps are replayed from step {step}")
            self._by.addItem(exact.format(count=count(replayed), step=count(earlier)), _EXACT)
            for saved in self._saved:
                text = self.tr("under the checkpoint of step {step}")
                self._by.addItem(text.format(step=count(saved)), saved)
            self._by.setCurrentIndex(max(0, self._by.findData(chosen)))

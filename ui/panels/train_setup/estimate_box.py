"""What a run will cost, kept up to date while its settings change."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from ui.durations import duration
from ui.models import figures
from ui.protocols.open_project import PreviewSource
from ui.running.busy import is_any_run_on
from ui.session import Session
from ui.shell.messages import translate
from workbench.activities.spec import AnySpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import WorkbenchError
from workbench.training.pretrain_spec import PretrainSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.activities.estimate.estimate import Estimate

_WAIT_MS = 250


class EstimateBox(QWidget):
    """Time, parameters, memory and disk of a spec, a quarter of a second after it changed."""

    timed = Signal()
    """Steps were taken: what is planned by their time may change."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._spec: AnySpec | None = None
        self._measured: Estimate | None = None
        self._rows = tuple((QLabel(), _value()) for _ in range(4))
        self._note = QLabel(wordWrap=True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(2)
        for number, pair in enumerate(self._rows):
            row, column = divmod(number, 2)
            for beside, widget in enumerate(pair):
                layout.addWidget(widget, row, 2 * column + beside)
        for column in (1, 3):
            layout.setColumnStretch(column, 1)
        self._measure = QPushButton()
        self._measure.clicked.connect(self.measure)
        layout.addWidget(self._note, 2, 0, 1, 4)
        layout.addWidget(self._measure, 3, 0, 1, 4)
        self._wait = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._wait.timeout.connect(self._compute)
        self._retranslate()

    def set_spec(self, spec: AnySpec | None) -> None:
        """Estimate this spec soon; None while the settings are impossible."""
        if spec != self._spec:
            self._measured = None
        self._spec = spec
        self._wait.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        titles = (self.tr("Time"), self.tr("Parameters"), self.tr("Memory"), self.tr("Disk"))
        for (label, _), title in zip(self._rows, titles, strict=True):
            label.setText(title)
        self._measure.setText(self.tr("Measure the time"))
        self._measure.setToolTip(
            self.tr("Takes some steps with random tokens: a time to rely on, while nothing trains")
        )
        self._compute()

    def _compute(self) -> None:
        project = self._session.project
        values, note = ("–",) * 4, ""
        if self._spec is not None and project is not None:
            try:
                preview = project.preview(self._spec)
                self._measured = self._measured or preview.measured_before()
                estimate = self._measured or preview.estimate()
                values = (
                    self._time(estimate.seconds),
                    figures.count(estimate.parameters),
                    figures.size(estimate.memory_bytes),
                    self._disk(estimate),
                )
                shares = [translate(one.sentence()) for one in preview.mixture()]
                compiling = [estimate.compiling.sentence()] if estimate.compiling else []
                said = [*shares, *map(translate, compiling), *self._too_large(estimate)]
                note = "\n".join(said)
            except WorkbenchError as error:
                note = translate(error.words)
        for (_, label), value in zip(self._rows, values, strict=True):
            label.setText(value)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._measure.setVisible(isinstance(self._spec, PretrainSpec | DistillSpec))
        self._measure.setEnabled(not is_any_run_on(self._session))

    def measure(self) -> None:
        """Take some steps of what is set up, and show the time that follows from them."""
        project, spec = self._session.project, self._spec
        if project is None or not isinstance(spec, PretrainSpec | DistillSpec):
            return
        self._measure.setEnabled(False)
        self._session.query(
            lambda: _measured(project, spec),
            lambda estimate: self._take(spec, estimate),
            on_error=self._on_error,
            owner=self,
        )

    def _take(self, spec: AnySpec, estimate: "Estimate") -> None:
        if spec == self._spec:
            self._measured = estimate
        self._compute()
        self.timed.emit()

    def _on_error(self, error: BaseException) -> None:
        self._session.query_failed(self, error)
        self._compute()

    def _too_large(self, estimate: "Estimate") -> "Iterator[str]":
        if not estimate.fits:
            yield self.tr(
                "This needs more memory than the {free} that are free; halve the micro-batch and "
                "double the accumulation, which keeps the batch as it is."
            ).format(free=figures.size(estimate.available_bytes))
        if not estimate.fits_disk:
            yield self.tr(
                "This needs more disk than the {free} that are free; keep fewer checkpoints, or "
                "make room."
            ).format(free=figures.size(estimate.free_disk_bytes or 0))

    def _disk(self, estimate: "Estimate") -> str:
        """How many checkpoints are kept may depend on the amount of text."""
        size = figures.size(estimate.disk_bytes)
        return self.tr("at least {size}").format(size=size) if estimate.disk_is_least else size

    def _time(self, seconds: float | None) -> str:
        if seconds is None:
            return self.tr("depends on the amount of text")
        if self._measured is not None:
            return self.tr("{time}, measured").format(time=duration(seconds))
        return self.tr("about {time}").format(time=duration(seconds))


def _measured(project: PreviewSource, spec: PretrainSpec | DistillSpec) -> "Iterator[Estimate]":
    yield project.preview(spec).measured_estimate()


def _value() -> QLabel:
    label = QLabel("–")
    label.setAlignment(Qt.AlignmentFlag.AlignRight)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label

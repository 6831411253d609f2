"""What a run will cost, kept up to date while its settings change."""

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from ui.durations import duration
from ui.messages import translate
from ui.models import figures
from ui.session import Session
from workbench.activities.spec import AnySpec
from workbench.errors import WorkbenchError

_WAIT_MS = 250


class EstimateBox(QWidget):
    """Parameters, memory, disk and time of a spec, a quarter of a second after it changed."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._spec: AnySpec | None = None
        self._rows = tuple((QLabel(), _value()) for _ in range(4))
        self._note = QLabel(wordWrap=True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(2)
        for label, value in self._rows:
            layout.addRow(label, value)
        layout.addRow(self._note)
        self._wait = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._wait.timeout.connect(self._compute)
        self._retranslate()

    def set_spec(self, spec: AnySpec | None) -> None:
        """Estimate this spec soon; None while the settings are impossible."""
        self._spec = spec
        self._wait.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        titles = (self.tr("Parameters"), self.tr("Memory"), self.tr("Disk"), self.tr("Time"))
        for (label, _), title in zip(self._rows, titles, strict=True):
            label.setText(title)
        self._compute()

    def _compute(self) -> None:
        project = self._session.project
        values, note = ("–",) * 4, ""
        if self._spec is not None and project is not None:
            try:
                estimate = project.estimate(self._spec)
                values = (
                    figures.count(estimate.parameters),
                    figures.size(estimate.memory_bytes),
                    figures.size(estimate.disk_bytes),
                    self._time(estimate.seconds),
                )
            except WorkbenchError as error:
                note = translate(error.words)
        for (_, label), value in zip(self._rows, values, strict=True):
            label.setText(value)
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def _time(self, seconds: float | None) -> str:
        if seconds is None:
            return self.tr("depends on the amount of text")
        return self.tr("about {time}").format(time=duration(seconds))


def _value() -> QLabel:
    label = QLabel("–")
    label.setAlignment(Qt.AlignmentFlag.AlignRight)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label

"""What the model wrote from the same prompt at each evaluation, newest first."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QHideEvent, QShowEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QVBoxLayout

from ui.panel import EmptyState, Panel, Swap, Workspace
from ui.running.watched_run import WatchedRun
from ui.session import Session
from ui.widgets.numbers import count
from workbench.events import SampleWritten


class TrainSamplesPanel(Panel):
    """Lets a person read how the model learns; the samples stay with the run."""

    name = "train_samples"
    workspace = Workspace.TRAIN
    area = Qt.DockWidgetArea.BottomDockWidgetArea
    beside = True

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._shown: tuple[SampleWritten, ...] = ()
        self._text = QTextEdit(readOnly=True)
        self._text.setUndoRedoEnabled(False)
        self._empty = EmptyState()
        self._empty.triggered.connect(lambda: session.go_to(Workspace.TRAIN, "train_setup"))
        self._swap = Swap(self._empty, self._text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self._swap)
        self._watched = WatchedRun(session, self)
        self._watched.switched.connect(self._refill)
        self._watched.updated.connect(self._update)
        session.theme.changed.connect(self._refill)
        self.retranslate()

    def title(self) -> str:
        return self.tr("Samples")

    def retranslate(self) -> None:
        super().retranslate()
        self._text.setAccessibleName(self.title())
        self._refill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watched.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watched.sleep()

    def _refill(self) -> None:
        self._shown = ()
        self._text.clear()
        self._update()

    def _update(self) -> None:
        view = self._watched.view
        samples = view.state.samples if view is not None else ()
        self._empty.set_text(
            self.tr("At each evaluation the model writes a few words; read here how it learns."),
            self.tr("Set up a run") if view is None else "",
        )
        self._swap.show_content(bool(samples))
        if samples[: len(self._shown)] != self._shown:
            self._shown = ()
            self._text.clear()
        for sample in samples[len(self._shown) :]:
            self._insert(sample)
        self._shown = samples

    def _insert(self, sample: SampleWritten) -> None:
        """Put a sample on top, as plain text: what a model writes is never taken for markup."""
        cursor = QTextCursor(self._text.document())
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        colours = self.session.theme.colours
        heading = self.tr("Step {step}").format(step=count(sample.step))
        cursor.insertText(f"{heading}\n", _format(colours.muted, bold=True))
        cursor.insertText(sample.prompt, _format(colours.muted))
        cursor.insertText(f"{sample.text}\n\n", _format(colours.text))


def _format(colour: str, *, bold: bool = False) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(QColor(colour))
    form.setFontWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return form

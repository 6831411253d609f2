"""What a model answered to its run's probes at the checkpoint that is shown."""

from collections.abc import Iterator

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from ui.models import figures
from ui.session import Session
from workbench.project.runs.run_probes import StepProbes


class ProbesPage(QWidget):
    """Read when it is seen: the journal of a run may be long."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._asked: tuple[str, int] | None = None
        self._shown: tuple[str, int] | None = None
        self._probes: StepProbes | None = None
        self._text = QPlainTextEdit(readOnly=True)
        self._text.setUndoRedoEnabled(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text)

    def show_step(self, model: str, step: int | None) -> None:
        """Show the answers of a model's run at a step; None shows nothing."""
        self._asked = None if step is None or not model else (model, step)
        if self.isVisible():
            self._read()

    def retranslate(self) -> None:
        self._text.setAccessibleName(self.tr("Answers to the probes at the checkpoint"))
        self._write()

    def parts(self) -> list[QWidget]:
        """What a picture shows of it."""
        return [self._text]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read()

    def _read(self) -> None:
        project, asked = self._session.project, self._asked
        if asked == self._shown:
            return
        if asked is None or project is None:
            self._take(None, None)
            return
        model, step = asked

        def probes() -> Iterator[StepProbes]:
            yield project.saved_run(project.model(model).record.run).probes(step)

        self._session.query(probes, lambda found: self._take(asked, found), owner=self)

    def _take(self, asked: tuple[str, int] | None, found: StepProbes | None) -> None:
        if asked == self._asked:
            self._shown, self._probes = asked, found
            self._write()

    def _write(self) -> None:
        found = self._probes
        if found is None:
            self._text.setPlainText("")
            return
        parts = [self.tr("Step {step}").format(step=figures.count(found.step))]
        parts += [f"{one.prompt}▸{one.text}" for one in found.answers]
        loss = self.tr("{sentence} – {loss} nats per token")
        parts += [
            loss.format(sentence=one.sentence, loss=figures.measure(one.loss))
            for one in found.losses
        ]
        if len(parts) == 1:
            parts.append(
                self.tr(
                    "Nothing was asked at this step. Probe prompts and sentences are set up under "
                    "Loop before a run begins; they are answered at each evaluation."
                )
            )
        self._text.setPlainText("\n\n".join(parts))

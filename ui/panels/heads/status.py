"""How far measuring is, or what was measured, in a line or a few."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ui.i18n import beside
from ui.models import figures
from ui.shell.messages import translate
from workbench.inspection.heads.spec import HeadStage
from workbench.inspection.heads.table import HeadMeasurements, HeadsProgress


class MeasuringStatus(QLabel):
    """Says it in the present language."""

    def __init__(self) -> None:
        super().__init__(textFormat=Qt.TextFormat.PlainText, wordWrap=True)

    def show_progress(self, progress: HeadsProgress | None) -> None:
        """Say how far it is; at first the model is loaded."""
        if progress is None:
            self.setText(self.tr("Loading the model…"))
            return
        match progress.stage:
            case HeadStage.ATTENTION:
                text = self.tr("Attention: {done} of {total} passages read")
            case HeadStage.ABLATION:
                text = self.tr("Ablation: {done} of {total} passages read, each once a head")
            case HeadStage.INDUCTION:
                text = self.tr("Induction: random tokens are read")
            case _:
                text = self.tr("Copying: the circuits are computed")
        done, total = figures.count(progress.done), figures.count(progress.total)
        self.setText(text.format(done=done, total=total))

    def show_measurements(self, measurements: HeadMeasurements | None) -> None:
        """Say what was measured, and what was asked for in vain; or what there is to measure."""
        if measurements is None:
            self.setText(
                self.tr(
                    "Measures every head: entropy, distance, where it looks, and what it does to "
                    "the loss. 100 passages take a small model a minute or less; ablation takes "
                    "much longer."
                )
            )
            return
        notes = map(translate, measurements.notes)
        self.setText("\n".join((self._summary(measurements), *notes)))

    def _summary(self, measurements: HeadMeasurements) -> str:
        parts = [
            self.tr("{model}, step {step}").format(
                model=measurements.model, step=figures.count(measurements.step)
            ),
            self.tr("passages: {count}, tokens each: {tokens}").format(
                count=figures.count(measurements.num_passages),
                tokens=figures.count(measurements.passage_tokens),
            ),
        ]
        if measurements.teacher:
            parts.append(self.tr("teacher {model}").format(model=measurements.teacher))
        if measurements.loss is not None:
            parts.append(
                self.tr("loss {loss} nats per token").format(
                    loss=figures.measure(measurements.loss)
                )
            )
        return beside(parts)

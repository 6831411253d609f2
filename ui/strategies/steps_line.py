"""A line that tells in which order the steps of a strategy apply."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel

from ui.shell.messages import engine_text
from workbench.generation.order import steps_of
from workbench.generation.spec import BeamSettings, Strategy, is_drawn


class StepsLine(QLabel):
    """The settings that change a distribution, and how a token is taken from it."""

    def __init__(self) -> None:
        super().__init__(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._strategy: Strategy | None = None

    def set_strategy(self, strategy: Strategy | None) -> None:
        """Show a strategy's steps; nothing while there is none."""
        self._strategy = strategy
        self._retranslate()

    def _retranslate(self) -> None:
        self.setToolTip(self.tr("In this order the steps change what each token is chosen by"))
        self.setText("" if self._strategy is None else self._steps(self._strategy))
        self.setVisible(bool(self.text()))

    def _steps(self, strategy: Strategy) -> str:
        fields = type(strategy).model_fields
        steps = [engine_text(fields[name].title or "") for name in steps_of(strategy)]
        if isinstance(strategy, BeamSettings):
            return " \N{RIGHTWARDS ARROW} ".join((*steps, self.tr("the best beams")))
        last = self.tr("draw") if is_drawn(strategy) else self.tr("the likeliest")
        return " \N{RIGHTWARDS ARROW} ".join((*steps, last))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

"""The second text of a pair, beside the text that all panels share."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget

_PADDING_LINES = 2 / 3


class SecondText(QPlainTextEdit):
    """Hidden where no chosen model reads pairs."""

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent, tabChangesFocus=True)
        height = (lines + _PADDING_LINES) * self.fontMetrics().lineSpacing()
        self.setFixedHeight(round(height))

    @property
    def text(self) -> str:
        """What is written; empty where it is hidden."""
        return "" if self.isHidden() else self.toPlainText().strip()

    def retranslate(self) -> None:
        self.setPlaceholderText(self.tr("A second text, to make a pair; may be empty"))
        self.setAccessibleName(self.tr("Second text"))

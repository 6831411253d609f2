"""The other texts that a beam search found, below its best one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from workbench.activities.queries.model_queries import GeneratedToken


class OtherBeams(QLabel):
    """Each text with its score, best first; nothing where there is no other."""

    def __init__(self) -> None:
        super().__init__(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.hide()

    def show_others(self, tokens: "Sequence[GeneratedToken]") -> None:
        """Show what the last token of a text tells beside the text itself."""
        beams = tokens[-1].beams if tokens else ()
        others = enumerate(beams[1:], start=2)
        lines = [self._line(number, beam.score, beam.text) for number, beam in others]
        if lines:
            lines.insert(0, self._line(1, beams[0].score, ""))
        self.setText("\n".join(lines))
        self.setVisible(bool(lines))
        self.setToolTip(
            self.tr(
                "The best texts that were written side by side; the score is the log-probability "
                "divided by the length to the power of the length penalty"
            )
        )

    def _line(self, number: int, score: float, text: str) -> str:
        told = self.tr("text {number} · score {score}").format(number=number, score=f"{score:.3f}")
        return f"{told}\n{text}" if text else told

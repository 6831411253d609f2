"""The numbers that follow the sliders, and what one sees in words."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from ui.models import figures
from ui.panels.what_if.queries import Move
from ui.widgets.numbers import short
from workbench.distillation.divergence.spec import LogitMSE

if TYPE_CHECKING:
    from workbench.activities.queries.token_queries import WhatIfAnswer

_FIGURES = (
    *("total", "soft", "hard"),
    *("gradient_norm", "soft_gradient_norm", "hard_gradient_norm"),
    *("teacher_entropy", "student_entropy"),
)


class Effects(QWidget):
    """Shows one answer: losses, gradient norms and entropies, and a sentence or two below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = {
            name: QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True) for name in _FIGURES
        }
        self._values = {name: QLabel(textFormat=Qt.TextFormat.PlainText) for name in _FIGURES}
        self._summary = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._answered: tuple[Move, WhatIfAnswer] | None = None
        self._num_tokens = 0
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        for row, name in enumerate(_FIGURES):
            grid.addWidget(self._labels[name], row, 0)
            grid.addWidget(self._values[name], row, 1, Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(grid)
        layout.addWidget(self._summary)

    def show_answer(self, move: Move, answer: "WhatIfAnswer", num_tokens: int) -> None:
        """Show what a move did, on means over so many tokens."""
        self._answered, self._num_tokens = (move, answer), num_tokens
        self.retranslate()

    def clear(self) -> None:
        self._answered = None
        for label in (*self._values.values(), self._summary):
            label.clear()

    def retranslate(self) -> None:
        """Say everything again in the present language."""
        squared = self._answered is None or self._answered[0].squared
        for name, text in self._names(squared).items():
            self._labels[name].setText(text)
        if self._answered is None:
            return
        move, answer = self._answered
        for name, label in self._values.items():
            label.setText(short(getattr(answer, name)))
        self._summary.setText(
            "\n".join((self._basis(), self._flatness(move), self._factor(move), self._pull()))
        )

    def _names(self, squared: bool) -> dict[str, str]:
        return {
            "total": self.tr("Total loss α · soft + (1 − α) · hard"),
            "soft": self.tr("Soft loss, τ² · divergence of the softened distributions")
            if squared
            else self.tr("Soft loss, divergence of the softened distributions"),
            "hard": self.tr("Hard loss, cross-entropy with the text"),
            "gradient_norm": self.tr("Gradient norm of the total"),
            "soft_gradient_norm": self.tr("Gradient norm of the soft loss"),
            "hard_gradient_norm": self.tr("Gradient norm of the hard loss"),
            "teacher_entropy": self.tr("Teacher's softened entropy"),
            "student_entropy": self.tr("Student's softened entropy"),
        }

    # -- in words

    def _basis(self) -> str:
        return self.tr(
            "Means over {count} tokens; losses and entropies in nats. "
            "Gradients are those with respect to the student's logits."
        ).format(count=figures.count(self._num_tokens))

    def _flatness(self, move: Move) -> str:
        if move.temperature > 1.0:
            return self.tr("τ above 1 flattens both distributions: unlikely tokens count for more.")
        if move.temperature < 1.0:
            return self.tr("τ below 1 sharpens both distributions: the first choices decide.")
        return self.tr("At τ = 1 these are the models' own distributions.")

    def _factor(self, move: Move) -> str:
        if isinstance(move.divergence, LogitMSE):
            return self.tr("The difference of raw logits minds neither τ nor τ².")
        if move.squared:
            return self.tr(
                "The factor τ² = {factor} makes up for the soft gradient, which shrinks as 1/τ² "
                "when τ is large."
            ).format(factor=short(move.temperature**2))
        return self.tr(
            "Without the factor τ² the soft gradient shrinks as τ grows, in the end as 1/τ²."
        )

    def _pull(self) -> str:
        assert self._answered is not None
        move, answer = self._answered
        soft = move.alpha * answer.soft_gradient_norm
        hard = (1 - move.alpha) * answer.hard_gradient_norm
        share = soft / (soft + hard) if soft + hard > 0 else 0.0
        return self.tr(
            "{share} of the pull on the student comes from the teacher (by gradient norms)."
        ).format(share=figures.share(share, 0))

"""What one model says of a text with masks: the filled sentence, and its candidates as bars."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from ui.models.filled import filled_text, in_words
from ui.protocols.open_project import ModelSource
from ui.texts.results_of import Answering
from ui.widgets.charts.share_bars import Share, ShareBars

if TYPE_CHECKING:
    from workbench.activities.queries.model_queries import FilledCandidate, FilledPosition


@dataclass(frozen=True)
class MaskQuery:
    """A text with masks, a second sentence or none, and how many candidates to show."""

    text: str
    second: str
    count: int
    add_special_tokens: bool


@dataclass(frozen=True)
class FilledAnswer:
    """What one model says: the text around its masks, the candidates for each, and how sure it is
    of a given second sentence."""

    reference: str
    answering: Answering
    parts: Sequence[str]
    positions: "Sequence[FilledPosition]"
    follows: float | None


def answers(
    project: ModelSource, references: Sequence[str], query: MaskQuery
) -> Iterator[FilledAnswer]:
    """Each model's answer in turn; runs in a thread of the query lane."""
    for reference in references:
        model = project.model(reference)
        parts = model.mask_parts(query.text)
        positions: Sequence[FilledPosition] = ()
        if not query.second or len(parts) > 1:
            positions = model.fill_mask(
                query.text, top_k=query.count, add_special_tokens=query.add_special_tokens
            )
        follows = model.next_sentence(query.text, query.second) if query.second else None
        answering = Answering.of(reference, model.checkpoint)
        yield FilledAnswer(reference, answering, parts, positions, follows)


class AnswerCard(QFrame):
    """The sentence as it is chosen to be filled in; a click on a candidate chooses it."""

    def __init__(self, answer: FilledAnswer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._answer = answer
        self._sentence = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bars = [ShareBars() for _ in answer.positions]
        self._headings = [QLabel(textFormat=Qt.TextFormat.PlainText) for _ in answer.positions]
        name = QLabel(answer.reference, textFormat=Qt.TextFormat.PlainText)
        bold = name.font()
        bold.setBold(True)
        name.setFont(bold)
        large = self._sentence.font()
        large.setPointSizeF(1.2 * large.pointSizeF())
        self._sentence.setFont(large)
        layout = QVBoxLayout(self)
        layout.addWidget(name)
        layout.addWidget(self._sentence)
        for heading, bars in zip(self._headings, self._bars, strict=True):
            heading.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            heading.setVisible(len(self._bars) > 1)
            bars.set_choosable()
            bars.setAccessibleName(answer.reference)
            bars.chosen_changed.connect(self._show_sentence)
            layout.addWidget(heading)
            layout.addWidget(bars)

    @property
    def sentence(self) -> str:
        """The filled text."""
        return "".join(text for text, _ in self._stretches())

    def show_candidates(
        self, shared: Sequence[frozenset[tuple[str, bool]]], colours: tuple[str, str], full: float
    ) -> None:
        """Draw the bars in the first of the colours, names that all models share in the second."""
        colour, of_shared = colours
        for mask, (position, bars) in enumerate(
            zip(self._answer.positions, self._bars, strict=True)
        ):
            self._headings[mask].setText(
                self.tr("Mask {number} of {count}").format(number=mask + 1, count=len(self._bars))
            )
            bars.set_rows(
                [
                    Share(
                        shown(candidate),
                        candidate.probability,
                        self._about(candidate),
                        of_shared if in_words(candidate) in shared[mask] else "",
                    )
                    for candidate in position.candidates
                ],
                colour,
                full=full,
            )
        self._show_sentence()

    def _about(self, candidate: "FilledCandidate") -> str:
        about = self.tr("{piece}, id {id}: a click fills it in")
        return about.format(piece=candidate.piece, id=candidate.id)

    def _stretches(self) -> Iterator[tuple[str, bool]]:
        pairs = zip(self._answer.positions, self._bars, strict=True)
        chosen = [position.candidates[bars.chosen] for position, bars in pairs]
        return filled_text(self._answer.parts, chosen)

    def _show_sentence(self) -> None:
        html = "".join(
            f"<b><u>{escape(text)}</u></b>" if is_filled else escape(text)
            for text, is_filled in self._stretches()
        )
        self._sentence.setText(html.replace("\n", "<br>"))
        self._sentence.setVisible(bool(self._bars))


def shown(candidate: "FilledCandidate") -> str:
    """What is read of a candidate; dots stand for the word that it goes on with."""
    text = candidate.text or candidate.piece
    return f"…{text}" if candidate.continues else text

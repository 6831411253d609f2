"""What is asked: two models, a text or a pair of texts."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.models.fitness import is_encoder, why_not_read
from ui.models.role import Role
from ui.session import Session
from ui.texts.passage_button import PassageButton
from ui.texts.results_of import ResultsOf, chosen_in
from ui.texts.second_text import SecondText
from ui.texts.text_edit import SharedTextEdit
from ui.widgets.model_picker import ModelPicker
from workbench.store.records import ModelRecord

TEXT_LINES = 2
PROGRESS_PX = 6


class AttentionQuestion(QWidget):
    """Pickers of both models, the text that all panels share, and a second one of its own.

    The second text is offered where a model reads pairs. `asked` follows Look and Enter, `stopped`
    Stop, `picked` another model or checkpoint, `changed` another text.
    """

    asked = Signal()
    stopped = Signal()
    picked = Signal()
    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.pickers = {role: ModelPicker() for role in Role}
        self._labels = {role: QLabel() for role in Role}
        self._text = SharedTextEdit(session.text, TEXT_LINES, enter_asks=True)
        self._second = SecondText(TEXT_LINES)
        self._passage = PassageButton(session, lambda: next(iter(self.chosen.values()), ""))
        self._look, self._stop = QPushButton(), QPushButton()
        self._progress = QProgressBar(textVisible=False)
        self._progress.setMaximumHeight(PROGRESS_PX)
        self._line = QHBoxLayout()
        self._lay_out()
        self._look.clicked.connect(self.asked)
        self._stop.clicked.connect(self.stopped)
        self._text.asked.connect(self.asked)
        self._second.textChanged.connect(self.changed)
        session.text.changed.connect(self.changed)
        for picker in self.pickers.values():
            picker.changed.connect(self._on_picked)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        for column, role in enumerate(Role):
            self._labels[role].setBuddy(self.pickers[role])
            grid.addWidget(self._labels[role], 0, 2 * column, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self.pickers[role], 0, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
        for text in (self._text, self._second):
            self._line.addWidget(text, 1)
        for widget in (self._passage, self._look, self._stop):
            self._line.addWidget(widget)
        column_of_both = QVBoxLayout(self)
        column_of_both.setContentsMargins(0, 0, 0, 0)
        column_of_both.addLayout(grid)
        column_of_both.addLayout(self._line)
        column_of_both.addWidget(self._progress)
        self.set_busy(False)

    def add(self, widget: QWidget) -> None:
        """Put something more behind the buttons."""
        self._line.addWidget(widget)

    @property
    def chosen(self) -> dict[Role, str]:
        """The references of the models that are chosen."""
        chosen = {role: picker.reference for role, picker in self.pickers.items()}
        return {role: reference for role, reference in chosen.items() if reference}

    @property
    def text(self) -> str:
        return self._session.text.text.strip()

    @property
    def second(self) -> str:
        """The second text of a pair, empty where no chosen model reads pairs."""
        return self._second.text

    def set_second(self, text: str) -> None:
        self._second.setPlainText(text)

    def present(self, weighting: str) -> ResultsOf:
        """What a query would be about now."""
        return ResultsOf(self.text, chosen_in(self.pickers), (self.second, weighting))

    def offer(self, models: Sequence[ModelRecord], chosen: Mapping[Role, str]) -> bool:
        """Offer these models, in silence; says whether all of `chosen` are there."""
        for role, picker in self.pickers.items():
            with QSignalBlocker(picker):
                picker.set_models(models, why_not_read)
            reference = chosen[role]
            if reference and reference != picker.reference:
                picker.set_reference(reference)
        self._second.setVisible(self._reads_pairs())
        return set(chosen.values()) - {""} <= set(self.chosen.values())

    def set_busy(self, busy: bool) -> None:
        self._look.setEnabled(not busy)
        self._stop.setEnabled(busy)
        self._progress.hide()

    def show_progress(self, done: int, total: int) -> None:
        """So many layers are done; while none is, the text is read."""
        self._progress.setRange(0, total if done else 0)
        self._progress.setValue(done)
        self._progress.setVisible(True)

    def paint(self, colours: Mapping[Role, str]) -> None:
        for role, colour in colours.items():
            self.pickers[role].set_colour(colour)

    def retranslate(self) -> None:
        """Set every text that depends on the language."""
        self._labels[Role.TEACHER].setText(self.tr("Teacher"))
        self._labels[Role.STUDENT].setText(self.tr("Student"))
        self._text.setPlaceholderText(self.tr("A sentence to look at"))
        self._text.setAccessibleName(self.tr("A sentence to look at"))
        self._text.setToolTip(self.tr("Enter looks; Shift+Enter begins another line"))
        self._second.retranslate()
        self._passage.retranslate()
        self._look.setText(self.tr("Look"))
        self._stop.setText(self.tr("Stop"))
        self._stop.setToolTip(self.tr("Read no further; what is shown stays"))
        self._progress.setAccessibleName(self.tr("Layers that are done"))

    def _reads_pairs(self) -> bool:
        choices = (picker.choice for picker in self.pickers.values())
        return any(choice is not None and is_encoder(choice.model) for choice in choices)

    def _on_picked(self) -> None:
        self._second.setVisible(self._reads_pairs())
        self.picked.emit()

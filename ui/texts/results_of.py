"""What results are of, and the mark on those of something else than what is chosen now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ui.models.role import Role
from ui.protocols.open_project import QueriedModel
from ui.session import Session
from ui.texts.one_line import shortened
from ui.widgets.model_picker import ModelPicker
from workbench.store.records import CheckpointRecord


@dataclass(frozen=True)
class Answering:
    """A model at a checkpoint: `NAME@best` is another one after the next evaluation."""

    reference: str
    step: int
    digest: str

    @classmethod
    def of(cls, reference: str, checkpoint: CheckpointRecord) -> "Answering":
        return cls(reference, checkpoint.step, checkpoint.digest)

    @property
    def pinned(self) -> str:
        """A reference that goes on naming this very checkpoint."""
        return f"{self.reference.partition('@')[0]}@{self.step}"


def chosen_in(pickers: Mapping[Role, ModelPicker]) -> dict[Role, Answering]:
    """What is chosen for each role."""
    choices = {role: picker.choice for role, picker in pickers.items()}
    return {
        role: Answering.of(choice.reference, choice.checkpoint)
        for role, choice in choices.items()
        if choice is not None
    }


def answering(models: Mapping[Role, QueriedModel]) -> dict[Role, Answering]:
    """The checkpoints of models that are about to answer."""
    return {role: Answering.of(one.reference, one.checkpoint) for role, one in models.items()}


@dataclass(frozen=True)
class ResultsOf:
    """What results are of, or would be of now: a text, who answers in each place, and the rest."""

    text: str
    models: Mapping[Any, Answering]
    settings: tuple[Any, ...] = ()

    def is_now(self, present: "ResultsOf") -> bool:
        """Whether these are the results of what is chosen now, as far as they have come."""
        return (
            self.text == present.text
            and self.settings == present.settings
            and self.models.items() <= present.models.items()
        )


class OutdatedMark(QWidget):
    """Says of what the results are unless that is what is chosen now, or that there are none yet
    of what may be asked; its button refreshes."""

    refresh_requested = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._results: ResultsOf | None = None
        self._present: ResultsOf | None = None
        self._is_asked = True
        self._text = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._refresh = QPushButton()
        self._refresh.clicked.connect(self.refresh_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._refresh)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        session.theme.changed.connect(self._show)
        self._retranslate()

    def compare(
        self, results: ResultsOf | None, present: ResultsOf, *, is_asked: bool = True
    ) -> None:
        """Tell what is shown (None: nothing) from what is chosen.

        What is not asked yet, by a panel that asks by itself while nothing runs, is offered.
        """
        self._results, self._present, self._is_asked = results, present, is_asked
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._refresh.setText(self.tr("Refresh"))
        self._refresh.setToolTip(self.tr("Ask anew, with what is chosen now"))
        self._show()

    def _show(self) -> None:
        results, present, colours = self._results, self._present, self._session.theme.colours
        if present is None or (results is not None and results.is_now(present)):
            self.hide()
        elif results is not None:
            self._say(self._sentence(results, present), colours.warning)
        elif self._is_asked or not present.text or not present.models:
            self.hide()
        else:
            sentence = self.tr("Nothing is computed unasked while a run is under way.")
            self._say(sentence, colours.text)

    def _say(self, sentence: str, colour: str) -> None:
        palette = self._text.palette()
        palette.setColor(self._text.foregroundRole(), colour)
        self._text.setPalette(palette)
        self._text.setText(sentence)
        self.show()

    def _sentence(self, results: ResultsOf, present: ResultsOf) -> str:
        if results.text == present.text and results.models.items() <= present.models.items():
            return self.tr("These results are of other settings than those shown.")
        named = self.tr("{model}, step {step}")
        models = dict.fromkeys(
            named.format(model=one.reference, step=one.step) for one in results.models.values()
        )
        return self.tr("These results are of “{text}” ({models}).").format(
            text=shortened(results.text), models=" · ".join(models)
        )

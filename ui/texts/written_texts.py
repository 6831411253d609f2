"""The texts that models have written in the window, for the panels that look into them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from ui.texts.generated import GeneratedText, GenerationRequest


@dataclass(frozen=True)
class TokenPlace:
    """A token of a written text, counted from 0 behind the prompt."""

    text: GeneratedText
    place: int


class WrittenTexts(QObject):
    """The panel that writes tells what there is; others choose a token, or ask for a text more."""

    changed = Signal()
    """There are other texts, or one of them has ended."""
    chosen_changed = Signal()
    """Another token was chosen."""
    requested = Signal(object)
    """A `GenerationRequest` that somebody wants to be written beside the others."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts: tuple[GeneratedText, ...] = ()
        self._chosen: TokenPlace | None = None

    @property
    def texts(self) -> tuple[GeneratedText, ...]:
        """Those that are shown, row by row, the unfinished as far as they were told of."""
        return self._texts

    @property
    def chosen(self) -> TokenPlace | None:
        """The token that somebody looks at."""
        return self._chosen

    def set(self, texts: Sequence[GeneratedText]) -> None:
        """What is written now."""
        self._texts = tuple(texts)
        self.changed.emit()

    def choose(self, place: TokenPlace | None) -> None:
        """Look at a token."""
        self._chosen = place
        self.chosen_changed.emit()

    def request(self, request: GenerationRequest) -> None:
        """Ask for one more text, such as a branch of another."""
        self.requested.emit(request)

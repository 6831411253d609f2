"""What has to be there before a run can be set up, and the way to it."""

from PySide6.QtCore import Signal

from ui.panel import EmptyState
from ui.session import Session
from ui.workspace import Workspace


class Missing(EmptyState):
    """Names the first thing that is missing, and goes where it is made."""

    model_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._missing = ""
        self.triggered.connect(self._go)

    def show_missing(self, missing: str) -> None:
        """Say what to do first: about a project, or a corpus, tokenizer or model in it."""
        self._missing = missing
        match missing:
            case "project":
                sentence = self.tr("Models are trained in a project: a folder that keeps them.")
                self.set_text(sentence, self.tr("Open or create a project"))
            case "corpus":
                sentence = self.tr("A model learns from text: add a corpus first.")
                self.set_text(sentence, self.tr("Add a corpus"))
            case "tokenizer":
                sentence = self.tr("A tokenizer cuts the text into pieces: train one first.")
                self.set_text(sentence, self.tr("Train a tokenizer"))
            case "model":
                sentence = self.tr(
                    "Fine-tuning goes on with a model: train one, or import one from elsewhere."
                )
                self.set_text(sentence, self.tr("Train a model"))

    def _go(self) -> None:
        match self._missing:
            case "project":
                self._session.go_to(Workspace.WELCOME)
            case "tokenizer":
                self._session.go_to(Workspace.DATA, "tokenizers")
            case "model":
                self.model_wanted.emit()
            case _:
                self._session.go_to(Workspace.DATA, "corpora")

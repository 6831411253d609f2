"""The prompt: typed, taken from a corpus or from earlier, and how much of it models do not read."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from ui.panels.write.prompt.cut_prompts import ReadPrompt, read_prompts
from ui.session import Session
from ui.texts.generated import GenerationRequest
from ui.texts.one_line import one_line
from ui.texts.passage_button import PassageButton
from ui.texts.reading_note import ReadingNote, first_not_read
from ui.texts.text_edit import SharedTextEdit

MOST_REMEMBERED = 50
PROMPT_LINES = 3


class PromptBox(QWidget):
    """The shared text as a prompt; `reference` names the model whose corpus has passages."""

    def __init__(self, session: Session, reference: Callable[[], str]) -> None:
        super().__init__()
        self._session = session
        self._earlier: list[str] = []
        self._read: list[ReadPrompt] = []
        self._read_prompt = ""
        self._label = QLabel()
        self._edit = SharedTextEdit(session.text, PROMPT_LINES)
        self._label.setBuddy(self._edit)
        self._passage = PassageButton(session, reference)
        self._history = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._history.setMenu(QMenu(self))
        self._history.menu().aboutToShow.connect(self._list_earlier)
        self._note = ReadingNote(session.text, self._empty, self._what_is_not_read)
        head = QHBoxLayout()
        head.addWidget(self._label, 1)
        head.addWidget(self._passage)
        head.addWidget(self._history)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self._edit)
        layout.addWidget(self._note)

    @property
    def prompt(self) -> str:
        """What is written there; empty where nothing but white space is."""
        text = self._session.text.text
        return text if text.strip() else ""

    def retranslate(self) -> None:
        self._label.setText(self.tr("Prompt"))
        self._edit.setPlaceholderText(self.tr("The beginning of a text"))
        self._edit.setAccessibleName(self.tr("Prompt"))
        self._passage.retranslate()
        self._history.setText(self.tr("Earlier prompts"))
        self._note.refresh()

    def use(self, requests: Sequence[GenerationRequest]) -> None:
        """Remember the prompt of these requests, and ask how much of it each model reads."""
        project, self._read_prompt, self._read = self._session.project, requests[0].prompt.text, []
        assert project is not None
        if prompt := self._read_prompt:
            earlier = [one for one in self._earlier if one != prompt]
            self._earlier = [prompt, *earlier][:MOST_REMEMBERED]
        self._session.text.hold()
        self._session.query(
            lambda: read_prompts(project, requests),
            self._show_what_is_read,
            on_error=lambda _: None,  # each pane says what hinders its model
            owner=self,
        )

    def forget(self) -> None:
        """Nothing is shown of a prompt any more."""
        self._show_what_is_read([])

    def _show_what_is_read(self, read: list[ReadPrompt]) -> None:
        self._read = read
        self._note.refresh()

    def _what_is_not_read(self, text: str) -> list[str]:
        """A line for each model that does not read the whole prompt."""
        if self._read_prompt.strip() != text:
            return []
        cut = {
            one.reference: first_not_read(one.total - one.most, one.total, one.most)
            for one in self._read
        }
        return [f"{reference}: {note}" for reference, note in cut.items() if note]

    def _empty(self) -> str:
        return self.tr("The prompt is empty: each model begins a text of its own.")

    def _list_earlier(self) -> None:
        menu = self._history.menu()
        menu.clear()
        for prompt in self._earlier:
            action = menu.addAction(one_line(prompt))
            action.triggered.connect(lambda _=False, text=prompt: self._session.text.set(text))
        if not self._earlier:
            menu.addAction(self.tr("Nothing was written yet")).setEnabled(False)

"""The prompt and how it is read: special tokens, as a chat, token by token."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from ui.panels.write.prompt.chat_box import ChatBox
from ui.panels.write.prompt.prompt_box import PromptBox
from ui.panels.write.prompt.raw_view import RawView
from ui.session import Session
from workbench.errors import WorkbenchError
from workbench.generation.prompt_spec import PromptSpec
from workbench.tokenizers.tokenizer import clean


class PromptSettings(QWidget):
    """`references` gives the models that are to read the prompt."""

    changed = Signal()

    def __init__(self, session: Session, references: Callable[[], Sequence[str]]) -> None:
        super().__init__()
        self._session, self._references = session, references
        self.box = PromptBox(session, lambda: next(iter(references()), ""))
        self._raw = RawView(session, lambda: (references(), self.value()))
        self._special, self._parse, self._chat = QCheckBox(), QCheckBox(), QCheckBox()
        self._special.setChecked(True)
        self._turns = ChatBox()
        self._turns.hide()
        self._lay_out()
        for changed in (
            session.text.changed,
            self._special.toggled,
            self._parse.toggled,
            self._chat.toggled,
            self._turns.changed,
        ):
            changed.connect(self._on_changed)
        self.retranslate()

    @property
    def is_chat(self) -> bool:
        return self._chat.isEnabled() and self._chat.isChecked()

    def value(self) -> PromptSpec:
        """The prompt as it stands, and how it is to be read."""
        return PromptSpec(
            text=clean(self.box.prompt),
            add_special_tokens=self._special.isChecked(),
            parse_special=self._parse.isChecked(),
            chat=self.is_chat,
            system=clean(self._turns.system) if self.is_chat else "",
            history=tuple(map(clean, self._turns.history)) if self.is_chat else (),
        )

    def take_into_chat(self, turns: Sequence[str]) -> None:
        """An answer, and what was said before it, become the history."""
        self._turns.set_history(turns)
        self._session.text.set("")
        self.box.setFocus()

    def refresh(self) -> None:
        """Other models are to read it, or it is read in another way."""
        self._chat.setEnabled(self._can_chat())
        self._special.setEnabled(not self.is_chat)
        self._turns.setVisible(self.is_chat)
        self._raw.refresh()

    def forget(self) -> None:
        """Nothing is shown any more of how a prompt was read."""
        self.box.forget()
        self._raw.forget()

    # -- inside

    def _on_changed(self) -> None:
        self.refresh()
        self.changed.emit()

    def _can_chat(self) -> bool:
        """Whether every chosen model brings a chat template."""
        project, chosen = self._session.project, self._references()
        if project is None or not chosen:
            return False
        try:
            return all(project.model(reference).can_chat for reference in chosen)
        except WorkbenchError:
            return False

    def _lay_out(self) -> None:
        switches = QHBoxLayout()
        for switch in (self._special, self._parse, self._chat):
            switches.addWidget(switch)
        switches.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.box)
        layout.addLayout(switches)
        layout.addWidget(self._turns)
        layout.addWidget(self._raw)

    def retranslate(self) -> None:
        self.box.retranslate()
        self._special.setText(self.tr("Special tokens"))
        self._special.setToolTip(
            self.tr("Begins the prompt with the tokens that the model's tokenizer puts there")
        )
        self._parse.setText(self.tr("Parse special"))
        self._parse.setToolTip(
            self.tr("Special tokens that the prompt spells, such as </s>, are read as such")
        )
        self._chat.setText(self.tr("As a chat"))
        self._chat.setToolTip(
            self.tr(
                "Asks the models: the prompt is what a user says, in each one's own chat template. "
                "Every chosen model must bring one, as chat models that are imported do"
            )
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

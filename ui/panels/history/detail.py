"""One text of the history: what was asked, what was written, how, and what a person says of it."""

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.forms.setting_names import spec_text
from ui.i18n import beside
from ui.shell.messages import name_of
from ui.widgets.numbers import count, counted
from workbench.errors import WorkbenchError
from workbench.generation.spec import parse_strategy
from workbench.generation.texts.ending import Why
from workbench.project.history import KeptText

_PAUSE_MS = 600
_DIGEST_DIGITS = 8


class TextDetail(QWidget):
    """Shows a text whole; a note or a star that is changed asks to be kept."""

    annotated = Signal(object, str, bool)
    """The text, its note, and whether it has a star."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: KeptText | None = None
        self._facts = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._star = QCheckBox()
        self._note_label, self._note = QLabel(), QLineEdit()
        self._note_label.setBuddy(self._note)
        self._text = QPlainTextEdit(readOnly=True)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        self._note.textEdited.connect(self._pause.start)
        self._note.editingFinished.connect(self.keep)
        self._star.toggled.connect(self.keep)
        line = QHBoxLayout()
        line.addWidget(self._star)
        line.addWidget(self._note_label)
        line.addWidget(self._note, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self._facts)
        layout.addLayout(line)
        layout.addWidget(self._text, 1)

    def retranslate(self) -> None:
        self._star.setText(self.tr("Star"))
        self._note_label.setText(self.tr("Note"))
        self._note.setPlaceholderText(self.tr("What you found; it is searched as well"))
        self._text.setAccessibleName(self.tr("Prompt and text"))
        self._show_facts()

    @property
    def shown(self) -> KeptText | None:
        return self._shown

    def show_text(self, text: KeptText | None) -> None:
        """Show another text, or none; what was typed of the last one is kept first."""
        if text == self._shown:
            return
        self.keep()
        self._shown = text
        with QSignalBlocker(self._star), QSignalBlocker(self._note):
            self._star.setChecked(text is not None and text.is_starred)
            self._note.setText(text.note if text is not None else "")
        for widget in (self._star, self._note):
            widget.setEnabled(text is not None)
        if text is not None:
            prompt = text.written.prompt
            between = "\n\n" if prompt.chat else ""
            self._text.setPlainText(
                f"{prompt.text}{between}{text.written.begun}{text.written.text}"
            )
        else:
            self._text.clear()
        self._show_facts()

    def keep(self) -> None:
        """Ask for what was typed to be kept, if anything was."""
        self._pause.stop()
        text, note, star = self._shown, self._note.text(), self._star.isChecked()
        if text is not None and (note, star) != (text.note, text.is_starred):
            self.annotated.emit(text, note, star)

    def _show_facts(self) -> None:
        if self._shown is None:
            self._facts.clear()
            return
        one = self._shown.written
        facts = [
            one.model,
            self.tr("step {step}").format(step=count(one.step)),
            one.digest[:_DIGEST_DIGITS],
            strategy_text(one.strategy),
            self.tr("seed {seed}").format(seed=one.seed),
            counted(len(one.ids), self.tr("1 token"), self.tr("{count} tokens")),
            name_of(Why(one.ending).value) if one.ending in list(Why) else one.ending,
        ]
        if one.precision != "fp32":
            facts.append(name_of(one.precision))
        if one.tokens_per_second:
            rate = count(round(one.tokens_per_second))
            facts.append(self.tr("{rate} tokens/s").format(rate=rate))
        self._facts.setText(beside(facts))


def strategy_text(short_form: str) -> str:
    """A strategy in the present language; as it was kept, where another version wrote it."""
    try:
        return spec_text(parse_strategy(short_form))
    except WorkbenchError:
        return short_form

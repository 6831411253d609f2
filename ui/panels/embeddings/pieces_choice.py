"""Which pieces stand on the map: the most frequent ones, some that are named, those of the text."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSpinBox, QWidget

from ui.forms.editors import ignore_wheel_without_focus
from ui.texts.shared_text import SharedText
from ui.texts.text_edit import SharedTextEdit
from ui.widgets.token_strip import SPACE_SHOWN
from workbench.inspection.embeddings.spec import DEFAULT_ON_MAP, LEAST_ON_MAP, MOST_ON_MAP

_MOST, _NAMED, _TEXT = range(3)
_TEXT_LINES = 1


@dataclass(frozen=True)
class ChosenPieces:
    """Named pieces, a text whose pieces are shown, or so many of the most frequent."""

    most: int = DEFAULT_ON_MAP
    named: tuple[str, ...] = ()
    text: str = ""


class PiecesChoice(QWidget):
    """`changed` tells of another choice, `typed` of a text that is being written, `asked` that it
    was finished with Enter."""

    changed = Signal()
    typed = Signal()
    asked = Signal()

    def __init__(self, text: SharedText) -> None:
        super().__init__()
        self._shared = text
        self._label, self._kind = QLabel(), QComboBox()
        self._kind.addItems([""] * 3)
        self._most = QSpinBox(minimum=LEAST_ON_MAP, maximum=MOST_ON_MAP, value=DEFAULT_ON_MAP)
        self._most.setKeyboardTracking(False)
        self._most.setSingleStep(100)
        self._named = QLineEdit()
        self._text = SharedTextEdit(text, _TEXT_LINES, enter_asks=True)
        for editor in (self._kind, self._most):
            ignore_wheel_without_focus(editor)
        self._label.setBuddy(self._kind)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        for widget in (self._label, self._kind, self._most):
            line.addWidget(widget)
        line.addWidget(self._named, 1)
        line.addWidget(self._text, 1)
        self._connect()
        self._retranslate()
        self._show_editor()

    @property
    def takes_room(self) -> bool:
        """Whether a text is typed, which wants the rest of the line."""
        return self._kind.currentIndex() != _MOST

    def value(self) -> ChosenPieces | None:
        """What is chosen; None where it is yet to be typed."""
        match self._kind.currentIndex():
            case 1:
                named = tuple(one.replace(SPACE_SHOWN, " ") for one in self._named.text().split())
                return ChosenPieces(named=named) if named else None
            case 2:
                text = self._shared.text.strip()
                return ChosenPieces(text=text) if text else None
            case _:
                return ChosenPieces(self._most.value())

    def _connect(self) -> None:
        self._kind.currentIndexChanged.connect(self._on_kind)
        self._most.valueChanged.connect(self.changed)
        self._named.textChanged.connect(self.typed)
        self._named.returnPressed.connect(self.asked)
        self._text.asked.connect(self.asked)
        self._shared.changed.connect(self._on_text)

    def _on_kind(self) -> None:
        self._show_editor()
        self.changed.emit()

    def _on_text(self) -> None:
        if self._kind.currentIndex() == _TEXT:
            self.typed.emit()

    def _show_editor(self) -> None:
        chosen = self._kind.currentIndex()
        for kind, editor in ((_MOST, self._most), (_NAMED, self._named), (_TEXT, self._text)):
            editor.setVisible(kind == chosen)

    def _retranslate(self) -> None:
        self._label.setText(self.tr("Pieces"))
        self._kind.setItemText(_MOST, self.tr("The most frequent"))
        self._kind.setItemText(_NAMED, self.tr("Those named"))
        self._kind.setItemText(_TEXT, self.tr("Those of the text"))
        self._most.setAccessibleName(self.tr("How many"))
        self._most.setToolTip(self.tr("So many of the most frequent pieces are on the map"))
        self._named.setAccessibleName(self.tr("Pieces, with spaces between them"))
        self._named.setPlaceholderText(self._named.accessibleName())
        self._text.setAccessibleName(self.tr("A text whose pieces are shown"))
        self._text.setPlaceholderText(self._text.accessibleName())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

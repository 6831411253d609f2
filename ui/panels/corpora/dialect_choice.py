"""How a .csv or .tsv file is written: what was guessed, and what a person chooses instead."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from workbench.corpora.formats.dialect import NONE, TAB, Dialect, setting_of

_SIGNS = {
    "delimiter": (",", ";", TAB, "|", NONE),
    "quote": ('"', "'", NONE),
    "escape": ("\\", NONE),
}
_ANSWERS = ("yes", "no")


class DialectChoice(QWidget):
    """An editor for each sign of a table and for its first row; the guess is the first choice."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._guesses: dict[str, str] = {}
        self._boxes = {name: self._sign_box(name) for name in _SIGNS}
        self._boxes["heading"] = QComboBox()
        self._boxes["heading"].setObjectName("heading")
        for answer in ("", *_ANSWERS):
            self._boxes["heading"].addItem("", answer)
        self._labels = {name: QLabel() for name in self._boxes}
        self._lay_out()
        for box in self._boxes.values():
            box.activated.connect(self.changed)
        self.retranslate()

    def _sign_box(self, name: str) -> QComboBox:
        box = QComboBox(editable=True)
        box.setObjectName(name)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for sign in ("", *_SIGNS[name]):
            box.addItem(sign, sign)
        editor = box.lineEdit()
        assert editor is not None  # it is editable
        editor.editingFinished.connect(self.changed)
        return box

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for place, (name, box) in enumerate(self._boxes.items()):
            row, column = divmod(place, 2)
            layout.addWidget(self._labels[name], row, 2 * column)
            layout.addWidget(box, row, 2 * column + 1)
            layout.setColumnStretch(2 * column + 1, 1 + column)  # the longest answers

    def retranslate(self) -> None:
        """Set every text that depends on the language."""
        texts = {
            "delimiter": self.tr("Delimiter"),
            "quote": self.tr("Quotation mark"),
            "escape": self.tr("Escape sign"),
            "heading": self.tr("First row"),
        }
        for name, label in self._labels.items():
            label.setText(texts[name])
        heading = self._boxes["heading"]
        heading.setItemText(1, self.tr("names the columns"))
        heading.setItemText(2, self.tr("is a row like the others"))
        for sign_box in (self._boxes[name] for name in _SIGNS):
            for place in range(1, sign_box.count()):
                sign_box.setItemText(place, self._name_of(sign_box.itemData(place)))
        self._show_guesses()

    def _name_of(self, sign: str) -> str:
        return {NONE: self.tr("none"), TAB: self.tr("tab")}.get(sign, sign)

    def show_guess(self, dialect: Dialect | None) -> None:
        """Name the signs a table was read with, where they are left to be guessed."""
        if dialect is not None:
            guessed = {name: setting_of(getattr(dialect, name)) for name in _SIGNS}
            guessed["heading"] = _ANSWERS[0] if dialect.heading else _ANSWERS[1]
            open_ones = {name: sign for name, sign in guessed.items() if not self._chosen(name)}
            self._guesses |= open_ones
        self._show_guesses()

    def _show_guesses(self) -> None:
        for name, box in self._boxes.items():
            is_open = not self._chosen(name)
            sign = self._name_of(self._guesses.get(name, ""))
            if name == "heading" and sign:
                sign = box.itemText(1 + _ANSWERS.index(self._guesses[name]))
            box.setItemText(0, self.tr("guessed: {sign}").format(sign=sign))
            if is_open:
                box.setCurrentIndex(0)
                box.setEditText(box.itemText(0))

    def settings(self) -> Mapping[str, str]:
        """The choices as the settings of a corpus have them; empty, or "auto": to be guessed."""
        signs = {name: self._chosen(name) for name in _SIGNS}
        answer = self._boxes["heading"].currentIndex()
        return {**signs, "heading": _ANSWERS[answer - 1] if answer > 0 else "auto"}

    def _chosen(self, name: str) -> str:
        box = self._boxes[name]
        text = box.currentText()
        place = box.findText(text)
        if place > 0:
            return str(box.itemData(place))
        return "" if place == 0 else text

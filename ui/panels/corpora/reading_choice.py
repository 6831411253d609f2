"""What a file's encoding may be, where its text does not tell: a line as it reads in each."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from workbench.corpora.encodings.guessing import Reading

_MOST_ROWS = 5


class ReadingChoice(QWidget):
    """A list of encodings, each with the same line of the file; a click chooses one.

    A file that is read in a chosen encoding leaves no doubt, so what was offered is remembered.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, tuple[Reading, ...]] = {}
        self._label = QLabel(wordWrap=True)
        self._list = QListWidget()
        self._list.setObjectName("readings")
        self._list.itemClicked.connect(self._on_item)
        self._list.itemActivated.connect(self._on_item)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label)
        layout.addWidget(self._list)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text that depends on the language."""
        self._label.setText(
            self.tr("The encoding is not sure. Choose the one in which this line reads well:")
        )

    @property
    def has_any(self) -> bool:
        """Whether there is something to choose from."""
        return self._list.count() > 0

    def show_readings(self, file: str, taken: str, readings: "tuple[Reading, ...]") -> None:
        """Offer the readings of a file, of which the one in the encoding `taken` is marked."""
        if readings:
            self._known[file] = readings
        self._list.clear()
        for reading in self._known.get(file, ()):
            item = QListWidgetItem(f"{reading.encoding}:  {reading.line}")
            item.setData(Qt.ItemDataRole.UserRole, reading.encoding)
            self._list.addItem(item)
            if reading.encoding == taken:
                self._list.setCurrentItem(item)
        rows = min(_MOST_ROWS, self._list.count())
        self._list.setFixedHeight(rows * max(1, self._list.sizeHintForRow(0)) + 8)

    def _on_item(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

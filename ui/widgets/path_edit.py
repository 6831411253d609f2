"""One path: typed, chosen in a dialog, or dropped."""

from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QToolButton, QWidget

from ui.widgets.drop_area import dropped_paths
from workbench.file_formats.plain_file import given_path, is_path


class PathKind(Enum):
    """What the path shall lead to."""

    FILE = auto()
    NEW_FILE = auto()
    FOLDER = auto()


class PathEdit(QWidget):
    """A line for a path with a button that opens a dialog; `changed` brings the path as typed."""

    changed = Signal(str)

    def __init__(self, kind: PathKind = PathKind.FILE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._filters = ""
        self._line = QLineEdit()
        self._button = QToolButton()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._line, 1)
        layout.addWidget(self._button)
        self.setFocusProxy(self._line)
        self.setAcceptDrops(True)
        # The line would take a dropped file as the text "file:///…".
        self._line.setAcceptDrops(False)
        self._line.textChanged.connect(self.changed)
        self._button.clicked.connect(self.choose)
        self._retranslate()

    @property
    def text(self) -> str:
        """The path as it was typed."""
        return self._line.text().strip()

    def path(self) -> Path | None:
        """The path, with ~ as a home folder if there is one; None while the line is empty."""
        if not self.text:
            return None
        return given_path(self.text) if is_path(self.text) else Path(self.text)

    def set_path(self, path: Path | str | None) -> None:
        self._line.setText("" if path is None else str(path))

    def set_filters(self, filters: str) -> None:
        """Which files the dialog offers, as Qt writes it: "Text (*.txt);;All files (*)"."""
        self._filters = filters

    def set_placeholder(self, text: str) -> None:
        self._line.setPlaceholderText(text)

    def choose(self) -> None:
        """Open the dialog where the present path is; returns at once."""
        dialog = QFileDialog(self, self._title(), str(self.path() or ""), self._filters)
        match self._kind:
            case PathKind.FILE:
                dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            case PathKind.NEW_FILE:
                dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            case PathKind.FOLDER:
                dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.set_path)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _title(self) -> str:
        if self._kind == PathKind.FOLDER:
            return self.tr("Choose a folder")
        return self.tr("Choose a file")

    def _retranslate(self) -> None:
        self._button.setText(self.tr("Browse…"))
        self._button.setToolTip(self._title())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.set_path(dropped_paths(event)[0])
        event.acceptProposedAction()

"""The document in which something was found, with the places of what was sought marked."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from ui.widgets.numbers import count
from workbench.project.searching.found_document import FoundDocument
from workbench.project.searching.search import SearchHit


class FoundDocumentView(QWidget):
    """Scrolled to the first place; the line above says which document and line it is."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[SearchHit, FoundDocument] | None = None
        self._where = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._where.setMargin(4)
        self._text = QPlainTextEdit(readOnly=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._where)
        layout.addWidget(self._text)
        self.clear()

    def retranslate(self) -> None:
        self._text.setAccessibleName(self.tr("The document that was found"))
        if self._shown is not None:
            self.show_document(*self._shown)

    def clear(self) -> None:
        """Nothing is chosen that could be read here."""
        self._shown = None
        self.setVisible(False)

    def show_document(self, hit: SearchHit, found: FoundDocument) -> None:
        """Show where a hit stands."""
        self._shown = hit, found
        self._where.setText(self._told(hit, found))
        self._text.setPlainText(found.text)
        self._mark(found)
        self.setVisible(True)

    def _told(self, hit: SearchHit, found: FoundDocument) -> str:
        told = self.tr("Document {number} of “{corpus}”, line {line}").format(
            number=count(hit.at), corpus=hit.name, line=count(hit.line)
        )
        if not found.left_out:
            return told
        cut = self.tr("{count} characters of it are not shown").format(count=count(found.left_out))
        return f"{told} · {cut}"

    def _mark(self, found: FoundDocument) -> None:
        form = QTextCharFormat()
        form.setBackground(self.palette().color(QPalette.ColorRole.Highlight))
        form.setForeground(self.palette().color(QPalette.ColorRole.HighlightedText))
        marks = []
        for begin, end in found.places:
            mark = QTextEdit.ExtraSelection()
            mark.format, mark.cursor = form, self._cursor(found.text, begin, end)
            marks.append(mark)
        self._text.setExtraSelections(marks)
        if marks:
            self._text.setTextCursor(self._cursor(found.text, found.places[0][0]))
            self._text.centerCursor()

    def _cursor(self, text: str, begin: int, end: int | None = None) -> QTextCursor:
        """A place of a text as Qt counts it: characters beyond the first plane count twice."""
        cursor = self._text.textCursor()
        cursor.setPosition(_units(text[:begin]))
        if end is not None:
            cursor.setPosition(_units(text[:end]), QTextCursor.MoveMode.KeepAnchor)
        return cursor


def _units(text: str) -> int:
    """How many UTF-16 code units a text has."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2

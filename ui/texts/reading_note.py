"""What of a text is not read, counted: a line below the text."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel

from ui.models import figures
from ui.texts.shared_text import SharedText


class ReadingNote(QLabel):
    """Says that there is no text, or the `lines` on how the text that stands there was read."""

    def __init__(
        self, shared: SharedText, empty: Callable[[], str], lines: Callable[[str], Sequence[str]]
    ) -> None:
        super().__init__(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._shared, self._empty, self._lines = shared, empty, lines
        shared.changed.connect(self.refresh)

    def refresh(self) -> None:
        text = self._shared.text.strip()
        said = self._lines(text) if text else [self._empty()]
        self.setText("\n".join(filter(None, said)))
        self.setVisible(bool(self.text()))


def no_text() -> str:
    """For a panel that has nothing to do without one."""
    return QCoreApplication.translate("Reading", "There is no text: write one, or take a passage.")


def first_not_read(left_out: int, total: int, most: int) -> str:
    """What stands before the end that a model goes on from; empty where all is read."""
    template = QCoreApplication.translate(
        "Reading",
        "the first {count} of {total} tokens are not read: the model reads at most {most}",
    )
    return _filled(template, left_out, total, most)


def last_not_read(left_out: int, total: int, most: int) -> str:
    """What stands behind the beginning that is looked at; empty where all is."""
    template = QCoreApplication.translate(
        "Reading",
        "The last {count} of {total} tokens are not read: at most {most} are looked at.",
    )
    return _filled(template, left_out, total, most)


def read_in_parts(total: int, parts: int, most: int) -> str:
    """All is read, but not at once."""
    if parts < 2:
        return ""
    return QCoreApplication.translate(
        "Reading",
        "The models read at most {most} tokens at once: these {total} are read in {parts} parts, "
        "each without what precedes it.",
    ).format(most=figures.count(most), total=figures.count(total), parts=figures.count(parts))


def _filled(template: str, left_out: int, total: int, most: int) -> str:
    if left_out <= 0:
        return ""
    return template.format(
        count=figures.count(left_out), total=figures.count(total), most=figures.count(most)
    )

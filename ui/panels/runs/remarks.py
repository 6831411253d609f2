"""Below the table of runs: the tags and the note of the chosen ones."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from ui.i18n import joined
from workbench.store.records import RunRecord
from workbench.store.runs.notes.remarks import Remarks, RemarksChange


class RemarksLine(QWidget):
    """Two fields; what was typed is kept when they are left, or by the Enter key."""

    remarked = Signal(object, object)
    """The runs (a tuple) and what is to change of their remarks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs: tuple[RunRecord, ...] = ()
        self._tags_label, self._tags = QLabel(), QLineEdit()
        self._note_label, self._note = QLabel(), QLineEdit()
        self._tags_label.setBuddy(self._tags)
        self._note_label.setBuddy(self._note)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        layout.addWidget(self._tags_label)
        layout.addWidget(self._tags, 1)
        layout.addWidget(self._note_label)
        layout.addWidget(self._note, 2)
        self._tags.editingFinished.connect(self.keep)
        self._note.editingFinished.connect(self.keep)
        self.show_runs(())

    def retranslate(self) -> None:
        self._tags_label.setText(self.tr("Tags"))
        self._tags.setPlaceholderText(self.tr("With commas between them"))
        self._note_label.setText(self.tr("Note"))
        self._note.setPlaceholderText(self.tr("What you found; runs are found by it"))

    def show_runs(self, runs: Sequence[RunRecord]) -> None:
        """Show what is said of a run, or the tags that several share; what was typed is kept."""
        runs = tuple(runs)
        if list(map(_said_of, runs)) == list(map(_said_of, self._runs)):
            return
        self.keep()
        self._runs = runs
        with QSignalBlocker(self._tags), QSignalBlocker(self._note):
            self._tags.setText(joined(self._shared_tags()))
            self._note.setText(runs[0].remarks.note.replace("\n", " ") if len(runs) == 1 else "")
        self._tags.setEnabled(bool(runs))
        self._note.setEnabled(len(runs) == 1)

    def keep(self) -> None:
        """Ask for what was typed to be kept, if anything was."""
        if not self._runs or not (self._tags.isModified() or self._note.isModified()):
            return
        change = RemarksChange(note=self._note.text() if self._note.isModified() else None)
        if self._tags.isModified():
            change = change.with_tags(_typed(self._tags.text()), self._shared_tags())
        self._tags.setModified(False)
        self._note.setModified(False)
        self.remarked.emit(self._runs, change)

    def _shared_tags(self) -> list[str]:
        """The tags that every chosen run has."""
        if not self._runs:
            return []
        others = [{tag.casefold() for tag in run.remarks.tags} for run in self._runs[1:]]
        first = self._runs[0].remarks.tags
        return [tag for tag in first if all(tag.casefold() in other for other in others)]


def _said_of(run: RunRecord) -> tuple[str, Remarks]:
    """What a person says; an alert is no reason to fill the fields anew while they are typed in."""
    return run.id, run.remarks.model_copy(update={"alerts": 0})


def _typed(text: str) -> list[str]:
    """Tags between commas, those of Chinese too."""
    parts = text.replace("，", ",").replace("、", ",").split(",")
    return [part.strip() for part in parts if part.strip()]

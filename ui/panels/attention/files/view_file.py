"""A view as a small file: what is asked and how it is shown, to be opened again."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.models.role import Role
from ui.session import Session
from ui.widgets.saving import ask_where_to_save
from workbench.inspection.exports.about import AboutAttention, ViewedModel, read_about
from workbench.inspection.exports.files import VIEW_SUFFIX, as_view
from workbench.store.files.named import write_file

FILTER = f"View (*{VIEW_SUFFIX});;JSON (*.json)"
_ALONE = "model"
"""What a model that stands alone is called in a file."""


class ViewFile(QObject):
    """Two actions: saving what `about` tells (None: nothing is shown), and opening, which `opened`
    brings."""

    opened = Signal(object)

    def __init__(
        self, session: Session, about: Callable[[], AboutAttention | None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._about, self._window = session, about, parent
        self.save, self.open = QAction(self), QAction(self)
        self.save.triggered.connect(self._ask_where)
        self.open.triggered.connect(self._ask_which)

    def retranslate(self) -> None:
        """Set every text that depends on the language."""
        self.save.setText(self.tr("Save this view…"))
        self.open.setText(self.tr("Open a view…"))

    def _ask_where(self) -> None:
        about = self._about()
        if about is not None:
            name, title = f"attention{VIEW_SUFFIX}", self.save.text()
            ask_where_to_save(
                self._window, title, name, FILTER, lambda path: self._save(about, path)
            )

    def _save(self, about: AboutAttention, path: Path) -> None:
        self._session.query(lambda: _write(about, path), self._on_saved, owner=self._window)

    def _on_saved(self, path: Path) -> None:
        self._session.messages.show(self.tr("Saved as {path}").format(path=path))

    def _ask_which(self) -> None:
        dialog = QFileDialog(self._window, self.open.text(), "", FILTER)
        dialog.fileSelected.connect(self.read)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read(self, path: str) -> None:
        """Open a file: a view's, or an export as .json."""
        self._session.query(lambda: _read(Path(path)), self.opened.emit, owner=self._window)


def viewed(about: AboutAttention) -> dict[Role, ViewedModel]:
    """The models of a view by their role; one alone stands where the teacher does."""
    models = dict(about.models)
    if _ALONE in models:
        models = {Role.TEACHER: models[_ALONE]}
    return {role: models[role] for role in Role if role in models}


def _write(about: AboutAttention, path: Path) -> Iterator[Path]:
    """Runs in a thread of the query lane."""
    write_file(path, as_view(about).encode())
    yield path


def _read(path: Path) -> Iterator[AboutAttention]:
    """Runs in a thread of the query lane."""
    yield read_about(path)

"""Saving what a panel shows where somebody chooses, and saying whether that went well."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.saving import ask_where_to_save, save_bytes
from workbench.errors import reason_of
from workbench.events import Level


def ask_to_save(
    session: Session, parent: QWidget, name: str, filters: str, make: Callable[[], bytes]
) -> None:
    """Open a save dialog; what is saved is made when a place was chosen."""
    title = QCoreApplication.translate("Saving", "Export")
    ask_where_to_save(parent, title, name, filters, lambda path: _save(session, path, make))


def _save(session: Session, path: Path, make: Callable[[], bytes]) -> None:
    try:
        save_bytes(path, make())
    except OSError as error:
        text = QCoreApplication.translate("Saving", "{path} could not be written: {reason}")
        text = text.format(path=path, reason=translate(reason_of(error)))
        session.messages.show(text, Level.ERROR)
    else:
        saved = QCoreApplication.translate("Saving", "Saved as {path}")
        session.messages.show(saved.format(path=path))

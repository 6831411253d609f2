"""Saving what a panel shows to a file that the person names, and saying how that went."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.saving import ask_where_to_save, save_bytes
from workbench.errors import reason_of
from workbench.events import Level


def offer_file(
    session: Session, parent: QWidget, name: str, filters: str, make: Callable[[], bytes]
) -> None:
    """Ask where to save, and write there what `make` gives; returns at once."""

    def save(path: Path) -> None:
        try:
            save_bytes(path, make())
        except OSError as error:
            template = QCoreApplication.translate("Saving", "{path} could not be written: {reason}")
            text = template.format(path=path, reason=translate(reason_of(error)))
            session.messages.show(text, Level.ERROR)
        else:
            template = QCoreApplication.translate("Saving", "Saved as {path}")
            session.messages.show(template.format(path=path))

    ask_where_to_save(parent, QCoreApplication.translate("Saving", "Export"), name, filters, save)

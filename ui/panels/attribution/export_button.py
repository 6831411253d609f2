"""Explanations as files: their numbers, or the picture that is shown."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from ui.panels.attribution.queries import write_export
from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.saving import ask_where_to_save, png, save_bytes
from workbench.errors import reason_of
from workbench.events import Level
from workbench.inspection.attribution.export import Explained


class ExportButton(QToolButton):
    """Opens a menu; `explained` gives what there is, `view` the widget that shows it."""

    def __init__(
        self,
        session: Session,
        explained: Callable[[], list[Explained]],
        view: Callable[[], QWidget],
    ) -> None:
        super().__init__(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._session, self._explained, self._view = session, explained, view
        self._data, self._picture = QAction(self), QAction(self)
        menu = QMenu(self)
        menu.addActions([self._data, self._picture])
        menu.aboutToShow.connect(self._enable)
        self.setMenu(menu)
        self._data.triggered.connect(self._ask_for_data)
        self._picture.triggered.connect(self._ask_for_picture)

    def retranslate(self) -> None:
        self.setText(self.tr("Export"))
        self._data.setText(self.tr("Numbers as JSON or CSV…"))
        self._picture.setText(self.tr("This picture as PNG…"))

    def _enable(self) -> None:
        for action in (self._data, self._picture):
            action.setEnabled(bool(self._explained()))

    def _ask_for_data(self) -> None:
        explained = self._explained()
        ask_where_to_save(
            self,
            self.tr("Export"),
            "attribution.json",
            "JSON (*.json);;CSV (*.csv)",
            lambda path: self._write(explained, path),
        )

    def _write(self, explained: list[Explained], path: Path) -> None:
        self._session.query(lambda: write_export(explained, path), self._show_saved, owner=self)

    def _ask_for_picture(self) -> None:
        view = self._view()

        def paint(painter: QPainter, _: QRect) -> None:
            view.render(painter, QPoint())

        def save(path: Path) -> None:
            try:
                save_bytes(path, png(paint, view.size()))
            except OSError as error:
                text = self.tr("{path} could not be written: {reason}")
                text = text.format(path=path, reason=translate(reason_of(error)))
                self._session.messages.show(text, Level.ERROR)
            else:
                self._show_saved(path)

        ask_where_to_save(self, self.tr("Export"), "attribution.png", "PNG (*.png)", save)

    def _show_saved(self, path: Path) -> None:
        self._session.messages.show(self.tr("Saved as {path}").format(path=path))

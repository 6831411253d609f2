"""The one menu of the panels that look into models: what is shown as files, and as a picture."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QMenu, QToolButton

from ui.session import Session
from ui.shell.messages import translate
from ui.texts.results_of import ResultsOf
from ui.theme import LIGHT, palette
from ui.widgets.drawings.whole_picture import Columns, WholePicture
from ui.widgets.saving import ask_where_to_save, copy_picture, pdf, png, save_bytes, svg
from workbench.errors import reason_of
from workbench.events import Level
from workbench.inspection.result_file import (
    AboutResult,
    AskedModel,
    InspectionResult,
    write_result,
)

_PICTURES = "PNG (*.png);;SVG (*.svg);;PDF (*.pdf)"
_NUMBERS = "CSV (*.csv);;JSON (*.json);;NumPy (*.npz);;HTML (*.html)"


@dataclass(frozen=True)
class ShownResult:
    """A result that a panel shows, and what it is of."""

    result: InspectionResult
    about: AboutResult

    @classmethod
    def of(
        cls, result: InspectionResult, results: ResultsOf, settings: Mapping[str, Any]
    ) -> "ShownResult":
        models = {
            str(role): AskedModel(one.reference.partition("@")[0], one.step, one.digest)
            for role, one in results.models.items()
        }
        return cls(result, AboutResult(results.text, models, settings))


Results = Callable[[], ShownResult | None]


class ExportMenu(QToolButton):
    """`result` gives what there is, `picture` the widgets that show it, which `repaint` draws in
    the theme's colours."""

    def __init__(
        self,
        session: Session,
        name: str,
        result: Results,
        picture: Callable[[], Columns],
        repaint: Callable[[], object],
    ) -> None:
        """`name` is that of the files, without their suffix."""
        super().__init__(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._session, self._name = session, name
        self._result, self._columns, self._repaint = result, picture, repaint
        self._numbers, self._picture, self._copy = QAction(self), QAction(self), QAction(self)
        self._paper = QAction(self, checkable=True, checked=True)
        self._tables: list[tuple[QAction, Results]] = [(self._numbers, result)]
        menu = QMenu(self)
        menu.addAction(self._numbers)
        self._end_of_numbers = menu.addSeparator()
        menu.addActions([self._picture, self._copy, self._paper])
        menu.aboutToShow.connect(self._enable)
        self.setMenu(menu)
        self._numbers.triggered.connect(lambda: self._ask_for_numbers(self._name, result))
        self._picture.triggered.connect(self._ask_for_picture)
        self._copy.triggered.connect(self._copy_picture)

    def add_result(self, name: str, result: Results) -> QAction:
        """Offer another result as a file of that name; the caller sets the action's text."""
        action = QAction(self)
        action.triggered.connect(lambda: self._ask_for_numbers(name, result))
        self.menu().insertAction(self._end_of_numbers, action)
        self._tables.append((action, result))
        return action

    def retranslate(self) -> None:
        """Set every text that depends on the language."""
        self.setText(self.tr("Export"))
        self._numbers.setText(self.tr("Numbers as a table, JSON, NumPy arrays or a page…"))
        self._picture.setText(self.tr("Picture of what is shown…"))
        self._copy.setText(self.tr("Copy as a picture"))
        self._paper.setText(self.tr("Pictures as on paper"))

    def _enable(self) -> None:
        for action, result in self._tables:
            action.setEnabled(result() is not None)
        for action in (self._picture, self._copy):
            action.setEnabled(self._result() is not None)

    # -- numbers

    def _ask_for_numbers(self, name: str, result: Results) -> None:
        shown = result()
        if shown is not None:
            ask_where_to_save(
                self, self.text(), f"{name}.csv", _NUMBERS, lambda path: self._write(shown, path)
            )

    def _write(self, shown: ShownResult, path: Path) -> None:
        self._session.query(lambda: _written(shown, path), self._show_saved, owner=self)

    # -- pictures

    def _ask_for_picture(self) -> None:
        name = f"{self._name}.png"
        ask_where_to_save(self, self.text(), name, _PICTURES, self._save_picture)

    def _save_picture(self, path: Path) -> None:
        shown = self._result()
        if shown is None:
            return
        about = json.dumps(shown.about.as_plain(), ensure_ascii=False)
        with self._look() as picture:
            match path.suffix.lower():
                case ".svg":
                    data = svg(picture.paint, picture.size, path.stem, about=about)
                case ".pdf":
                    data = pdf(picture.paint, picture.size, path.stem, about=about)
                case _:
                    data = png(picture.paint, picture.size, about=about)
        try:
            save_bytes(path, data)
        except OSError as error:
            text = self.tr("{path} could not be written: {reason}")
            text = text.format(path=path, reason=translate(reason_of(error)))
            self._session.messages.show(text, Level.ERROR)
        else:
            self._show_saved(path)

    def _copy_picture(self) -> None:
        with self._look() as picture:
            copy_picture(picture.paint, picture.size)
        self._session.messages.show(self.tr("The picture is on the clipboard"))

    @contextmanager
    def _look(self) -> Iterator[WholePicture]:
        """The picture: in the colours of paper, whatever the theme is, if that is chosen."""
        if not self._paper.isChecked():
            yield WholePicture.of(self._columns())
            return
        paper = palette(LIGHT)
        paper.setColor(QPalette.ColorRole.Window, LIGHT.base)
        with self._session.theme.on_paper(self._repaint):
            picture = WholePicture.of(self._columns())
            with picture.on_paper(paper):
                yield picture

    def _show_saved(self, path: Path) -> None:
        self._session.messages.show(self.tr("Saved as {path}").format(path=path))


def _written(shown: ShownResult, path: Path) -> Iterator[Path]:
    write_result(shown.result, path, shown.about)
    yield path

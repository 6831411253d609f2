"""Taking the attention panel's numbers and pictures away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QMenu, QToolButton

from ui.panels.attention.files.pictures import ViewsPicture
from ui.panels.attention.queries import AttentionResult, write_export
from ui.panels.attention.views import AttentionViews
from ui.session import Session
from ui.shell.messages import translate
from ui.theme import LIGHT, Colours, palette
from ui.widgets.saving import ask_where_to_save, copy_picture, pdf, png, save_bytes, svg
from workbench.errors import reason_of
from workbench.events import Level
from workbench.inspection.exports.about import AboutAttention
from workbench.inspection.exports.files import as_view
from workbench.inspection.maps.attention_maps import AttentionComparison, AttentionMaps

MAPS_FILTERS = "NumPy (*.npz);;CSV (*.csv);;JSON (*.json);;PNG (*.png);;SVG (*.svg)"
PICTURE_FILTERS = "PNG (*.png);;SVG (*.svg);;PDF (*.pdf)"


class AttentionExport(QToolButton):
    """A menu: all maps, the table, and the picture of what is seen, on paper by default."""

    def __init__(
        self,
        session: Session,
        views: AttentionViews,
        result: Callable[[], AttentionResult],
        colour: Callable[[Colours], None],
        told: Callable[[], AboutAttention | None],
    ) -> None:
        """`colour` shows the views in the colours of a theme; `told` says what they are of."""
        super().__init__(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._session, self._views = session, views
        self._result, self._colour, self._told = result, colour, told
        self._maps, self._table = QAction(self), QAction(self)
        self._picture, self._copy = QAction(self), QAction(self)
        self._paper = QAction(self, checkable=True, checked=True)
        menu = QMenu(self)
        menu.addActions([self._maps, self._table])
        menu.addSeparator()
        menu.addActions([self._picture, self._copy, self._paper])
        menu.aboutToShow.connect(self._enable)
        self.setMenu(menu)
        self._maps.triggered.connect(self._ask_for_maps)
        self._table.triggered.connect(self._ask_for_table)
        self._picture.triggered.connect(self._ask_for_picture)
        self._copy.triggered.connect(self._copy_picture)

    def add(self, actions: list[QAction]) -> None:
        """Put more actions at the end of the menu."""
        self.menu().addSeparator()
        self.menu().addActions(actions)

    def retranslate(self) -> None:
        """Set every text that depends on the language."""
        self.setText(self.tr("Export"))
        self._maps.setText(self.tr("All maps…"))
        self._table.setText(self.tr("Table of heads as CSV…"))
        self._picture.setText(self.tr("Picture of what is shown…"))
        self._copy.setText(self.tr("Copy as a picture"))
        self._paper.setText(self.tr("Pictures as on paper"))

    def _enable(self) -> None:
        """There is a picture of views, not of the table."""
        for action in (self._picture, self._copy):
            action.setEnabled(bool(self._views.shown))
        for action in (self._maps, self._table):
            action.setEnabled(bool(self._result().seen))

    # -- numbers

    def _ask_for_maps(self) -> None:
        maps = self._result().exportable()
        if maps is not None:
            ask_where_to_save(
                self,
                self.text(),
                "attention.npz",
                MAPS_FILTERS,
                lambda path: self._write(maps, path),
            )

    def _write(self, maps: AttentionMaps | AttentionComparison, path: Path) -> None:
        self._session.query(lambda: write_export(maps, path), self._show_saved, owner=self)

    def _ask_for_table(self) -> None:
        def save(path: Path) -> None:
            self._save(path, self._views.heads.csv().encode("utf-8-sig"))

        ask_where_to_save(self, self.text(), "heads.csv", "CSV (*.csv)", save)

    # -- pictures

    def _ask_for_picture(self) -> None:
        ask_where_to_save(self, self.text(), "attention.png", PICTURE_FILTERS, self._save_picture)

    def _save_picture(self, path: Path) -> None:
        picture, title = ViewsPicture(self._views.shown), path.stem
        about = self._about()
        with self._look(picture):
            match path.suffix.lower():
                case ".svg":
                    data = svg(picture.paint, picture.size, title, about=about)
                case ".pdf":
                    data = pdf(picture.paint, picture.size, title, about=about)
                case _:
                    data = png(picture.paint, picture.size, about=about)
        self._save(path, data)

    def _copy_picture(self) -> None:
        picture = ViewsPicture(self._views.shown)
        with self._look(picture):
            copy_picture(picture.paint, picture.size)
        self._session.messages.show(self.tr("The picture is on the clipboard"))

    def _about(self) -> str:
        """What the picture is of: every title, then the view, which opens again from a file."""
        titles = [view.title for view in self._views.shown]
        about = self._told()
        return "\n".join([*titles, "" if about is None else as_view(about)])

    @contextmanager
    def _look(self, picture: ViewsPicture) -> Iterator[None]:
        """The colours of paper, whatever the theme is, if that is chosen."""
        if not self._paper.isChecked():
            yield
            return
        self._colour(LIGHT)
        paper = palette(LIGHT)
        paper.setColor(QPalette.ColorRole.Window, LIGHT.base)
        with picture.on_paper(paper):
            yield
        self._colour(self._session.theme.colours)

    def _save(self, path: Path, data: bytes) -> None:
        try:
            save_bytes(path, data)
        except OSError as error:
            text = self.tr("{path} could not be written: {reason}")
            text = text.format(path=path, reason=translate(reason_of(error)))
            self._session.messages.show(text, Level.ERROR)
        else:
            self._show_saved(path)

    def _show_saved(self, path: Path) -> None:
        self._session.messages.show(self.tr("Saved as {path}").format(path=path))

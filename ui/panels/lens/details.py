"""What is told of the chosen position: curves over the layers, likeliest tokens, and q × k."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTabWidget

from ui.models.role import Role
from ui.panels.lens.curves import LayerCurves
from ui.panels.lens.likeliest import Cell, LikeliestTokens
from ui.panels.lens.queries import HeadPair, LensResult, queried_pair
from ui.panels.lens.query_key_page import QueryKeyPage
from ui.panels.lens.words import names_of
from ui.running.queries import Query, keep_shown
from ui.session import Session

if TYPE_CHECKING:
    from workbench.inspection.maps.query_key import QueryKey


class LensDetails(QTabWidget):
    """Three tabs; the last asks the models itself, while it is seen."""

    def __init__(self, session: Session) -> None:
        super().__init__(documentMode=True)
        self._session = session
        self._result: LensResult | None = None
        self._cells: Mapping[Role, Cell] = {}
        self._query: Query[QueryKey] | None = None
        self._curves, self._likeliest = LayerCurves(), LikeliestTokens()
        self._pair = QueryKeyPage(session.theme)
        for page in (self._curves, self._likeliest, self._pair):
            self.addTab(page, "")
        self._pair.asked.connect(self._ask)
        self.currentChanged.connect(self._ask_if_seen)

    def show_result(self, result: LensResult) -> None:
        """Show another result, of which no cell is chosen yet."""
        self._result, self._cells = result, {}
        self._pair.set_models(result.lenses, result.heads, names_of(result.results))
        self._pair.show_pair(None)
        self.paint()

    def show_cells(self, role: Role, cells: Mapping[Role, Cell]) -> None:
        """Show the chosen reading and position of each model; a person chose that of `role`."""
        if self._result is None:
            return
        self._cells = cells
        reading, position = cells[role]
        layer = self._result.lenses[role].readings[reading].layer
        self._pair.set_position(role, layer, position)
        self._pair.set_models(
            self._result.lenses, self._result.heads, names_of(self._result.results)
        )
        self.paint()
        self._ask_if_seen()

    def paint(self) -> None:
        """Draw what is shown in the present theme."""
        if self._result is None:
            return
        colours = {role: str(getattr(self._session.theme.colours, role)) for role in Role}
        lenses, names = self._result.lenses, names_of(self._result.results)
        cells = {role: cell for role, cell in self._cells.items() if role in lenses}
        positions = {role: position for role, (_, position) in cells.items()}
        self._curves.show_position(lenses, positions, colours, names)
        self._likeliest.show_cells(lenses, cells, colours, names)

    def retranslate(self) -> None:
        titles = (self.tr("Over the layers"), self.tr("The ten likeliest"), self.tr("q × k"))
        for number, title in enumerate(titles):
            self.setTabText(number, title)
        self._curves.retranslate()
        self._pair.retranslate()
        self.paint()

    # -- q × k

    def _ask_if_seen(self) -> None:
        if self.currentWidget() is self._pair and self._cells:
            self._ask(self._pair.pair)

    def _ask(self, pair: HeadPair) -> None:
        project, result = self._session.project, self._result
        if project is None or result is None or not result.lenses:
            return
        if self._query is not None:
            self._query.cancel()
        self._query = self._session.query(
            lambda: queried_pair(project, result.results, pair),
            self._pair.show_pair,
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )

    def _fail(self, error: BaseException) -> None:
        self._pair.show_pair(None)
        self._session.query_failed(self, error)

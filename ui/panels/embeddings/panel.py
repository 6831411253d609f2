"""Embeddings: a map of a model's pieces, a student's beside it, and the nearest of a piece."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.panel import Panel, Swap
from ui.panels.embeddings.asking import EmbeddingsAsked
from ui.panels.embeddings.maps import EmbeddingMaps
from ui.panels.embeddings.neighbour_table import NeighbourTable
from ui.panels.embeddings.queries import (
    FoundMap,
    found_map,
    found_neighbours,
    map_settings,
)
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.messages import translate
from ui.shell.next_step_state import NextStepState
from ui.texts.export_menu import ExportMenu, ShownResult
from ui.texts.results_of import OutdatedMark, ResultsOf
from ui.when_seen import WhenSeen
from ui.workspace import Workspace
from workbench.errors import BadInput
from workbench.inspection.embeddings.spec import Neighbours

_SHARES_PX = (420, 240)


class EmbeddingsPanel(Panel):
    """Settings above, the maps in the middle, the piece and its neighbours below."""

    name = "embeddings"
    workspace = Workspace.INSPECT
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._asked = EmbeddingsAsked(session)
        self._outdated = OutdatedMark(session)
        self._show_map = QPushButton()
        self._problem = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._problem.hide()
        self._maps, self._near = EmbeddingMaps(session.theme), NeighbourTable()
        self._export = ExportMenu(
            session, "embeddings", self._found_map, self._maps.columns, self._maps.retranslate
        )
        self._export_near = self._export.add_result("neighbours", self._found_neighbours)
        self._piece_label, self._piece, self._find = QLabel(), QLineEdit(), QPushButton()
        self._results: ResultsOf | None = None
        self._queried: ResultsOf | None = None
        self._query: Query[FoundMap] | None = None
        self._near_query: Query[Neighbours] | None = None
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Embeddings")

    def retranslate(self) -> None:
        super().retranslate()
        self._show_map.setText(self.tr("Show"))
        self._show_map.setToolTip(self.tr("Draw the map of what is chosen"))
        self._export.retranslate()
        self._export_near.setText(self.tr("Nearest pieces…"))
        self._piece_label.setText(self.tr("Piece"))
        self._piece.setPlaceholderText(self.tr("As it is spelled; a space begins a word"))
        self._find.setText(self.tr("Find"))
        self._empty.set_about(
            self.tr("Here you see which pieces of the vocabulary a model holds to be alike.")
        )
        self._maps.retranslate()
        self._near.retranslate()

    # -- laying out

    def _lay_out(self) -> None:
        self._asked.add_settings(self._show_map, self._export)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._maps)
        split.addWidget(self._lower())
        split.setStretchFactor(0, 1)
        split.setSizes(list(_SHARES_PX))
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.addWidget(self._asked)
        layout.addWidget(self._outdated)
        layout.addWidget(split, 1)
        self._swap = Swap(self._empty, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _lower(self) -> QWidget:
        self._piece_label.setBuddy(self._piece)
        line = QHBoxLayout()
        line.addWidget(self._piece_label)
        line.addWidget(self._piece, 1)
        line.addWidget(self._find)
        lower = QWidget()
        layout = QVBoxLayout(lower)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self._problem)
        layout.addWidget(self._near, 1)
        return lower

    def _connect(self) -> None:
        session = self.session
        self._asked.changed.connect(self._on_asked)
        self._asked.typed.connect(self._mark_outdated)
        self._asked.asked.connect(self.show_map)
        self._show_map.clicked.connect(self.show_map)
        self._outdated.refresh_requested.connect(self.show_map)
        self._maps.chosen.connect(self.show_neighbours)
        self._near.chosen.connect(self.show_neighbours)
        self._piece.returnPressed.connect(self._find_typed)
        self._find.clicked.connect(self._find_typed)
        changes = session.catalogue_changed, session.selection_changed
        WhenSeen(self, self._refresh, *changes, then=self._show_what_is_new)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        self._asked.paint()
        self._empty.set_icon(self.session.theme.icon("chart-scatter-plot"))
        self._maps.retranslate()

    # -- choosing

    def _refresh(self) -> None:
        project = self.session.project
        self._swap.show_content(project is not None and bool(project.models))
        self._asked.refresh()
        if project is None:
            self._take_nothing()
        self._mark_outdated()

    def _on_asked(self) -> None:
        self._mark_outdated()
        self._show_what_is_new()

    def _show_what_is_new(self) -> None:
        # Loading a model for the first time is heavy; a run that is on is not disturbed unasked.
        if self._asked.value() != self._queried and self.session.runner.active is None:
            self.show_map()

    def _mark_outdated(self) -> None:
        present = self._asked.value()
        self._show_map.setEnabled(present is not None)
        self._enable_piece()
        if present is not None:
            self._outdated.compare(self._results, present, is_asked=self._queried is not None)

    def _enable_piece(self) -> None:
        for widget in (self._piece, self._find):
            widget.setEnabled(self._results is not None)

    # -- queries

    def show_map(self) -> None:
        """Draw what is chosen now; an earlier query is cancelled."""
        project, present = self.session.project, self._asked.value()
        if project is None or present is None:
            return
        for query in (self._query, self._near_query):
            if query is not None:
                query.cancel()
        self._queried = present
        self._query = self.session.query(
            lambda: found_map(project, present),
            self._take,
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )
        self._mark_outdated()

    def show_neighbours(self, piece: str | int) -> None:
        """The nearest pieces of a piece, in the models of the map; cancels an earlier query."""
        project, results = self.session.project, self._results
        if project is None or results is None:
            return
        if self._near_query is not None:
            self._near_query.cancel()
        if isinstance(piece, int):
            self._maps.mark(piece)
        self._near_query = self.session.query(
            lambda: found_neighbours(project, results, piece),
            self._take_neighbours,
            on_error=self._say,
            owner=self,
            on_restart=keep_shown,
        )

    def _find_typed(self) -> None:
        if self._piece.text():
            self.show_neighbours(self._piece.text())

    def _take(self, one: FoundMap) -> None:
        """The piece that was chosen before stays chosen in the new models."""
        if one.found is None:
            return
        chosen = self._near.found
        self._results = one.results
        self._problem.hide()
        self._near.show_found(None)
        self._maps.show_found(one.found)
        self._maps.mark(None)
        self._mark_outdated()
        if chosen is not None:
            self.show_neighbours(chosen.of.piece)

    def _take_neighbours(self, found: Neighbours) -> None:
        self._problem.hide()
        self._near.show_found(found)
        near = [one.piece.id for one in found.found if one.places[0] is not None]
        self._maps.mark(found.of.id, near)

    def _take_nothing(self) -> None:
        self._results, self._queried = None, None
        self._problem.hide()
        self._maps.show_found(None)
        self._near.show_found(None)

    def _fail(self, error: BaseException) -> None:
        asked = self._queried
        self._take_nothing()
        self._queried = asked
        self._say(error)
        self._mark_outdated()

    def _say(self, error: BaseException) -> None:
        """A piece or a matrix that is not there is no failure: the panel says so."""
        if isinstance(error, BadInput):
            self._problem.setText(translate(error.words))
            self._problem.show()
        else:
            self.session.query_failed(self, error)

    # -- exporting

    def _found_map(self) -> ShownResult | None:
        found, results = self._maps.found, self._results
        if found is None or results is None:
            return None
        return ShownResult.of(found, results, vars(map_settings(results)))

    def _found_neighbours(self) -> ShownResult | None:
        found, results = self._near.found, self._results
        if found is None or results is None:
            return None
        settings = {"matrix": found.matrix, "piece": found.of.piece, "top": found.top}
        return ShownResult.of(found, results, settings)

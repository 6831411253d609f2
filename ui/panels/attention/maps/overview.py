"""All heads of a model as tiles, which follow the settings of the map as far as they can."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.i18n import joined
from ui.panels.attention.maps.map_settings import MapSettings
from ui.panels.attention.queries import ModelAttention
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.maps.head_grid import HeadGrid
from ui.widgets.maps.tiles import Bytes, Weights
from ui.widgets.numbers import share
from workbench.inspection.maps.labels import head_labels
from workbench.inspection.maps.tiles import HeadTiles
from workbench.inspection.views.view import AttentionView
from workbench.inspection.views.view_tiles import ViewTiles, is_whole_map, tile_view, view_tiles


class Overview(QWidget):
    """Tiles of other settings are computed in the query lane, a layer at a time.

    Until they are there, those that came with the maps are shown, which is said beside the heading.
    `pause` gives way to another query, and `resume` goes on behind the last layer.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.grid, self.heading = HeadGrid(), QLabel(textFormat=Qt.TextFormat.PlainText)
        self.heading.setBuddy(self.grid)
        self._progress = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._note = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._seen: ModelAttention | None = None
        self._colour = ""
        self._settings = MapSettings()
        self._wanted: AttentionView | None = None
        """The view whose tiles are shown or computed; None for those that came with the maps."""
        self._known: ViewTiles | None = None
        self._query: Query[ViewTiles] | None = None
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self.grid)
        above = QHBoxLayout()
        above.addWidget(self.heading, 1)
        above.addWidget(self._progress)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addLayout(above)
        layout.addWidget(area, 1)
        layout.addWidget(self._note)
        self._tell()

    def show_attention(
        self, seen: ModelAttention | None, colour: str, settings: MapSettings
    ) -> None:
        """Show the tiles of an answer; those of the same maps and settings are kept."""
        is_other = seen is None or self._seen is None or seen.maps is not self._seen.maps
        self._seen, self._colour, self._settings = seen, colour, settings
        wanted = self._view()
        if is_other or wanted != self._wanted:
            self.pause()
            self._wanted, self._known = wanted, None
        if seen is not None:
            self._label_heads(seen)
        self._show_tiles()
        self.resume()

    def set_colour(self, colour: str) -> None:
        """Show the same tiles in another colour."""
        self._colour = colour
        self._show_tiles()

    def pause(self) -> None:
        """Let another query go first."""
        if self._query is not None:
            self._query.cancel()
        self._query = None

    def resume(self) -> None:
        """Compute what is missing."""
        seen, view, known = self._seen, self._wanted, self._known
        is_under_way = self._query is not None and not self._query.over
        if seen is not None and view is not None and not self._is_known() and not is_under_way:
            self._query = self._session.query(
                lambda: view_tiles(seen.maps, view, known),
                self._take,
                owner=self,
                on_restart=keep_shown,
            )
        self._tell()

    def retranslate(self) -> None:
        """Say in the present language what heads do, and what the tiles do not follow."""
        if self._seen is not None:
            self._label_heads(self._seen)
        self._tell()

    # -- inside

    def _view(self) -> AttentionView | None:
        """What the tiles are to show; None without filters, and without maps."""
        if self._seen is None:
            return None
        view = tile_view(self._seen.maps, self._settings.view)
        return None if is_whole_map(view) else view

    def _is_known(self) -> bool:
        return self._known is not None and self._known.is_whole

    def _take(self, known: ViewTiles) -> None:
        self._known = known
        if known.is_whole:
            self._show_tiles()
        self._tell()

    def _show_tiles(self) -> None:
        """Those of the settings, or while they are not there, those that came with the maps."""
        if self._seen is None:
            self.grid.set_tiles(None)
        elif self._known is not None and self._known.is_whole:
            self.grid.set_tiles(self._known.tiles_lhss, self._colour, self._known.highest_lh)
        else:
            self.grid.set_tiles(*self._tiles_of_maps(self._seen.maps.tiles))

    def _tiles_of_maps(self, tiles: HeadTiles) -> tuple[Bytes, str, Weights]:
        """Those that came with the maps, without the first token if it is hidden."""
        if self._settings.view.hide in ("first", "both"):
            return tiles.without_first_lhss, self._colour, tiles.highest_without_first_lh
        return tiles.tiles_lhss, self._colour, tiles.highest_lh

    def _label_heads(self, seen: ModelAttention) -> None:
        """Say what each head does, in a word or two."""
        self.grid.set_labels(
            {
                (layer, head): joined(translate(label.title) for label in labels)
                for layer, row in enumerate(head_labels(seen.maps.statistics))
                for head, labels in enumerate(row)
            }
        )

    def _tell(self) -> None:
        """What of the settings the tiles do not show."""
        self._progress.setText(self._waiting())
        text = "\n".join(filter(None, (self._left_out(), self._apart())))
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def _waiting(self) -> str:
        if self._seen is None or self._wanted is None or self._is_known():
            return ""
        done = len(self._known.layers) if self._known is not None else 0
        return self.tr("the tiles follow: {done} of {total} layers").format(
            done=done, total=self._seen.maps.num_layers
        )

    def _left_out(self) -> str:
        view = self._settings.view
        if self._seen is None or tile_view(self._seen.maps, view).mass == view.mass:
            return ""
        text = self.tr("Too many tokens for tiles of the largest {mass} of each row: all is shown")
        return text.format(mass=share(view.mass))

    def _apart(self) -> str:
        if self._seen is None or self._settings.shown.is_of_chosen:
            return ""
        return self.tr("Each tile is a head by itself, whatever heads the map is made of")

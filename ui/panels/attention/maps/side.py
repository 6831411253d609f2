"""One model's half of the panel: its overview of heads, and one map seen in three ways."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.models.role import Role
from ui.panels.attention.maps.map_settings import MapSettings
from ui.panels.attention.maps.map_words import MapWords
from ui.panels.attention.maps.overview import Overview
from ui.panels.attention.maps.shown_maps import is_quick, query_shown_map, shown_map
from ui.panels.attention.queries import ModelAttention
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.widgets.attention.attended_map import EMPTY, AttendedMap
from ui.widgets.attention.attended_text import AttendedText
from ui.widgets.attention.line_view import LineView
from ui.widgets.maps.colour_scale import ColourScale
from ui.widgets.maps.head_grid import NO_HEAD, Head, HeadGrid
from ui.widgets.maps.heat_map import HeatMap
from workbench.inspection.views.view import AttentionView

ViewWidget = HeatMap | LineView | AttendedText


@dataclass(frozen=True)
class SideColours:
    """What the model's weights are coloured by, and in the text what looks at a token."""

    looks: str
    looked: str


class Side(QObject):
    """Keeps overview and views of one model on the same heads.

    `head_chosen` brings a layer and a head that a person chose here, `pointed` the place in the
    view under the mouse, `soloed` that a head is to be seen alone, `map_asked` that a map is
    computed in the query lane, `shown` that one is there.
    """

    head_chosen = Signal(object, int, int)
    pointed = Signal(object, object, int, int)
    soloed = Signal(object)
    map_asked = Signal()
    shown = Signal()

    def __init__(self, role: Role, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.role = role
        self._session = session
        self.map, self.lines, self.text = HeatMap(), LineView(), AttendedText()
        self.overview, self.words = Overview(session), MapWords(self)
        self.attended = EMPTY
        self._heads: tuple[Head, ...] = ()
        self._seen: ModelAttention | None = None
        self._colours = SideColours("", "")
        self._settings = MapSettings()
        self._waiting: Query[AttendedMap] | None = None
        self._stale: set[QWidget] = set()
        self._connect()

    def _connect(self) -> None:
        self.grid.selected.connect(self._on_selected)
        self.grid.hovered.connect(self._on_hovered)
        self.grid.soloed.connect(lambda: self.soloed.emit(self.role))
        for view in (self.map, self.lines):
            view.pointed.connect(lambda row, column, one=view: self._tell(one, row, column))
        self.text.pointed.connect(lambda index: self._tell(self.text, index, -1))

    @property
    def grid(self) -> HeadGrid:
        """The tiles of all heads."""
        return self.overview.grid

    @property
    def views(self) -> tuple[ViewWidget, ...]:
        """The same map as a map, as lines and as a text."""
        return self.map, self.lines, self.text

    @property
    def reference(self) -> str:
        """The model and checkpoint that are shown, empty without an answer."""
        return self._seen.reference if self._seen is not None else ""

    @property
    def colour(self) -> str:
        """What the model's weights are coloured by."""
        return self._colours.looks

    @property
    def is_waiting(self) -> bool:
        """Whether a map is computed in the query lane."""
        return self._waiting is not None and not self._waiting.over

    @property
    def head(self) -> Head:
        """The head that was chosen last, (-1, -1) without one."""
        return self.grid.selection

    # -- what is shown

    def show_attention(self, seen: ModelAttention | None, colours: SideColours) -> None:
        """Show an answer, on the same heads as before where they are there."""
        self._seen, self._colours = seen, colours
        self.overview.show_attention(seen, colours.looks, self._settings)
        if seen is not None and self.head == NO_HEAD:
            self.grid.select(0, 0)
        self._draw(self.grid.heads)

    def show_settings(self, settings: MapSettings) -> None:
        """Make another map of the same heads."""
        self._settings = settings
        self.overview.show_attention(self._seen, self._colours.looks, settings)
        self._draw(self.grid.heads)

    def show_scale(self, scale: ColourScale) -> None:
        """Colour overview and views as is chosen."""
        self.grid.set_scale(scale)
        for view in self.views:
            view.set_scale(scale)

    def show_heads(self, heads: tuple[Head, ...]) -> None:
        """Show other heads, in silence."""
        self.grid.select_all(heads)
        self._draw(self.grid.heads)

    def show_partners(self, heads: tuple[Head, ...]) -> None:
        """Frame the heads that correspond to those chosen on the other side."""
        self.grid.set_partners(frozenset(heads))

    def point(self, number: int, row: int, column: int) -> None:
        """Point at a place of the view with this number, in silence."""
        view = self.views[number]
        if isinstance(view, AttendedText):
            view.point(row)
        else:
            view.point(row, column)

    def refresh(self) -> None:
        """Draw what has become visible."""
        for view in self.views:
            if view in self._stale and view.isVisible():
                self._show_in(view)

    # -- the map

    def _draw(self, heads: tuple[Head, ...]) -> None:
        """Make the map of these heads: at once if that is quick, else in the query lane."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        self._heads = heads
        if self._seen is None or not heads:
            self._show_map(EMPTY)
            return
        maps, settings = self._seen.maps, self._settings
        if is_quick(maps, heads, settings):
            self._show_map(shown_map(maps, heads, settings))
        else:
            self.map_asked.emit()
            self._waiting = self._session.query(
                lambda: query_shown_map(maps, heads, settings),
                self._show_map,
                owner=self.grid,
                on_restart=keep_shown,
            )

    def _show_map(self, attended: AttendedMap) -> None:
        self._waiting, self.attended = None, attended
        self._stale = set(self.views)
        self.refresh()
        self.shown.emit()

    def _show_in(self, view: ViewWidget) -> None:
        self._stale.discard(view)
        attended, colours = self.attended, self._colours
        match view:
            case HeatMap():
                view.set_map(
                    attended.values_qk,
                    attended.queries,
                    attended.keys,
                    causal=attended.causal,
                    colour=colours.looks,
                    positions=(attended.query_positions, attended.key_positions),
                )
            case LineView():
                view.show_map(attended, colours.looks)
            case AttendedText():
                view.show_map(attended, colours.looks, colours.looked)
        view.set_title(self._title())

    def set_colours(self, colours: SideColours) -> None:
        """Show the same in other colours, as for paper."""
        self._colours = colours
        self.overview.set_colour(colours.looks)
        self.map.set_colours(colours.looks)
        self.lines.set_colours(colours.looks)
        self.text.set_colours(colours.looks, colours.looked)

    # -- words

    def retranslate(self) -> None:
        """Set every text that depends on the language."""
        self.overview.retranslate()
        self.map.set_axis_names(*self.words.axis_names())
        self.lines.set_axis_names(*self.words.axis_names())
        self.text.retranslate()
        for view in self.views:
            view.set_title(self._title())

    @property
    def view(self) -> AttentionView | None:
        """What is shown, None where nothing is."""
        if self._seen is None or not self.grid.heads:
            return None
        weighting = self._seen.maps.weighting
        return self._settings.of(self.grid.heads).model_copy(update={"weighting": weighting})

    def shown_name(self) -> str:
        """The head, or what is put together of which heads."""
        return self.words.heads(self._heads, self._settings)

    def made(self) -> list[str]:
        """What was done with the map, in the order in which it was."""
        weighting = self._seen.maps.weighting if self._seen is not None else "none"
        return self.words.made(weighting, self._settings)

    def _title(self) -> str:
        if self._seen is None or not self._heads:
            return ""
        return self.words.title(self._seen, self._heads, self._settings)

    # -- mouse and keys

    def _on_selected(self, layer: int, head: int) -> None:
        self._draw(self.grid.heads)
        self.head_chosen.emit(self.role, layer, head)

    def _on_hovered(self, layer: int, head: int) -> None:
        """Preview the head under the mouse; leaving brings the chosen ones back."""
        self._draw(((layer, head),) if layer >= 0 else self.grid.heads)

    def _tell(self, view: ViewWidget, row: int, column: int) -> None:
        self.pointed.emit(self.role, self.views.index(view), row, column)

"""One model's half of the panel: its overview of heads, and one map seen in three ways."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.i18n import beside, joined
from ui.models.role import Role
from ui.panels.attention.map_settings import MapSettings, ShownHeads
from ui.panels.attention.queries import ModelAttention
from ui.panels.attention.shown_maps import is_quick, query_shown_map, shown_map
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.attention.attended_map import EMPTY, AttendedMap
from ui.widgets.attention.attended_text import AttendedText
from ui.widgets.attention.line_view import LineView
from ui.widgets.maps.colour_scale import ColourScale
from ui.widgets.maps.head_grid import NO_HEAD, Head, HeadGrid, head_name, head_names
from ui.widgets.maps.heat_map import HeatMap
from ui.widgets.numbers import count, share, short
from workbench.inspection.maps.labels import head_labels
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
    view under the mouse, `soloed` that a head is to be seen alone, `shown` that a map is there.
    """

    head_chosen = Signal(object, int, int)
    pointed = Signal(object, object, int, int)
    soloed = Signal(object)
    shown = Signal()

    def __init__(self, role: Role, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.role = role
        self._session = session
        self.grid, self.map, self.lines, self.text = (
            HeadGrid(),
            HeatMap(),
            LineView(),
            AttendedText(),
        )
        self.heading = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.heading.setBuddy(self.grid)
        self.overview = self._overview()
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
    def views(self) -> tuple[ViewWidget, ...]:
        """The same map as a map, as lines and as a text."""
        return self.map, self.lines, self.text

    @property
    def colour(self) -> str:
        """What the model's weights are coloured by."""
        return self._colours.looks

    @property
    def head(self) -> Head:
        """The head that was chosen last, (-1, -1) without one."""
        return self.grid.selection

    # -- what is shown

    def show_attention(self, seen: ModelAttention | None, colours: SideColours) -> None:
        """Show an answer, on the same heads as before where they are there."""
        self._seen, self._colours = seen, colours
        self._show_tiles()
        if seen is not None and self.head == NO_HEAD:
            self.grid.select(0, 0)
        self._draw(self.grid.heads)

    def show_settings(self, settings: MapSettings) -> None:
        """Make another map of the same heads."""
        self._settings = settings
        self._show_tiles()
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

    def _overview(self) -> QWidget:
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self.grid)
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.heading)
        layout.addWidget(area, 1)
        return box

    def _show_tiles(self) -> None:
        if self._seen is None:
            self.grid.set_tiles(None)
            return
        self._label_heads(self._seen)
        tiles = self._seen.maps.tiles
        if self._settings.view.hide in ("first", "both"):
            self.grid.set_tiles(
                tiles.without_first_lhss, self._colours.looks, tiles.highest_without_first_lh
            )
        else:
            self.grid.set_tiles(tiles.tiles_lhss, self._colours.looks, tiles.highest_lh)

    def _label_heads(self, seen: ModelAttention) -> None:
        """Say in the overview what each head does, in a word or two."""
        self.grid.set_labels(
            {
                (layer, head): joined(translate(label.title) for label in labels)
                for layer, row in enumerate(head_labels(seen.maps.statistics))
                for head, labels in enumerate(row)
            }
        )

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
            self._waiting = self._session.query(
                lambda: query_shown_map(maps, heads, settings),
                self._show_map,
                owner=self.grid,
                on_restart=keep_shown,
            )

    def _show_map(self, attended: AttendedMap) -> None:
        self.attended = attended
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
        self._show_tiles()
        self.map.set_colours(colours.looks)
        self.lines.set_colours(colours.looks)
        self.text.set_colours(colours.looks, colours.looked)

    # -- words

    def retranslate(self) -> None:
        """Set every text that depends on the language."""
        self.map.set_axis_names(*self.axis_names())
        self.lines.set_axis_names(*self.axis_names())
        self.text.retranslate()
        for view in self.views:
            view.set_title(self._title())

    def axis_names(self) -> tuple[str, str]:
        """What rows and columns are."""
        return self.tr("query: the token that looks"), self.tr("key: what it looks at")

    def name_of(self, seen: ModelAttention) -> str:
        """What the maps are of: "best" is another step after the next evaluation."""
        return self.tr("{model}, step {step}").format(
            model=seen.reference, step=count(seen.checkpoint.step)
        )

    def _title(self) -> str:
        """The model, which heads, and what was done to their map."""
        if self._seen is None or not self._heads:
            return ""
        first = beside([self.name_of(self._seen), self.shown_name()])
        return "\n".join(filter(None, [first, beside(self.made())]))

    @property
    def view(self) -> AttentionView | None:
        """What is shown, None where nothing is."""
        if self._seen is None or not self.grid.heads:
            return None
        weighting = self._seen.maps.weighting
        return self._settings.of(self.grid.heads).model_copy(update={"weighting": weighting})

    def shown_name(self) -> str:
        """The head, or what is put together of which heads."""
        layer = f"L{self._heads[-1][0]}" if self._heads else ""
        names = {
            ShownHeads.MEAN: self.tr("mean of {heads}"),
            ShownHeads.MAX: self.tr("maximum of {heads}"),
            ShownHeads.LAYER_MEAN: self.tr("{layer}, mean over heads"),
            ShownHeads.LAYER_MAX: self.tr("{layer}, maximum over heads"),
            ShownHeads.ALL_MEAN: self.tr("mean over all layers"),
            ShownHeads.ALL_MAX: self.tr("maximum over all layers"),
            ShownHeads.ROLLOUT: self.tr("rollout up to {layer}"),
        }
        if self._settings.shown.is_of_chosen and len(self._heads) == 1:
            return head_name(self._heads[0])
        template = names[self._settings.shown]
        return template.format(heads=head_names(self._heads), layer=layer)

    def made(self) -> list[str]:
        """What was done with the map, in the order in which it was."""
        view = self._settings.view
        weighting = self._seen.maps.weighting if self._seen is not None else "none"
        weighted = {
            "none": "",
            "value": self.tr("weight × size of the value"),
            "output": self.tr("weight × size of the output"),
        }
        hidden = {
            "none": "",
            "first": self.tr("without the first token"),
            "special": self.tr("without special tokens"),
            "both": self.tr("without the first token and special tokens"),
        }
        sums = self.tr("renormalised") if view.renormalise else self.tr("not renormalised")
        least = self.tr("weights below {least} as 0").format(least=short(view.least))
        mass = self.tr("the largest {mass} of each row").format(mass=share(view.mass))
        made = (
            weighted[weighting],
            hidden[view.hide],
            sums if view.hide != "none" else "",
            self.tr("whole words") if view.words else "",
            f"{view.pair[0]} → {view.pair[1]}".upper() if view.pair != "all" else "",
            least if view.least > 0 else "",
            mass if view.mass < 1 else "",
        )
        return [one for one in made if one]

    # -- mouse and keys

    def _on_selected(self, layer: int, head: int) -> None:
        self._draw(self.grid.heads)
        self.head_chosen.emit(self.role, layer, head)

    def _on_hovered(self, layer: int, head: int) -> None:
        """Preview the head under the mouse; leaving brings the chosen ones back."""
        self._draw(((layer, head),) if layer >= 0 else self.grid.heads)

    def _tell(self, view: ViewWidget, row: int, column: int) -> None:
        self.pointed.emit(self.role, self.views.index(view), row, column)

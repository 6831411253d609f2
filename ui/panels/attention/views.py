"""Overviews and views of both models beside each other: which head, seen how, seen alone or not."""

from collections.abc import Mapping
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.models.role import Role
from ui.panels.attention.heads import HeadTable
from ui.panels.attention.maps.difference import DifferenceMap
from ui.panels.attention.maps.map_settings import MapSettings
from ui.panels.attention.maps.side import Side, SideColours, ViewWidget
from ui.panels.attention.queries import AttentionResult
from ui.session import Session
from ui.widgets.attention.line_view import STRONGEST
from ui.widgets.maps.colour_scale import ColourScale
from ui.widgets.maps.head_grid import Head
from workbench.inspection.exports.about import DrawnView
from workbench.inspection.views.view import AttentionView

SHARES_PX = (380, 820)
"""How overview and views share the width at first."""
MOST_LINES = 500
MAPS, LINES, TEXT, TABLE = range(4)
"""The tabs, in order; the first three are the views of a side."""
TABS: tuple[Literal["maps", "lines", "text", "table"], ...] = ("maps", "lines", "text", "table")
"""What a view's file calls them."""


class AttentionViews(QWidget):
    """`chosen` follows another head on either side."""

    chosen = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.sides = {role: Side(role, session, self) for role in Role}
        self.heads = HeadTable()
        self.difference = DifferenceMap()
        self.difference.hide()
        self.linked, self.subtract = QCheckBox(), QCheckBox()
        self.linked.setChecked(True)
        self._alone: Role | None = None
        self._last = Role.TEACHER
        self._large = QToolButton()
        self._large.setCheckable(True)
        self._num_lines = QSpinBox(minimum=1, maximum=MOST_LINES, value=STRONGEST)
        self._num_lines_label = QLabel()
        self._num_lines_label.setBuddy(self._num_lines)
        self._result = AttentionResult({})
        self.tabs = QTabWidget()
        self._overview = QSplitter(Qt.Orientation.Vertical)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.tabs.setDocumentMode(True)
        for number in (MAPS, LINES, TEXT):
            both = QSplitter(Qt.Orientation.Horizontal)
            for side in self.sides.values():
                both.addWidget(side.views[number])
            if number == MAPS:
                both.addWidget(self.difference)
            self.tabs.addTab(both, "")
        self.tabs.addTab(self.heads, "")
        self.tabs.setCornerWidget(self._corner())
        for side in self.sides.values():
            self._overview.addWidget(side.overview)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._overview)
        split.addWidget(self.tabs)
        split.setStretchFactor(1, 1)
        split.setSizes(list(SHARES_PX))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)

    def _corner(self) -> QWidget:
        corner = QWidget()
        line = QHBoxLayout(corner)
        line.setContentsMargins(0, 0, 0, 0)
        for widget in (self._num_lines_label, self._num_lines, self._large):
            line.addWidget(widget)
        return corner

    def _connect(self) -> None:
        self._large.toggled.connect(self._on_large)
        self._num_lines.valueChanged.connect(self._show_num_lines)
        self.tabs.currentChanged.connect(self._on_tab)
        self.subtract.toggled.connect(self.show_difference)
        self.linked.toggled.connect(lambda: self.follow(Role.TEACHER))
        self.heads.chosen.connect(self.show_head)
        for side in self.sides.values():
            side.head_chosen.connect(self._on_head)
            side.pointed.connect(self._on_pointed)
            side.soloed.connect(self._on_soloed)
            side.map_asked.connect(self.pause_tiles)
            side.shown.connect(self._on_shown)
        self._on_tab()

    # -- what is shown

    def show_result(self, result: AttentionResult, colours: Mapping[Role, SideColours]) -> None:
        """Show what has been answered so far."""
        self._result = result
        for role, side in self.sides.items():
            side.show_attention(result.seen.get(role), colours[role])
        self._share_room()
        self.heads.show_result(result)
        self.follow(Role.TEACHER)

    def show_settings(self, settings: MapSettings) -> None:
        for side in self.sides.values():
            side.show_settings(settings)

    def show_scale(self, scale: ColourScale) -> None:
        for side in self.sides.values():
            side.show_scale(scale)
        self.difference.set_scale(scale)

    def show_colours(self, colours: Mapping[Role, SideColours]) -> None:
        """Show the same in other colours."""
        for role, side in self.sides.items():
            side.set_colours(colours[role])
        self.difference.set_colours(colours[Role.TEACHER].looks, colours[Role.STUDENT].looks)

    def choose(self, heads: Mapping[Role, tuple[Head, ...]]) -> None:
        """Show these heads, each side its own."""
        for role, some in heads.items():
            self.sides[role].show_heads(some)
        for role in heads:
            self._frame_partners(role)

    def settings(self) -> dict[Role, AttentionView]:
        """What each side that has an answer shows."""
        views = {role: side.view for role, side in self.sides.items()}
        return {role: view for role, view in views.items() if view is not None}

    def draw_as(self, view: DrawnView) -> None:
        """Bring to the front what a kept view is drawn as."""
        self.tabs.setCurrentIndex(TABS.index(view.drawn_as))
        self.subtract.setChecked(view.difference)

    @property
    def shown(self) -> list[ViewWidget]:
        """The views that are seen now, from left to right; none while the table is."""
        views: list[ViewWidget] = [
            side.views[number] for number in (MAPS, LINES, TEXT) for side in self.sides.values()
        ]
        return [view for view in (*views, self.difference) if view.isVisible()]

    def _share_room(self) -> None:
        """A model alone, or a head that is seen alone, has all the room."""
        difference = self._shows_difference()
        self._overview.setVisible(self._alone is None)
        for role, side in self.sides.items():
            has_room = role in self._result.seen or not self._result.seen
            side.overview.setVisible(has_room)
            seen = has_room and self._alone in (None, role)
            side.map.setVisible(seen and not difference)
            side.lines.setVisible(seen)
            side.text.setVisible(seen)
            side.refresh()

    def _on_tab(self) -> None:
        is_lines = self.tabs.currentIndex() == LINES
        self._num_lines.setVisible(is_lines)
        self._num_lines_label.setVisible(is_lines)
        for side in self.sides.values():
            side.refresh()

    def _show_num_lines(self, count: int) -> None:
        for side in self.sides.values():
            side.lines.set_strongest(count)

    # -- one head alone

    def _on_soloed(self, role: Role) -> None:
        self._last = role
        self._large.setChecked(True)
        if self.tabs.currentIndex() == TABLE:
            self.tabs.setCurrentIndex(MAPS)

    def _on_large(self, is_large: bool) -> None:
        role = self._last if self._last in self._result.seen else self._last.other
        self._alone = role if is_large else None
        self._share_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._large.isChecked():
            self._large.setChecked(False)
        else:
            super().keyPressEvent(event)

    # -- which head

    def show_head(self, role: Role, layer: int, head: int) -> None:
        """Show one head, and its counterpart on the other side."""
        self.sides[role].show_heads(((layer, head),))
        self.follow(role)

    def _on_head(self, role: Role, layer: int, head: int) -> None:
        self._last = role
        self.heads.choose(role, (layer, head))
        self.follow(role)
        self.chosen.emit()

    def follow(self, role: Role) -> None:
        """Frame the counterparts of a side's heads on the other, and show them if linked."""
        self.sides[role].show_partners(())
        partners = self._frame_partners(role)
        if self.linked.isChecked() and partners:
            self.sides[role.other].show_heads(partners)

    def _frame_partners(self, role: Role) -> tuple[Head, ...]:
        """The counterparts of a side's heads, framed on the other side."""
        partners = [self._result.partner(role, head) for head in self.sides[role].grid.heads]
        known = tuple(dict.fromkeys(one for one in partners if one is not None))
        self.sides[role.other].show_partners(known)
        return known

    def _on_pointed(self, role: Role, view: int, row: int, column: int) -> None:
        if self._result.comparison is not None:
            self.sides[role.other].point(view, row, column)

    # -- the tiles

    def pause_tiles(self) -> None:
        """Tiles that are computed give way to what a person waits for."""
        for side in self.sides.values():
            side.overview.pause()

    def _on_shown(self) -> None:
        self.show_difference()
        if not any(side.is_waiting for side in self.sides.values()):
            for side in self.sides.values():
                side.overview.resume()

    # -- the difference

    def _shows_difference(self) -> bool:
        return self._result.comparison is not None and self.subtract.isChecked()

    def show_difference(self) -> None:
        """Teacher's map minus student's, where both are of the same tokens."""
        self.subtract.setEnabled(self._result.comparison is not None)
        shown = self._shows_difference()
        self.difference.setVisible(shown)
        self._share_room()
        if shown:
            teacher, student = (self.sides[role] for role in Role)
            self.difference.show_sides(teacher, student)

    # -- words

    def retranslate(self) -> None:
        """Set every text that depends on the language."""
        names = {Role.TEACHER: self.tr("Teacher"), Role.STUDENT: self.tr("Student")}
        for role, side in self.sides.items():
            heading = self.tr("{model}: layers × heads").format(model=names[role])
            side.overview.heading.setText(heading)
            side.retranslate()
        self.difference.set_axis_names(*self.sides[Role.TEACHER].words.axis_names())
        self.linked.setText(self.tr("Link matched heads"))
        self.linked.setToolTip(
            self.tr("Choosing a head of one model shows the head of the other that is most alike")
        )
        self.subtract.setText(self.tr("Difference"))
        self.subtract.setToolTip(self.tr("Teacher's head minus student's head, in one map"))
        self._large.setText(self.tr("Large"))
        self._large.setToolTip(
            self.tr("The chosen head alone, as after a double click; Escape brings all back")
        )
        self._num_lines_label.setText(self.tr("Strongest lines"))
        tabs = (self.tr("Maps"), self.tr("Lines"), self.tr("Text"), self.tr("Table of heads"))
        for number, name in enumerate(tabs):
            self.tabs.setTabText(number, name)

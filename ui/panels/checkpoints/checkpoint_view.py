"""What is seen of the checkpoints: the overview of one, curves over all, tables."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.models.role import Role
from ui.panels.checkpoints.changes_table import ChangesTable
from ui.panels.checkpoints.curves import EvolutionCurves
from ui.panels.checkpoints.head_curves import HeadCurves
from ui.panels.checkpoints.heads_table import CheckpointHeadsTable, head_rows
from ui.panels.checkpoints.lens_page import LensPage
from ui.panels.checkpoints.probes_page import ProbesPage
from ui.panels.checkpoints.queries import Followed
from ui.panels.checkpoints.words import MeasureNames, ModelMeasure, Name
from ui.session import Session
from ui.widgets.drawings.whole_picture import Columns
from ui.widgets.maps.head_grid import Head, HeadGrid
from workbench.inspection.comparison.changes import HeadChange
from workbench.inspection.comparison.checkpoint_point import MEASURES, Measure

if TYPE_CHECKING:
    from workbench.inspection.comparison.evolution import Evolution

_SHARES_PX = (420, 760)
_FIRST: Head = (0, 0)


class CheckpointView(QWidget):
    """`went_to` brings the number of a checkpoint that a person chose in a table."""

    went_to = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._evolution: Evolution | None = None
        self._number = 0
        self._head = _FIRST
        self._heading = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._grid = HeadGrid()
        self._heading.setBuddy(self._grid)
        self._label, self._measure = QLabel(), QComboBox()
        self._label.setBuddy(self._measure)
        self._measures: list[Measure | ModelMeasure] = [*MEASURES, *ModelMeasure]
        self._measure.addItems([""] * len(self._measures))
        self._head_measure: Measure = "normalised_entropy"
        self._curves = EvolutionCurves(session.theme)
        self._head_curves, self._lens = HeadCurves(session.theme), LensPage(session.theme)
        self._heads, self._changes = CheckpointHeadsTable(), ChangesTable()
        self._probes, self._model = ProbesPage(session), ""
        self._tabs = QTabWidget(documentMode=True)
        self._lay_out()
        self._connect()

    @property
    def head(self) -> Head:
        """The chosen one, by layer and number."""
        return self._head

    def show_followed(self, followed: Followed | None, number: int) -> None:
        """Show what was read, at the checkpoint of a number."""
        evolution = followed.evolution if followed is not None else None
        self._evolution, self._number = evolution, number
        self._changes.show_changes(followed.changes if followed is not None else ())
        self._lens.show_followed(followed, number)
        one = followed.results.models[Role.STUDENT].reference if followed is not None else ""
        self._model = one.rpartition("@")[0]
        self._show_probes()
        self._offer_measures()
        self._show_tiles()
        self._show_measure()

    def show_number(self, number: int) -> None:
        """Go to another checkpoint."""
        self._number = number
        self._lens.show_number(number)
        self._show_probes()
        self._show_tiles()
        self._show_heads()

    def paint_again(self) -> None:
        """In the colours of the theme."""
        self._lens.paint_again()
        self._show_tiles()
        self._show_measure()

    def columns(self) -> Columns:
        """What a picture shows of it: the overview of the checkpoint beside the tab."""
        tab = self._tabs.currentWidget()
        pages = (self._head_curves, self._heads, self._changes, self._lens, self._probes)
        parts = next((page.parts() for page in pages if page is tab), [self._curves.plot.canvas])
        return [[self._heading, self._grid], parts]

    def retranslate(self) -> None:
        self._heading.setText(self.tr("Layers × heads at the checkpoint"))
        self._label.setText(self.tr("By measure"))
        with QSignalBlocker(self._measure):
            for index, name in enumerate(self._names()):
                self._measure.setItemText(index, name.title)
                self._measure.setItemData(index, name.help, Qt.ItemDataRole.ToolTipRole)
        self._tabs.setTabText(0, self.tr("Curves"))
        self._tabs.setTabText(1, self.tr("Chosen head"))
        self._tabs.setTabText(2, self.tr("Heads"))
        self._tabs.setTabText(3, self.tr("Strongest changes"))
        self._tabs.setTabText(4, self.tr("Lens"))
        self._tabs.setTabText(5, self.tr("Probes"))
        for part in self._pages():
            part.retranslate()
        self._show_measure()

    def _names(self) -> list[Name]:
        names = MeasureNames()
        return [*names.of_heads().values(), *names.of_models().values()]

    def _pages(
        self,
    ) -> tuple[
        EvolutionCurves, HeadCurves, CheckpointHeadsTable, ChangesTable, LensPage, ProbesPage
    ]:
        """The tabs in their order."""
        first = (self._curves, self._head_curves, self._heads)
        return (*first, self._changes, self._lens, self._probes)

    # -- laying out

    def _lay_out(self) -> None:
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self._grid)
        left, right = QWidget(), QWidget()
        overview, side = QVBoxLayout(left), QVBoxLayout(right)
        for layout in (overview, side):
            layout.setContentsMargins(0, 0, 0, 0)
        overview.addWidget(self._heading)
        overview.addWidget(area, 1)
        line = QHBoxLayout()
        line.addWidget(self._label)
        line.addWidget(self._measure)
        line.addStretch(1)
        for page in self._pages():
            self._tabs.addTab(page, "")
        side.addLayout(line)
        side.addWidget(self._tabs, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes(list(_SHARES_PX))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)

    def _connect(self) -> None:
        self._grid.selected.connect(self._on_head)
        self._heads.chosen.connect(self._on_head)
        self._changes.chosen.connect(self._on_change)
        self._measure.currentIndexChanged.connect(self._show_measure)
        self._lens.went_to.connect(self.went_to)
        for plot in (self._curves.plot, self._head_curves.shares):
            plot.failed.connect(self._session.messages.show)

    # -- showing

    def _offer_measures(self) -> None:
        """Those of heads that were not measured cannot be chosen."""
        evolution, model = self._evolution, self._measure.model()
        assert isinstance(model, QStandardItemModel)
        known = MEASURES if evolution is None or not evolution.points else evolution.measures
        for index, measure in enumerate(self._measures):
            model.item(index).setEnabled(isinstance(measure, ModelMeasure) or measure in known)
        if not model.item(max(self._measure.currentIndex(), 0)).isEnabled():
            self._measure.setCurrentIndex(0)

    def _show_tiles(self) -> None:
        evolution = self._evolution
        if evolution is None or not evolution.points:
            self._grid.set_tiles(None)
            return
        point = evolution.points[self._number]
        self._grid.set_tiles(point.tiles.tiles_lhss, self._session.theme.colours.student)
        layers, heads = point.tiles.highest_lh.shape
        if self._head[0] >= layers or self._head[1] >= heads:
            self._head = _FIRST
        self._grid.select(*self._head)

    def _show_probes(self) -> None:
        evolution = self._evolution
        steps = evolution.steps if evolution is not None else ()
        self._probes.show_step(self._model, steps[self._number] if steps else None)

    def _show_measure(self) -> None:
        """Draw the measure that is chosen; the table of heads keeps the last that heads have."""
        measure = self._measures[max(self._measure.currentIndex(), 0)]
        if not isinstance(measure, ModelMeasure):
            self._head_measure = measure
        title = self._measure.currentText()
        self._curves.show_measure(self._evolution, measure, title, self._head)
        self._head_curves.show_head(self._evolution, self._head)
        self._show_heads()

    def _show_heads(self) -> None:
        evolution, measure = self._evolution, self._head_measure
        has_points = evolution is not None and bool(evolution.points)
        rows = head_rows(evolution, self._number, measure) if evolution and has_points else []
        self._heads.show_rows(rows, measure)
        self._heads.choose(self._head)
        if evolution is not None and has_points:
            for curves in (self._curves, self._head_curves):
                curves.show_step(evolution.steps[self._number])

    def _on_head(self, layer: int, head: int) -> None:
        self._head = (layer, head)
        self._grid.select(layer, head)
        self._heads.choose(self._head)
        self._show_measure()

    def _on_change(self, change: HeadChange) -> None:
        """Show the head, the measure and the checkpoint behind the change."""
        evolution = self._evolution
        if evolution is None:
            return
        self._head = (change.layer, change.head)
        self._measure.setCurrentIndex(self._measures.index(change.measure))
        self._on_head(*self._head)
        self.went_to.emit(evolution.steps.index(change.to_step))

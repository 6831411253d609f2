"""What is seen of measured heads: the table, two measures, and where one head attends hardest."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QTabWidget

from ui.panels.heads.plot import MeasurePlot
from ui.panels.heads.strongest import StrongestView
from ui.panels.heads.table import HeadsTable
from ui.theme import Theme
from ui.widgets.drawings.whole_picture import Columns
from workbench.inspection.heads.table import HardestPassage, HeadMeasurements, MeasuredHead

_SHARES_PX = (720, 420)


class HeadsParts(QSplitter):
    """All parts show the same head; `opened` brings one that a person wants to see closer, and
    `passage_opened` a passage where the chosen one attends."""

    opened = Signal(object)
    passage_opened = Signal(object, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._table, self._plot = HeadsTable(theme), MeasurePlot(theme)
        self._strongest, self._tabs = StrongestView(theme), QTabWidget(documentMode=True)
        self._tabs.addTab(self._plot, "")
        self._tabs.addTab(self._strongest, "")
        self.addWidget(self._table)
        self.addWidget(self._tabs)
        self.setStretchFactor(0, 1)
        self.setSizes(list(_SHARES_PX))
        self._table.chosen.connect(self._on_head)
        self._table.opened.connect(self.opened)
        self._table.filtered.connect(lambda: self._plot.show_heads(self._table.rows))
        self._plot.chosen.connect(self._table.choose)
        self._strongest.opened.connect(self._open_passage)

    def show_measurements(self, measurements: HeadMeasurements | None) -> None:
        """Show them, at the head that is chosen."""
        self._table.show_measurements(measurements)
        self._plot.show_measurements(measurements)
        self._plot.show_heads(self._table.rows)
        if self._table.head is not None:
            self._on_head(self._table.head)

    def columns(self) -> Columns:
        """What a picture shows of it: the tab that is shown, and the table below it."""
        tab = self._tabs.currentWidget()
        parts = self._plot.parts() if tab is self._plot else [tab]
        return [[*parts, *self._table.parts()]]

    def retranslate(self) -> None:
        """Set every text in the present language and every colour in the present theme."""
        self._tabs.setTabText(0, self.tr("Two measures"))
        self._tabs.setTabText(1, self.tr("Strongest attention"))
        for part in (self._table, self._plot, self._strongest):
            part.retranslate()

    def _on_head(self, head: MeasuredHead) -> None:
        self._plot.choose(head)
        self._strongest.show_head(head)

    def _open_passage(self, passage: HardestPassage) -> None:
        if self._table.head is not None and passage.text.strip():
            self.passage_opened.emit(self._table.head, passage)

"""The table of heads: sorted by a click, filtered by label and layer, its cells in colour."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panels.heads.words import labels_of_head, measure_text, name_of_head
from ui.shell.messages import translate
from ui.theme import Theme
from ui.widgets.colours import blend
from workbench.inspection.heads.spec import (
    HEAD_LABELS,
    MEASURE_BY_NAME,
    HeadLabel,
    HeadMeasure,
)
from workbench.inspection.heads.table import HeadMeasurements, MeasuredHead

_TINT = 0.3
"""How much of the colour the largest value of a column has: its text stays readable."""


class HeadsTable(QWidget):
    """`chosen` brings the head that was chosen, `opened` the one that is to be looked at, and
    `filtered` tells that other rows are shown."""

    chosen = Signal(object)
    filtered = Signal()
    opened = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._measurements: HeadMeasurements | None = None
        self._filter, self._layer = QLineEdit(clearButtonEnabled=True), QComboBox()
        self._count = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._table: Table[MeasuredHead] = Table(name_of_head, self)
        self._view = TableView(self._table)
        self._open = QAction(self._view)
        self._open.setShortcut(QKeySequence(Qt.Key.Key_Return))
        self._open.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._view.addAction(self._open)
        self._lay_out()
        self._connect()

    def parts(self) -> list[QWidget]:
        """What a picture shows of it."""
        return [self._view]

    @property
    def head(self) -> MeasuredHead | None:
        """The head whose row is selected."""
        return next(iter(self._view.chosen()), None)

    @property
    def rows(self) -> tuple[MeasuredHead, ...]:
        """The heads that the filters leave, in the order shown."""
        return self._table.rows

    def show_measurements(self, measurements: HeadMeasurements | None) -> None:
        """Show the heads, and select the first unless one is."""
        self._measurements = measurements
        self._offer_layers()
        self._table.set_contents(self._columns(), self._wanted())
        self._view.fit_columns()
        self._show_count()
        if self._table.rows and self.head is None:
            self.choose(self._table.rows[0])

    def choose(self, head: MeasuredHead) -> None:
        """Select a head's row, in silence."""
        self._view.choose(name_of_head(head))

    def retranslate(self) -> None:
        """Set every text in the present language and every colour in the present theme."""
        labels = {str(label.title): translate(label.title) for label in HEAD_LABELS}
        self._filter.setPlaceholderText(
            self.tr("Filter, such as {label}").format(label=labels["induction head"])
        )
        self._filter.setAccessibleName(self.tr("Filter of the heads"))
        self._filter.setToolTip(self.tr("Heads whose name or label has this text"))
        self._layer.setAccessibleName(self.tr("Layer"))
        self._open.setText(self.tr("Open in Attention"))
        self._view.setToolTip(self.tr("Double-click a head to see its attention"))
        self._view.setAccessibleName(self.tr("Heads"))
        self._offer_layers()
        self._table.set_columns(self._columns())
        self._view.fit_columns()
        self._show_count()

    # -- inside

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self._filter, 1)
        line.addWidget(self._layer)
        line.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self._view, 1)

    def _connect(self) -> None:
        self._filter.textChanged.connect(self._on_filter)
        self._layer.currentIndexChanged.connect(self._on_filter)
        self._view.chosen_changed.connect(self._on_chosen)
        self._view.doubleClicked.connect(lambda _: self._open.trigger())
        self._open.triggered.connect(self._on_open)

    def _offer_layers(self) -> None:
        heads = self._measurements.heads if self._measurements is not None else ()
        before = self._layer.currentData()
        with QSignalBlocker(self._layer):
            self._layer.clear()
            self._layer.addItem(self.tr("All layers"), -1)
            for layer in sorted({head.layer for head in heads}):
                self._layer.addItem(self.tr("Layer {number}").format(number=layer), layer)
            self._layer.setCurrentIndex(max(self._layer.findData(before), 0))

    def _wanted(self) -> list[MeasuredHead]:
        heads = self._measurements.heads if self._measurements is not None else ()
        return [head for head in heads if self._is_wanted(head)]

    def _show_count(self) -> None:
        heads = self._measurements.heads if self._measurements is not None else ()
        self._count.setText(
            self.tr("{count} of {total} heads").format(
                count=figures.count(len(self.rows)), total=figures.count(len(heads))
            )
        )

    def _is_wanted(self, head: MeasuredHead) -> bool:
        wanted = self._filter.text().strip().casefold()
        layer = self._layer.currentData()
        text = f"{name_of_head(head)} {labels_of_head(head)}".casefold()
        return wanted in text and layer in (-1, None, head.layer)

    def _columns(self) -> tuple[Column[MeasuredHead], ...]:
        measured = self._measurements
        measures = measured.measures if measured is not None else ()
        heads = measured.heads if measured is not None else ()
        return (
            Column(
                self.tr("Head"),
                lambda head: 10_000 * head.layer + head.head,
                name_of_head,
                help=self.tr("Layer and head, counted from 0, from the embeddings upwards"),
            ),
            Column(self.tr("Label"), labels_of_head, help=self._what_labels_mean()),
            *(self._column(measure, heads) for measure in measures),
        )

    def _column(self, measure: HeadMeasure, heads: Sequence[MeasuredHead]) -> Column[MeasuredHead]:
        return Column(
            translate(measure.title),
            lambda head: head.values[measure.name],
            lambda head: measure_text(measure, head.values[measure.name]),
            numeric=True,
            help=translate(measure.help),
            ground=self._ground(measure, heads),
        )

    def _ground(
        self, measure: HeadMeasure, heads: Sequence[MeasuredHead]
    ) -> Callable[[MeasuredHead], str]:
        """The larger a value, the more of the accent; below 0, of another colour."""
        colours = self._theme.colours
        largest = max((abs(head.values[measure.name] or 0.0) for head in heads), default=0.0)

        def ground(head: MeasuredHead) -> str:
            value = head.values[measure.name]
            if not value or not largest:
                return ""
            colour = colours.accent if value > 0 else colours.series[3]
            return blend(colour, colours.base, _TINT * abs(value) / largest).name()

        return ground

    def _what_labels_mean(self) -> str:
        """The threshold of each label, a line each."""
        lines = (
            self.tr("{label}: {measure} of at least {least}").format(
                label=translate(label.title),
                measure=translate(MEASURE_BY_NAME[label.measure].title),
                least=_threshold(label),
            )
            for label in HEAD_LABELS
        )
        return "\n".join(lines)

    def _on_filter(self) -> None:
        self._table.set_rows(self._wanted())
        self._show_count()
        self.filtered.emit()

    def _on_chosen(self) -> None:
        if self.head is not None:
            self.chosen.emit(self.head)

    def _on_open(self) -> None:
        if self.head is not None:
            self.opened.emit(self.head)


def _threshold(label: HeadLabel) -> str:
    """In its measure's form; a share without decimals."""
    measure = MEASURE_BY_NAME[label.measure]
    is_share = measure.unit == "share"
    return figures.share(label.least, 0) if is_share else measure_text(measure, label.least)

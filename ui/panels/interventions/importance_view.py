"""The importance of all heads as a table: by ablation and by gradient."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.forms.editors import ignore_wheel_without_focus
from ui.i18n import beside
from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panel import EmptyState, Swap
from ui.shell.messages import translate
from ui.widgets.maps.head_grid import Head, head_name
from workbench.corpora.passages import MOST_PASSAGES

if TYPE_CHECKING:
    from workbench.inspection.interventions.tables import HeadImportance

_FIRST_PASSAGES = 16


@dataclass(frozen=True)
class ImportanceRow:
    """A head and both measures."""

    head: Head
    increase: float
    gradient: float


class ImportanceView(QWidget):
    """What is measured on is chosen above the table; `asked` and `stopped` are the buttons.

    `head_chosen` brings layer and head of the row that a person chose.
    """

    asked = Signal()
    stopped = Signal()
    head_chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._known: HeadImportance | None = None
        self._is_busy = False
        self._source, self._source_label = QComboBox(), QLabel()
        self._source.addItem("", "")
        self._passages = QSpinBox(minimum=1, maximum=MOST_PASSAGES, value=_FIRST_PASSAGES)
        self._start, self._stop = QPushButton(), QPushButton()
        self._progress = QProgressBar(textVisible=False)
        self._progress.setMaximumHeight(6)
        self._about = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._table: Table[ImportanceRow] = Table(lambda row: head_name(row.head))
        self._view = TableView(self._table)
        self._empty = EmptyState()
        self._swap = Swap(self._empty, self._view)
        self._lay_out()
        self._empty.triggered.connect(self.asked)
        self._start.clicked.connect(self.asked)
        self._stop.clicked.connect(self.stopped)
        self._source.currentIndexChanged.connect(self._show_passages)
        self._view.picked.connect(self._on_picked)
        self.set_busy(False)

    @property
    def known(self) -> "HeadImportance | None":
        return self._known

    @property
    def corpus(self) -> str:
        """The corpus whose passages are looked at; empty for the text."""
        return str(self._source.currentData() or "")

    @property
    def passages(self) -> int:
        return self._passages.value()

    def set_corpora(self, names: list[str]) -> None:
        """Offer these corpora beside the text; the present choice stays if it is there."""
        before = self.corpus
        self._source.blockSignals(True)
        while self._source.count() > 1:
            self._source.removeItem(1)
        for name in names:
            self._source.addItem(name, name)
        self._source.setCurrentIndex(max(self._source.findData(before), 0))
        self._source.blockSignals(False)
        self._show_passages()

    def set_icon(self, icon: QIcon) -> None:
        """What stands above the first step."""
        self._empty.set_icon(icon)

    def set_busy(self, is_busy: bool) -> None:
        """Whether a measurement is under way."""
        self._is_busy = is_busy
        self._start.setEnabled(not is_busy)
        self._stop.setEnabled(is_busy)
        self._progress.setVisible(is_busy)
        if is_busy:
            self._progress.setRange(0, 0)
        self._show_about()

    def show_known(self, known: "HeadImportance | None") -> None:
        """Show what is known so far, or nothing."""
        self._known = known
        if known is not None:
            self._progress.setRange(0, known.total)
            self._progress.setValue(known.done)
        rows = known.rows() if known is not None and known.passages else ()
        self._table.set_rows([ImportanceRow((a, b), c, d) for a, b, c, d in rows])
        self._view.fit_columns()
        self._show_about()

    def parts(self) -> list[QWidget]:
        """What a picture shows of it, from top to bottom."""
        return [self._about, self._view]

    def retranslate(self) -> None:
        self._source_label.setText(self.tr("Measured on"))
        self._source.setItemText(0, self.tr("the text"))
        self._source.setToolTip(
            self.tr("The text above, or passages of a corpus's validation part")
        )
        self._passages.setAccessibleName(self.tr("Passages"))
        self._passages.setSuffix(" " + self.tr("passages"))
        self._start.setText(self.tr("Measure"))
        self._start.setToolTip(self.tr("Ablate each head in turn, and take the loss's gradient"))
        self._stop.setText(self.tr("Stop"))
        self._stop.setToolTip(self.tr("What was measured stays"))
        self._view.setAccessibleName(self.tr("Importance of the heads"))
        self._table.set_columns(self._columns())
        self._view.fit_columns()
        self._show_about()

    # -- inside

    def _lay_out(self) -> None:
        self._source_label.setBuddy(self._source)
        line = QHBoxLayout()
        line.addWidget(self._source_label)
        line.addWidget(self._source, 1)
        for widget in (self._passages, self._start, self._stop):
            line.addWidget(widget)
        for box in (self._source, self._passages):
            ignore_wheel_without_focus(box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self._progress)
        layout.addWidget(self._about)
        layout.addWidget(self._swap, 1)

    def _columns(self) -> tuple[Column[ImportanceRow], ...]:
        return (
            Column(
                self.tr("Head"),
                lambda row: row.head[0] * 1000 + row.head[1],
                lambda row: head_name(row.head),
                help=self.tr("Layer and head, counted from 0; a click makes it the present part"),
            ),
            Column(
                self.tr("Loss increase"),
                lambda row: row.increase,
                lambda row: figures.measure(row.increase, 4),
                numeric=True,
                help=self.tr(
                    "How much the loss rises with the head's output zeroed, in nats; below 0 "
                    "the model does better without it"
                ),
            ),
            Column(
                self.tr("Gradient"),
                lambda row: row.gradient,
                lambda row: figures.measure(row.gradient, 4),
                numeric=True,
                help=self.tr(
                    "|∂loss/∂m| where the head's output is multiplied by m = 1, the mean over "
                    "passages (Michel et al. 2019), in nats"
                ),
            ),
        )

    def _show_passages(self) -> None:
        self._passages.setVisible(bool(self.corpus))

    def _show_about(self) -> None:
        known = self._known
        is_known = known is not None and bool(known.passages)
        self._about.setVisible(is_known)
        self._swap.show_content(is_known)
        if known is None or not is_known:
            self._show_empty()
            return
        parts = [
            self._what_was_read(known),
            self._loss_text(known).format(loss=figures.measure(known.loss)),
            self.tr("rank correlation of both measures {rho}").format(
                rho=figures.measure(known.rank_correlation, 2)
            ),
        ]
        self._about.setText("\n".join((beside(parts), *map(translate, known.notes))))

    def _loss_text(self, known: "HeadImportance") -> str:
        if known.kind == "class":
            return self.tr("loss {loss} nats a text")
        return self.tr("loss {loss} nats a token")

    def _show_empty(self) -> None:
        """What stands here once it is measured, and how to measure it."""
        if self._is_busy:
            self._empty.set_text(self.tr("Measuring…"))
            return
        about = self.tr("How much each head matters to the loss: measure it here.")
        self._empty.set_text(about, self.tr("Measure all heads"))

    def _what_was_read(self, known: "HeadImportance") -> str:
        if known.kind == "class":
            return self.tr("passages: {count}").format(count=figures.count(known.passages))
        tokens = figures.count(known.tokens)
        if known.passages == 1:
            return self.tr("1 passage, {tokens} tokens").format(tokens=tokens)
        return self.tr("{count} passages, {tokens} tokens").format(
            count=figures.count(known.passages), tokens=tokens
        )

    def _on_picked(self) -> None:
        chosen = self._view.chosen()
        if chosen:
            self.head_chosen.emit(*chosen[0].head)

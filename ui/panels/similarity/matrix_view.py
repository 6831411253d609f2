"""The matrix of similarity, by the measure that is chosen."""

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.i18n import beside
from ui.models import figures
from ui.panels.similarity.layer_matrix import LayerMatrix

if TYPE_CHECKING:
    from workbench.inspection.comparison.similarity import Similarity


class MatrixMeasure(StrEnum):
    """What the cells tell."""

    CKA = "cka"
    PLAIN_CKA = "plain_cka"
    DIVERGENCE = "divergence"


class MatrixView(QWidget):
    """`chosen` brings a layer of the teacher and one of the student."""

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._similarity: Similarity | None = None
        self._label, self._measure = QLabel(), QComboBox()
        self._label.setBuddy(self._measure)
        for shown in MatrixMeasure:
            self._measure.addItem("", shown.value)
        self._about = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.matrix = LayerMatrix()
        self.matrix.set_describer(self._describe)
        line = QHBoxLayout()
        line.addWidget(self._label)
        line.addWidget(self._measure)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.matrix, 1)
        layout.addWidget(self._about)
        self._measure.currentIndexChanged.connect(self._draw)
        self.matrix.chosen.connect(self._on_cell)

    def show_similarity(self, similarity: "Similarity | None") -> None:
        self._similarity = similarity
        self._draw()

    def parts(self) -> list[QWidget]:
        """What a picture shows of it, from top to bottom."""
        return [self.matrix, self._about]

    def retranslate(self) -> None:
        names = {
            MatrixMeasure.CKA: (
                self.tr("CKA of hidden states"),
                self.tr("Linear CKA by the unbiased estimator (Song 2012, Nguyen 2021)"),
            ),
            MatrixMeasure.PLAIN_CKA: (
                self.tr("CKA, plain"),
                self.tr("Linear CKA as Kornblith 2019: too high for texts with few tokens"),
            ),
            MatrixMeasure.DIVERGENCE: (
                self.tr("Divergence of attention"),
                self.tr("Jensen-Shannon divergence of the matched heads, the mean, in nats"),
            ),
        }
        self._label.setText(self.tr("By measure"))
        with QSignalBlocker(self._measure):
            for index, (name, meaning) in enumerate(names.values()):
                self._measure.setItemText(index, name)
                self._measure.setItemData(index, meaning, Qt.ItemDataRole.ToolTipRole)
        self.matrix.set_axis_names(self.tr("teacher"), self.tr("student"))
        self._draw()

    @property
    def _shown(self) -> MatrixMeasure:
        return MatrixMeasure(self._measure.currentData())

    @property
    def _first(self) -> int:
        """How many rows and columns stand before the first block: the embeddings."""
        return 0 if self._shown is MatrixMeasure.DIVERGENCE else 1

    def _draw(self) -> None:
        found = self._similarity
        if found is None:
            self.matrix.clear()
            self.matrix.set_title("")
            self._about.setText("")
            return
        values = {
            MatrixMeasure.CKA: found.cka_xy,
            MatrixMeasure.PLAIN_CKA: found.plain_cka_xy,
            MatrixMeasure.DIVERGENCE: found.divergence_lm,
        }[self._shown]
        rows, columns = (self._names(count) for count in values.shape)
        self.matrix.show_values(values, rows, columns)
        self.matrix.set_title(self._measure.currentText())
        first = self._first
        self.matrix.frame(
            *(
                [(theirs + first, ours + first) for theirs, ours in pairs]
                for pairs in (found.mapping.pairs, found.best_pairs)
            )
        )
        self._about.setText(self._told(found))

    def _names(self, count: int) -> list[str]:
        layers = [f"L{number}" for number in range(count - self._first)]
        return [self.tr("embeddings"), *layers] if self._first else layers

    def _told(self, found: "Similarity") -> str:
        """What was read, what was left out, and what the frames mean."""
        parts = [self.tr("{count} tokens").format(count=figures.count(found.tokens))]
        if found.passages > 1:
            passages = self.tr("{count} passages").format(count=figures.count(found.passages))
            parts.insert(0, passages)
        if found.queries < found.tokens:
            rows = self.tr("attention of {queries} of them, evenly spread")
            parts.append(rows.format(queries=figures.count(found.queries)))
        if found.left_out and found.passages > 1:
            ends = self.tr("{count} more at the ends not read")
            parts.append(ends.format(count=figures.count(found.left_out)))
        if found.too_short:
            short = self.tr("{count} passages too short")
            parts.append(short.format(count=figures.count(found.too_short)))
        own = self.tr("Line: the student's own layer map; dashes: the best match of heads.")
        uniform = self.tr("Line: a uniform layer map; dashes: the best match of heads.")
        return f"{beside(parts)}\n{own if found.mapping.is_own else uniform}"

    def _describe(self, row: int, column: int) -> str:
        found = self._similarity
        if found is None:
            return ""
        values = self.matrix.values
        rows, columns = (self._names(count) for count in values.shape)
        value = float(values[row, column])
        return self.tr("teacher {row}, student {column}: {value}").format(
            row=rows[row],
            column=columns[column],
            value=figures.measure(None if value != value else value, 4),
        )

    def _on_cell(self, row: int, column: int) -> None:
        pair = row - self._first, column - self._first
        if min(pair) >= 0:
            self.chosen.emit(*pair)

"""Minimal pairs of a corpus at each checkpoint of a model: bars over the steps, and a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.session import Session
from ui.widgets.charts.bars import Bar
from ui.widgets.charts.histogram import BarChart
from workbench.intervals import Interval
from workbench.store.records import ModelRecord

if TYPE_CHECKING:
    from workbench.inspection.comparison.pair_scores import PairScores

_SIZE_PX = (680, 560)


@dataclass(frozen=True)
class PairsRow:
    """One kind of pairs at one checkpoint; all of them without a kind."""

    step: int
    kind: str
    count: int
    accuracy: Interval


class PairsDialog(QDialog):
    """What is found is shown as it comes; it blocks nothing."""

    def __init__(self, session: Session, model: ModelRecord, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Minimal pairs: {name}").format(name=model.name))
        self._session, self._model = session, model
        self._found: dict[int, PairScores] = {}
        self._corpus, self._test = QComboBox(), QPushButton(self.tr("Test"))
        self._corpus.setAccessibleName(self.tr("Corpus"))
        self._said = QLabel(wordWrap=True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._bars = BarChart()
        self._table: Table[PairsRow] = Table(lambda row: f"{row.step} {row.kind}", self)
        self._view = TableView(self._table)
        self._lay_out()
        self._test.clicked.connect(self._begin)

    def _lay_out(self) -> None:
        project = self._session.project
        assert project is not None
        self._corpus.addItems([corpus.name for corpus in project.corpora])
        self._said.setText(
            self.tr(
                "Pairs of texts are made from the validation part: one as it stands there, and one "
                "in which a bracket, a quotation mark, the order of words, a name or an article is "
                "wrong. A model is right where it finds the first one likelier; half is chance."
            )
        )
        self._bars.set_title(self.tr("Pairs that are right, by step (%)"))
        self._view.setAccessibleName(self.windowTitle())
        self._table.set_columns(self._columns())
        top = QHBoxLayout()
        top.addWidget(self._corpus, 1)
        top.addWidget(self._test)
        layout = QVBoxLayout(self)
        layout.addWidget(self._said)
        layout.addLayout(top)
        layout.addWidget(self._bars, 1)
        layout.addWidget(self._view, 2)
        self.resize(*_SIZE_PX)

    def _columns(self) -> tuple[Column[PairsRow], ...]:
        return (
            Column(
                self.tr("Kind"),
                lambda row: self._kind(row.kind),
                help=self.tr("What is wrong in the second text"),
            ),
            Column(
                self.tr("Step"),
                lambda row: row.step,
                lambda row: figures.count(row.step),
                numeric=True,
                help=self.tr("The checkpoint that is asked"),
            ),
            Column(
                self.tr("Pairs"),
                lambda row: row.count,
                lambda row: figures.count(row.count),
                numeric=True,
                help=self.tr("How many were found in the text and scored"),
            ),
            Column(
                self.tr("Right"),
                lambda row: row.accuracy.value,
                lambda row: figures.share(row.accuracy.value),
                numeric=True,
                help=self.tr("The share in which the text of the corpus is the likelier one"),
            ),
            Column(
                self.tr("95 % interval"),
                lambda row: row.accuracy.low,
                lambda row: (
                    f"{figures.share(row.accuracy.low)} – {figures.share(row.accuracy.high)}"
                ),
                numeric=True,
                help=self.tr("Where the share of more such pairs would lie (Wilson)"),
            ),
        )

    def _kind(self, kind: str) -> str:
        names = {
            "brackets": self.tr("Brackets closed"),
            "quotes": self.tr("Quotation marks closed"),
            "order": self.tr("Order of words"),
            "names": self.tr("Names kept"),
            "article": self.tr("a or an"),
        }
        return names.get(kind, self.tr("All"))

    def _begin(self) -> None:
        self._test.setEnabled(False)
        self._found = {}
        self._session.query(self._asked, self._take, self._done, on_error=self._fail, owner=self)

    def _asked(self) -> "Iterator[PairScores]":
        project = self._session.project
        assert project is not None
        model = project.model(self._model.name)
        yield from model.pairs_over_checkpoints(self._corpus.currentText())

    def _take(self, found: "PairScores") -> None:
        self._found[found.step] = found
        self._said.setText(
            self.tr("Step {step}: {done} of {total} pairs").format(
                step=figures.count(found.step),
                done=figures.count(found.done),
                total=figures.count(found.total),
            )
        )
        if found.done == found.total:
            self._show()

    def _show(self) -> None:
        self._table.set_rows([row for one in self._found.values() for row in _rows(one)])
        self._view.fit_columns()
        whole = [(one.step, one.accuracy()) for one in self._found.values()]
        self._bars.set_bars(
            [
                Bar(str(step), 100 * accuracy.value, figure=figures.share(accuracy.value))
                for step, accuracy in whole
                if accuracy is not None
            ]
        )

    def _done(self, *_: object) -> None:
        self._test.setEnabled(True)

    def _fail(self, error: BaseException) -> None:
        self._test.setEnabled(True)
        self._said.setText(str(error))
        self._session.query_failed(self, error)


def _rows(one: "PairScores") -> Iterator[PairsRow]:
    for kind in (*one.kinds, None):
        accuracy = one.accuracy(kind)
        if accuracy is not None:
            yield PairsRow(one.step, kind or "", one.count(kind), accuracy)

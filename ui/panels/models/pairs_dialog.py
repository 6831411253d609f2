"""Minimal pairs of a corpus at each checkpoint of a model: curves over the steps, and tables."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.models import figures
from ui.panels.models.pairs_curves import PairsCurves
from ui.panels.models.pairs_tables import FoundPairsTable, PairScoresTable
from ui.session import Session
from workbench.corpora.minimal_pairs.pair import MOST_CHARACTERS
from workbench.store.records import ModelRecord

if TYPE_CHECKING:
    from workbench.inspection.comparison.pair_scores import PairScores

_SIZE_PX = (680, 560)


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
        self._read = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._curves = PairsCurves(session.theme)
        self._table, self._made = PairScoresTable(), FoundPairsTable()
        self._lay_out()
        self._test.clicked.connect(self._begin)

    def _lay_out(self) -> None:
        project = self._session.project
        assert project is not None
        self._corpus.addItems([corpus.name for corpus in project.corpora])
        self._said.setText(
            self.tr(
                "Pairs of texts are made from the validation part: one as it stands there, and one "
                "in which a verb, an article, a bracket, a quotation mark, the order of words or a "
                "name is wrong. A model is right where it finds the first one likelier; half is "
                "chance."
            )
        )
        parts = QTabWidget(documentMode=True)
        parts.addTab(self._curves, self.tr("Curves"))
        parts.addTab(self._table, self.tr("Figures"))
        parts.addTab(self._made, self.tr("How the pairs were found"))
        top = QHBoxLayout()
        top.addWidget(self._corpus, 1)
        top.addWidget(self._test)
        layout = QVBoxLayout(self)
        layout.addWidget(self._said)
        layout.addLayout(top)
        layout.addWidget(parts, 1)
        layout.addWidget(self._read)
        self.resize(*_SIZE_PX)

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
        scores = tuple(self._found.values())
        self._curves.show_scores(scores)
        self._table.show_scores(scores)
        found = scores[-1].found
        self._made.show_counts(found.counts)
        read = (
            self.tr(
                "All {count} documents of the validation part were read; of {cut} only the "
                "first {most} characters."
            )
            if found.is_whole
            else self.tr(
                "The first {count} documents of the validation part were read; of {cut} "
                "only the first {most} characters."
            )
        )
        self._read.setText(
            read.format(
                count=figures.count(found.documents),
                cut=figures.count(found.cut),
                most=figures.count(MOST_CHARACTERS),
            )
        )

    def _done(self, *_: object) -> None:
        self._test.setEnabled(True)

    def _fail(self, error: BaseException) -> None:
        self._test.setEnabled(True)
        self._said.setText(str(error))
        self._session.query_failed(self, error)

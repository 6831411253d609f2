"""The search for the passages of a corpus where the student is worst."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QModelIndex, Qt, Signal
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

from ui.i18n import beside
from ui.models import figures
from ui.models.role import Role
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.protocols.open_project import ModelSource
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.messages import translate
from ui.texts.results_of import Answering, OutdatedMark, ResultsOf, answering
from ui.widgets.saving import ask_where_to_save, save_bytes
from workbench.errors import reason_of
from workbench.events import Level

if TYPE_CHECKING:
    from workbench.activities.queries.token_queries import WorstPassage, WorstPassages

_MOST_TOKENS = 10_000_000
_MOST_PASSAGES = 1_000


@dataclass(frozen=True)
class Searched:
    """How far a search has come, and what it is of: a corpus, by its name, and settings."""

    results: ResultsOf
    found: "WorstPassages"


class WorstPage(QWidget):
    """Settings, progress and the table; `opened` brings the passage that was double-clicked."""

    opened = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pair: Mapping[Role, Answering] = {}
        self._searched: Searched | None = None
        self._outdated = OutdatedMark(session)
        self._query: Query[Searched] | None = None
        self._labels = {name: QLabel() for name in ("corpus", "by", "tokens", "passages")}
        self._corpus, self._by = QComboBox(), QComboBox()
        self._corpus.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._tokens = QSpinBox(minimum=100, maximum=_MOST_TOKENS, value=20_000, singleStep=10_000)
        self._tokens.setGroupSeparatorShown(True)
        self._passages = QSpinBox(minimum=1, maximum=_MOST_PASSAGES, value=20)
        self._start, self._stop, self._export = QPushButton(), QPushButton(), QPushButton()
        self._progress = QProgressBar(textVisible=False)
        self._status = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._table: Table[WorstPassage] = Table(lambda row: str(row.begin), self)
        self._view = TableView(self._table)
        self._lay_out()
        self._connect()
        self._enable()

    @property
    def results(self) -> ResultsOf | None:
        """The corpus and the models that the passages in the table belong to."""
        return None if self._searched is None else self._searched.results

    def set_corpora(self, names: list[str], preferred: str) -> None:
        """Offer these; the present choice stays if it is still there."""
        before = self._corpus.currentText() or preferred
        self._corpus.clear()
        self._corpus.addItems(names)
        self._corpus.setCurrentText(before)
        self._enable()

    def set_pair(self, pair: Mapping[Role, Answering]) -> None:
        """The models that the next search compares."""
        self._pair = pair
        self._enable()
        self._mark_outdated()

    def search(self) -> None:
        """Begin anew with the present settings."""
        project, present = self._session.project, self._present()
        if project is None or len(self._pair) < len(Role) or not present.text:
            return
        self.stop()
        self._searched = None
        self._table.set_rows(())
        self._progress.setRange(0, 0)
        self._query = self._session.query(
            lambda: searched(project, present),
            self._show,
            on_done=self._end,
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )
        self._enable()
        self._mark_outdated()

    def stop(self) -> None:
        """Give the search up; what it has found stays."""
        if self._query is not None:
            self._query.cancel()
            self._end()

    def retranslate(self) -> None:
        self._labels["corpus"].setText(self.tr("Corpus"))
        self._labels["by"].setText(self.tr("Worst by"))
        self._labels["tokens"].setText(self.tr("Tokens to read"))
        self._labels["passages"].setText(self.tr("Passages"))
        self._tokens.setToolTip(
            self.tr("From the beginning of the corpus's validation part, which nobody trained on")
        )
        chosen = max(self._by.currentIndex(), 0)
        self._by.clear()
        self._by.addItem(self.tr("KL divergence"), "kl")
        self._by.addItem(self.tr("Student's loss minus teacher's"), "excess")
        self._by.setCurrentIndex(chosen)
        self._start.setText(self.tr("Search"))
        self._stop.setText(self.tr("Stop"))
        self._export.setText(self.tr("Export as CSV…"))
        self._view.setToolTip(self.tr("Double-click a passage to see its tokens"))
        self._table.set_columns(self._columns())
        self._view.fit_columns()
        self._show_status()

    # -- inside

    def _lay_out(self) -> None:
        settings = QHBoxLayout()
        editors = {
            "corpus": self._corpus,
            "by": self._by,
            "tokens": self._tokens,
            "passages": self._passages,
        }
        for name, editor in editors.items():
            self._labels[name].setBuddy(editor)
            settings.addWidget(self._labels[name])
            settings.addWidget(editor)
        settings.addStretch()
        buttons = QHBoxLayout()
        for button in (self._start, self._stop):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self._export)
        self._progress.setMaximumHeight(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(settings)
        layout.addLayout(buttons)
        layout.addWidget(self._progress)
        layout.addWidget(self._status)
        layout.addWidget(self._outdated)
        layout.addWidget(self._view, 1)

    def _connect(self) -> None:
        self._start.clicked.connect(self.search)
        self._stop.clicked.connect(self.stop)
        self._export.clicked.connect(self._ask_where)
        self._view.doubleClicked.connect(self._on_double_click)
        self._outdated.refresh_requested.connect(self.search)
        for changed in (
            self._corpus.currentIndexChanged,
            self._by.currentIndexChanged,
            self._tokens.valueChanged,
            self._passages.valueChanged,
        ):
            changed.connect(self._mark_outdated)

    def _columns(self) -> tuple["Column[WorstPassage]", ...]:
        return (
            Column(
                self.tr("Text"),
                lambda row: row.text,
                lambda row: " ".join(row.text.split()),
                help=self.tr("The passage of the validation text"),
            ),
            Column(
                self.tr("KL"),
                lambda row: row.compared.kl,
                lambda row: figures.measure(row.compared.kl),
                numeric=True,
                help=self.tr("KL(teacher ‖ student) at temperature 1, nats per token"),
            ),
            Column(
                self.tr("Student's loss"),
                lambda row: row.compared.student_loss,
                lambda row: figures.measure(row.compared.student_loss),
                numeric=True,
                help=self.tr("Nats per token, lower is better"),
            ),
            Column(
                self.tr("Teacher's loss"),
                lambda row: row.compared.teacher_loss,
                lambda row: figures.measure(row.compared.teacher_loss),
                numeric=True,
                help=self.tr("Nats per token, lower is better"),
            ),
            Column(
                self.tr("Agreement with teacher"),
                lambda row: row.compared.agreement,
                lambda row: figures.share(row.compared.agreement),
                numeric=True,
                help=self.tr("How often both models have the same first choice"),
            ),
            Column(
                self.tr("From token"),
                lambda row: row.begin,
                lambda row: figures.count(row.begin),
                numeric=True,
                help=self.tr("The place of the first token in the validation part, from 0"),
            ),
        )

    def _chosen_by(self) -> Literal["kl", "excess"]:
        return "excess" if self._by.currentData() == "excess" else "kl"

    def _present(self) -> ResultsOf:
        """What a search would be of now."""
        settings = (self._chosen_by(), self._passages.value(), self._tokens.value())
        return ResultsOf(self._corpus.currentText(), self._pair, settings)

    def _mark_outdated(self) -> None:
        self._outdated.compare(self.results, self._present())

    def _show(self, searched: "Searched") -> None:
        self._searched, result = searched, searched.found
        self._progress.setRange(0, result.total)
        self._progress.setValue(result.done)
        self._table.set_rows(result.passages)
        self._show_status()
        self._mark_outdated()

    def _show_status(self) -> None:
        result = self._searched.found if self._searched is not None else None
        if result is None:
            self._status.setText(
                self.tr(
                    "Reads the validation text with both models and lists the passages of 64 "
                    "tokens where the student is furthest from its teacher."
                )
            )
            return
        read = self.tr("{done} of {total} tokens read").format(
            done=figures.count(result.done), total=figures.count(result.total)
        )
        common = max((one.compared.common_pieces for one in result.passages), default=0)
        if common:
            over = self.tr("Over the {common} pieces that both have, renormalised.")
            read = beside((read, over.format(common=figures.count(common))))
        self._status.setText(read)

    def _end(self) -> None:
        self._query = None
        if self._searched is None:
            self._progress.setRange(0, 1)
        self._view.fit_columns()
        self._enable()

    def _fail(self, error: BaseException) -> None:
        self._session.query_failed(self, error)
        self._end()

    def _enable(self) -> None:
        searching = self._query is not None
        can_search = len(self._pair) == len(Role) and self._corpus.count() > 0
        self._start.setEnabled(can_search and not searching)
        self._stop.setEnabled(searching)
        self._export.setEnabled(not searching and bool(self._table.rows))

    def _on_double_click(self, index: QModelIndex) -> None:
        self.opened.emit(self._table.row(index.row()))

    def _ask_where(self) -> None:
        name = "worst-passages.csv"
        ask_where_to_save(self, self.tr("Export"), name, "CSV (*.csv)", self._save_to)

    def _save_to(self, path: Path) -> None:
        try:
            save_bytes(path, self._table.csv().encode("utf-8-sig"))
        except OSError as error:
            text = self.tr("{path} could not be written: {reason}")
            text = text.format(path=path, reason=translate(reason_of(error)))
            self._session.messages.show(text, Level.ERROR)
        else:
            self._session.messages.show(self.tr("Saved as {path}").format(path=path))


def searched(project: ModelSource, asked: ResultsOf) -> Iterator[Searched]:
    """Runs in a thread of the query lane."""
    models = {role: project.model(one.reference) for role, one in asked.models.items()}
    results = replace(asked, models=answering(models))
    pair = models[Role.TEACHER].versus(models[Role.STUDENT])
    by, most_passages, most_tokens = asked.settings
    for found in pair.worst_passages(
        asked.text, by=by, most_passages=most_passages, most_tokens=most_tokens
    ):
        yield Searched(results, found)

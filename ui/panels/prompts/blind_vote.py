"""Two texts without names, three buttons, and afterwards who wrote them and who wins."""

import random
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.forms.setting_names import spec_text
from ui.i18n import beside
from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panels.prompts.pool import BlindPair, PoolText, of_answers, of_written, pairs
from ui.session import Session
from ui.widgets.numbers import MISSING, counted
from workbench.errors import WorkbenchError
from workbench.generation.spec import parse_strategy
from workbench.store.choices.votes import (
    Choice,
    Contender,
    Votes,
    WinRate,
    keep_vote,
    read_votes,
    win_rates,
)

if TYPE_CHECKING:
    from workbench.project.models.prompt_table import PromptAnswer

_NO_VOTES = Votes((), 0)


class BlindVotePage(QWidget):
    """Draws pairs of the texts that there are; names and win rates are shown after each vote."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: Sequence[PromptAnswer] = ()
        self._votes = _NO_VOTES
        self._pair: BlindPair | None = None
        self._is_told = False
        self._chance: random.Random = random.SystemRandom()
        self._prompt = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._status = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._names = tuple(
            QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True) for _ in range(2)
        )
        self._texts = tuple(QPlainTextEdit(readOnly=True) for _ in range(2))
        self._a, self._tie, self._b, self._next = (QPushButton() for _ in range(4))
        self._table: Table[WinRate] = Table(lambda row: f"{row.one.key} {row.other.key}", self)
        self._view = TableView(self._table)
        self._lay_out()
        self._connect()

    def set_rows(self, rows: "Sequence[PromptAnswer]") -> None:
        """The texts of the table of prompts; a pair that is shown stays."""
        self._rows = tuple(rows)
        self._refresh()

    def new_project(self) -> None:
        """Another project has votes of its own."""
        self._rows, self._pair, self._is_told = (), None, False
        self._refresh()

    def draw(self) -> None:
        """Show another pair, without names."""
        self._pair = next(self._open_pairs(), None)
        self._is_told = False
        self._show()

    def vote(self, choice: Choice) -> None:
        """Keep what was chosen, and tell who wrote the texts."""
        project, pair = self._session.project, self._pair
        if project is None or pair is None or self._is_told:
            return
        try:
            keep_vote(project.folder, pair.prompt, pair.a, pair.b, choice)
            self._votes = read_votes(project.folder)
        except WorkbenchError as error:
            self._session.query_failed(self, error)
            return
        self._is_told = True
        self._show()

    def retranslate(self) -> None:
        self._a.setText(self.tr("A is better"))
        self._tie.setText(self.tr("Tie"))
        self._b.setText(self.tr("B is better"))
        self._next.setText(self.tr("Next pair"))
        for name, text in zip(("A", "B"), self._texts, strict=True):
            text.setAccessibleName(self.tr("Text {name}").format(name=name))
        self._view.setAccessibleName(self.tr("Win rates"))
        self._table.set_columns(self._columns())
        self._view.fit_columns()
        self._show()

    # -- inside

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        for name, text in zip(self._names, self._texts, strict=True):
            side = QWidget()
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(name)
            column.addWidget(text, 1)
            split.addWidget(side)
        split.setSizes([1, 1])
        buttons = QHBoxLayout()
        buttons.addStretch()
        for button in (self._a, self._tie, self._b, self._next):
            buttons.addWidget(button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.addWidget(self._prompt)
        layout.addWidget(split, 2)
        layout.addLayout(buttons)
        layout.addWidget(self._status)
        layout.addWidget(self._view, 1)

    def _connect(self) -> None:
        self._a.clicked.connect(lambda: self.vote("a"))
        self._tie.clicked.connect(lambda: self.vote("tie"))
        self._b.clicked.connect(lambda: self.vote("b"))
        self._next.clicked.connect(self.draw)
        self._session.written.changed.connect(self._refresh)

    def _columns(self) -> tuple[Column[WinRate], ...]:
        return (
            Column(
                self.tr("One"),
                lambda row: _named(row.one),
                help=self.tr("Whose wins are counted"),
            ),
            Column(
                self.tr("Against"),
                lambda row: _named(row.other),
                help=self.tr("Whom its texts were compared with"),
            ),
            Column(
                self.tr("Win rate"),
                lambda row: row.rate.value if row.rate else None,
                _rate,
                numeric=True,
                help=self.tr("Wins among the votes that are no ties, with Wilson's 95 % interval"),
            ),
            Column(
                self.tr("Won"),
                lambda row: row.wins,
                lambda row: figures.count(row.wins),
                numeric=True,
                help=self.tr("How often the first was better"),
            ),
            Column(
                self.tr("Lost"),
                lambda row: row.losses,
                lambda row: figures.count(row.losses),
                numeric=True,
                help=self.tr("How often the other was better"),
            ),
            Column(
                self.tr("Ties"),
                lambda row: row.ties,
                lambda row: figures.count(row.ties),
                numeric=True,
                help=self.tr("How often none was better"),
            ),
        )

    def _pool(self) -> Iterator[PoolText]:
        return chain(of_answers(self._rows), of_written(self._session.written.texts))

    def _open_pairs(self) -> Iterator[BlindPair]:
        return pairs(self._pool(), self._votes.votes, self._chance)

    def _refresh(self) -> None:
        project = self._session.project
        try:
            self._votes = read_votes(project.folder) if project is not None else _NO_VOTES
        except WorkbenchError as error:
            self._votes = _NO_VOTES
            self._session.query_failed(self, error)
        if self._pair is None:
            self.draw()
        else:
            self._show()

    def _show(self) -> None:
        pair = self._pair
        for text, voted in zip(
            self._texts, (pair.a, pair.b) if pair else (None, None), strict=True
        ):
            text.setPlainText(voted.text.strip() if voted is not None else "")
        self._prompt.setText(
            self.tr("Prompt: {prompt}").format(prompt=pair.prompt) if pair is not None else ""
        )
        self._show_names()
        for button in (self._a, self._tie, self._b):
            button.setEnabled(pair is not None and not self._is_told)
        shown = 0 if self._is_told or pair is None else 1
        self._next.setEnabled(len(list(islice(self._open_pairs(), shown + 1))) > shown)
        self._status.setText(self._status_text())
        self._view.setVisible(self._is_told)
        self._table.set_rows(win_rates(self._votes.votes) if self._is_told else ())
        self._view.fit_columns()

    def _show_names(self) -> None:
        pair = self._pair
        for label, name, voted in zip(
            self._names, ("A", "B"), (pair.a, pair.b) if pair else (None, None), strict=True
        ):
            told = self.tr("{name}: {contender}, seed {seed}")
            label.setText(
                told.format(name=name, contender=_named(voted.contender), seed=voted.seed)
                if voted is not None and self._is_told
                else name
            )

    def _status_text(self) -> str:
        votes = self._votes
        if self._pair is None:
            text = self.tr(
                "There is no pair to vote on: write with two models or strategies in Write, or "
                "run a file of prompts."
            )
        else:
            one = self.tr("1 vote so far")
            text = counted(len(votes.votes), one, self.tr("{count} votes so far"))
            if self._is_told and not self._next.isEnabled():
                text = beside((text, self.tr("every pair was voted on")))
        if votes.unreadable:
            one = self.tr("1 line of votes cannot be read.")
            many = self.tr("{count} lines of votes cannot be read.")
            told = counted(votes.unreadable, one, many)
            text = f"{text} {told}" if self._pair is None else beside((text, told))
        return text


def _named(contender: Contender) -> str:
    return f"{contender.model}@{contender.step} {spec_text(parse_strategy(contender.strategy))}"


def _rate(row: WinRate) -> str:
    if row.rate is None:
        return MISSING
    low, high = figures.share(row.rate.low), figures.share(row.rate.high)
    return f"{figures.share(row.rate.value)} [{low}, {high}]"

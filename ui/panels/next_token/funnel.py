"""How many candidates each step of a strategy leaves, and with what share of the probability."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panels.next_token.fitting import fit_for_moves
from ui.panels.next_token.words import step_text
from ui.shell.messages import translate
from ui.widgets.numbers import probability
from workbench.generation.candidates.funnel import FunnelStage, TokenCandidates
from workbench.generation.spec import Strategy


@dataclass(frozen=True)
class _Row:
    number: int
    name: str
    stage: FunnelStage


class FunnelTable(QWidget):
    """A line for each step, and below them what they do not tell."""

    def __init__(self) -> None:
        super().__init__()
        self._table: Table[_Row] = Table(lambda row: str(row.number), self)
        self._view = TableView(self._table)
        self._view.setSortingEnabled(False)
        self._notes = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._shown: tuple[Strategy, TokenCandidates] | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._notes)

    def show_stages(self, strategy: Strategy, found: TokenCandidates) -> None:
        """Show what a strategy leaves of a model's distribution."""
        before = self._shown
        self._shown = (strategy, found)
        rows = [
            _Row(number, step_text(strategy, stage.name), stage)
            for number, stage in enumerate(found.stages)
        ]
        self._table.set_rows(rows)
        if before is None or _widths(before[1]) != _widths(found):
            fit_for_moves(self._view)
        self._notes.setText("\n".join(map(translate, found.notes)))
        self._notes.setVisible(bool(found.notes))

    def clear(self) -> None:
        self._shown = None
        self._table.set_rows(())
        self._notes.hide()

    def retranslate(self) -> None:
        self._view.setAccessibleName(self.tr("What each step leaves"))
        self._table.set_columns(
            (
                Column(
                    self.tr("Processor"),
                    lambda row: row.name,
                    help=self.tr("What the strategy does to the distribution, one after the other"),
                ),
                Column(
                    self.tr("Tokens left"),
                    lambda row: row.stage.left,
                    lambda row: self._both(row.stage.left, row.stage.least_left, _count),
                    numeric=True,
                    help=self.tr(
                        "How many tokens can still be taken; two numbers where chance decides"
                    ),
                ),
                Column(
                    self.tr("Mass left"),
                    lambda row: row.stage.mass,
                    lambda row: self._both(row.stage.mass, row.stage.least_mass, probability),
                    numeric=True,
                    help=self.tr("Which share of its probability the model gives to those left"),
                ),
            )
        )
        if self._shown is not None:
            self.show_stages(*self._shown)
        fit_for_moves(self._view)

    def _both(self, most: float, least: float, written: Callable[[float], str]) -> str:
        """A figure, or the two that there may be."""
        if least == most:
            return written(most)
        return self.tr("{least} or {most}").format(least=written(least), most=written(most))


def _widths(found: TokenCandidates) -> list[bool]:
    """What decides how wide the figures are."""
    return [stage.is_random for stage in found.stages]


def _count(number: float) -> str:
    return figures.count(round(number))

"""The candidates as a table, and what can be asked for with one of them."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panels.next_token.asked import why_not_ban, why_not_branch, why_not_favour
from ui.panels.next_token.fitting import fit_for_moves
from ui.panels.next_token.words import step_text
from ui.session import Session
from ui.widgets.numbers import MISSING, probability
from ui.widgets.token_strip import shown
from workbench.generation.candidates.funnel import TokenCandidate, TokenCandidates
from workbench.generation.spec import Strategy

MARK = "◆"


@dataclass(frozen=True)
class _Shown:
    """What the table tells of: a strategy's candidates, and which of them was taken."""

    strategy: Strategy
    found: TokenCandidates
    taken: int | None


class CandidateTable(QWidget):
    """`model_chosen` tells the number of the model whose candidates are wanted; `branch`, `ban` and
    `favour` bring the candidate that a person chose."""

    model_chosen = Signal(int)
    branch = Signal(object)
    ban = Signal(object)
    favour = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._model_label, self._model = QLabel(), QComboBox()
        self._model_label.setBuddy(self._model)
        self._table: Table[TokenCandidate] = Table(lambda row: str(row.id), self)
        self._view = TableView(self._table)
        self._actions = {name: QAction(self) for name in ("branch", "ban", "favour")}
        self._shown: _Shown | None = None
        head = QHBoxLayout()
        head.addWidget(self._model_label)
        head.addWidget(self._model, 1)
        for name, action in self._actions.items():
            button = QToolButton()
            button.setDefaultAction(action)
            head.addWidget(button)
            self._view.addAction(action)
            action.triggered.connect(lambda _=False, name=name: self._ask(name))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self._view, 1)
        self._model.activated.connect(self.model_chosen)
        self._view.chosen_changed.connect(self._enable)
        session.theme.changed.connect(self.retranslate)

    def set_models(self, references: tuple[str, ...], chosen: int) -> None:
        """Whose candidates can be looked at, in silence."""
        if [self._model.itemText(n) for n in range(self._model.count())] != list(references):
            self._model.clear()
            self._model.addItems(references)
        self._model.setCurrentIndex(chosen)

    def show_candidates(
        self, strategy: Strategy, found: TokenCandidates, taken: int | None
    ) -> None:
        """Show a model's candidates, and how they fare behind each step."""
        before, self._shown = self._shown, _Shown(strategy, found, taken)
        if before is None or self._headings(before) != self._headings(self._shown):
            self._table.set_columns(self._columns())
        has_other_rows = [one.id for one in found.candidates] != [r.id for r in self._table.rows]
        self._table.set_rows(found.candidates)
        if has_other_rows or before is None or len(before.found.stages) != len(found.stages):
            fit_for_moves(self._view)
        self._enable()

    def choose(self, token: int) -> None:
        """Choose a candidate, or none if it is not there."""
        self._view.choose(str(token))

    def clear(self) -> None:
        self._shown = None
        self._table.set_rows(())
        self._enable()

    def retranslate(self) -> None:
        self._model_label.setText(self.tr("Candidates of"))
        self._model.setAccessibleName(self._model_label.text())
        self._view.setAccessibleName(self.tr("Candidates"))
        self._actions["branch"].setText(self.tr("Branch here"))
        self._actions["ban"].setText(self.tr("Ban"))
        self._actions["favour"].setText(self.tr("Favour"))
        self._table.set_columns(self._columns())
        fit_for_moves(self._view)
        self._enable()

    # -- inside

    def _headings(self, of: _Shown) -> list[str]:
        stages = of.found.stages[1:]
        return [step_text(of.strategy, one.name, with_value=False) for one in stages]

    def _columns(self) -> tuple[Column[TokenCandidate], ...]:
        headings = self._headings(self._shown) if self._shown is not None else []
        return (
            Column(
                self.tr("Token"),
                lambda row: row.text,
                self._text,
                help=self.tr("What may stand here; ◆ is what was taken, bytes are ⟨E4⟩"),
                tip=self._tip,
            ),
            Column(
                self.tr("Probability"),
                lambda row: row.probability,
                lambda row: probability(row.probability),
                numeric=True,
                help=self.tr("The model's own, before penalties, temperature and filters"),
                tip=self._tip,
            ),
            Column(
                self.tr("Rank"),
                lambda row: row.rank,
                lambda row: figures.count(row.rank),
                numeric=True,
                help=self.tr("1 is the token that the model finds likeliest"),
                tip=self._tip,
            ),
            Column(
                self.tr("Final"),
                lambda row: row.final,
                lambda row: _share(row.final),
                numeric=True,
                help=self.tr("What the token is taken with in the end; – where it is removed"),
                tip=self._tip,
            ),
            *(self._stage(number, heading) for number, heading in enumerate(headings, start=1)),
        )

    def _stage(self, number: int, heading: str) -> Column[TokenCandidate]:
        def value(row: TokenCandidate) -> float | None:
            return row.stages[number] if number < len(row.stages) else None

        def text(row: TokenCandidate) -> str:
            return _share(value(row))

        help_ = self.tr("The probability behind this step; – where the token is removed")
        return Column(heading, value, text, numeric=True, help=help_, tip=self._tip)

    def _text(self, row: TokenCandidate) -> str:
        is_taken = self._shown is not None and row.id == self._shown.taken
        return f"{MARK} {shown(row.text)}" if is_taken else shown(row.text)

    def _tip(self, row: TokenCandidate) -> str:
        assert self._shown is not None
        lines = [self.tr("id {id}, logit {logit}").format(id=row.id, logit=f"{row.logit:.3f}")]
        for template, name in (
            (self.tr("removed by: {step}"), row.removed_by),
            (self.tr("at times removed by: {step}"), row.may_be_removed_by),
        ):
            if name:
                lines.append(template.format(step=step_text(self._shown.strategy, name)))
        return "\n".join(lines)

    def _chosen(self) -> TokenCandidate | None:
        return next(iter(self._view.chosen()), None)

    def _enable(self) -> None:
        does = {
            "branch": self.tr("Writes a text that goes on with this token"),
            "ban": self.tr("Writes a text from here on that never takes this token"),
            "favour": self.tr("Writes a text from here on with 2 added to this token's logit"),
        }
        reasons: dict[str, Callable[[Strategy, TokenCandidate], str]] = {
            "branch": why_not_branch,
            "ban": why_not_ban,
            "favour": why_not_favour,
        }
        chosen, of = self._chosen(), self._shown
        for name, action in self._actions.items():
            reason = self.tr("Choose a candidate in the table")
            if chosen is not None and of is not None:
                reason = reasons[name](of.strategy, chosen)
            action.setEnabled(not reason)
            action.setToolTip(reason or does[name])

    def _ask(self, name: str) -> None:
        chosen = self._chosen()
        if chosen is not None:
            {"branch": self.branch, "ban": self.ban, "favour": self.favour}[name].emit(chosen)


def _share(share: float | None) -> str:
    return probability(share) if share else MISSING

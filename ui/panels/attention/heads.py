"""The table of heads: what each one does on the text, sortable."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.i18n import joined
from ui.models import figures
from ui.models.role import Role
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panels.attention.queries import AttentionResult
from ui.shell.messages import translate
from ui.theme import Colours
from ui.widgets.maps.head_grid import Head
from workbench.inspection.heads.spec import HeadLabel
from workbench.inspection.maps.labels import head_labels


@dataclass(frozen=True)
class HeadRow:
    """One head of one model; shares are from 0 to 1, entropy and divergence in nats."""

    role: Role
    head: Head
    entropy: float
    normalised_entropy: float
    distance: float
    self_share: float
    previous_share: float
    next_share: float
    first_share: float
    special_share: float
    labels: tuple[HeadLabel, ...]
    divergence: float | None

    @property
    def key(self) -> str:
        return head_key(self.role, self.head)


def head_key(role: Role, head: Head) -> str:
    """What tells one head from all others."""
    return f"{role} {head[0]} {head[1]}"


def head_rows(result: AttentionResult) -> list[HeadRow]:
    """A row for every head of every model that answered."""
    return [
        _head_row(result, role, (layer, head), labels)
        for role, seen in result.seen.items()
        for layer, row in enumerate(head_labels(seen.maps.statistics))
        for head, labels in enumerate(row)
    ]


def _head_row(
    result: AttentionResult, role: Role, head: Head, labels: tuple[HeadLabel, ...]
) -> HeadRow:
    facts = result.seen[role].maps.statistics
    return HeadRow(
        role,
        head,
        entropy=float(facts.entropy_lh[head]),
        normalised_entropy=float(facts.normalised_entropy_lh[head]),
        distance=float(facts.distance_lh[head]),
        self_share=float(facts.self_share_lh[head]),
        previous_share=float(facts.previous_share_lh[head]),
        next_share=float(facts.next_share_lh[head]),
        first_share=float(facts.first_share_lh[head]),
        special_share=float(facts.special_share_lh[head]),
        labels=labels,
        divergence=result.divergence(role, head),
    )


class HeadTable(QWidget):
    """Shows the rows; `chosen` brings role, layer and head of the one that was clicked."""

    chosen = Signal(object, int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Table[HeadRow] = Table(lambda row: row.key, self)
        self._view = TableView(self._table)
        self._silent = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        self._view.chosen_changed.connect(self._on_chosen)

    def show_result(self, result: AttentionResult) -> None:
        self._table.set_rows(head_rows(result))

    def choose(self, role: Role, head: Head) -> None:
        """Select a head's row, in silence."""
        self._silent = True
        self._view.choose(head_key(role, head))
        self._silent = False

    def csv(self) -> str:
        """All rows with their header."""
        return self._table.csv()

    def retranslate(self, colours: Colours) -> None:
        """Set the headers in the present language and theme."""
        self._table.set_columns((*self._identity(colours), *self._figures()))
        self._view.fit_columns()

    def _identity(self, colours: Colours) -> tuple[Column[HeadRow], ...]:
        names = {Role.TEACHER: self.tr("Teacher"), Role.STUDENT: self.tr("Student")}
        of_role = {Role.TEACHER: colours.teacher, Role.STUDENT: colours.student}
        return (
            Column(
                self.tr("Model"),
                lambda row: names[row.role],
                colour=lambda row: of_role[row.role],
                help=self.tr("Whose head it is"),
            ),
            Column(
                self.tr("Layer"),
                lambda row: row.head[0],
                numeric=True,
                help=self.tr("Counted from 0, from the embeddings upwards"),
            ),
            Column(
                self.tr("Head"),
                lambda row: row.head[1],
                numeric=True,
                help=self.tr("Counted from 0 within its layer"),
            ),
            Column(
                self.tr("Label"),
                lambda row: joined(translate(label.title) for label in row.labels),
                help=self.tr(
                    "What the head does on this text, in a word; most heads have no label"
                ),
            ),
        )

    def _figures(self) -> tuple[Column[HeadRow], ...]:
        return (
            _nats(
                self.tr("Entropy"),
                lambda row: row.entropy,
                self.tr("How widely the head looks, in nats, averaged over the queries"),
            ),
            _share(
                self.tr("Of the most"),
                lambda row: row.normalised_entropy,
                self.tr("The entropy as a share of the largest one that each row could have"),
            ),
            _nats(
                self.tr("Distance"),
                lambda row: row.distance,
                self.tr("How far back the head looks on average, in tokens"),
            ),
            _share(
                self.tr("Self"),
                lambda row: row.self_share,
                self.tr("Attention on itself"),
            ),
            _share(
                self.tr("Previous"),
                lambda row: row.previous_share,
                self.tr("Attention on the token before the query"),
            ),
            _share(
                self.tr("Next"),
                lambda row: row.next_share,
                self.tr("Attention on the token after the query"),
            ),
            _share(
                self.tr("First"),
                lambda row: row.first_share,
                self.tr("Attention on the first token, where idle heads look"),
            ),
            _share(
                self.tr("Special"),
                lambda row: row.special_share,
                self.tr("Attention on the special tokens around the text, such as [CLS] or <s>"),
            ),
            _nats(
                self.tr("Divergence"),
                lambda row: row.divergence,
                self.tr(
                    "Jensen-Shannon divergence from the matched head of the other model, in nats"
                ),
            ),
        )

    def _on_chosen(self) -> None:
        rows = self._view.chosen()
        if rows and not self._silent:
            self.chosen.emit(rows[0].role, *rows[0].head)


Figure = Callable[[HeadRow], float | None]


def _nats(title: str, figure: Figure, help: str) -> Column[HeadRow]:
    return Column(title, figure, lambda row: figures.measure(figure(row)), numeric=True, help=help)


def _share(title: str, figure: Figure, help: str) -> Column[HeadRow]:
    return Column(title, figure, lambda row: figures.share(figure(row)), numeric=True, help=help)

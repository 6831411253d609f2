"""The nearest pieces of a piece as a table, a column of cosines and ranks each model."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.widgets.token_strip import shown, spelled
from workbench.inspection.embeddings.spec import Neighbour, Neighbours


class NeighbourTable(QWidget):
    """Shows `Neighbours`; `chosen` brings the id of the piece of a row that was activated."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._found: Neighbours | None = None
        self._heading = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._table: Table[Neighbour] = Table(_key, self)
        self._view = TableView(self._table)
        self._view.activated.connect(self._on_activated)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._heading)
        layout.addWidget(self._view, 1)

    @property
    def found(self) -> Neighbours | None:
        return self._found

    def show_found(self, found: Neighbours | None) -> None:
        self._found = found
        self.retranslate()

    def retranslate(self) -> None:
        found = self._found
        self._view.setAccessibleName(self.tr("Nearest pieces"))
        self._view.setToolTip(
            self.tr("Double-click a piece, or press Enter, to see its own nearest pieces")
        )
        self._heading.setText(self._heading_text(found))
        models, rows = (found.models, found.found) if found is not None else (("",), ())
        self._table.set_contents(self._columns(models), rows)
        self._view.setVisible(found is not None)
        self._view.fit_columns()

    # -- inside

    def _heading_text(self, found: Neighbours | None) -> str:
        if found is None:
            return self.tr("Click a piece on the map, or find one by its name.")
        nearest = self.tr("Nearest to {piece} among {count} pieces, by cosine")
        text = nearest.format(
            piece=f"“{shown(spelled(found.of.piece))}”", count=figures.count(found.num_pieces)
        )
        if len(found.models) > 1:
            shared = self.tr("{shared} of {top} are the nearest in both models")
            text += self.tr("; ") + shared.format(shared=found.shared, top=found.top)
        if found.left_out:
            left_out = self.tr("{count} without a direction are left out")
            text += self.tr("; ") + left_out.format(count=figures.count(found.left_out))
        return text

    def _columns(self, models: tuple[str, ...]) -> tuple[Column[Neighbour], ...]:
        return (
            Column(
                self.tr("Piece"),
                lambda row: row.piece.piece,
                lambda row: shown(spelled(row.piece.piece)),
                help=self.tr("⋅ is a space: such a piece begins a word"),
                tip=lambda row: self.tr("id {id}").format(id=row.piece.id),
            ),
            *(column for n, model in enumerate(models) for column in self._of_model(n, model)),
            Column(
                self.tr("Frequency"),
                lambda row: row.piece.frequency,
                lambda row: figures.count(row.piece.frequency),
                numeric=True,
                help=self.tr("How often it occurs in the text the tokenizer was measured on"),
            ),
        )

    def _of_model(self, number: int, model: str) -> tuple[Column[Neighbour], Column[Neighbour]]:
        def cosine(row: Neighbour) -> float | None:
            place = row.places[number]
            return None if place is None else place.cosine

        def rank(row: Neighbour) -> int | None:
            place = row.places[number]
            return None if place is None else place.rank

        return (
            Column(
                self.tr("Cosine · {model}").format(model=model),
                cosine,
                lambda row: figures.measure(cosine(row)),
                numeric=True,
                help=self.tr("1: the same direction, 0: at right angles; – is not in this model"),
            ),
            Column(
                self.tr("Rank · {model}").format(model=model),
                rank,
                lambda row: figures.count(rank(row)),
                numeric=True,
                help=self.tr("1 is the nearest piece in this model"),
            ),
        )

    def _on_activated(self) -> None:
        """A piece that the first model does not have cannot be asked of it."""
        for row in self._view.chosen():
            if row.places[0] is not None:
                self.chosen.emit(row.piece.id)


def _key(row: Neighbour) -> str:
    """Two vocabularies have the same ids: a piece that the first does not have is told apart."""
    return f"{row.places[0] is None} {row.piece.id}"

"""q × k: why a head's score for a pair of tokens is what it is, dimension by dimension."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.models import figures
from ui.models.role import Role
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panels.lens.queries import HeadPair
from ui.theme import Theme
from ui.widgets.curves.curve_plot import CurvePlot
from ui.widgets.token_strip import shown
from workbench.inspection.lens.reading import LogitLens

if TYPE_CHECKING:
    from workbench.inspection.maps.query_key import QueryKey

_NAMES = ("layer", "head", "query", "key")
_SHARES_PX = (420, 580)


class Dimension(NamedTuple):
    """One dimension of a head: its number from 0, the query's value, the key's, their product."""

    number: int
    query: float
    key: float
    product: float


class QueryKeyPage(QWidget):
    """Choose a head and two tokens; `asked` brings the `HeadPair` that is to be looked at."""

    asked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pair: QueryKey | None = None
        self._tokens: tuple[str, ...] = ()
        self._model_label, self._model = QLabel(), QComboBox()
        self._model_label.setBuddy(self._model)
        self._labels = {name: QLabel() for name in _NAMES}
        self._spins = {name: QSpinBox() for name in _NAMES}
        self._said = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._plot = CurvePlot(controls=False)
        self._table: Table[Dimension] = Table(lambda row: str(row.number), self)
        self._view = TableView(self._table)
        self._lay_out()
        self._model.currentIndexChanged.connect(self._ask)
        for spin in self._spins.values():
            spin.valueChanged.connect(self._ask)

    def set_models(
        self, lenses: Mapping[Role, LogitLens], heads: Mapping[Role, int], names: Mapping[Role, str]
    ) -> None:
        """Offer what the models have, at a text of so many tokens; in silence."""
        chosen = self._model.currentData()
        with QSignalBlocker(self._model):
            self._model.clear()
            for role in lenses:
                self._model.addItem(names[role], role.value)
            self._model.setCurrentIndex(max(self._model.findData(chosen), 0))
        if self.role in lenses:
            self._set_bounds(lenses[self.role], heads[self.role])

    def _set_bounds(self, lens: LogitLens, num_heads: int) -> None:
        self._tokens, tokens = lens.tokens, len(lens.tokens)
        most = {
            "layer": lens.readings[-1].layer,
            "head": num_heads - 1,
            "query": tokens - 1,
            "key": tokens - 1,
        }
        for name, spin in self._spins.items():
            with QSignalBlocker(spin):
                spin.setMaximum(most[name])
        self._name_tokens()

    def _name_tokens(self) -> None:
        """Behind each number stands its token."""
        for name in ("query", "key"):
            spin = self._spins[name]
            token = self._tokens[spin.value()] if spin.value() < len(self._tokens) else ""
            spin.setSuffix(f"  {shown(token)}")

    @property
    def role(self) -> Role:
        """The model whose head is looked at."""
        return Role(self._model.currentData() or Role.TEACHER)

    @property
    def pair(self) -> HeadPair:
        """What is chosen."""
        return HeadPair(self.role, *(self._spins[name].value() for name in _NAMES))

    def set_position(self, role: Role, layer: int, position: int) -> None:
        """Take a token as the query, and the one before it as the key; in silence."""
        with QSignalBlocker(self._model):
            self._model.setCurrentIndex(max(self._model.findData(role.value), 0))
        for name, value in (("layer", layer), ("query", position), ("key", max(position - 1, 0))):
            with QSignalBlocker(self._spins[name]):
                self._spins[name].setValue(value)

    def show_pair(self, pair: "QueryKey | None") -> None:
        """Show an answer, or none."""
        self._pair = pair
        self._draw()

    def retranslate(self) -> None:
        self._model_label.setText(self.tr("Model"))
        names = {
            "layer": self.tr("Layer"),
            "head": self.tr("Head"),
            "query": self.tr("Query: the token that looks"),
            "key": self.tr("Key: what it looks at"),
        }
        for name, label in self._labels.items():
            label.setText(names[name])
        self._plot.set_x_label(self.tr("dimension"))
        self._plot.set_y_label(self.tr("value"))
        self._plot.setAccessibleName(self.tr("q, k and q × k by dimension"))
        self._table.set_columns(self._columns())
        self._view.setAccessibleName(self.tr("q, k and q × k by dimension"))
        self._view.fit_columns()
        self._draw()

    # -- inside

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self._model_label)
        line.addWidget(self._model)
        for name, spin in self._spins.items():
            self._labels[name].setBuddy(spin)
            line.addWidget(self._labels[name])
            line.addWidget(spin)
        line.addStretch()
        split = QSplitter()
        split.addWidget(self._view)
        split.addWidget(self._plot)
        split.setSizes(list(_SHARES_PX))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self._said)
        layout.addWidget(split, 1)

    def _ask(self) -> None:
        self._name_tokens()
        if self._model.count():
            self.asked.emit(self.pair)

    def _draw(self) -> None:
        pair = self._pair
        rows = () if pair is None else _dimensions(pair)
        self._table.set_rows(rows)
        self._view.fit_columns()
        self._said.setText(self._sentence())
        names = {"query": "q", "key": "k", "product": "q × k"}
        colours = self._theme.colours.series
        for number, (field, name) in enumerate(names.items(), start=2):
            self._plot.remove(field)
            if rows:
                values = [getattr(row, field) for row in rows]
                places = [row.number for row in rows]
                self._plot.set_series(field, places, values, colours[number], name, smooth=False)
        self._plot.reset_view()

    def _sentence(self) -> str:
        pair = self._pair
        if pair is None:
            return self.tr("Choose a head and two tokens.")
        return self.tr(
            "L{layer} H{head}, {query} → {key}: the products sum to {total}; divided by √{width} "
            "that is the score {score} before the softmax, and the attention {attention} after it."
        ).format(
            layer=pair.layer,
            head=pair.head,
            query=shown(pair.query_token),
            key=shown(pair.key_token),
            total=figures.measure(float(pair.products_d.sum())),
            width=len(pair.products_d),
            score=figures.measure(pair.score),
            attention=figures.share(pair.attention),
        )

    def _columns(self) -> tuple["Column[Dimension]", ...]:
        parts = {
            "query": ("q", self.tr("The query's value, with its position turned into it")),
            "key": ("k", self.tr("The key's value, with its position turned into it")),
            "product": ("q × k", self.tr("Their product: what this dimension adds to the score")),
        }
        return (
            Column(
                self.tr("Dimension"),
                lambda row: row.number,
                numeric=True,
                help=self.tr("Of the head's width, from 0"),
            ),
            *(
                Column(
                    title,
                    attrgetter(field),
                    _measured(field),
                    numeric=True,
                    help=meaning,
                )
                for field, (title, meaning) in parts.items()
            ),
        )


def _dimensions(pair: "QueryKey") -> tuple[Dimension, ...]:
    columns = (values.tolist() for values in (pair.query_d, pair.key_d, pair.products_d))
    return tuple(map(Dimension, range(len(pair.products_d)), *columns))


def _measured(field: str) -> Callable[[Dimension], str]:
    return lambda row: figures.measure(getattr(row, field))

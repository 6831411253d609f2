"""The neurons of a layer on a text, as a table."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panels.neurons.queries import LayerNeurons
from ui.widgets.token_strip import shown
from workbench.inspection.neurons.reading import NeuronPeak


class LayerTable(QWidget):
    """The strongest first; `chosen` tells the number of the neuron that a person picks."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: LayerNeurons | None = None
        self._said = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._table: Table[NeuronPeak] = Table(lambda row: str(row.neuron), self)
        self._view = TableView(self._table)
        self._view.picked.connect(self._on_picked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._said)
        layout.addWidget(self._view, 1)

    def show_layer(self, shown_layer: LayerNeurons | None) -> None:
        """Show a layer's strongest neurons."""
        self._shown = shown_layer
        self._table.set_rows(() if shown_layer is None else shown_layer.strongest)
        self._view.fit_columns()
        self._say()

    def choose(self, neuron: int) -> None:
        """Select a neuron's row, if it has one, in silence."""
        self._view.choose(str(neuron))

    def retranslate(self) -> None:
        self._view.setAccessibleName(self.tr("Neurons of the layer"))
        self._table.set_columns(self._columns())
        self._view.fit_columns()
        self._say()

    def _say(self) -> None:
        shown_layer = self._shown
        if shown_layer is None:
            self._said.setText("")
            return
        self._said.setText(
            self.tr("The {count} strongest of the {total} neurons of layer {layer}.").format(
                count=figures.count(len(shown_layer.strongest)),
                total=figures.count(shown_layer.read.activations_tn.shape[1]),
                layer=shown_layer.read.layer,
            )
        )

    def _at(self, row: NeuronPeak) -> str:
        assert self._shown is not None
        return shown(self._shown.read.tokens[row.position])

    def _columns(self) -> tuple[Column[NeuronPeak], ...]:
        return (
            Column(
                self.tr("Strongest at"),
                self._at,
                help=self.tr("The token where its activation is largest in size"),
            ),
            Column(
                self.tr("Neuron"),
                lambda row: row.neuron,
                lambda row: str(row.neuron),
                numeric=True,
                help=self.tr("Its number in the layer, from 0"),
            ),
            Column(
                self.tr("Peak"),
                lambda row: row.peak,
                lambda row: figures.measure(row.peak),
                numeric=True,
                help=self.tr("Its activation there; below zero is possible"),
            ),
            Column(
                self.tr("Mean"),
                lambda row: row.mean,
                lambda row: figures.measure(row.mean),
                numeric=True,
                help=self.tr("The mean of its activations over the text"),
            ),
        )

    def _on_picked(self) -> None:
        for row in self._view.chosen()[:1]:
            self.chosen.emit(row.neuron)

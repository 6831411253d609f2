"""The neurons of one model on the shared text: it asks the model itself."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.models import figures
from ui.panels.neurons.activation_reading import ActivationReading
from ui.panels.neurons.layer_table import LayerTable
from ui.panels.neurons.passages import NeuronPassagesPage
from ui.panels.neurons.promoted import PromotedTokens
from ui.panels.neurons.queries import MODEL, LayerNeurons, queried_neurons, queried_tokens
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.texts.export_menu import ExportMenu, ShownResult
from ui.texts.results_of import Answering, OutdatedMark, ResultsOf
from ui.widgets.drawings.whole_picture import Columns
from workbench.errors import BadInput
from workbench.inspection.neurons.reading import NeuronPassage, NeuronTokens
from workbench.inspection.neurons.written import NeuronFacts

_WIDE_PX = (360, 640)
_NARROW_PX = (220, 400)
_MOST = 10_000


class ModelNeurons(QWidget):
    """A layer and a neuron to choose, and what they do; `changed` tells of another answer, or that
    one is on its way."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._model: Answering | None = None
        self._shown: LayerNeurons | None = None
        self._passage: NeuronPassage | None = None
        self._queried: ResultsOf | None = None
        self._query: Query[LayerNeurons] | None = None
        self._token_query: Query[NeuronTokens] | None = None
        self._name = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._labels = {name: QLabel() for name in ("layer", "neuron")}
        self._layer, self._neuron = QSpinBox(), QSpinBox(maximum=_MOST)
        self._outdated = OutdatedMark(session)
        self._neurons = LayerTable()
        self._reading = ActivationReading(session.theme)
        self._promoted, self._passages = PromotedTokens(), NeuronPassagesPage(session)
        self._tabs = QTabWidget(documentMode=True)
        self._export = ExportMenu(session, "neurons", self._of_layer, self._columns, self.draw)
        self._export_neuron = self._export.add_result("neuron", self._of_neuron)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._connect()

    @property
    def is_busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._query is not None

    @property
    def is_asked(self) -> bool:
        """Whether it was looked at all."""
        return self._queried is not None

    def set_model(self, model: Answering | None) -> None:
        """Whose neurons are looked at from the next look on."""
        self._model = model
        self._mark_outdated()

    def set_corpora(self, names: list[str], preferred: str) -> None:
        """The corpora that passages are searched in."""
        self._passages.set_corpora(names, preferred)

    def set_beside(self, beside: bool) -> None:
        """Whether another model stands beside it: then it is named, and narrow."""
        self._name.setVisible(beside)
        across = Qt.Orientation.Vertical if beside else Qt.Orientation.Horizontal
        if across != self._split.orientation():
            self._split.setOrientation(across)
            self._split.setSizes(list(_NARROW_PX if beside else _WIDE_PX))

    def retranslate(self) -> None:
        self._labels["layer"].setText(self.tr("Layer"))
        self._labels["neuron"].setText(self.tr("Neuron"))
        self._export.retranslate()
        self._export_neuron.setText(
            self.tr("The chosen neuron: its tokens, activations and passages…")
        )
        self._tabs.setTabText(0, self.tr("Tokens it promotes"))
        self._tabs.setTabText(1, self.tr("Strongest passages"))
        for part in (self._neurons, self._reading, self._promoted, self._passages):
            part.retranslate()
        self.draw()

    def draw(self) -> None:
        """Colour the text, or the passage that was chosen, by the neuron."""
        self._export.setEnabled(self._shown is not None)
        if self._passage is not None:
            self._reading.show_passage(self._passage)
        else:
            self._reading.show_text(self._shown, self._neuron.value())

    def what_is_not_read(self, text: str) -> str:
        """A sentence on the rest of the text; empty where all is read."""
        shown = self._shown
        return "" if shown is None or shown.results.text != text else shown.what_is_not_read()

    # -- laying out

    def _lay_out(self) -> None:
        self._tabs.addTab(self._promoted, "")
        self._tabs.addTab(self._passages, "")
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(self._reading)
        right.addWidget(self._tabs)
        self._split.addWidget(self._neurons)
        self._split.addWidget(right)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes(list(_WIDE_PX))
        line = QHBoxLayout()
        for label, editor in zip(self._labels.values(), (self._layer, self._neuron), strict=True):
            label.setBuddy(editor)
            line.addWidget(label)
            line.addWidget(editor)
        line.addStretch(1)
        line.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.addWidget(self._name)
        layout.addLayout(line)
        layout.addWidget(self._outdated)
        layout.addWidget(self._split, 1)

    def _connect(self) -> None:
        self._outdated.refresh_requested.connect(self.look)
        self._layer.valueChanged.connect(self._on_layer)
        self._neuron.valueChanged.connect(self._on_neuron)
        self._neurons.chosen.connect(self._neuron.setValue)
        self._passages.chosen.connect(self._show_passage)
        self._session.text.changed.connect(self._mark_outdated)

    # -- queries

    def _present(self) -> ResultsOf:
        """What a query would be of now."""
        models = {} if self._model is None else {MODEL: self._model}
        return ResultsOf(self._session.text.text.strip(), models, (self._layer.value(),))

    def look_at_what_is_new(self) -> None:
        """Look unless that is what is shown."""
        if self._queried != self._present():
            self.look()

    def look(self) -> None:
        """Query the layer's neurons on the text; an earlier query is cancelled."""
        project, present = self._session.project, self._present()
        if project is None or not present.text or not present.models:
            return
        if self._query is not None:
            self._query.cancel()
        self._queried = present
        self._mark_outdated()
        self._query = self._session.query(
            lambda: queried_neurons(project, present),
            self._take,
            on_done=self._end,
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )
        self.changed.emit()

    def _take(self, neurons: LayerNeurons) -> None:
        self._session.text.hold()
        before = self._shown
        self._show(neurons)
        self._queried = self._present()
        is_same = before is not None and (
            before.results.settings == neurons.results.settings
            and before.results.models == neurons.results.models
        )
        strongest = neurons.strongest[0].neuron
        neuron = self._neuron.value() if is_same else strongest
        if neuron == self._neuron.value():
            self._on_neuron()
        else:
            self._neuron.setValue(neuron)

    def _end(self) -> None:
        self._query = None
        self.changed.emit()

    def _fail(self, error: BaseException) -> None:
        """No activations are left that could be taken for the answer."""
        self._show(None)
        self._end()
        self._session.query_failed(self, error)

    def _show(self, neurons: LayerNeurons | None) -> None:
        self._shown, self._passage = neurons, None
        if neurons is not None:
            with QSignalBlocker(self._neuron), QSignalBlocker(self._layer):
                self._neuron.setMaximum(neurons.read.activations_tn.shape[1] - 1)
                self._layer.setMaximum(neurons.num_layers - 1)
        self._neurons.show_layer(neurons)
        self._promoted.show_tokens(None)
        self._mark_outdated()
        self.draw()

    def _on_layer(self) -> None:
        if self._queried is not None:
            self.look()

    def _on_neuron(self) -> None:
        """Another neuron was chosen: colour the text by it, and ask what it promotes."""
        project, shown = self._session.project, self._shown
        self._passage = None
        self._neurons.choose(self._neuron.value())
        self.draw()
        if project is None or shown is None:
            return
        model, (layer,) = shown.results.models[MODEL], shown.results.settings
        self._passages.set_neuron(model, layer, self._neuron.value())
        if self._token_query is not None:
            self._token_query.cancel()
        self._promoted.wait()
        self._token_query = self._session.query(
            lambda: queried_tokens(project, model.pinned, layer, self._neuron.value()),
            self._promoted.show_tokens,
            on_error=self._fail_tokens,
            owner=self,
            on_restart=keep_shown,
        )

    def _fail_tokens(self, error: BaseException) -> None:
        if isinstance(error, BadInput):
            self._promoted.refuse(error.words)
        else:
            self._session.query_failed(self, error)

    # -- showing

    def _show_passage(self, passage: NeuronPassage) -> None:
        self._passage = passage
        self.draw()

    def _mark_outdated(self) -> None:
        results = None if self._shown is None else self._shown.results
        self._outdated.compare(results, self._present(), is_asked=self._queried is not None)
        model = self._model if results is None else results.models[MODEL]
        self._name.setText("" if model is None else self._named(model))

    def _named(self, model: Answering) -> str:
        template = self.tr("{model}, step {step}")
        return template.format(model=model.reference, step=figures.count(model.step))

    # -- exporting

    def _of_layer(self) -> ShownResult | None:
        """All neurons of the layer on the text."""
        shown = self._shown
        if shown is None:
            return None
        (layer,) = shown.results.settings
        return ShownResult.of(shown.read, shown.results, {"layer": layer})

    def _of_neuron(self) -> ShownResult | None:
        """All that is known of the chosen one, once the model has said what it promotes."""
        shown, tokens = self._shown, self._promoted.answer
        if shown is None or tokens is None:
            return None
        (layer,), neuron = shown.results.settings, self._neuron.value()
        if isinstance(tokens, NeuronTokens):
            neuron = tokens.neuron  # another one may be chosen whose tokens are on their way
        found = self._passages.found_of(layer, neuron)
        corpus = "" if found is None else found.results.text
        passages = () if found is None else found.found.passages
        facts = NeuronFacts(layer, neuron, tokens, shown.read, passages)
        settings = {"layer": layer, "neuron": neuron, "corpus": corpus}
        return ShownResult.of(facts, shown.results, settings)

    def _columns(self) -> Columns:
        name = [] if self._name.isHidden() else [self._name]
        return [[*name, *self._reading.parts()], *self._promoted.columns()]

"""The feed-forward neurons of a model: on a text, what they promote, where they are strongest."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.models.fitness import why_not_read
from ui.panel import Panel, Swap
from ui.panels.neurons.activation_reading import ActivationReading
from ui.panels.neurons.layer_table import LayerTable
from ui.panels.neurons.passages import NeuronPassagesPage
from ui.panels.neurons.promoted import PromotedTokens
from ui.panels.neurons.queries import MODEL, LayerNeurons, queried_neurons, queried_tokens
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.messages import translate
from ui.shell.next_step_state import NextStepState
from ui.texts.export_menu import ExportMenu, ShownResult
from ui.texts.passage_button import PassageButton
from ui.texts.reading_note import ReadingNote, no_text
from ui.texts.results_of import Answering, OutdatedMark, ResultsOf
from ui.texts.text_edit import SharedTextEdit
from ui.when_seen import WhenSeen
from ui.widgets.model_picker import ModelPicker
from ui.widgets.whole_picture import Columns
from ui.workspace import Workspace
from workbench.errors import BadInput
from workbench.inspection.neurons.reading import NeuronPassage, NeuronTokens
from workbench.inspection.neurons.written import NeuronFacts

TEXT_LINES = 2
_SHARES_PX = (360, 640)
_MOST = 10_000


class NeuronsPanel(Panel):
    """Choose a layer and a neuron of a model; see where it is strong, and what it promotes."""

    name = "neurons"
    workspace = Workspace.INSPECT
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._shown: LayerNeurons | None = None
        self._passage: NeuronPassage | None = None
        self._queried: ResultsOf | None = None
        self._query: Query[LayerNeurons] | None = None
        self._token_query: Query[NeuronTokens] | None = None
        self._picker = ModelPicker()
        self._labels = {name: QLabel() for name in ("model", "layer", "neuron")}
        self._layer, self._neuron = QSpinBox(), QSpinBox(maximum=_MOST)
        self._text = SharedTextEdit(session.text, TEXT_LINES)
        self._passage_button = PassageButton(session, lambda: self._picker.reference)
        self._note = ReadingNote(session.text, no_text, self._what_is_not_read)
        self._outdated = OutdatedMark(session)
        self._look = QPushButton()
        self._neurons = LayerTable()
        self._reading = ActivationReading(session.theme)
        self._promoted, self._passages = PromotedTokens(), NeuronPassagesPage(session)
        self._tabs = QTabWidget(documentMode=True)
        self._export = ExportMenu(session, "neurons", self._of_layer, self._columns, self._draw)
        self._export_neuron = self._export.add_result("neuron", self._of_neuron)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Neurons")

    def retranslate(self) -> None:
        super().retranslate()
        names = {
            "model": self.tr("Model"),
            "layer": self.tr("Layer"),
            "neuron": self.tr("Neuron"),
        }
        for name, label in self._labels.items():
            label.setText(names[name])
        self._text.setPlaceholderText(self.tr("A text to look at"))
        self._text.setAccessibleName(self.tr("A text to look at"))
        self._passage_button.retranslate()
        self._note.refresh()
        self._look.setText(self.tr("Look"))
        self._export.retranslate()
        self._export_neuron.setText(
            self.tr("The chosen neuron: its tokens, activations and passages…")
        )
        self._tabs.setTabText(0, self.tr("Tokens it promotes"))
        self._tabs.setTabText(1, self.tr("Strongest passages"))
        self._empty.set_about(
            self.tr("Here you see what the neurons of the feed-forward layers respond to.")
        )
        for part in (self._neurons, self._reading, self._promoted, self._passages):
            part.retranslate()
        self._draw()

    # -- laying out

    def _lay_out(self) -> None:
        self._tabs.addTab(self._promoted, "")
        self._tabs.addTab(self._passages, "")
        right, split = QSplitter(Qt.Orientation.Vertical), QSplitter(Qt.Orientation.Horizontal)
        right.addWidget(self._reading)
        right.addWidget(self._tabs)
        split.addWidget(self._neurons)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes(list(_SHARES_PX))
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.addLayout(self._top())
        layout.addLayout(self._text_line())
        layout.addWidget(self._note)
        layout.addWidget(self._outdated)
        layout.addWidget(split, 1)
        self._swap = Swap(self._empty, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _top(self) -> QHBoxLayout:
        line = QHBoxLayout()
        top = Qt.AlignmentFlag.AlignTop
        editors = (self._picker, self._layer, self._neuron)
        for label, editor in zip(self._labels.values(), editors, strict=True):
            label.setBuddy(editor)
            line.addWidget(label, 0, top)
            line.addWidget(editor, int(editor is self._picker), top)
        return line

    def _text_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(self._text, 1)
        for widget in (self._passage_button, self._look, self._export):
            line.addWidget(widget)
        return line

    def _connect(self) -> None:
        session = self.session
        self._look.clicked.connect(self.look)
        self._text.asked.connect(self.look)
        self._outdated.refresh_requested.connect(self.look)
        self._layer.valueChanged.connect(self._on_layer)
        self._neuron.valueChanged.connect(self._on_neuron)
        self._neurons.chosen.connect(self._neuron.setValue)
        self._passages.chosen.connect(self._show_passage)
        self._picker.changed.connect(self._on_pick)
        session.text.changed.connect(self._mark_outdated)
        changes = session.catalogue_changed, session.selection_changed
        WhenSeen(self, self._refresh, *changes, then=self._look_at_what_is_new)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        self._empty.set_icon(self.session.theme.icon("graph-outline"))
        self._draw()

    # -- choosing

    def _refresh(self) -> None:
        project = self.session.project
        models = project.models if project is not None else ()
        with QSignalBlocker(self._picker):
            self._picker.set_models(models, why_not_read)
        self._swap.show_content(bool(models))
        if not self._picker.reference:
            selection = self.session.selection
            self._picker.set_reference(selection.teacher or selection.student)
        corpora = project.corpora if project is not None else ()
        names = [one.name for one in corpora]
        self._passages.set_corpora(names, self.session.selection.corpus)
        self._mark_outdated()

    def _on_pick(self) -> None:
        if self._queried is not None:
            self.look()

    def _on_layer(self) -> None:
        if self._queried is not None:
            self.look()

    def _look_at_what_is_new(self) -> None:
        # Loading a model for the first time is heavy; a run that is on is not disturbed unasked.
        if self._queried != self._present() and self.session.runner.active is None:
            self.look()

    def _present(self) -> ResultsOf:
        """What a query would be of now."""
        choice = self._picker.choice
        models = {}
        if choice is not None:
            models = {MODEL: Answering.of(choice.reference, choice.checkpoint)}
        return ResultsOf(self.session.text.text.strip(), models, (self._layer.value(),))

    # -- queries

    def look(self) -> None:
        """Query the layer's neurons on the text; an earlier query is cancelled."""
        project, present = self.session.project, self._present()
        if project is None or not present.text or not present.models:
            return
        if self._query is not None:
            self._query.cancel()
        self._queried = present
        self._look.setEnabled(False)
        self._mark_outdated()
        self._query = self.session.query(
            lambda: queried_neurons(project, present),
            self._take,
            on_done=lambda: self._look.setEnabled(True),
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )

    def _take(self, neurons: LayerNeurons) -> None:
        self.session.text.hold()
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

    def _fail(self, error: BaseException) -> None:
        """No activations are left that could be taken for the answer."""
        self._look.setEnabled(True)
        self._show(None)
        self.session.query_failed(self, error)

    def _show(self, neurons: LayerNeurons | None) -> None:
        self._shown, self._passage = neurons, None
        if neurons is not None:
            with QSignalBlocker(self._neuron), QSignalBlocker(self._layer):
                self._neuron.setMaximum(neurons.read.activations_tn.shape[1] - 1)
                self._layer.setMaximum(neurons.num_layers - 1)
        self._neurons.show_layer(neurons)
        self._promoted.show_tokens(None)
        self._note.refresh()
        self._mark_outdated()
        self._draw()

    def _on_neuron(self) -> None:
        """Another neuron was chosen: colour the text by it, and ask what it promotes."""
        project, shown = self.session.project, self._shown
        self._passage = None
        self._neurons.choose(self._neuron.value())
        self._draw()
        if project is None or shown is None:
            return
        model, (layer,) = shown.results.models[MODEL], shown.results.settings
        self._passages.set_neuron(model, layer, self._neuron.value())
        if self._token_query is not None:
            self._token_query.cancel()
        self._promoted.wait()
        self._token_query = self.session.query(
            lambda: queried_tokens(project, model.pinned, layer, self._neuron.value()),
            self._promoted.show_tokens,
            on_error=self._fail_tokens,
            owner=self,
            on_restart=keep_shown,
        )

    def _fail_tokens(self, error: BaseException) -> None:
        if isinstance(error, BadInput):
            self._promoted.refuse(translate(error.words))
        else:
            self.session.query_failed(self, error)

    # -- showing

    def _show_passage(self, passage: NeuronPassage) -> None:
        self._passage = passage
        self._draw()

    def _draw(self) -> None:
        """Colour the text, or the passage that was chosen, by the neuron."""
        self._export.setEnabled(self._shown is not None)
        if self._passage is not None:
            self._reading.show_passage(self._passage)
        else:
            self._reading.show_text(self._shown, self._neuron.value())

    def _mark_outdated(self) -> None:
        results = None if self._shown is None else self._shown.results
        self._outdated.compare(results, self._present(), is_asked=self._queried is not None)

    def _what_is_not_read(self, text: str) -> list[str]:
        shown = self._shown
        return [] if shown is None or shown.results.text != text else [shown.what_is_not_read()]

    def _of_layer(self) -> ShownResult | None:
        """All neurons of the layer on the text."""
        shown = self._shown
        if shown is None:
            return None
        (layer,) = shown.results.settings
        return ShownResult.of(shown.read, shown.results, {"layer": layer})

    def _of_neuron(self) -> ShownResult | None:
        shown, tokens = self._shown, self._promoted.shown
        if shown is None or tokens is None:
            return None
        found = self._passages.found_of(tokens.layer, tokens.neuron)
        settings = {
            "layer": tokens.layer,
            "neuron": tokens.neuron,
            "corpus": "" if found is None else found.results.text,
        }
        passages = () if found is None else found.found.passages
        return ShownResult.of(NeuronFacts(tokens, shown.read, passages), shown.results, settings)

    def _columns(self) -> Columns:
        return [self._reading.parts(), *self._promoted.columns()]

"""The search for the passages of a corpus where a neuron is strongest."""

from PySide6.QtCore import Qt, Signal
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

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panels.neurons.queries import MODEL, FoundPassages, queried_passages
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.texts.results_of import Answering, OutdatedMark, ResultsOf
from workbench.inspection.neurons.reading import NeuronPassage

_MOST_TOKENS = 10_000_000
_MOST_PASSAGES = 1_000
_NAME_LENGTH = 10


class NeuronPassagesPage(QWidget):
    """Settings, progress and the table; `chosen` brings the passage that a person picks."""

    chosen = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model: Answering | None = None
        self._neuron = (0, -1)
        self._found: FoundPassages | None = None
        self._query: Query[FoundPassages] | None = None
        self._labels = {name: QLabel() for name in ("corpus", "tokens", "passages")}
        self._corpus = QComboBox()
        self._tokens = QSpinBox(minimum=100, maximum=_MOST_TOKENS, value=20_000, singleStep=10_000)
        self._tokens.setGroupSeparatorShown(True)
        self._passages = QSpinBox(minimum=1, maximum=_MOST_PASSAGES, value=20)
        self._start, self._stop = QPushButton(), QPushButton()
        self._progress = QProgressBar(textVisible=False)
        self._status = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._outdated = OutdatedMark(session)
        self._table: Table[NeuronPassage] = Table(lambda row: str(row.begin), self)
        self._view = TableView(self._table)
        self._lay_out()
        self._connect()
        self._enable()

    def set_corpora(self, names: list[str], preferred: str) -> None:
        """Offer these; the present choice stays if it is still there."""
        before = self._corpus.currentText() or preferred
        self._corpus.clear()
        self._corpus.addItems(names)
        self._corpus.setCurrentText(before)
        self._show_status()
        self._enable()

    def set_neuron(self, model: Answering | None, layer: int, neuron: int) -> None:
        """The model and the neuron that the next search is for."""
        self._model, self._neuron = model, (layer, neuron)
        self._enable()
        self._mark_outdated()

    def search(self) -> None:
        """Begin anew with the present settings."""
        project, present = self._session.project, self._present()
        if project is None or not present.models or not present.text:
            return
        self.stop()
        self._found = None
        self._table.set_rows(())
        self._progress.setRange(0, 0)
        self._query = self._session.query(
            lambda: queried_passages(project, present),
            self._show,
            on_done=self._end,
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )
        self._enable()
        self._mark_outdated()

    def found_of(self, layer: int, neuron: int) -> FoundPassages | None:
        """What the search found, if it was for that neuron."""
        found = self._found
        is_of = found is not None and (found.found.layer, found.found.neuron) == (layer, neuron)
        return found if is_of else None

    def stop(self) -> None:
        """Give the search up; what it has found stays."""
        if self._query is not None:
            self._query.cancel()
            self._end()

    def retranslate(self) -> None:
        self._labels["corpus"].setText(self.tr("Corpus"))
        self._labels["tokens"].setText(self.tr("Tokens to read"))
        self._labels["passages"].setText(self.tr("Passages"))
        self._start.setText(self.tr("Search"))
        self._stop.setText(self.tr("Stop"))
        self._view.setAccessibleName(self.tr("Passages where the neuron is strongest"))
        self._table.set_columns(self._columns())
        self._view.fit_columns()
        self._show_status()

    # -- inside

    def _lay_out(self) -> None:
        # Two lines: both models' pages stand beside each other in a narrow window.
        lines = QHBoxLayout(), QHBoxLayout()
        places = {
            "corpus": (self._corpus, lines[0]),
            "tokens": (self._tokens, lines[1]),
            "passages": (self._passages, lines[1]),
        }
        for name, (editor, line) in places.items():
            self._labels[name].setBuddy(editor)
            line.addWidget(self._labels[name])
            line.addWidget(editor)
        for line, button in zip(lines, (self._start, self._stop), strict=True):
            line.addStretch()
            line.addWidget(button)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self._corpus.setSizeAdjustPolicy(policy)
        self._corpus.setMinimumContentsLength(_NAME_LENGTH)
        self._progress.setMaximumHeight(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        for line in lines:
            layout.addLayout(line)
        for widget in (self._progress, self._status, self._outdated):
            layout.addWidget(widget)
        layout.addWidget(self._view, 1)

    def _connect(self) -> None:
        self._start.clicked.connect(self.search)
        self._stop.clicked.connect(self.stop)
        self._view.picked.connect(self._on_picked)
        self._outdated.refresh_requested.connect(self.search)
        for changed in (
            self._corpus.currentIndexChanged,
            self._tokens.valueChanged,
            self._passages.valueChanged,
        ):
            changed.connect(self._mark_outdated)

    def _columns(self) -> tuple[Column[NeuronPassage], ...]:
        return (
            Column(
                self.tr("Text"),
                lambda row: "".join(row.tokens),
                lambda row: " ".join("".join(row.tokens).replace("▁", " ").split()),
                help=self.tr("The tokens around the strongest one"),
            ),
            Column(
                self.tr("Activation"),
                lambda row: row.activation,
                lambda row: figures.measure(row.activation),
                numeric=True,
                help=self.tr("The strongest activation, by its size"),
            ),
            Column(
                self.tr("From token"),
                lambda row: row.begin,
                lambda row: figures.count(row.begin),
                numeric=True,
                help=self.tr("The place of the first token in the validation part, from 0"),
            ),
        )

    def _present(self) -> ResultsOf:
        """What a search would be of now."""
        models = {} if self._model is None else {MODEL: self._model}
        settings = (*self._neuron, self._passages.value(), self._tokens.value())
        return ResultsOf(self._corpus.currentText(), models, settings)

    def _mark_outdated(self) -> None:
        self._outdated.compare(
            None if self._found is None else self._found.results, self._present()
        )

    def _show(self, found: FoundPassages) -> None:
        self._found = found
        self._progress.setRange(0, found.found.total)
        self._progress.setValue(found.found.done)
        self._table.set_rows(found.found.passages)
        self._show_status()
        self._mark_outdated()

    def _show_status(self) -> None:
        if self._found is None and not self._corpus.count():
            self._status.setText(
                self.tr("There is no corpus to search yet: add one in Data, under Corpora.")
            )
            return
        if self._found is None:
            self._status.setText(
                self.tr(
                    "Reads the validation text, which nobody trained on, and lists the passages "
                    "around the chosen neuron's strongest activations."
                )
            )
            return
        found = self._found.found
        template = self.tr("Neuron {neuron} of layer {layer}: {done} of {total} tokens read")
        self._status.setText(
            template.format(
                neuron=found.neuron,
                layer=found.layer,
                done=figures.count(found.done),
                total=figures.count(found.total),
            )
        )

    def _end(self) -> None:
        self._query = None
        if self._found is None:
            self._progress.setRange(0, 1)
        self._view.fit_columns()
        self._enable()

    def _fail(self, error: BaseException) -> None:
        self._session.query_failed(self, error)
        self._end()

    def _enable(self) -> None:
        searching = self._query is not None
        can_search = self._model is not None and self._neuron[1] >= 0 and self._corpus.count() > 0
        self._start.setEnabled(can_search and not searching)
        self._stop.setEnabled(searching)

    def _on_picked(self) -> None:
        for passage in self._view.chosen()[:1]:
            self.chosen.emit(passage)

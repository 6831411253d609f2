"""Which class a text belongs to, by several fine-tuned models side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.panel import EmptyState, Panel, Swap
from ui.protocols.open_project import ModelSource
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.texts.results_of import Answering, OutdatedMark, ResultsOf
from ui.texts.text_edit import SharedTextEdit
from ui.when_seen import WhenSeen
from ui.widgets.charts.share_bars import ShareBars
from ui.widgets.model_picker import ModelPicker
from ui.widgets.row_list import RowList
from ui.workspace import Workspace
from workbench.store.records import ModelRecord

_SHARES_PX = (400, 800)
_FIRST_LINES, _SECOND_LINES = 5, 3
_MOST_IN_A_ROW = 2


@dataclass(frozen=True)
class ClassAnswer:
    """The classes of a text by one model, likeliest first, with their probabilities."""

    reference: str
    answering: Answering
    shares: Mapping[str, float]


class ClassifyPanel(Panel):
    """A text, or a pair of texts, on the left; on the right what each model takes it for.

    The text is the one that all panels share; the second one stands here alone.
    """

    name = "classify"
    workspace = Workspace.WRITE
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._text = SharedTextEdit(session.text, _FIRST_LINES)
        self._second = _text_edit(_SECOND_LINES)
        self._button = QPushButton()
        self._models: RowList[ModelPicker] = RowList(self._new_picker)
        self._labels = {name: QLabel() for name in ("text", "second", "models")}
        self._grid = QGridLayout()
        self._shown: list[QWidget] = []
        self._answers: dict[str, ClassAnswer] = {}
        self._references: list[str] = []
        self._results: ResultsOf | None = None
        self._outdated = OutdatedMark(session)
        self._query: Query[ClassAnswer] | None = None
        self._lay_out()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return self.tr("Classify")

    def retranslate(self) -> None:
        super().retranslate()
        self._labels["text"].setText(self.tr("Text"))
        self._labels["second"].setText(self.tr("Second text"))
        self._labels["models"].setText(self.tr("Models"))
        self._text.setAccessibleName(self._labels["text"].text())
        self._text.setPlaceholderText(self.tr("Write or paste a text to find its class"))
        self._second.setAccessibleName(self._labels["second"].text())
        self._second.setPlaceholderText(self.tr("For models that learnt pairs; empty for others"))
        self._button.setText(self.tr("Classify"))
        self._button.setToolTip(self.tr("Ctrl+Enter in the text does the same"))
        self._models.set_add_text(self.tr("Add a model"))
        self._judged.empty.set_text(
            self.tr("Press “Classify”: the classes of the text stand here, likeliest first.")
        )
        self._swap.empty.set_text(
            self.tr(
                "Here models that were fine-tuned to tell classes judge a text side by side. "
                "Fine-tune one on a table of examples."
            ),
            self.tr("Set up a fine-tuning"),
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._swap.empty.set_icon(self.session.theme.icon("tag-multiple-outline"))

    # -- laying out ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.addWidget(self._labels["text"])
        column.addWidget(self._text)
        column.addWidget(self._labels["second"])
        column.addWidget(self._second)
        column.addWidget(self._labels["models"])
        column.addWidget(self._models)
        column.addStretch()
        column.addWidget(self._button)
        results = QWidget()
        outer = QVBoxLayout(results)
        outer.addWidget(self._outdated)
        outer.addLayout(self._grid)
        outer.addStretch()
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(results)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        self._judged = Swap(EmptyState(), scroll)
        split.addWidget(self._judged)
        split.setStretchFactor(1, 1)
        split.setSizes(list(_SHARES_PX))
        self._swap = Swap(EmptyState(), split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)

    def _connect(self) -> None:
        session = self.session
        self._button.clicked.connect(self.classify)
        self._outdated.refresh_requested.connect(self.classify)
        for changed in (session.text.changed, self._second.textChanged):
            changed.connect(self._mark_outdated)
        self._button.setShortcut("Ctrl+Return")
        self._swap.empty.triggered.connect(lambda: session.go_to(Workspace.TRAIN, "train_setup"))
        WhenSeen(self, self._refresh, session.catalogue_changed, session.project_changed)
        session.theme.changed.connect(self._show_answers)
        session.theme.changed.connect(self._colour_rows)
        self._models.changed.connect(self._colour_rows)

    def _new_picker(self) -> ModelPicker:
        picker = ModelPicker()
        picker.set_models(self._classifiers())
        picker.changed.connect(self._mark_outdated)
        return picker

    # -- choosing -----------------------------------------------------------------------------

    def _classifiers(self) -> tuple[ModelRecord, ...]:
        project = self.session.project
        models = project.models if project is not None else ()
        return tuple(model for model in models if model.labels)

    def _refresh(self) -> None:
        models = self._classifiers()
        self._swap.show_content(bool(models))
        if not self._models.rows:
            self._models.add()
        for picker in self._models.rows:
            picker.set_models(models)
        first = self._models.rows[0]
        if not first.reference and models:
            first.set_reference(f"{models[-1].name}@best")
        self._mark_outdated()

    def _present(self) -> ResultsOf:
        """What would be classified now, and by whom."""
        choices = [one for picker in self._models.rows if (one := picker.choice) is not None]
        models = {one.reference: Answering.of(one.reference, one.checkpoint) for one in choices}
        return ResultsOf(self.session.text.text, models, (self._second.toPlainText().strip(),))

    def _mark_outdated(self) -> None:
        self._outdated.compare(self._results, self._present())

    # -- queries ------------------------------------------------------------------------------

    def classify(self) -> None:
        """Query every chosen model; an earlier query is cancelled."""
        project = self.session.project
        references = [picker.reference for picker in self._models.rows]
        if project is None or not any(references):
            return
        if self._query is not None:
            self._query.cancel()
        self._answers = {}
        self._references = references
        present = self._present()
        self._query = self.session.query(
            lambda: answers(project, present),
            partial(self._on_answer, present),
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )

    def _on_answer(self, asked: ResultsOf, answer: ClassAnswer) -> None:
        self._answers[answer.reference] = answer
        answering = {one.reference: one.answering for one in self._answers.values()}
        self._results = replace(asked, models=answering)
        self.session.text.hold()
        self._show_answers()
        self._mark_outdated()

    def _fail(self, error: BaseException) -> None:
        """Nothing is left that could be taken for the answer."""
        if not self._answers:
            self._results = None
            self._show_answers()
            self._mark_outdated()
        self.session.query_failed(self, error)

    def _show_answers(self) -> None:
        """A box for each answer, two side by side."""
        for box in self._shown:
            self._grid.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._shown = [
            _box(answer, self._colour(self._references.index(reference)))
            for reference, answer in self._answers.items()
        ]
        for index, box in enumerate(self._shown):
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(box, *divmod(index, _MOST_IN_A_ROW), top)
        self._judged.show_content(bool(self._shown))

    def _colour(self, index: int) -> str:
        colours = self.session.theme.colours.series
        return colours[index % len(colours)]

    def _colour_rows(self) -> None:
        """A model's bars have the colour of the row that it was chosen in."""
        for index, picker in enumerate(self._models.rows):
            picker.set_colour(self._colour(index))


def answers(project: ModelSource, asked: ResultsOf) -> Iterator[ClassAnswer]:
    """Each model's answer in turn; runs in a thread of the query lane."""
    (second,) = asked.settings
    for reference in asked.models:
        model = project.model(reference)
        answering = Answering.of(reference, model.checkpoint)
        yield ClassAnswer(reference, answering, model.classify(asked.text, second))


def _box(answer: ClassAnswer, colour: str) -> QWidget:
    """The model's name above the bars of its classes."""
    box, heading, bars = QWidget(), QLabel(answer.reference), ShareBars()
    heading.setTextFormat(Qt.TextFormat.PlainText)
    font = heading.font()
    font.setBold(True)
    heading.setFont(font)
    bars.set_shares(answer.shares, colour)
    layout = QVBoxLayout(box)
    layout.addWidget(heading)
    layout.addWidget(bars)
    return box


def _text_edit(lines: int) -> QPlainTextEdit:
    edit = QPlainTextEdit(tabChangesFocus=True)
    edit.setFixedHeight((lines + 1) * edit.fontMetrics().lineSpacing())
    return edit

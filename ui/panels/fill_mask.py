"""Masked words filled in by several models side by side; does one sentence follow another?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent, QShowEvent, QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.models import figures
from ui.models.filled import FilledRow, Filling, filled_rows
from ui.models.fitness import is_encoder
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.open_project import ModelSource
from ui.panel import EmptyState, Panel, Swap
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.texts.results_of import Answering, OutdatedMark, ResultsOf
from ui.when_seen import WhenSeen
from ui.widgets.model_picker import ModelPicker
from ui.widgets.row_list import RowList
from ui.workspace import Workspace
from workbench.store.records import ModelRecord

if TYPE_CHECKING:
    from workbench.activities.queries.model_queries import FilledPosition

MASK = "[MASK]"
_MOST_CANDIDATES = 50
_SHARES_PX = (320, 700)
_TEXT_LINES = 4


@dataclass(frozen=True)
class MaskQuery:
    """A text with masks, a second sentence or none, and how many candidates to show."""

    text: str
    second: str
    count: int
    add_special_tokens: bool


@dataclass(frozen=True)
class FilledAnswer:
    """What one model says: its candidates, and how sure it is of a given second sentence."""

    reference: str
    answering: Answering
    positions: "Sequence[FilledPosition]"
    follows: float | None


class FillMaskPanel(Panel):
    """A text with masks on the left; on the right each model's candidates, the shared in colour."""

    name = "fill_mask"
    workspace = Workspace.WRITE
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._text = QPlainTextEdit(tabChangesFocus=True)
        self._second = QLineEdit()
        self._count = QSpinBox(minimum=1, maximum=_MOST_CANDIDATES, value=5)
        self._special = QCheckBox()
        self._special.setChecked(True)
        self._mask, self._fill = QPushButton(), QPushButton()
        self._models: RowList[ModelPicker] = RowList(self._new_picker)
        self._labels = {name: QLabel() for name in ("text", "models", "second", "count")}
        self._table: Table[FilledRow] = Table(lambda row: f"{row.mask}.{row.rank}", self)
        self._view = TableView(self._table)
        self._follows = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._answers: dict[str, FilledAnswer] = {}
        self._query: Query[FilledAnswer] | None = None
        self._results: ResultsOf | None = None
        self._outdated = OutdatedMark(session)
        self._lay_out()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return self.tr("Fill mask")

    def retranslate(self) -> None:
        super().retranslate()
        self._labels["text"].setText(self.tr("Text with [MASK]"))
        self._labels["models"].setText(self.tr("Models"))
        self._labels["second"].setText(self.tr("Second sentence"))
        self._labels["count"].setText(self.tr("Candidates"))
        if not self._text.document().isModified() and self._results is None:
            self._text.setPlainText(self.tr("The old [MASK] went home to the village."))
            self._text.document().setModified(False)
        self._text.setAccessibleName(self._labels["text"].text())
        self._second.setPlaceholderText(self.tr("Does it follow? Leave it empty not to ask"))
        self._mask.setText(self.tr("Mask this word"))
        self._mask.setToolTip(
            self.tr("Put [MASK] where the text cursor stands; double-clicking a word does the same")
        )
        self._special.setText(self.tr("Special tokens"))
        self._special.setToolTip(
            self.tr("Reads the text with what the model's tokenizer puts around it")
        )
        self._fill.setText(self.tr("Fill in"))
        self._models.set_add_text(self.tr("Add a model"))
        self._swap.empty.set_text(
            self.tr("Here BERT models fill in masked words side by side. Train or import one."),
            self.tr("Train a BERT"),
        )
        self._show_answers()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._swap.empty.set_icon(self.session.theme.icon("form-textbox"))

    # -- laying out ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        line = self._text.fontMetrics().lineSpacing()
        self._text.setFixedHeight(_TEXT_LINES * line + line)
        left = QWidget()
        column = QVBoxLayout(left)
        column.addWidget(self._labels["text"])
        column.addWidget(self._text)
        column.addWidget(self._mask)
        column.addWidget(self._labels["models"])
        column.addWidget(self._models)
        self._labels["second"].setBuddy(self._second)
        self._labels["count"].setBuddy(self._count)
        form = QFormLayout()
        form.addRow(self._labels["second"], self._second)
        form.addRow(self._labels["count"], self._count)
        column.addLayout(form)
        column.addWidget(self._special)
        column.addStretch()
        column.addWidget(self._fill)
        right = QWidget()
        results = QVBoxLayout(right)
        results.addWidget(self._outdated)
        results.addWidget(self._view, 1)
        results.addWidget(self._follows)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes(list(_SHARES_PX))
        self._swap = Swap(EmptyState(), split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)

    def _connect(self) -> None:
        session = self.session
        self._fill.clicked.connect(self.fill)
        self._outdated.refresh_requested.connect(self.fill)
        for changed in (
            self._text.textChanged,
            self._second.textChanged,
            self._count.valueChanged,
            self._special.toggled,
        ):
            changed.connect(self._mark_outdated)
        self._mask.clicked.connect(self.mask_word)
        self._text.viewport().installEventFilter(self)
        self._swap.empty.triggered.connect(lambda: session.go_to(Workspace.TRAIN, "train_setup"))
        WhenSeen(self, self._refresh, session.catalogue_changed, session.project_changed)
        session.theme.changed.connect(self._show_answers)

    def _new_picker(self) -> ModelPicker:
        picker = ModelPicker()
        picker.set_models(self._encoders())
        picker.changed.connect(self._mark_outdated)
        return picker

    # -- choosing -----------------------------------------------------------------------------

    def _encoders(self) -> tuple[ModelRecord, ...]:
        project = self.session.project
        models = project.models if project is not None else ()
        return tuple(model for model in models if is_encoder(model))

    def _refresh(self) -> None:
        models = self._encoders()
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
        """What would be filled in now, and by whom."""
        choices = [one for picker in self._models.rows if (one := picker.choice) is not None]
        models = {one.reference: Answering.of(one.reference, one.checkpoint) for one in choices}
        return ResultsOf(self._text.toPlainText(), models, (self._mask_query(),))

    def _mask_query(self) -> MaskQuery:
        return MaskQuery(
            text=self._text.toPlainText(),
            second=self._second.text().strip(),
            count=self._count.value(),
            add_special_tokens=self._special.isChecked(),
        )

    def _mark_outdated(self) -> None:
        self._outdated.compare(self._results, self._present())

    def mask_word(self) -> None:
        """Put a mask in place of the selected text, or of the word at the cursor."""
        cursor = self._text.textCursor()
        if not cursor.hasSelection():
            cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        cursor.insertText(MASK)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A double click on a word of the text masks it."""
        is_text = watched is self._text.viewport()
        if is_text and event.type() == QEvent.Type.MouseButtonDblClick:
            assert isinstance(event, QMouseEvent)
            self._text.setTextCursor(self._text.cursorForPosition(event.position().toPoint()))
            self.mask_word()
            return True
        return super().eventFilter(watched, event)

    # -- queries ------------------------------------------------------------------------------

    def fill(self) -> None:
        """Query every chosen model; an earlier query is cancelled."""
        project = self.session.project
        references = [picker.reference for picker in self._models.rows if picker.reference]
        if project is None or not references:
            return
        if self._query is not None:
            self._query.cancel()
        self._answers = {}
        present, query = self._present(), self._mask_query()
        self._query = self.session.query(
            lambda: answers(project, references, query),
            partial(self._on_answer, present),
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )

    def _on_answer(self, asked: ResultsOf, answer: FilledAnswer) -> None:
        self._answers[answer.reference] = answer
        answering = {one.reference: one.answering for one in self._answers.values()}
        self._results = replace(asked, models=answering)
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
        positions = {reference: answer.positions for reference, answer in self._answers.items()}
        self._table.set_columns(
            (
                Column(self.tr("Mask"), lambda row: row.mask, numeric=True),
                Column(self.tr("Rank"), lambda row: row.rank, numeric=True),
                *(self._column(reference) for reference in positions),
            )
        )
        self._table.set_rows(filled_rows(positions))
        self._view.fit_columns()
        sentences = [
            self.tr("{model}: the second sentence follows with {share}").format(
                model=answer.reference, share=figures.share(answer.follows)
            )
            for answer in self._answers.values()
            if answer.follows is not None
        ]
        self._follows.setText("\n".join(sentences))

    def _column(self, reference: str) -> Column[FilledRow]:
        shared = self.session.theme.colours.good

        def filling(row: FilledRow) -> Filling | None:
            return row.fillings.get(reference)

        def text(row: FilledRow) -> str:
            one = filling(row)
            return f"{one.piece}   {figures.share(one.probability)}" if one else ""

        def colour(row: FilledRow) -> str:
            one = filling(row)
            return shared if one is not None and one.is_shared else ""

        return Column(
            reference,
            lambda row: one.piece if (one := filling(row)) else None,
            text,
            help=self.tr("Candidates that every model offers stand in colour"),
            colour=colour,
        )


def answers(
    project: ModelSource, references: Sequence[str], query: MaskQuery
) -> Iterator[FilledAnswer]:
    """Each model's answer in turn; runs in a thread of the query lane."""
    for reference in references:
        model = project.model(reference)
        positions: Sequence[FilledPosition] = ()
        if not query.second or model.has_mask(query.text):
            positions = model.fill_mask(
                query.text, top_k=query.count, add_special_tokens=query.add_special_tokens
            )
        follows = model.next_sentence(query.text, query.second) if query.second else None
        answering = Answering.of(reference, model.checkpoint)
        yield FilledAnswer(reference, answering, positions, follows)

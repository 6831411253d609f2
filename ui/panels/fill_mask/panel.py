"""Masked words filled in by several models side by side; does one sentence follow another?"""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.models import figures
from ui.models.filled import full_share, shared_candidates
from ui.models.fitness import why_not_fill
from ui.panel import EmptyState, Panel, Swap
from ui.panels.fill_mask.answer import AnswerCard, FilledAnswer, MaskQuery, answers
from ui.panels.fill_mask.masking import MaskedText, linked_words
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.texts.results_of import Answering, OutdatedMark, ResultsOf
from ui.when_seen import WhenSeen
from ui.widgets.model_picker import ModelPicker
from ui.widgets.row_list import RowList
from ui.workspace import Workspace
from workbench.store.records import ModelRecord

_MOST_CANDIDATES = 50
_SHARES_PX = (400, 800)
_TEXT_LINES = 4
_MOST_IN_A_ROW = 2


class FillMaskPanel(Panel):
    """A text with masks on the left; on the right each model's sentence and candidates."""

    name = "fill_mask"
    workspace = Workspace.WRITE
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._text = MaskedText()
        self._hint = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._second = QLineEdit()
        self._count = QSpinBox(minimum=1, maximum=_MOST_CANDIDATES, value=5)
        self._special = QCheckBox()
        self._special.setChecked(True)
        self._mask, self._fill = QPushButton(), QPushButton()
        self._models: RowList[ModelPicker] = RowList(self._new_picker)
        self._labels = {name: QLabel() for name in ("text", "models", "second", "count")}
        self._about, self._words, self._scale, self._follows = (QLabel() for _ in range(4))
        self._copy = QToolButton(autoRaise=True)
        self._grid = QGridLayout()
        self._cards: dict[str, AnswerCard] = {}
        self._answers: dict[str, FilledAnswer] = {}
        self._query: Query[FilledAnswer] | None = None
        self._results_of: ResultsOf | None = None
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
        if not self._text.document().isModified():
            self._text.setPlainText(self.tr("The old [MASK] went home to the village."))
            self._text.document().setModified(False)
        self._text.setAccessibleName(self._labels["text"].text())
        self._second.setPlaceholderText(self.tr("Does it follow? Leave it empty not to ask"))
        self._second.setToolTip(self._second.placeholderText())
        self._hint.setText(
            self.tr("No word is masked yet: double-click one here, or type [MASK] where it stands.")
        )
        self._mask.setText(self.tr("Mask this word"))
        self._mask.setToolTip(
            self.tr("Put [MASK] where the text cursor stands; double-clicking a word does the same")
        )
        self._special.setText(self.tr("Special tokens"))
        self._special.setToolTip(
            self.tr("Reads the text with what the model's tokenizer puts around it")
        )
        self._fill.setText(self.tr("Fill in"))
        self._copy.setText(self.tr("Copy"))
        self._copy.setToolTip(self.tr("Copy the filled sentences and all candidates"))
        self._models.set_add_text(self.tr("Add a model"))
        self._swap.empty.set_text(
            self.tr("Here BERT models fill in masked words side by side. Train or import one."),
            self.tr("Train a BERT"),
        )
        self._offer_words()
        self._show_answers()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._swap.empty.set_icon(self.session.theme.icon("form-textbox"))

    # -- laying out ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._settings())
        split.addWidget(self._results())
        split.setStretchFactor(1, 1)
        split.setSizes(list(_SHARES_PX))
        self._swap = Swap(EmptyState(), split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)

    def _settings(self) -> QWidget:
        line = self._text.fontMetrics().lineSpacing()
        self._text.setFixedHeight(_TEXT_LINES * line + line)
        settings = QWidget()
        column = QVBoxLayout(settings)
        column.addWidget(self._labels["text"])
        column.addWidget(self._text)
        column.addWidget(self._hint)
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
        return settings

    def _results(self) -> QWidget:
        """What is to be done before there are answers, and the answers."""
        for label in (self._about, self._words, self._scale, self._follows):
            label.setWordWrap(True)
        large = self._words.font()
        large.setPointSizeF(1.3 * large.pointSizeF())
        self._words.setFont(large)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        for label in (self._about, self._scale, self._follows):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        head = QHBoxLayout()
        head.addWidget(self._scale, 1)
        head.addWidget(self._copy)
        content = QWidget()
        column = QVBoxLayout(content)
        column.addWidget(self._outdated)
        column.addWidget(self._about)
        column.addWidget(self._words)
        column.addLayout(head)
        column.addLayout(self._grid)
        column.addWidget(self._follows)
        column.addStretch()
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(content)
        return scroll

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
        self._mask.clicked.connect(self._text.mask_word)
        self._text.textChanged.connect(self._offer_words)
        self._words.linkActivated.connect(self._mask_linked)
        self._copy.clicked.connect(self._copy_all)
        self._swap.empty.triggered.connect(lambda: session.go_to(Workspace.TRAIN, "train_setup"))
        WhenSeen(self, self._refresh, session.catalogue_changed, session.project_changed)
        session.theme.changed.connect(self._offer_words)
        session.theme.changed.connect(self._show_answers)

    def _new_picker(self) -> ModelPicker:
        picker = ModelPicker()
        project = self.session.project
        picker.set_models(project.models if project is not None else (), why_not_fill)
        picker.changed.connect(self._mark_outdated)
        return picker

    # -- choosing -----------------------------------------------------------------------------

    def _refresh(self) -> None:
        project = self.session.project
        models: tuple[ModelRecord, ...] = project.models if project is not None else ()
        fit = [model for model in models if not why_not_fill(model)]
        self._swap.show_content(bool(fit))
        if not self._models.rows:
            self._models.add()
        for picker in self._models.rows:
            picker.set_models(models, why_not_fill)
        first = self._models.rows[0]
        if not first.reference and fit:
            first.set_reference(f"{fit[-1].name}@best")
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
        self._outdated.compare(self._results_of, self._present())

    def _offer_words(self) -> None:
        """Say what is to be done; without a mask, offer each word to be masked."""
        masked = self._text.has_mask
        self._hint.setVisible(not masked)
        self._about.setVisible(not (masked and self._cards))
        self._words.setVisible(not masked)
        if masked:
            self._about.setText(
                self.tr(
                    "Press “Fill in”: what each model puts in place of [MASK] stands here, "
                    "likeliest first."
                )
            )
        else:
            self._about.setText(self.tr("Which word is to be filled in? Click it:"))
            accent = self.session.theme.colours.accent
            self._words.setText(linked_words(self._text.toPlainText(), accent))

    def _mask_linked(self, place: str) -> None:
        begin, _, end = place.partition("-")
        self._text.mask_stretch(int(begin), int(end))

    # -- queries ------------------------------------------------------------------------------

    def fill(self) -> None:
        """Query every chosen model; an earlier query is cancelled."""
        project = self.session.project
        references = [picker.reference for picker in self._models.rows if picker.reference]
        if project is None or not references:
            return
        if self._query is not None:
            self._query.cancel()
        self._clear()
        present, query = self._present(), self._mask_query()
        self._query = self.session.query(
            lambda: answers(project, references, query),
            partial(self._on_answer, present),
            owner=self,
            on_restart=keep_shown,
        )

    def _clear(self) -> None:
        for card in self._cards.values():
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._answers, self._cards, self._results_of = {}, {}, None
        self._offer_words()
        self._show_answers()
        self._mark_outdated()

    def _on_answer(self, asked: ResultsOf, answer: FilledAnswer) -> None:
        if (old := self._cards.pop(answer.reference, None)) is not None:
            old.deleteLater()
        self._answers[answer.reference] = answer
        answering = {one.reference: one.answering for one in self._answers.values()}
        self._results_of = replace(asked, models=answering)
        self._cards[answer.reference] = card = AnswerCard(answer)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(card, *divmod(len(self._cards) - 1, _MOST_IN_A_ROW), top)
        self._offer_words()
        self._show_answers()
        self._mark_outdated()

    def _show_answers(self) -> None:
        positions = {reference: answer.positions for reference, answer in self._answers.items()}
        full, colours = full_share(positions), self.session.theme.colours
        for reference, card in self._cards.items():
            count = len(positions[reference])
            shared = [shared_candidates(positions, mask) for mask in range(count)]
            card.show_candidates(shared, (colours.accent, colours.good), full)
        several = len(self._cards) > 1
        about = [
            self.tr("Click a candidate to fill it in."),
            self.tr("The whole width of a bar is {share}.").format(share=figures.share(full, 0)),
            self.tr("Candidates that every model offers stand in colour.") if several else "",
        ]
        filled = any(positions.values())
        self._scale.setText(" ".join(filter(None, about)))
        self._scale.setVisible(filled)
        self._copy.setVisible(filled)
        sentences = [
            self.tr("{model}: the second sentence follows with {share}").format(
                model=answer.reference, share=figures.share(answer.follows)
            )
            for answer in self._answers.values()
            if answer.follows is not None
        ]
        self._follows.setText("\n".join(sentences))

    def _copy_all(self) -> None:
        """Each model's sentence, and its candidates in lines of mask, rank, piece, probability."""
        lines = []
        for reference, card in self._cards.items():
            lines.append(f"{reference}\t{card.sentence}")
            for mask, position in enumerate(self._answers[reference].positions, 1):
                for rank, candidate in enumerate(position.candidates, 1):
                    values = (mask, rank, candidate.piece, f"{candidate.probability:.6f}")
                    lines.append("\t".join(map(str, values)))
        QGuiApplication.clipboard().setText("\n".join(lines))

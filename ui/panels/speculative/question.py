"""The question: a teacher, where drafts come from, a prompt, settings."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.forms.editors import ignore_wheel_without_focus
from ui.models.fitness import offer_pair
from ui.models.role import Role
from ui.panels.speculative.settings import DraftSettingsForm
from ui.session import Session
from ui.shell.messages import translate
from ui.texts.passage_button import PassageButton
from ui.texts.reading_note import ReadingNote, no_text
from ui.texts.results_of import ResultsOf, chosen_in
from ui.texts.text_edit import SharedTextEdit
from ui.widgets.model_picker import ModelPicker
from workbench.errors import WorkbenchError

_TEXT_LINES = 4
_BY_STUDENT, _BY_LOOKUP = range(2)


class DraftQuestion(QWidget):
    """Editors in a column; `changed` tells of any change, `asked` that the answer is wanted."""

    changed = Signal()
    asked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._pickers = {role: ModelPicker() for role in Role}
        self._source = QComboBox()
        self._source.addItems(["", ""])
        ignore_wheel_without_focus(self._source)
        self._labels = {name: QLabel() for name in ("teacher", "source", "student", "prompt")}
        self._text = SharedTextEdit(session.text, _TEXT_LINES)
        self._passages = PassageButton(session, lambda: self._pickers[Role.TEACHER].reference)
        self._note = ReadingNote(session.text, no_text, lambda text: [])
        self._special = QCheckBox()
        self._special.setChecked(True)
        self._settings = DraftSettingsForm()
        self._problem = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._problem.hide()
        self._lay_out()
        self._connect()
        self._show_source()
        self._retranslate()

    def value(self) -> ResultsOf | None:
        """What is asked; None while a setting is impossible, which is said, or a model missing."""
        try:
            settings = self._settings.value()
        except WorkbenchError as error:
            self._problem.setText(translate(error.words))
            self._problem.show()
            return None
        self._problem.hide()
        models = chosen_in(self._pickers)
        if not self._is_by_student:
            models.pop(Role.STUDENT, None)
        if len(models) < 1 + self._is_by_student:
            return None
        special = self._special.isChecked()
        return ResultsOf(self._session.text.text, models, (settings, special, len(models)))

    def refresh(self) -> None:
        """Offer the project's models, and choose the window's pair."""
        selection = self._session.selection
        offer_pair(self._pickers, self._session.project, selection.teacher)
        if selection.student and selection.student != self._pickers[Role.STUDENT].reference:
            self._pickers[Role.STUDENT].set_reference(selection.student)

    def paint(self) -> None:
        """Take the colours of the present theme."""
        colours = self._session.theme.colours
        self._pickers[Role.TEACHER].set_colour(colours.teacher)
        self._pickers[Role.STUDENT].set_colour(colours.student)

    # -- inside

    @property
    def _is_by_student(self) -> bool:
        return self._source.currentIndex() == _BY_STUDENT

    def _lay_out(self) -> None:
        models = QFormLayout()
        models.addRow(self._labels["teacher"], self._pickers[Role.TEACHER])
        models.addRow(self._labels["source"], self._source)
        models.addRow(self._labels["student"], self._pickers[Role.STUDENT])
        head = QHBoxLayout()
        head.addWidget(self._labels["prompt"], 1)
        head.addWidget(self._passages)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addLayout(models)
        column.addLayout(head)
        for widget in (self._text, self._note, self._special, self._settings):
            column.addWidget(widget)
        column.addStretch()
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area, 1)
        layout.addWidget(self._problem)

    def _connect(self) -> None:
        self._text.asked.connect(self.asked)
        self._source.currentIndexChanged.connect(self._on_source)
        self._settings.changed.connect(self.changed)
        self._special.toggled.connect(self.changed)
        self._session.text.changed.connect(self.changed)
        for role in Role:
            self._labels[role].setBuddy(self._pickers[role])
            self._pickers[role].changed.connect(self._on_pick)
        self._labels["source"].setBuddy(self._source)
        self._labels["prompt"].setBuddy(self._text)

    def _on_pick(self) -> None:
        offer_pair(self._pickers, self._session.project)
        teacher, student = (self._pickers[role].reference for role in Role)
        self._session.select(teacher=teacher, student=student)
        self.changed.emit()

    def _on_source(self) -> None:
        self._show_source()
        self.changed.emit()

    def _show_source(self) -> None:
        for widget in (self._labels["student"], self._pickers[Role.STUDENT]):
            widget.setVisible(self._is_by_student)

    def _retranslate(self) -> None:
        self._labels["teacher"].setText(self.tr("Teacher"))
        self._labels["source"].setText(self.tr("Draft"))
        self._labels["student"].setText(self.tr("Student"))
        self._labels["prompt"].setText(self.tr("Prompt"))
        self._source.setItemText(_BY_STUDENT, self.tr("by the student"))
        self._source.setItemText(_BY_LOOKUP, self.tr("what followed before"))
        self._source.setToolTip(
            self.tr(
                "Who drafts: a smaller model, or the text itself, where its last tokens stood "
                "before"
            )
        )
        self._source.setAccessibleName(self.tr("Draft"))
        self._text.setPlaceholderText(self.tr("The beginning of a text"))
        self._text.setAccessibleName(self.tr("Prompt"))
        self._passages.retranslate()
        self._note.refresh()
        self._special.setText(self.tr("Special tokens"))
        self._special.setToolTip(
            self.tr("Begins the prompt with the tokens that the model's tokenizer puts there")
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

"""What is patched: two texts or two models, the two tokens, and the places."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.forms.editors import ignore_wheel_without_focus
from ui.models import figures
from ui.models.fitness import offer_pair, why_not_read
from ui.models.role import Role
from ui.panels.patching.queries import PatchSettings, TextLengths, query_lengths
from ui.panels.patching.words import place_text
from ui.session import Session
from ui.texts.passage_button import PassageButton
from ui.texts.results_of import ResultsOf, chosen_in
from ui.texts.text_edit import SharedTextEdit
from ui.widgets.model_picker import ModelPicker
from workbench.inspection.patching.maps import PLACES

_TEXT_LINES = 3
_BETWEEN_TEXTS, _BETWEEN_MODELS = range(2)
_TYPED_MS = 300


class PatchQuestion(QWidget):
    """Editors in a column; `changed` tells of any change, `asked` that the answer is wanted."""

    changed = Signal()
    asked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._lengths: TextLengths | None = None
        self._pickers = {role: ModelPicker() for role in Role}
        self._between = QComboBox()
        self._between.addItems(["", ""])
        ignore_wheel_without_focus(self._between)
        names = ("between", "teacher", "student", "clean", "corrupted", "target", "other", "places")
        self._labels = {name: QLabel() for name in names}
        self._clean = SharedTextEdit(session.text, _TEXT_LINES)
        self._passage = PassageButton(session, lambda: self._pickers[Role.TEACHER].reference)
        self._corrupted = QPlainTextEdit(tabChangesFocus=True)
        self._corrupted.setFixedHeight(self._clean.height())
        self._length = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._target, self._other = QLineEdit(), QLineEdit()
        self._places = {place: QCheckBox() for place in PLACES}
        for box in self._places.values():
            box.setChecked(True)
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._lay_out()
        self._connect()
        self._show_mode()
        self.retranslate()

    def value(self) -> ResultsOf | None:
        """What is asked; None while a model, a text or a place is missing."""
        models = chosen_in(self._pickers)
        corrupted = "" if self._is_between_models else self._corrupted.toPlainText()
        if not self._is_between_models:
            models.pop(Role.STUDENT, None)
        places = tuple(place for place, box in self._places.items() if box.isChecked())
        text, is_whole = self._session.text.text, len(models) == 1 + self._is_between_models
        if not (places and text.strip() and is_whole):
            return None
        if not (corrupted.strip() or self._is_between_models):
            return None
        settings = PatchSettings(corrupted, self._target.text(), self._other.text(), places)
        return ResultsOf(text, models, (settings, len(models)))

    def refresh(self) -> None:
        """Offer the project's models, and choose the window's pair."""
        project, selection = self._session.project, self._session.selection
        if self._is_between_models:
            offer_pair(self._pickers, project, selection.teacher)
        else:
            models = project.models if project is not None else ()
            self._pickers[Role.TEACHER].set_models(models, why_not_read)
            if not self._pickers[Role.TEACHER].reference and selection.teacher:
                self._pickers[Role.TEACHER].set_reference(selection.teacher)
        if selection.student and selection.student != self._pickers[Role.STUDENT].reference:
            self._pickers[Role.STUDENT].set_reference(selection.student)
        self._typed.start()

    def paint(self) -> None:
        """Take the colours of the present theme."""
        colours = self._session.theme.colours
        self._pickers[Role.TEACHER].set_colour(colours.teacher)
        self._pickers[Role.STUDENT].set_colour(colours.student)

    def retranslate(self) -> None:
        self._labels["between"].setText(self.tr("Patch"))
        self._between.setItemText(_BETWEEN_TEXTS, self.tr("one text's run with another's"))
        self._between.setItemText(_BETWEEN_MODELS, self.tr("a student's run with its teacher's"))
        self._labels["student"].setText(self.tr("Student"))
        self._labels["clean"].setText(self.tr("Clean text"))
        self._labels["corrupted"].setText(self.tr("Corrupted text"))
        self._labels["target"].setText(self.tr("Target token"))
        self._labels["other"].setText(self.tr("Other token"))
        self._labels["places"].setText(self.tr("Places"))
        self._passage.retranslate()
        self._clean.setPlaceholderText(self.tr("A text; for a BERT, with a [MASK]"))
        self._corrupted.setPlaceholderText(
            self.tr("The same with another word in one place, of as many tokens")
        )
        likeliest = self.tr("the likeliest of the clean run"), self.tr("the likeliest of the other")
        told = self.tr("The text of one token, or its number such as #17")
        for line, placeholder in zip((self._target, self._other), likeliest, strict=True):
            line.setPlaceholderText(placeholder)
            line.setToolTip(told)
        for place, box in self._places.items():
            box.setText(place_text(place))
        self._show_mode()
        self._show_lengths()

    # -- inside

    @property
    def _is_between_models(self) -> bool:
        return self._between.currentIndex() == _BETWEEN_MODELS

    def _lay_out(self) -> None:
        models = QFormLayout()
        models.addRow(self._labels["between"], self._between)
        models.addRow(self._labels["teacher"], self._pickers[Role.TEACHER])
        models.addRow(self._labels["student"], self._pickers[Role.STUDENT])
        head = QHBoxLayout()
        head.addWidget(self._labels["clean"], 1)
        head.addWidget(self._passage)
        tokens = QFormLayout()
        tokens.addRow(self._labels["target"], self._target)
        tokens.addRow(self._labels["other"], self._other)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addLayout(models)
        column.addLayout(head)
        for widget in (self._clean, self._labels["corrupted"], self._corrupted, self._length):
            column.addWidget(widget)
        column.addLayout(tokens)
        column.addWidget(self._labels["places"])
        for box in self._places.values():
            column.addWidget(box)
        column.addStretch()
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def _connect(self) -> None:
        buddies: dict[str, QWidget] = {
            "between": self._between,
            "teacher": self._pickers[Role.TEACHER],
            "student": self._pickers[Role.STUDENT],
            "clean": self._clean,
            "corrupted": self._corrupted,
            "target": self._target,
            "other": self._other,
        }
        for name, editor in buddies.items():
            self._labels[name].setBuddy(editor)
        self._between.currentIndexChanged.connect(self._on_mode)
        self._clean.asked.connect(self.asked)
        self._corrupted.textChanged.connect(self._on_typed)
        self._session.text.changed.connect(self._on_typed)
        self._typed.timeout.connect(self._ask_for_lengths)
        for line in (self._target, self._other):
            line.textChanged.connect(self.changed)
            line.returnPressed.connect(self.asked)
        for box in self._places.values():
            box.toggled.connect(self.changed)
        for picker in self._pickers.values():
            picker.changed.connect(self._on_pick)

    def _on_mode(self) -> None:
        self._show_mode()
        self.refresh()
        self.changed.emit()

    def _on_pick(self) -> None:
        if self._is_between_models:
            offer_pair(self._pickers, self._session.project)
        self._on_typed()

    def _on_typed(self) -> None:
        self._typed.start()
        self.changed.emit()

    def _show_mode(self) -> None:
        between_models = self._is_between_models
        self._labels["teacher"].setText(self.tr("Teacher") if between_models else self.tr("Model"))
        for widget in (self._labels["student"], self._pickers[Role.STUDENT]):
            widget.setVisible(between_models)
        self._labels["corrupted"].setVisible(not between_models)
        self._corrupted.setVisible(not between_models)
        self._places["heads"].setToolTip(
            self.tr(
                "What a head of the teacher's adds to the residual stream takes the place of what "
                "the student's head of the same number adds, in the layers that correspond"
            )
            if between_models
            else ""
        )

    def _ask_for_lengths(self) -> None:
        project, reference = self._session.project, self._pickers[Role.TEACHER].reference
        clean, corrupted = self._session.text.text, self._corrupted.toPlainText()
        if project is None or not reference:
            self._take_lengths(None)
            return
        self._session.query(
            lambda: query_lengths(project, reference, clean, corrupted),
            self._take_lengths,
            owner=self,
            on_restart=lambda: None,
        )

    def _take_lengths(self, lengths: TextLengths | None) -> None:
        self._lengths = lengths
        self._show_lengths()

    def _show_lengths(self) -> None:
        lengths = self._lengths
        if lengths is None:
            self._length.setText("")
            return
        clean, corrupted = figures.count(lengths.clean), figures.count(lengths.corrupted)
        if self._is_between_models:
            self._length.setText(self.tr("{count} tokens").format(count=clean))
            return
        template = self.tr("Clean text: {clean} tokens, corrupted text: {corrupted}.")
        if lengths.corrupted and lengths.clean != lengths.corrupted:
            template = self.tr(
                "Clean text: {clean} tokens, corrupted text: {corrupted}. They must be equally "
                "many."
            )
        self._length.setText(template.format(clean=clean, corrupted=corrupted))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

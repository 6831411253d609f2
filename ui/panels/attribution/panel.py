"""Why this token: what each part of a model adds to its logit, and which tokens speak for it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.models.fitness import is_encoder, offer_alike
from ui.models.role import Role
from ui.panel import Panel, Swap
from ui.panels.attribution.place_strip import PlaceStrip
from ui.panels.attribution.queries import Answer, Question, explain
from ui.panels.attribution.target_choice import TargetChoice
from ui.panels.attribution.views import PartsView, SaliencyView
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.next_step_state import NextStepState
from ui.texts.export_menu import ExportMenu, ShownResult
from ui.texts.passage_button import PassageButton
from ui.texts.reading_note import ReadingNote, last_not_read, no_text
from ui.texts.results_of import OutdatedMark, ResultsOf, chosen_in
from ui.texts.second_text import SecondText
from ui.texts.text_edit import SharedTextEdit
from ui.when_seen import WhenSeen
from ui.widgets.model_picker import ModelPicker
from ui.workspace import Workspace
from workbench.inspection.attribution.written import Explanations

_TEXT_LINES = 2


class AttributionPanel(Panel):
    """A text whose tokens choose the place, the token that is explained, and two tabs."""

    name = "attribution"
    workspace = Workspace.INSPECT
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._pickers = {role: ModelPicker() for role in Role}
        self._labels = {role: QLabel() for role in Role}
        self._text = SharedTextEdit(session.text, _TEXT_LINES, enter_asks=True)
        self._second = SecondText(_TEXT_LINES)
        self._passage = PassageButton(session, lambda: self._pickers[Role.TEACHER].reference)
        self._note = ReadingNote(session.text, no_text, self._what_is_not_read)
        self._outdated = OutdatedMark(session)
        self._look = QPushButton()
        self._export = ExportMenu(
            session,
            "attribution",
            self._exportable,
            lambda: self._view().columns(),
            lambda: self._view().paint_again(),
        )
        self._place = PlaceStrip()
        self._targets = TargetChoice()
        self._parts, self._saliency = PartsView(session.theme), SaliencyView(session.theme)
        self._tabs = QTabWidget(documentMode=True)
        self._position: int | None = None
        self._answer: Answer | None = None
        self._queried: ResultsOf | None = None
        self._query: Query[Answer] | None = None
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Why this token")

    def retranslate(self) -> None:
        super().retranslate()
        self._labels[Role.TEACHER].setText(self.tr("Teacher"))
        self._labels[Role.STUDENT].setText(self.tr("Student"))
        self._text.setPlaceholderText(self.tr("A text whose tokens are explained"))
        self._text.setAccessibleName(self.tr("A text whose tokens are explained"))
        for part in (self._second, self._passage, self._export):
            part.retranslate()
        self._note.refresh()
        self._look.setText(self.tr("Look"))
        self._tabs.setTabText(0, self.tr("Parts of the logit"))
        self._tabs.setTabText(1, self.tr("Saliency of tokens"))
        self._empty.set_about(
            self.tr(
                "Here you see why a model finds a token likely: what its heads and layers add to "
                "it, and which tokens of the text speak for it."
            )
        )
        for below in (self._targets, self._parts, self._saliency):
            below.retranslate()
        self._show_place()

    # -- laying out

    def _lay_out(self) -> None:
        pair = QGridLayout()
        for column, role in enumerate(Role):
            self._labels[role].setBuddy(self._pickers[role])
            pair.addWidget(self._labels[role], 0, 2 * column, Qt.AlignmentFlag.AlignTop)
            pair.addWidget(self._pickers[role], 0, 2 * column + 1)
            pair.setColumnStretch(2 * column + 1, 1)
        line = QHBoxLayout()
        for text in (self._text, self._second):
            line.addWidget(text, 1)
        for button in (self._passage, self._look, self._export):
            line.addWidget(button)
        self._tabs.addTab(self._parts, "")
        self._tabs.addTab(self._saliency, "")
        content = QWidget()
        layout = QVBoxLayout(content)
        for part in (pair, line):
            layout.addLayout(part)
        for widget in (self._note, self._outdated, self._place, self._targets):
            layout.addWidget(widget)
        layout.addWidget(self._tabs, 1)
        self._swap = Swap(self._empty, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _connect(self) -> None:
        session = self.session
        self._look.clicked.connect(self.ask)
        self._text.asked.connect(self.ask)
        self._outdated.refresh_requested.connect(self.ask)
        self._place.clicked.connect(self._on_place)
        self._targets.changed.connect(self.ask)
        self._saliency.choice.changed.connect(self._ask_what_is_new)
        self._tabs.currentChanged.connect(self._ask_what_is_new)
        session.text.changed.connect(self._on_text)
        self._second.textChanged.connect(self._on_second)
        for picker in self._pickers.values():
            picker.changed.connect(self._on_pick)
        changes = session.catalogue_changed, session.selection_changed
        WhenSeen(self, self._refresh, *changes, then=self._ask_what_is_new)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        colours = self.session.theme.colours
        self._pickers[Role.TEACHER].set_colour(colours.teacher)
        self._pickers[Role.STUDENT].set_colour(colours.student)
        self._empty.set_icon(self.session.theme.icon("help-rhombus-outline"))
        self._parts.retranslate()
        self._saliency.retranslate()

    # -- choosing

    def _refresh(self) -> None:
        project, selection = self.session.project, self.session.selection
        self._swap.show_content(project is not None and bool(project.models))
        offer_alike(self._pickers, project, selection.teacher)
        if selection.student and selection.student != self._pickers[Role.STUDENT].reference:
            self._pickers[Role.STUDENT].set_reference(selection.student)
        self._offer_second()
        self._mark_outdated()

    def _on_pick(self) -> None:
        """Other models were chosen: what is shown is asked of them."""
        offer_alike(self._pickers, self.session.project)
        teacher, student = (self._pickers[role].reference for role in Role)
        self.session.select(teacher=teacher, student=student)
        self._start_anew()
        self._offer_second()
        if self._queried is not None:
            self.ask()

    def _offer_second(self) -> None:
        """Encoders read pairs, and models that tell classes may have learnt from pairs."""
        choice = self._pickers[Role.TEACHER].choice
        reads_pairs = choice is not None and (is_encoder(choice.model) or bool(choice.model.labels))
        self._second.setVisible(reads_pairs)

    def _on_second(self) -> None:
        self._start_anew()
        self._mark_outdated()

    def _on_text(self) -> None:
        """Another text: its end is explained, once it is asked for."""
        if self._queried is None or self._queried.text != self.session.text.text.strip():
            self._start_anew()
        self._mark_outdated()

    def _start_anew(self) -> None:
        self._position = None
        self._targets.forget()

    def _on_place(self, index: int) -> None:
        if index >= 0:
            self._position = index
            self._targets.forget()
            self.ask()

    # -- asking

    def _question(self) -> Question:
        is_saliency = self._tabs.currentIndex() == 1
        return Question(
            self._position,
            self._targets.token,
            self._targets.versus,
            self._saliency.choice.value() if is_saliency else None,
            self._second.text,
        )

    def _present(self) -> ResultsOf:
        """What an answer would be of now."""
        text = self.session.text.text.strip()
        return ResultsOf(text, chosen_in(self._pickers), (self._question(),))

    def _ask_what_is_new(self) -> None:
        # Loading a model for the first time is heavy; a run that is on is not disturbed unasked.
        if self._queried != self._present() and self.session.runner.active is None:
            self.ask()

    def ask(self) -> None:
        """Ask the chosen models; an earlier question is cancelled."""
        project, present, question = self.session.project, self._present(), self._question()
        if project is None or not present.text or Role.TEACHER not in present.models:
            return
        if self._query is not None:
            self._query.cancel()
        self._queried = present
        self._mark_outdated()
        self._look.setEnabled(False)
        self._query = self.session.query(
            lambda: explain(project, present, question),
            self._take,
            on_done=lambda: self._look.setEnabled(True),
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )

    def _take(self, answer: Answer) -> None:
        if answer.found:
            self.session.text.hold()
            self._answer = answer
            self._show_place()
            self._note.refresh()
            self._mark_outdated()
        self._view().show_answer(answer)

    def _fail(self, error: BaseException) -> None:
        """Nothing is left that could be taken for the answer."""
        self._look.setEnabled(True)
        self._answer = None
        for view in (self._parts, self._saliency):
            view.show_answer(None)
        self._show_place()
        self._mark_outdated()
        self.session.query_failed(self, error)

    def _exportable(self) -> ShownResult | None:
        answer = self._answer
        if answer is None:
            return None
        (question,) = answer.results.settings
        explained = Explanations(tuple(answer.explained()))
        return ShownResult.of(explained, answer.results, vars(question))

    def _view(self) -> PartsView | SaliencyView:
        return self._saliency if self._tabs.currentIndex() == 1 else self._parts

    def _mark_outdated(self) -> None:
        present = self._present()
        results = self._answer.results if self._answer is not None else None
        is_asked = self._queried is not None or Role.TEACHER not in present.models
        self._outdated.compare(results, present, is_asked=is_asked)

    def _show_place(self) -> None:
        """The tokens of the text, the place among them, and what is likely there."""
        found = None if self._answer is None else next(iter(self._answer.found.values()), None)
        choice = self._pickers[Role.TEACHER].choice
        fills_masks = choice is not None and is_encoder(choice.model)
        self._place.show_place(found, fills_masks=fills_masks)
        if found is None:
            self._targets.clear()
            return
        self._targets.offer(
            found.target, found.versus, found.candidates, are_classes=found.position is None
        )

    def _what_is_not_read(self, text: str) -> list[str]:
        answer = self._answer
        if answer is None or answer.results.text != text:
            return []
        notes = (
            last_not_read(one.left_out, one.left_out + len(one.tokens), len(one.tokens))
            for one in answer.found.values()
        )
        return list(dict.fromkeys(notes))

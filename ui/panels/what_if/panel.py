"""What α, τ and the divergence would do to losses, gradients and softened distributions."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.models import figures
from ui.models.fitness import offer_pair
from ui.models.role import Role
from ui.panel import Panel, Swap
from ui.panels.what_if.divergence_choice import DivergenceChoice
from ui.panels.what_if.effects import Effects
from ui.panels.what_if.queries import Logits, Move, query_answer, query_logits
from ui.panels.what_if.token_losses import TokenLosses
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.next_step_state import NextStepState
from ui.texts.passage_button import PassageButton
from ui.texts.reading_note import ReadingNote, last_not_read, no_text
from ui.texts.results_of import OutdatedMark, ResultsOf, chosen_in
from ui.texts.text_edit import SharedTextEdit
from ui.when_seen import WhenSeen
from ui.widgets.charts.pair_bars import PairBar, PairBars
from ui.widgets.model_picker import ModelPicker
from ui.widgets.number_slider import NumberSlider
from ui.widgets.token_strip import spelled
from ui.workspace import Workspace

if TYPE_CHECKING:
    from workbench.activities.queries.token_queries import WhatIf, WhatIfAnswer

_TEXT_LINES = 2
_SHARES_PX = (520, 560)
_HEIGHTS_PX = (130, 400)
_COLDEST, _HOTTEST = 0.25, 20.0


class WhatIfPanel(Panel):
    """Sliders on the left, the softened distributions of the chosen token on the right.

    The logits are computed once for a text; while an answer is under way, of all later moves only
    the last is answered.
    """

    name = "what_if"
    workspace = Workspace.INSPECT
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._pickers = {role: ModelPicker() for role in Role}
        self._text = SharedTextEdit(session.text, _TEXT_LINES, enter_asks=True)
        self._passage = PassageButton(session, lambda: self._pair()[0] or self._pair()[1])
        self._note = ReadingNote(session.text, no_text, self._what_is_not_read)
        self._outdated = OutdatedMark(session)
        self._load = QPushButton()
        self._temperature = NumberSlider(_COLDEST, _HOTTEST, 2.0, logarithmic=True)
        self._alpha = NumberSlider(0.0, 1.0, 0.5)
        self._divergence = DivergenceChoice()
        self._squared = QCheckBox()
        self._squared.setChecked(True)
        self._labels = {name: QLabel() for name in ("teacher", "student", "temperature", "alpha")}
        self._effects = Effects()
        self._about = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._losses, self._bars = TokenLosses(session.theme), PairBars()
        self._what_if: WhatIf | None = None
        self._loading: Query[Logits] | None = None
        self._queried: Move | None = None
        self._asked: ResultsOf | None = None
        self._results: ResultsOf | None = None
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("What if")

    def retranslate(self) -> None:
        super().retranslate()
        self._labels["teacher"].setText(self.tr("Teacher"))
        self._labels["student"].setText(self.tr("Student"))
        self._labels["temperature"].setText(self.tr("Temperature τ"))
        self._labels["alpha"].setText(self.tr("Teacher's weight α"))
        self._temperature.set_name(self.tr("Distillation temperature τ"))
        self._temperature.setToolTip(
            self.tr("Softens both distributions before they are compared; not that of sampling")
        )
        self._alpha.set_name(self.tr("Weight of the teacher α"))
        self._alpha.setToolTip(self.tr("The share of the soft loss; the true token has the rest"))
        self._squared.setText(self.tr("Scale the soft loss by τ²"))
        self._text.setPlaceholderText(self.tr("A text; its first 64 tokens count"))
        self._text.setAccessibleName(self._text.placeholderText())
        self._passage.retranslate()
        self._note.refresh()
        self._load.setText(self.tr("Take this text"))
        self._losses.retranslate()
        self._bars.setAccessibleName(self.tr("What both models expected"))
        self._show_about()
        self._empty.set_about(
            self.tr(
                "Here you see what α, τ and the divergence do to the loss, on the logits of your "
                "own models."
            )
        )
        self._effects.retranslate()
        self._divergence.retranslate()
        self._paint()

    # -- laying out

    def _lay_out(self) -> None:
        grid = QGridLayout()
        for column, role in enumerate(Role):
            self._labels[role].setBuddy(self._pickers[role])
            grid.addWidget(self._labels[role], 0, 2 * column, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._pickers[role], 0, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
        line = QHBoxLayout()
        line.addWidget(self._text, 1)
        line.addWidget(self._passage)
        line.addWidget(self._load)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._settings())
        split.addWidget(self._sight())
        split.setStretchFactor(1, 1)
        split.setSizes(list(_SHARES_PX))
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.addLayout(grid)
        layout.addLayout(line)
        layout.addWidget(self._note)
        layout.addWidget(self._outdated)
        layout.addWidget(split, 1)
        self._swap = Swap(self._empty, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _settings(self) -> QWidget:
        form = QFormLayout()
        form.addRow(self._labels["temperature"], self._temperature)
        form.addRow("", self._squared)
        form.addRow(self._labels["alpha"], self._alpha)
        form.addRow(self._divergence)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.addLayout(form)
        column.addWidget(self._effects)
        column.addStretch()
        return left

    def _sight(self) -> QWidget:
        area = QScrollArea(widgetResizable=True)
        area.setBackgroundRole(QPalette.ColorRole.Base)
        area.setWidget(self._bars)
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._about)
        column.addWidget(area, 1)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self._losses)
        parts.addWidget(place)
        parts.setStretchFactor(1, 1)
        parts.setSizes(list(_HEIGHTS_PX))
        return parts

    def _connect(self) -> None:
        session = self.session
        self._load.clicked.connect(self.load)
        self._text.asked.connect(self.load)
        self._outdated.refresh_requested.connect(self.load)
        session.text.changed.connect(self._mark_outdated)
        self._temperature.changed.connect(self._query_answer)
        self._alpha.changed.connect(self._query_answer)
        self._squared.toggled.connect(self._query_answer)
        self._divergence.changed.connect(self._query_answer)
        self._losses.strip.clicked.connect(self._on_token)
        for picker in self._pickers.values():
            picker.changed.connect(self._on_pick)
        changes = session.catalogue_changed, session.selection_changed
        WhenSeen(self, self._refresh, *changes, then=self._load_what_is_new)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        colours = self.session.theme.colours
        self._pickers[Role.TEACHER].set_colour(colours.teacher)
        self._pickers[Role.STUDENT].set_colour(colours.student)
        titles = (self.tr("Teacher"), self.tr("Student"))
        self._bars.set_sides(titles, (colours.teacher, colours.student))
        self._empty.set_icon(self.session.theme.icon("tune-variant"))

    # -- choosing models

    def _refresh(self) -> None:
        project = self.session.project
        self._swap.show_content(project is not None and bool(project.models))
        selection = self.session.selection
        offer_pair(self._pickers, project, selection.teacher)
        if selection.student and selection.student != self._pickers[Role.STUDENT].reference:
            self._pickers[Role.STUDENT].set_reference(selection.student)
        if self._what_if is not None and not all(self._pair()):
            self._forget()  # one of its models was deleted
            self._asked = None
        self._mark_outdated()

    def _on_pick(self) -> None:
        offer_pair(self._pickers, self.session.project)
        teacher, student = self._pair()
        self.session.select(teacher=teacher, student=student)
        if self._what_if is not None:
            self.load()

    def _pair(self) -> tuple[str, str]:
        return self._pickers[Role.TEACHER].reference, self._pickers[Role.STUDENT].reference

    def _load_what_is_new(self) -> None:
        # Loading a model for the first time is heavy; a run that is on is not disturbed unasked.
        if self._asked != self._present() and self.session.runner.active is None:
            self.load()

    def _present(self) -> ResultsOf:
        """What the logits would be of now."""
        return ResultsOf(self.session.text.text.strip(), chosen_in(self._pickers))

    def _mark_outdated(self) -> None:
        self._outdated.compare(self._results, self._present())

    def _what_is_not_read(self, text: str) -> list[str]:
        what_if = self._what_if
        if what_if is None or self._results is None or self._results.text != text:
            return []
        looked_at = len(what_if.tokens)
        return [last_not_read(what_if.left_out, looked_at + what_if.left_out, looked_at)]

    # -- queries

    def load(self) -> None:
        """Take the logits of both models on the text; an earlier query is cancelled."""
        project, present = self.session.project, self._present()
        if project is None or not present.text or len(present.models) < len(Role):
            return
        if self._loading is not None:
            self._loading.cancel()
        self._asked = present
        self._loading = self.session.query(
            lambda: query_logits(project, present),
            self._take,
            on_error=self._on_failure,
            owner=self,
            on_restart=keep_shown,
        )

    def _on_failure(self, error: BaseException) -> None:
        self._forget()
        self.session.query_failed(self, error)

    def _forget(self) -> None:
        """Leave nothing that could be taken for the answer."""
        self._what_if = self._results = None
        self._losses.set_tokens(())
        self._bars.set_rows([])
        self._effects.clear()
        self._note.refresh()
        self._mark_outdated()

    def _take(self, logits: Logits) -> None:
        self._what_if, self._results = logits.what_if, logits.results
        self.session.text.hold()
        self._show_about()
        self._note.refresh()
        self._mark_outdated()
        self._losses.set_tokens(logits.what_if.tokens)
        self._on_token(0)

    def _show_about(self) -> None:
        about = self.tr(
            "The softened distributions in the place of a token; ◆ is what the text has."
        )
        if self._what_if is not None and self._what_if.common_pieces:
            common = self.tr("Over the {common} pieces that both have, renormalised.")
            count = figures.count(self._what_if.common_pieces)
            about = f"{about} {common.format(common=count)}"
        self._about.setText(about)

    def _on_token(self, index: int) -> None:
        self._losses.strip.select(max(index, 0))
        self._query_answer()

    def _move(self) -> Move:
        return Move(
            alpha=self._alpha.value,
            temperature=self._temperature.value,
            squared=self._squared.isChecked(),
            position=max(self._losses.strip.selected, 0),
            divergence=self._divergence.value(),
        )

    def _query_answer(self) -> None:
        """Query what the present settings do, unless an answer is under way."""
        what_if = self._what_if
        if what_if is None or self._queried is not None:
            return
        move = self._queried = self._move()
        self.session.query(
            lambda: query_answer(what_if, move),
            lambda answer: self._on_answer(what_if, move, answer),
            on_error=self._on_error,
            owner=self,
        )

    def _on_answer(self, what_if: "WhatIf", move: Move, answer: "WhatIfAnswer") -> None:
        self._queried = None
        if what_if is self._what_if:
            self._show(move, answer)
        if what_if is not self._what_if or move != self._move():
            self._query_answer()

    def _on_error(self, error: BaseException) -> None:
        self._queried = None
        self.session.query_failed(self, error)

    def _show(self, move: Move, answer: "WhatIfAnswer") -> None:
        self._effects.show_answer(move, answer, len(self._losses.strip.tokens))
        self._losses.show_losses(answer.soft_k)
        rows = answer.distributions.tokens
        self._bars.set_rows(
            [PairBar(spelled(one.text), one.teacher, one.student, one.is_true) for one in rows]
        )

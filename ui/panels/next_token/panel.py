"""Why this token: what may stand at a place, under sliders, and behind each step of a strategy."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.models.fitness import offer_pair
from ui.models.role import Role
from ui.panel import Panel, Swap
from ui.panels.next_token.asked import banned, branched, favoured, request_at
from ui.panels.next_token.place import LookedPlace, place_now
from ui.panels.next_token.queries import Looked, query_place
from ui.panels.next_token.sight import Sight
from ui.panels.next_token.sliders import FilterSliders
from ui.panels.next_token.strategy_choice import StrategyChoice
from ui.panels.next_token.words import place_text
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.next_step_state import NextStepState
from ui.texts.generated import GenerationRequest
from ui.texts.pair_of_models import PairOfModels
from ui.texts.passage_button import PassageButton
from ui.texts.results_of import OutdatedMark
from ui.texts.text_edit import SharedTextEdit
from ui.when_seen import WhenSeen, is_in_its_window
from ui.workspace import Workspace
from workbench.generation.candidates.funnel import TokenCandidate
from workbench.generation.filters.spec import Filters
from workbench.generation.spec import Sample, Strategy

_TEXT_LINES = 2
_SHARES_PX = (430, 760)
_HEIGHTS_PX = (300, 260)
_TYPED_MS = 300


class NextTokenPanel(Panel):
    """Sliders and the funnel on the left, bars and the table of candidates on the right.

    Each model reads a place once. Sliders then change what is shown at once, in this thread; a
    strategy is asked for in the query lane, and of several questions only the last is answered.
    """

    name = "next_token"
    workspace = Workspace.WRITE
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._models = PairOfModels(session, offer_pair)
        self._text = SharedTextEdit(session.text, _TEXT_LINES, enter_asks=True)
        self._passage = PassageButton(session, lambda: self._models.reference(Role.TEACHER))
        self._about = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._to_end = QPushButton()
        self._outdated = OutdatedMark(session)
        self._strategies, self._sliders = StrategyChoice(), FilterSliders()
        self._sight = Sight(session, self)
        self._looked: Looked | None = None
        self._asked: LookedPlace | None = None
        self._query: Query[Looked] | None = None
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Next token")

    def retranslate(self) -> None:
        super().retranslate()
        self._text.setPlaceholderText(self.tr("The beginning of a text"))
        self._text.setAccessibleName(self.tr("Prompt"))
        self._passage.retranslate()
        self._to_end.setText(self.tr("To the prompt's end"))
        self._to_end.setToolTip(self.tr("Look at what may follow the prompt"))
        self._empty.set_about(
            self.tr(
                "Here you see why a token is taken: its candidates, and what temperature, filters "
                "and penalties make of them."
            )
        )
        self._strategies.retranslate()
        self._sliders.retranslate()
        self._sight.retranslate()
        self._show()

    # -- laying out

    def _lay_out(self) -> None:
        text, about = QHBoxLayout(), QHBoxLayout()
        text.addWidget(self._text, 1)
        text.addWidget(self._passage)
        about.addWidget(self._about, 1)
        about.addWidget(self._to_end)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.addWidget(self._models)
        for line in (text, about):
            layout.addLayout(line)
        layout.addWidget(self._outdated)
        layout.addWidget(self._parts(), 1)
        self._swap = Swap(self._empty, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _parts(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self._sliders)
        column.addWidget(self._strategies)
        column.addWidget(self._sight.funnel, 1)
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(self._sight.scrolled)
        right.addWidget(self._sight.table)
        right.setStretchFactor(0, 1)
        right.setSizes(list(_HEIGHTS_PX))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes(list(_SHARES_PX))
        return split

    def _connect(self) -> None:
        session, table = self.session, self._sight.table
        self._sliders.changed.connect(self._on_slider)
        self._strategies.changed.connect(self._on_strategy)
        self._to_end.clicked.connect(lambda: session.written.choose(None))
        table.branch.connect(self._branch)
        table.ban.connect(self._ban)
        table.favour.connect(self._favour)
        self._text.asked.connect(self._ask)
        self._outdated.refresh_requested.connect(self._ask)
        self._typed.timeout.connect(self._ask_what_is_new)
        session.text.changed.connect(self._on_text)
        session.written.changed.connect(self._offer_strategies)
        session.written.chosen_changed.connect(self._on_chosen)
        session.project_changed.connect(self._on_project)
        self._models.changed.connect(self._ask)
        changes = session.catalogue_changed, session.selection_changed
        WhenSeen(self, self._refresh, *changes, then=self._ask_what_is_new)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        self._empty.set_icon(self.session.theme.icon("filter-variant"))

    # -- choosing

    def _refresh(self) -> None:
        project = self.session.project
        self._swap.show_content(project is not None and bool(project.models))
        self._models.refresh()
        self._mark_outdated()

    def _on_project(self) -> None:
        """Another project: what is shown of the last one goes with it."""
        self._asked = None
        self._forget()
        self.session.written.choose(None)

    def _on_text(self) -> None:
        """Another prompt: its end is looked at, once nobody has typed for a moment."""
        chosen = self.session.written.chosen
        if chosen is not None and chosen.text.request.prompt.text != self.session.text.text:
            self.session.written.choose(None)
        self._mark_outdated()
        self._typed.start()

    def _on_chosen(self) -> None:
        """Somebody has clicked a token, or goes back to the prompt's end."""
        self._offer_strategies()
        chosen = self.session.written.chosen
        if chosen is not None:
            self._choose_strategy(chosen.text.request.strategy)
        self._mark_outdated()
        self._ask_what_is_new()

    def _offer_strategies(self) -> None:
        """Those of the texts in Write."""
        before, chosen = self._strategies.strategy, self.session.written.chosen
        texts = [*self.session.written.texts, *([chosen.text] if chosen is not None else [])]
        self._strategies.offer([one.request.strategy for one in texts])
        if self._strategies.strategy != before:
            self._show()

    def _choose_strategy(self, strategy: Strategy) -> None:
        """The sliders follow one that has what they set."""
        self._strategies.choose(strategy)
        if isinstance(strategy, Filters):
            self._sliders.set_value(strategy)

    def _on_strategy(self) -> None:
        strategy = self._strategies.strategy
        if strategy is None:
            self._show()
        else:
            self._choose_strategy(strategy)
            self._ask()

    def _on_slider(self) -> None:
        self._strategies.choose(None)
        self._show()

    # -- asking

    def _place(self) -> LookedPlace | None:
        return place_now(self.session, self._models.models)

    def _ask_what_is_new(self) -> None:
        # Loading a model for the first time is heavy; a run that is on is not disturbed unasked.
        is_chosen = self.session.written.chosen is not None
        is_quiet = self.session.runner.active is None
        is_new = self._asked is None or self._asked != self._place()
        if is_new and (is_quiet or is_chosen) and is_in_its_window(self):
            self._ask()

    def _ask(self) -> None:
        """Let the models read the place; an earlier question is cancelled."""
        project, place = self.session.project, self._place()
        if project is None or place is None:
            return
        if self._query is not None:
            self._query.cancel()
        self._typed.stop()
        strategy = self._strategies.strategy or Sample()
        self._asked = place
        self._mark_outdated()
        self._query = self.session.query(
            lambda: query_place(project, place, strategy),
            self._take,
            on_error=self._on_failure,
            owner=self,
            on_restart=keep_shown,
        )

    def _take(self, looked: Looked) -> None:
        self.session.text.hold()
        self._looked = looked
        self._mark_outdated()
        self._show()

    def _on_failure(self, error: BaseException) -> None:
        self._forget()
        self.session.query_failed(self, error)

    def _forget(self) -> None:
        """Leave nothing that could be taken for the answer."""
        if self._query is not None:
            self._query.cancel()
        self._looked = None
        self._sight.clear()
        self._about.clear()
        self._mark_outdated()

    def _mark_outdated(self) -> None:
        place = self._place()
        self._to_end.setVisible(self.session.written.chosen is not None)
        if place is None:
            self._outdated.hide()
            return
        results = self._looked.place.results if self._looked is not None else None
        self._outdated.compare(results, place.results, is_asked=self._asked is not None)

    def _show(self) -> None:
        """What is known of the place, under the sliders or as it was answered."""
        if self._looked is None:
            return
        by_sliders = self._strategies.strategy is None
        settings = self._sliders.value() if by_sliders else None
        self._sight.show_answer(self._looked, settings, self._models.models)
        self._about.setText(place_text(self._looked))

    # -- asking for texts

    def _branch(self, candidate: TokenCandidate) -> None:
        self._want(lambda request: branched(request, candidate.id))

    def _ban(self, candidate: TokenCandidate) -> None:
        self._want(lambda one: replace(one, strategy=banned(one.strategy, candidate.id)))

    def _favour(self, candidate: TokenCandidate) -> None:
        self._want(lambda one: replace(one, strategy=favoured(one.strategy, candidate.id)))

    def _want(self, change: Callable[[GenerationRequest], GenerationRequest]) -> None:
        """Ask for a text that goes on here, and look where it is written."""
        looked, side = self._looked, self._sight.side
        if looked is not None and side is not None:
            request = request_at(looked.place, side.model, self._sight.strategy)
            self.session.written.request(change(request))
            self.session.go_to(Workspace.WRITE, "write")

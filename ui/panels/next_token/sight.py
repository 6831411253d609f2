"""What is seen of a place: bars of both models, the funnel, and the candidates of one of them."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QScrollArea

from ui.models.role import Role
from ui.panels.next_token.candidate_table import CandidateTable
from ui.panels.next_token.funnel import FunnelTable
from ui.panels.next_token.queries import CandidateSide, Looked
from ui.session import Session
from ui.texts.results_of import Answering
from ui.widgets.charts.filtered_bars import FilteredBar, FilteredBars
from workbench.generation.candidates.funnel import TokenCandidates
from workbench.generation.spec import Sample, Strategy

MOST_BARS = 16


class Sight(QObject):
    """The three widgets that show an answer; which model's candidates they show is chosen here."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.bars, self.funnel, self.table = FilteredBars(), FunnelTable(), CandidateTable(session)
        self.scrolled = QScrollArea(widgetResizable=True)
        self.scrolled.setBackgroundRole(QPalette.ColorRole.Base)
        self.scrolled.setWidget(self.bars)
        self._shown: tuple[Looked, Strategy, Sequence[TokenCandidates]] | None = None
        self._side = 0
        self._pair: Mapping[Role, Answering] = {}
        self._tokens: tuple[int, ...] = ()
        """Those of the bars, from top to bottom."""
        self.table.model_chosen.connect(self._choose)
        self.bars.chosen.connect(self._choose_candidate)
        session.theme.changed.connect(self.refresh)

    @property
    def strategy(self) -> Strategy:
        """The one whose candidates are shown."""
        return self._shown[1] if self._shown is not None else Sample()

    @property
    def side(self) -> CandidateSide | None:
        """The model whose candidates the table shows."""
        return self._shown[0].sides[self._side] if self._shown is not None else None

    def show_answer(
        self, looked: Looked, settings: Sample | None, pair: Mapping[Role, Answering]
    ) -> None:
        """Show an answer as it is, or, with settings, what the sliders make of it."""
        before = self._shown
        if before is None or before[0].place != looked.place:
            self._side = 0 if looked.place.chosen is not None else self._side
        self._side = min(self._side, len(looked.sides) - 1)
        self._pair = pair
        if settings is None:
            found = [side.candidates for side in looked.sides]
        else:
            found = [side.live.under(settings) for side in looked.sides]
        self._shown = (looked, settings or looked.strategy, found)
        self.refresh()

    def clear(self) -> None:
        self._shown = None
        self.bars.set_rows(())
        self.funnel.clear()
        self.table.clear()

    def retranslate(self) -> None:
        self.bars.setAccessibleName(self.tr("What may stand here, and what the filters leave"))
        self.funnel.retranslate()
        self.table.retranslate()

    def refresh(self) -> None:
        """Draw what is shown again."""
        if self._shown is None:
            return
        looked, strategy, found = self._shown
        titles = [side.model.reference for side in looked.sides]
        self.bars.set_sides([(side.model.reference, self._colour(side)) for side in looked.sides])
        self._tokens = _likeliest(looked)
        self.bars.set_rows(_bars(looked, found, self._tokens))
        self.funnel.show_stages(strategy, found[self._side])
        self.table.set_models(tuple(titles), self._side)
        self.table.show_candidates(strategy, found[self._side], looked.place.taken)

    def _choose(self, number: int) -> None:
        self._side = number
        self.refresh()

    def _choose_candidate(self, number: int) -> None:
        """A bar stands for a candidate in the table, if this model has it among its likeliest."""
        top = self.bars.top_of(number)
        self.scrolled.ensureVisible(0, top, 0, self.bars.fontMetrics().height())
        self.table.choose(self._tokens[number])

    def _colour(self, side: CandidateSide) -> str:
        """Teacher and student have their colours; another model that of the series."""
        colours = self._session.theme.colours
        for role, one in self._pair.items():
            if one.pinned == side.model.pinned:
                return str(getattr(colours, role))
        return colours.series[2]


def _likeliest(looked: Looked) -> tuple[int, ...]:
    """The likeliest tokens of any side, and the one that was taken."""
    tokens = {one.id for side in looked.sides for one in side.candidates.candidates}
    own = {token: max(side.live.own(token) for side in looked.sides) for token in tokens}
    taken = looked.place.taken
    best = sorted(tokens, key=lambda token: (token != taken, -own[token], token))[:MOST_BARS]
    return tuple(sorted(best, key=lambda token: (-own[token], token)))


def _bars(
    looked: Looked, found: Sequence[TokenCandidates], tokens: Sequence[int]
) -> list[FilteredBar]:
    texts = {one.id: one.text for side in found for one in side.candidates}
    return [
        FilteredBar(
            texts[token],
            tuple(
                (side.live.own(token), float(behind.final_v[token]))
                for side, behind in zip(looked.sides, found, strict=True)
            ),
            marked=token == looked.place.taken,
        )
        for token in tokens
    ]

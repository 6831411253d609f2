"""The panes in rows (strategies) and columns (models), and the queries that fill them."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import assert_never

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from ui.panels.write.pane import Pane, State, fastest
from ui.panels.write.panes.branches import branch_note
from ui.panels.write.panes.colouring import TokenMeasure
from ui.panels.write.panes.orders import (
    BegunText,
    Failed,
    Order,
    Over,
    Told,
    Wrote,
    groups,
    written,
)
from ui.running.queries import Query
from ui.session import Session
from ui.texts.generated import GeneratedText, GenerationRequest, tokens_per_second


@dataclass(frozen=True)
class Cell:
    """What a pane is asked; its `key` says which cell of the settings it is, from time to time."""

    request: GenerationRequest
    colour: str
    key: Hashable = None
    note: str = ""


class Matrix(QScrollArea):
    """Writes texts in an order; `busy_changed` comes when the first begins, the last ends.

    A pane that is stopped keeps what it wrote; the others go on.
    """

    busy_changed = Signal()
    taken_into_chat = Signal(object)
    versions_changed = Signal()
    """Other texts can be brought back, or none any more."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._panes: list[Pane] = []
        self._cells: dict[Pane, Cell] = {}
        self._queries: dict[Pane, Query[Told]] = {}
        self._wanted: dict[Pane, tuple[set[int], int]] = {}
        """Which of the texts of its query are still wanted, and the number of its own."""
        self._measure, self._has_curves = TokenMeasure.NOTHING, False
        self._grid = QGridLayout()
        self.setWidgetResizable(True)
        self.setWidget(QWidget())
        session.written.chosen_changed.connect(self._mark_chosen)

    @property
    def is_busy(self) -> bool:
        return any(pane.is_busy for pane in self._panes)

    @property
    def written(self) -> tuple[GeneratedText, ...]:
        """The texts of the panes, row by row."""
        return tuple(pane.written for pane in self._panes)

    @property
    def locked_seeds(self) -> Mapping[Hashable, int]:
        """The seeds that cells keep."""
        seeds = {cell.key: pane.locked_seed for pane, cell in self._cells.items()}
        return {key: seed for key, seed in seeds.items() if seed is not None}

    def write(self, cells: Sequence[Sequence[Cell]], order: Order = Order.ONE_BY_ONE) -> None:
        """Begin anew, with a row of panes for each row of cells."""
        locked = self.locked_seeds
        self.clear()
        content = QWidget()
        self._grid = _grid_in(content)
        for row, row_cells in enumerate(cells):
            for column, cell in enumerate(row_cells):
                pane = self._pane(cell)
                if cell.key in locked:
                    pane.lock_seed()
                self._grid.addWidget(pane, row, column)
                self._grid.setColumnStretch(column, 1)
        self.setWidget(content)
        for pane in self._panes:
            pane.begin()
        self._generate(self._panes, order)
        self.busy_changed.emit()

    def add(self, request: GenerationRequest, colour: str) -> None:
        """Write one more text beside the others, below the column of its model."""
        cell = Cell(request, colour, note=branch_note(request, self.written))
        columns = [self._column(pane) for pane in self._panes if _is_alike(pane.request, request)]
        if not self._panes:
            content = QWidget()
            self._grid = _grid_in(content)
            self.setWidget(content)
        pane = self._pane(cell)
        self._grid.addWidget(pane, self._grid.rowCount(), columns[0] if columns else 0)
        pane.show()
        pane.begin()
        self._generate([pane], Order.ONE_BY_ONE)
        self.busy_changed.emit()
        # Only once it is laid out is it known where it stands.
        QTimer.singleShot(0, pane, lambda: self.ensureWidgetVisible(pane))

    def stop(self) -> None:
        """Stop every pane that still writes or waits."""
        for pane in self._panes:
            self._stop(pane)

    def clear(self) -> None:
        """Stop and take everything away."""
        self.stop()
        self._panes.clear()
        self._cells.clear()
        self._queries.clear()
        self._wanted.clear()
        self.setWidget(QWidget())
        self._session.written.set(())

    def set_measure(self, measure: TokenMeasure) -> None:
        """Colour tokens by a figure."""
        self._measure = measure
        for pane in self._panes:
            pane.set_measure(measure)

    def show_curves(self, shown: bool) -> None:
        """Draw surprisal and entropy under every text."""
        self._has_curves = shown
        for pane in self._panes:
            pane.show_curve(shown)

    def write_on(self) -> None:
        """Let every text go on that its model has not ended."""
        for pane in self._panes:
            pane.write_on()

    @property
    def can_undo(self) -> bool:
        return any(pane.can_undo for pane in self._panes)

    @property
    def can_redo(self) -> bool:
        return any(pane.can_redo for pane in self._panes)

    def undo(self) -> None:
        for pane in self._panes:
            pane.undo()

    def redo(self) -> None:
        for pane in self._panes:
            pane.redo()

    # -- inside

    def _pane(self, cell: Cell) -> Pane:
        pane = Pane(cell.request, cell.colour, self._session.theme, note=cell.note)
        pane.set_measure(self._measure)
        pane.show_curve(self._has_curves)
        pane.stop_requested.connect(lambda: self._stop(pane))
        pane.write_requested.connect(partial(self._answer, pane))
        pane.spread_requested.connect(self._spread)
        pane.taken_into_chat.connect(self.taken_into_chat)
        pane.token_chosen.connect(self._session.written.choose)
        pane.changed_back.connect(self._tell)
        self._panes.append(pane)
        self._cells[pane] = cell
        return pane

    def _column(self, pane: Pane) -> int:
        column: int = self._grid.getItemPosition(self._grid.indexOf(pane))[1]  # type: ignore[index]
        return column

    def _generate(self, panes: Sequence[Pane], order: Order) -> None:
        """A query for each group of panes that write together."""
        project, content = self._session.project, self.widget()
        assert project is not None
        assert content is not None
        numbered = dict(enumerate(panes))
        requests = {number: pane.request for number, pane in numbered.items()}
        for group in groups(requests, order):
            theirs = {number: numbered[number] for number in group}
            wanted = set(theirs)
            query = self._session.query(
                partial(written, project, group, order, wanted.__contains__),
                partial(self._take, theirs, wanted),
                on_error=partial(self._fail, theirs),
                owner=content,
                on_restart=partial(self._restart, theirs, wanted),
            )
            for number, pane in theirs.items():
                self._queries[pane] = query
                self._wanted[pane] = (wanted, number)

    def _answer(self, pane: Pane, request: GenerationRequest) -> None:
        """Write in one pane: anew, or behind what stands there."""
        if self._session.project is None:
            return
        if request != pane.request:
            pane.go_on(request)
        self._generate([pane], Order.ONE_BY_ONE)
        self.busy_changed.emit()

    def _spread(self, text: str) -> None:
        for pane in self._panes:
            if not pane.is_busy:
                pane.write_from(text)

    def _take(self, panes: Mapping[int, Pane], wanted: set[int], told: Told) -> None:
        pane = panes[told.cell]
        if told.cell not in wanted:
            return  # it was stopped meanwhile, and may be written anew by another query
        match told:
            case BegunText():
                pane.set_begun(told.text)
            case Wrote():
                pane.append(told.token)
            case Over():
                self._end(pane, State.DONE)
            case Failed():
                self._end(pane, State.FAILED, self._session.messages.kept(told.error).text)
            case _:
                assert_never(told)

    def _fail(self, panes: Mapping[int, Pane], error: BaseException) -> None:
        sentence = self._session.messages.kept(error).text
        for pane in panes.values():
            if pane.is_busy:
                self._end(pane, State.FAILED, sentence)

    def _restart(self, panes: Mapping[int, Pane], wanted: set[int]) -> None:
        for number in wanted:
            panes[number].restart()

    def _stop(self, pane: Pane) -> None:
        if not pane.is_busy:
            return
        wanted, number = self._wanted[pane]
        wanted.discard(number)
        if not wanted:
            self._queries[pane].cancel()
        self._end(pane, State.STOPPED)

    def _end(self, pane: Pane, state: State, problem: str = "") -> None:
        pane.set_state(state, problem)
        wanted, number = self._wanted[pane]
        wanted.discard(number)
        self._tell()
        if not self.is_busy:
            rates = [tokens_per_second(one.written.tokens) or 0.0 for one in self._panes]
            fastest(self._panes, rates)
            self.busy_changed.emit()

    def _tell(self) -> None:
        self._session.written.set(self.written)
        self.versions_changed.emit()

    def _mark_chosen(self) -> None:
        for pane in self._panes:
            pane.mark(self._session.written.chosen)


def _is_alike(one: GenerationRequest, other: GenerationRequest) -> bool:
    return one.reference == other.reference


def _grid_in(content: QWidget) -> QGridLayout:
    grid = QGridLayout(content)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(4)
    return grid

"""The panes in rows (strategies) and columns (models), and the queries that fill them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from ui.panels.write.pane import Pane, State
from ui.running.queries import Query
from ui.session import Session
from ui.texts.generated import GeneratedText, GenerationRequest, tokens_per_second

if TYPE_CHECKING:
    from workbench.activities.queries.model_queries import GeneratedToken


class Matrix(QScrollArea):
    """Generates one text after another; `busy_changed` comes when the first begins, the last ends.

    A pane that is stopped keeps what it wrote; the others go on.
    """

    busy_changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._panes: list[Pane] = []
        self._queries: dict[Pane, Query[GeneratedToken]] = {}
        self._coloured = False
        self.setWidgetResizable(True)
        self.setWidget(QWidget())

    @property
    def is_busy(self) -> bool:
        return any(pane.is_busy for pane in self._panes)

    @property
    def written(self) -> tuple[GeneratedText, ...]:
        """The texts of the panes, row by row."""
        return tuple(pane.written for pane in self._panes)

    def write(
        self, requests: Sequence[Sequence[GenerationRequest]], colours: Sequence[str]
    ) -> None:
        """Begin anew: a row of panes for each row of requests, a colour for each column."""
        self.clear()
        content = QWidget()
        grid = QGridLayout(content)
        for row, row_requests in enumerate(requests):
            for column, request in enumerate(row_requests):
                pane = self._pane(request, colours[column])
                grid.addWidget(pane, row, column)
                grid.setColumnStretch(column, 1)
        self.setWidget(content)
        for pane in self._panes:
            self._generate(pane)
        self.busy_changed.emit()

    def stop(self) -> None:
        """Stop every pane that still writes or waits."""
        for pane in self._panes:
            self._stop(pane)

    def clear(self) -> None:
        """Stop and take everything away."""
        self.stop()
        self._panes.clear()
        self._queries.clear()
        self.setWidget(QWidget())
        self._session.written.set(())

    def set_coloured(self, coloured: bool) -> None:
        """Colour tokens by how unlikely they were."""
        self._coloured = coloured
        for pane in self._panes:
            pane.set_coloured(coloured)

    # -- inside

    def _pane(self, request: GenerationRequest, colour: str) -> Pane:
        pane = Pane(request, colour)
        pane.set_coloured(self._coloured)
        pane.stop_requested.connect(lambda: self._stop(pane))
        pane.regenerate_requested.connect(lambda: self._regenerate(pane))
        self._panes.append(pane)
        return pane

    def _generate(self, pane: Pane) -> None:
        project, request = self._session.project, pane.request
        assert project is not None
        pane.begin()
        self._queries[pane] = self._session.query(
            lambda: project.model(request.pinned).stream(
                request.prompt,
                request.strategy,
                seed=request.seed,
                max_new_tokens=request.max_new_tokens,
            ),
            pane.append,
            on_done=lambda: self._end(pane, State.DONE),
            on_error=lambda error: self._fail(pane, error),
            owner=pane,
            on_restart=pane.begin,
        )

    def _regenerate(self, pane: Pane) -> None:
        if self._session.project is not None:
            self._generate(pane)
            self.busy_changed.emit()

    def _stop(self, pane: Pane) -> None:
        if pane.is_busy:
            self._queries[pane].cancel()
            self._end(pane, State.STOPPED)

    def _fail(self, pane: Pane, error: BaseException) -> None:
        self._session.query_failed(pane, error)
        self._end(pane, State.FAILED)

    def _end(self, pane: Pane, state: State) -> None:
        pane.set_state(state)
        self._session.written.set(self.written)
        if not self.is_busy:
            self._mark_fastest()
            self.busy_changed.emit()

    def _mark_fastest(self) -> None:
        rates = {pane: tokens_per_second(pane.written.tokens) or 0.0 for pane in self._panes}
        best = max(rates.values(), default=0.0)
        for pane, rate in rates.items():
            pane.set_fastest(len(rates) > 1 and rate == best > 0)

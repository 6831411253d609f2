"""The queue: what is done now, what waits, in which order and for how long."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QLabel, QToolBar, QVBoxLayout, QWidget

from ui.durations import duration
from ui.i18n import joined
from ui.models.run_style import run_styles
from ui.models.view import TableView
from ui.panel import EmptyState, Panel, Swap, Workspace
from ui.panels.queue.columns import QueueColumns
from ui.panels.queue.entries import (
    Entry,
    QueuedWork,
    entries,
    expected_seconds,
    following_elsewhere,
)
from ui.panels.queue.rows import QueueTable, let_drag
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.left_off import go_on, left_off, left_off_text
from ui.when_seen import WhenSeen
from workbench.plans.queue_order import can_move, goes_with
from workbench.store.records import RunRecord
from workbench.store.runs.requests import Request

if TYPE_CHECKING:
    from workbench.project.runs.processes.interrupted import Interrupted

_ICON_PX = 18
_EVERY_MS = 1000


class QueuePanel(Panel):
    """The live run and all that waits; what waits changes places, or is taken out."""

    name = "queue"
    workspace = Workspace.TRAIN
    area = Qt.DockWidgetArea.BottomDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._runs: tuple[RunRecord, ...] = ()
        self._work = QueuedWork(None, paused=False, waiting=())
        self._columns = QueueColumns(self)
        self._left_off: Interrupted | None = None
        self._seconds: dict[int, float | None] = {}
        self._query: Query[tuple[int, float | None]] | None = None
        self._table = QueueTable(self)
        self._view = TableView(self._table)
        self._view.setSortingEnabled(False)  # the order is what the table is about
        let_drag(self._view)
        self._pause, self._hold = QAction(self), QAction(self, checkable=True)
        self._up, self._down, self._out = QAction(self), QAction(self), QAction(self)
        self._bar = QToolBar()
        self._total = QLabel()
        self._total.setTextFormat(Qt.TextFormat.PlainText)
        self._total.setContentsMargins(6, 2, 6, 2)
        self._lay_out()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._show_rows)
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Queue")

    def retranslate(self) -> None:
        super().retranslate()
        self._hold.setText(self.tr("Pause the queue"))
        self._hold.setToolTip(
            self.tr("The present run goes on to its end; nothing starts after it")
        )
        self._up.setText(self.tr("Move up"))
        self._down.setText(self.tr("Move down"))
        self._out.setText(self.tr("Take out"))
        self._view.setAccessibleName(self.title())
        self._say_nothing()
        self._table.set_columns(self._columns.all(self.session.theme.colours))
        self._view.fit_columns()
        self._show_rows()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    # -- building -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._bar.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self._bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        actions = [self._up, self._down, self._out]
        keys = (("Alt+Up", "Ctrl+Up"), ("Alt+Down", "Ctrl+Down"), ("Del",))
        for action, shortcuts in zip(actions, keys, strict=True):
            action.setShortcuts([QKeySequence(key) for key in shortcuts])
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._bar.addActions([self._pause, self._hold])
        self._bar.addSeparator()
        self._bar.addActions(actions)
        self._view.addActions(actions)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self._bar)
        inside.addWidget(self._view, 1)
        inside.addWidget(self._total)
        self._swap = Swap(EmptyState(), content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)

    def _connect(self) -> None:
        session, runner = self.session, self.session.runner
        self._pause.triggered.connect(self._pause_or_resume)
        self._hold.triggered.connect(lambda on: runner.hold() if on else runner.release())
        self._table.dropped.connect(self._drop)
        self._up.triggered.connect(lambda: self._move(-1))
        self._down.triggered.connect(lambda: self._move(1))
        self._out.triggered.connect(self._take_out)
        self._swap.empty.triggered.connect(self._next_step)
        self._view.chosen_changed.connect(self._enable)
        changes = (runner.queue_changed, runner.active_changed)
        WhenSeen(self, self._refresh, *changes, session.catalogue_changed)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        theme = self.session.theme
        self._columns.styles = run_styles(self._runs, theme.colours)
        self._table.set_columns(self._columns.all(theme.colours))
        self._hold.setIcon(theme.icon("tray-full"))
        self._up.setIcon(theme.icon("arrow-up"))
        self._down.setIcon(theme.icon("arrow-down"))
        self._out.setIcon(theme.icon("playlist-remove"))
        self._swap.empty.set_icon(theme.icon("tray-full"))

    # -- what is shown ------------------------------------------------------------------------

    def _refresh(self) -> None:
        project, runner = self.session.project, self.session.runner
        self._runs = project.runs if project is not None else ()
        self._columns.styles = run_styles(self._runs, self.session.theme.colours)
        kept = following_elsewhere(project, runner.live) if runner.active is None else ()
        before, self._work = self._work, QueuedWork(runner.live, False, runner.waiting, kept)
        if self._work.placed != before.placed:
            self._seconds.clear()
        self._say_nothing()
        self._show_rows()
        self._ask_for_times()

    def _say_nothing(self) -> None:
        """Why nothing is listed, and what to do: what was left may be gone on with."""
        there = self._left_off = left_off(self.session)
        text = self.tr("Nothing is running and nothing waits. Runs that you start wait here.")
        if there is not None:
            text = left_off_text(there)
        action = self.tr("Set up a run") if there is None else self.tr("Resume")
        self._swap.empty.set_text(text, action)

    def _next_step(self) -> None:
        if self._left_off is not None:
            go_on(self.session, self._left_off)
        else:
            self.session.go_to(Workspace.TRAIN, "train_setup")

    def _show_rows(self) -> None:
        runner = self.session.runner
        paused = runner.is_paused(runner.live)
        self._work = replace(self._work, live=runner.live, paused=paused, held=runner.is_held)
        rows = entries(self._runs, self._work, self._seconds)
        self._table.set_rows(rows)
        self._swap.show_content(bool(rows))
        self._total.setText(self._total_text(rows))
        self._hold.setChecked(runner.is_held)
        self._enable()

    def _ask_for_times(self) -> None:
        project = self.session.project
        if self._query is not None:
            self._query.cancel()
        waiting = self._work.placed
        if project is not None and waiting:
            self._query = self.session.query(
                lambda: expected_seconds(project, waiting),
                self._take_time,
                owner=self,
                on_restart=keep_shown,
            )

    def _take_time(self, told: tuple[int, float | None]) -> None:
        place, self._seconds[place] = told
        self._show_rows()

    def _total_text(self, rows: list[Entry]) -> str:
        if self.session.runner.is_held and any(row.place > 0 for row in rows):
            return self.tr("The queue is paused: nothing that waits is started.")
        known = [row.seconds for row in rows if row.seconds is not None]
        if not known:
            return ""
        if len(known) < len(rows):
            return self.tr("All is done in {time} at least").format(time=duration(sum(known)))
        return self.tr("All is done in about {time}").format(time=duration(sum(known)))

    # -- changing places ----------------------------------------------------------------------

    def _number(self) -> int | None:
        """Which of those that wait is chosen, from 0 on."""
        chosen = self._view.chosen()
        return chosen[0].place - 1 if chosen and chosen[0].place > 0 else None

    def _pause_or_resume(self) -> None:
        live = self.session.runner.live
        if live is not None:
            request = Request.RESUME if self._work.paused else Request.PAUSE
            self.session.runner.request(live.run_id, request)

    def _enable(self) -> None:
        number, waiting = self._number(), self._work.waiting
        paused, theme = self._work.paused, self.session.theme
        self._pause.setEnabled(self._work.live is not None)
        self._pause.setText(self.tr("Resume the run") if paused else self.tr("Pause the run"))
        self._pause.setIcon(theme.icon("play" if paused else "pause"))
        self._hold.setEnabled(self.session.project is not None)
        for action, by in ((self._up, -1), (self._down, 1)):
            action.setEnabled(number is not None and can_move(waiting, number, by))
        self._out.setEnabled(number is not None)
        more = goes_with(waiting, number)[1:] if number is not None else []
        names = joined(row.name for row in self._table.rows if row.place - 1 in more)
        needed = self.tr("Takes out what needs it too: {names}").format(names=names)
        self._out.setToolTip(needed if more else self.tr("It is not started; nothing is deleted"))

    def _move(self, by: int) -> None:
        number = self._number()
        if number is None:
            return
        name = self._view.chosen()[0].name
        self.session.runner.move(number, by)
        self._view.choose(f"{number + 1 + by}/{name}")

    def _drop(self, place: int, row: int) -> None:
        """Move what was dragged as far towards a row as what it needs, or what needs it, allows."""
        runner = self.session.runner
        first = next((n for n, one in enumerate(self._table.rows) if one.place > 0), 0)
        number, aim = place - 1, max(0, row - first)
        aim = min(aim - 1 if aim > number else aim, len(runner.waiting) - 1)
        name, by = runner.queued[number], 1 if aim > number else -1
        while number != aim and can_move(runner.waiting, number, by):
            runner.move(number, by)
            number += by
        if number != aim:
            other = runner.queued[number + by]
            first_one, later = (name, other) if by > 0 else (other, name)
            sentence = self.tr("“{later}” needs “{first}”, which therefore comes before it.")
            self.session.messages.show(sentence.format(later=later, first=first_one))
        self._view.choose(f"{number + 1}/{name}")

    def _take_out(self) -> None:
        if (number := self._number()) is not None:
            self.session.runner.take_out(number)

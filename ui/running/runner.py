"""Starts runs and queries and drains them on the one timer of the window.

Two lanes, one job at a time each: runs train in a plain thread, queries are short. Everything a
thread says is queued and taken out here, 25 times a second, in the GUI thread.
"""

from typing import TYPE_CHECKING, Any, assert_never

from PySide6.QtCore import QObject, QTimer, Signal

from ui.i18n import joined
from ui.protocols.open_project import OpenProject
from ui.protocols.open_runs import AttemptLike
from ui.running.active_run import ActiveRun
from ui.running.garbage import GarbageCollection
from ui.running.queries import Query, QueryLane
from ui.running.reading import BackgroundReading
from ui.running.run_view import RunView
from ui.running.run_views import RunViews
from ui.running.waiting_runs import WaitingRuns
from ui.shell.messages import Messages, translate
from workbench.errors import Corrupt, WorkbenchError
from workbench.events import Level, Outcome, RunEnded
from workbench.jobs import RUNS, ThreadControl
from workbench.plans.queue_order import can_move, goes_with
from workbench.spec import BadSpec
from workbench.store.bin import InBin
from workbench.store.change import Change
from workbench.store.records import RunStatus
from workbench.store.runs.notes.alerts import Alert
from workbench.store.runs.requests import Request
from workbench.words import Words

if TYPE_CHECKING:
    from workbench.plans.planned_run import Startable

TICK_MS = 40


class Runner(QObject):
    """The lanes of runs and queries, and the views of every run that is shown."""

    active_changed = Signal()
    """Another run is active here or elsewhere, or none; or a pause was requested or ended."""

    queue_changed = Signal()
    catalogue_changed = Signal()
    """The project holds something else than before."""

    numbers_changed = Signal()
    """Runs of the project went on, here or in another process."""

    run_ended = Signal(object, object)
    """A `RunView` and its attempt's `Outcome`."""

    alert_fired = Signal(object, object)
    """The `RunView` of this window's run and an `Alert`: a rule began to hold."""

    deleted_input = Signal(object, str)
    """A `BinnedItem` that the run which is next needs, and that run's name; it waits meanwhile."""

    def __init__(self, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self._project: OpenProject | None = None
        self._reading: BackgroundReading | None = None
        self._queue = WaitingRuns(messages.error, self.queue_changed.emit)
        self._run: ActiveRun | None = None
        self._elsewhere: RunView | None = None
        self._views = RunViews(self)
        self._queries = QueryLane()
        self._garbage = GarbageCollection()
        self._said: Words | None = None
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()

    # -- the project ------------------------------------------------------------------------

    def set_project(self, project: OpenProject | None) -> None:
        """Change the project; there must be no active run."""
        assert self._run is None
        self._close_reading()
        self._views.set_project(project)
        self._project = project
        self._queue.set_project(project)
        self._reading = BackgroundReading(project.catalogue) if project is not None else None
        self._said = project.catalogue.notice if project is not None else None
        self._look_elsewhere()

    # -- runs -------------------------------------------------------------------------------

    @property
    def active(self) -> RunView | None:
        """The run in this window's thread."""
        return self._run.view if self._run else None

    @property
    def live(self) -> RunView | None:
        """The run that trains: this window's, or else the newest one of another process."""
        return self.active or self._elsewhere

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """The ids of the runs that other processes perform, oldest first."""
        return self._views.elsewhere

    @property
    def pausing(self) -> bool:
        """Whether a pause of the active run was requested."""
        return self._run is not None and self._run.pausing

    @property
    def waits_for(self) -> Words | None:
        """Why the active run has paused though nobody asked it to, if so."""
        return self._run.waits_for if self._run is not None else None

    def is_paused(self, view: RunView | None) -> bool:
        """Whether a live run pauses: ours from the request on, another's once it does."""
        if view is self.active:
            return self.pausing
        return view is not None and view.state.status == RunStatus.PAUSED

    @property
    def queued(self) -> tuple[str, ...]:
        """The names of the runs that wait for their turn."""
        return self._queue.names

    @property
    def waiting(self) -> "tuple[Startable | str, ...]":
        """What waits for its turn: the runs to start, the ids of runs to resume."""
        return self._queue.waiting

    @property
    def is_held(self) -> bool:
        """Whether nothing that waits is started by itself, here or by another process."""
        return self._queue.is_held

    def hold(self) -> None:
        """Let the present run end, and start nothing after it until `release`."""
        self._set_held(held=True)

    def release(self) -> None:
        """Start what waits, one after another, from now on."""
        self._set_held(held=False)

    def start(self, *runs: "Startable") -> None:
        """Queue runs; each begins when the one before has finished, and falls with its failure.

        While the queue is paused and something waits, they wait too.
        """
        assert self._project is not None
        waits = self._queue.is_held and bool(self._queue)
        self._queue.append(*runs)
        self._start_or_keep(waits=waits)

    def resume(self, run_id: str) -> None:
        """Queue a further attempt at a run, and what was kept to be started after it."""
        assert self._project is not None
        following: tuple[Startable, ...] = ()
        try:
            following = self._project.saved_run(run_id).following()
        except (BadSpec, Corrupt) as damage:  # the run itself goes on
            self._messages.error(damage)
        except WorkbenchError as error:
            self._messages.error(error)
            return
        waits = self._queue.is_held and bool(self._queue)
        self._queue.append(run_id, *following)
        self._start_or_keep(waits=waits)

    def start_following(self, run_id: str) -> None:
        """Start what was kept behind a run that has finished."""
        assert self._project is not None
        try:
            following = self._project.saved_run(run_id).following()
        except WorkbenchError as error:
            self._messages.error(error)
            return
        self._queue.waits_behind(run_id)
        self.start(*following)

    def move(self, number: int, by: int) -> None:
        """Let what waits change places with the one before it (-1) or after it (1), if it may."""
        waiting = list(self.waiting)
        if can_move(waiting, number, by):
            waiting[number], waiting[number + by] = waiting[number + by], waiting[number]
            self._replace_queue(waiting)

    def take_out(self, number: int) -> None:
        """Let one of those that wait not be started, nor what needs it; which they are is said."""
        gone, named = goes_with(self.waiting, number), self.queued
        self._replace_queue([one for n, one in enumerate(self.waiting) if n not in gone])
        sentence = self.tr("Taken out of the queue: {names}")
        self._messages.show(sentence.format(names=joined(named[n] for n in gone)))

    def retry(self) -> None:
        """Start what could not be started for want of something that is there by now."""
        self._start_next()

    def forget_waiting(self) -> None:
        """Start nothing more; what is kept with a run on the disk stays there."""
        self._queue.clear()

    def pause(self) -> None:
        if self._run is not None and not self._run.pausing:
            self._run.control.pause()
            self._run.pausing = True
            self.active_changed.emit()

    def go_on(self) -> None:
        if self._run is not None and self._run.pausing:
            self._run.control.resume()
            self._run.pausing = False
            self.active_changed.emit()

    def stop(self, outcome: Outcome = Outcome.STOPPED) -> None:
        """End the active run at its next safe point, after saving; what is queued waits with it."""
        if self._run is not None:
            if self._queue and self._queue.keep(self._own):
                self._messages.show(self._not_started())
            self._run.control.stop(outcome)
        self._queue.clear()

    def request(self, run_id: str, request: Request) -> None:
        """Ask our own thread, or another process through the run's folder; a refusal is shown."""
        if self._run is not None and self._run.view.run_id == run_id:
            self._request_here(request)
        elif self._project is not None:
            try:
                self._project.saved_run(run_id).request(request)
            except WorkbenchError as error:
                self._messages.error(error)

    def _request_here(self, request: Request) -> None:
        match request:
            case Request.PAUSE:
                self.pause()
            case Request.RESUME:
                self.go_on()
            case Request.STOP:
                self.stop()
            case Request.HAND_OVER:
                self.stop(Outcome.HANDED_OVER)
            case _:
                assert_never(request)

    def view(self, run_id: str) -> RunView:
        """The view of any run; one that this window does not run is read from its journal."""
        return self._views.view(run_id)

    # -- queries ----------------------------------------------------------------------------

    def query(self, query: Query[Any]) -> None:
        self._queries.add(query)

    # -- the beat ---------------------------------------------------------------------------

    def tick(self) -> None:
        """One beat: deliver, fold, begin what is next, keep house."""
        self._drain_run()
        self._queue.look(self._own)
        self._queries.tick()
        self._views.tick()
        self._ingest()
        self._garbage.tick(idle=self._run is None and not self._queries.busy)

    def close(self) -> None:
        """Stop everything and wait for every thread; a living thread would abort the exit."""
        self.stop()
        if self._run is not None:
            self._run.job.join()
        while self._run is not None:
            self._drain_run()
        self._queries.close()
        self._views.close()
        self._close_reading()
        self._timer.stop()
        self._garbage.close()

    def _start_or_keep(self, *, waits: bool) -> None:
        """Whoever kills this process is not to take what waits with it."""
        if self._run is not None:
            self._queue.keep(self._own)
            self.queue_changed.emit()
        elif waits:
            self._replace_queue(list(self.waiting))
            self._messages.show(self.tr("The queue is paused: this waits in it."))
        else:
            self._start_next()

    def _start_unless_held(self) -> None:
        if not self._queue.is_held:
            self._start_next()

    def _set_held(self, *, held: bool) -> None:
        self._queue.set_held(held=held)
        self._queue.look(self._own, now=True)
        self._start_unless_held()

    def _replace_queue(self, waiting: "list[Startable | str]") -> None:
        """Let this wait instead, here and on the disk."""
        self._queue.replace(self._own, waiting)
        self._start_unless_held()

    @property
    def _own(self) -> str:
        """The id of this window's run; empty without one."""
        return self._run.view.run_id if self._run is not None else ""

    def _start_next(self) -> None:
        if self._run is not None or not self._queue:
            return
        control, due = ThreadControl(), self._queue.take_next()
        try:
            attempt = self._begin(due, control)
        except InBin as deleted:
            self._queue.put_back(due)
            self.deleted_input.emit(deleted.item, self.queued[0])
            return
        except WorkbenchError as error:
            self._queue.clear()
            self._messages.error(error)
            return
        self._queue.keep(attempt.id)
        view = self.view(attempt.id)
        history = self._views.take_over(attempt.id)
        self._run = ActiveRun(attempt, control, view, history)
        RUNS.begin()
        self._queries.run_begins()
        self._run.job.start()
        self.queue_changed.emit()
        self.active_changed.emit()

    def _begin(self, one: "Startable | str", control: ThreadControl) -> AttemptLike:
        assert self._project is not None
        if isinstance(one, str):
            return self._project.resume(one, control)
        return self._project.start(one, control)

    def _drain_run(self) -> None:
        run = self._run
        if run is None:
            return
        done = run.job.done
        events = run.take()
        if events:
            run.view.fold(events)
        for event in events:
            if isinstance(event, Alert):
                self._messages.show(event.words, Level.WARNING)
                self.alert_fired.emit(run.view, event)
        if run.waits_for is not None and not run.is_wait_said:
            run.is_wait_said = True
            self._messages.show(run.waits_for, Level.WARNING)
        if done:
            self._finish(run)

    def _finish(self, run: ActiveRun) -> None:
        self._run = None
        RUNS.end()
        outcome = run.ended.outcome if run.ended else Outcome.FAILED
        kept = outcome != Outcome.FINISHED and self._queue.keep(run.view.run_id)
        if run.ended is not None and outcome == Outcome.FAILED:
            self._show_failure(run.view.state.name, run.ended, kept=kept)
        elif outcome is Outcome.STOPPED and kept:  # by an alert rule, or by another process
            stopped = self.tr("“{name}” was stopped.").format(name=run.view.state.name)
            self._messages.show(f"{stopped} {self._not_started()}", Level.WARNING)
        if outcome != Outcome.FINISHED:
            self._queue.clear()
        elif self._queue:
            self._queue.waits_behind(run.view.run_id)
        if run.job.error is not None:
            self._messages.error(run.job.error)
        self._views.follow(run.view, skip=True)
        self._look_elsewhere()
        self.run_ended.emit(run.view, outcome)
        self._queue.look(self._own, now=True)
        self._start_unless_held()
        if self._run is None:
            self.active_changed.emit()

    def _show_failure(self, name: str, ended: RunEnded, *, kept: bool) -> None:
        """Whatever workspace is seen, a run that failed says why, and what is not started now."""
        reason = translate(ended.words)
        sentence = self.tr("“{name}” failed: {reason}").format(name=name, reason=reason)
        if kept:
            sentence = f"{sentence}. {self._not_started()}"
        self._messages.show(sentence, Level.ERROR, str(ended.words))

    def _not_started(self) -> str:
        return self.tr(
            "Not started: {names}. They follow once the run has been resumed and has finished."
        ).format(names=joined(self.queued))

    def _ingest(self) -> None:
        """Tell what the thread beside has read; a problem is shown once, not every second.

        While many things are moved, all tables would look anew each second: they do at the end.
        """
        if self._project is None or self._reading is None or self._queries.is_changing:
            return
        catalogue = self._project.catalogue
        change = self._reading.take()
        if change is Change.CATALOGUE or (change is not Change.NOTHING and self._run is None):
            self._look_elsewhere()
        if change is Change.CATALOGUE:
            self.catalogue_changed.emit()
        elif change is Change.NUMBERS:
            self.numbers_changed.emit()
        self._say_once(catalogue.notice or catalogue.rebuilt)

    def _look_elsewhere(self) -> None:
        """Find what other processes perform; the newest is live, but for a run of this window."""
        self._views.look_elsewhere(self._own)
        newest = self.elsewhere[-1] if self.elsewhere and not self._own else ""
        elsewhere = self.view(newest) if newest else None
        if elsewhere is not self._elsewhere:
            self._elsewhere = elsewhere
            self.active_changed.emit()

    def _close_reading(self) -> None:
        if self._reading is not None:
            self._reading.close()
            self._reading = None

    def _say_once(self, notice: Words | None) -> None:
        if notice is not None and notice != self._said:
            self._messages.show(notice, Level.WARNING)
            self._said = notice

"""What waits for its turn behind a run, here and on the disk, where every process finds it."""

import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ui.protocols.open_project import OpenProject
from ui.running.waiting import keep_waiting, mark_of, taken_over
from workbench.errors import NotFound, WorkbenchError
from workbench.jobs import Pace

if TYPE_CHECKING:
    from workbench.plans.planned_run import Startable

_LOOK_EVERY_S = 1.0
"""How often it is seen that another process has paused the queue or changed its order."""


class WaitingRuns:
    """Runs to start, and ids of runs to resume; `active` is the id of this window's run, if any.

    What waits is kept with the active run, or else with the one that has finished before it.
    `refused` is told what the disk refuses, `changed` that something else waits, or is held.
    """

    def __init__(
        self, refused: Callable[[WorkbenchError], object], changed: Callable[[], object]
    ) -> None:
        self._refused = refused
        self._changed = changed
        self._project: OpenProject | None = None
        self._waiting: deque[Startable | str] = deque()
        self._kept_with = ""
        self._kept_mark: tuple[int, int] | None = None
        self._pace = Pace(_LOOK_EVERY_S)
        self.is_held = False

    def set_project(self, project: OpenProject | None) -> None:
        """Forget what waits in the project before."""
        self._waiting.clear()
        self._kept_with, self._kept_mark = "", None
        self._project = project
        self.is_held = False
        self.look("", now=True)

    def __bool__(self) -> bool:
        return bool(self._waiting)

    @property
    def waiting(self) -> "tuple[Startable | str, ...]":
        """In the order in which they start."""
        return tuple(self._waiting)

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called; of those to resume their ids."""
        return tuple(one if isinstance(one, str) else one.name for one in self._waiting)

    def append(self, *runs: "Startable | str") -> None:
        """Let them wait, not yet on the disk."""
        self._waiting.extend(runs)

    def take_next(self) -> "Startable | str":
        """The one whose turn it is."""
        return self._waiting.popleft()

    def put_back(self, one: "Startable | str") -> None:
        """It could not be started, and is the next one still."""
        self._waiting.appendleft(one)

    def waits_behind(self, run_id: str) -> None:
        """What waits is kept with a run that has finished, until the next one begins."""
        self._kept_with = run_id

    def set_held(self, *, held: bool) -> None:
        """Keep it for every process that starts what waits."""
        assert self._project is not None
        try:
            self._project.queue.hold() if held else self._project.queue.release()
        except WorkbenchError as error:
            self._refused(error)

    def look(self, active: str, *, now: bool = False) -> None:
        """Take over what another process has changed, once a second.

        One that lets a paused queue go on performs what waits behind a finished run by itself.
        """
        if self._project is None or not (self._pace.is_due() or now):
            return
        behind = active or self._kept_with
        if behind and (mark := mark_of(self._project, behind)) != self._kept_mark:
            self._kept_mark = mark
            self._waiting = deque(taken_over(self._project, behind, self.waiting))
            self._changed()
        with contextlib.suppress(WorkbenchError):
            held = self._project.queue.is_held
            if held != self.is_held:
                self.is_held = held
                self._changed()

    def keep(self, active: str) -> bool:
        """Keep what waits with the run it waits behind; whether any was kept."""
        assert self._project is not None
        try:
            keep_waiting(self._project, active, self.waiting)
            self._forget_where_it_was_kept(active)
        except WorkbenchError as error:
            self._refused(error)
            return False
        finally:
            self._kept_mark = mark_of(self._project, active)
        return bool(self._waiting)

    def replace(self, active: str, waiting: "Sequence[Startable | str]") -> None:
        """Let this wait instead, here and on the disk."""
        assert self._project is not None
        before, self._waiting = self.waiting, deque(waiting)
        if behind := active or self._kept_with:
            try:
                keep_waiting(self._project, behind, list(waiting), before)
            except WorkbenchError as error:
                self._refused(error)
            self._kept_mark = mark_of(self._project, behind)
        self._changed()

    def clear(self) -> None:
        """Let nothing wait here; what is kept with a run on the disk stays there."""
        self._kept_with = ""
        if self._waiting:
            self._waiting.clear()
            self._changed()

    def _forget_where_it_was_kept(self, active: str) -> None:
        """What waits behind a run does not wait behind the one that had finished before it too."""
        assert self._project is not None
        before, self._kept_with = self._kept_with, ""
        if before not in ("", active):
            with contextlib.suppress(NotFound):
                self._project.saved_run(before).keep_following(())

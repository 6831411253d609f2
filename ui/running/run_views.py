"""The views of every run that is shown, and the followers of those performed elsewhere."""

from collections.abc import Iterator

from PySide6.QtCore import QObject

from ui.models.run_words import is_live
from ui.protocols.open_project import OpenProject
from ui.running.followers import Follower
from ui.running.run_view import RunView
from workbench.errors import NotFound
from workbench.events import Event


class RunViews:
    """A view each; what this window does not run is read from its journal.

    `elsewhere` are the ids of the runs that other processes perform, oldest first.
    """

    def __init__(self, parent: QObject) -> None:
        self._parent = parent
        self._project: OpenProject | None = None
        self._views: dict[str, RunView] = {}
        self._followers: dict[str, Follower] = {}
        self.elsewhere: tuple[str, ...] = ()

    def set_project(self, project: OpenProject | None) -> None:
        """Forget the runs of the project before."""
        self.close()
        self._followers.clear()
        self._views.clear()
        self._project = project
        self.elsewhere = ()

    def view(self, run_id: str) -> RunView:
        """The view of any run."""
        if run_id not in self._views:
            view = self._views[run_id] = RunView(run_id, self._parent)
            self.follow(view)
        return self._views[run_id]

    def follow(self, view: RunView, *, skip: bool = False) -> None:
        """Read on in its journal; with `skip`, what stands there by now was delivered already."""
        assert self._project is not None
        try:
            run = self._project.saved_run(view.run_id)
        except NotFound:
            # It was deleted since it was chosen; its view stays empty.
            view.end_of_reading()
            return
        self._followers[view.run_id] = Follower(view, run.journal_path, run.past, skip=skip)

    def take_over(self, run_id: str) -> Iterator[Event]:
        """What is not folded yet of a run that this window performs from now on."""
        self.view(run_id).end_of_reading()
        return self._followers.pop(run_id).give_over()

    def tick(self) -> None:
        """Deliver what was read."""
        for follower in tuple(self._followers.values()):
            follower.tick()

    def look_elsewhere(self, own: str) -> None:
        """Find the runs that other processes perform; `own` is the one of this window, if any."""
        runs = self._project.runs if self._project is not None else ()
        self.elsewhere = tuple(run.id for run in runs if is_live(run.status) and run.id != own)

    def close(self) -> None:
        """Wait for what reads."""
        for follower in self._followers.values():
            follower.close()

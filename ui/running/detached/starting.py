"""Starting runs as processes of their own, which outlive the window, and resuming them so."""

from typing import TYPE_CHECKING

from ui.session import Session
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.plans.planned_run import Startable


def start_detached(session: Session, *runs: "Startable", processes: int = 1) -> None:
    """Start runs, one after another, in so many processes; look at the first."""
    assert session.project is not None
    from workbench.plans.chain import planned_chain

    first, *following = (one for run in runs for one in planned_chain(run))
    try:
        run_id = session.project.start_detached(first, processes=processes)
        session.project.saved_run(run_id).keep_following(following)
    except WorkbenchError as error:
        session.messages.error(error)
        return
    session.select(run=run_id)
    session.tell_catalogue_changed()


def resume(session: Session, run_id: str) -> bool:
    """Go on with a run: in this window, or in as many processes as it was started in.

    Whether it is those that go on with it.
    """
    project = session.project
    assert project is not None
    try:
        is_apart = project.saved_run(run_id).processes() > 1
        if is_apart:
            project.resume_detached(run_id)
    except WorkbenchError as error:
        session.messages.error(error)
        return False
    if is_apart:
        session.select(run=run_id)
        session.tell_catalogue_changed()
    else:
        session.runner.resume(run_id)
    return is_apart

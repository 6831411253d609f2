"""Whether steps that are timed now would be timed beside a run, and look slower than they are."""

from ui.session import Session
from workbench.jobs import RUNS


def is_any_run_on(session: Session) -> bool:
    """Whether a run trains, here or in another process, or one started here is about to."""
    return session.runner.live is not None or RUNS.is_any_on

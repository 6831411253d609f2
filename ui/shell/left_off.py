"""What was going on when the project was left, in a sentence, and how it goes on."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ui.i18n import joined
from ui.models import figures
from ui.running.detached.starting import resume
from ui.session import Session
from ui.workspace import Workspace
from workbench.store.records import RunStatus

if TYPE_CHECKING:
    from workbench.project.runs.processes.interrupted import Interrupted


def left_off(session: Session) -> "Interrupted | None":
    """What to go on with; None while this window works on something, or nothing was left."""
    project = session.project
    return project.interrupted() if project is not None and session.runner.active is None else None


def left_off_text(there: "Interrupted") -> str:
    """How the run stands that was left, and what waits behind it."""
    name, step = there.run.name, figures.count(there.run.step)
    names = joined(there.waiting)
    waiting = QCoreApplication.translate("LeftOff", "Waiting behind it: {names}.")
    match there.run.status:
        case RunStatus.FINISHED:
            text = QCoreApplication.translate("LeftOff", "Still to be started: {names}.")
            return text.format(names=names)
        case RunStatus.FAILED:
            text = QCoreApplication.translate("LeftOff", "“{name}” failed.")
        case RunStatus.STOPPED:
            text = QCoreApplication.translate("LeftOff", "“{name}” was stopped at step {step}.")
        case _ if there.run.step:
            text = QCoreApplication.translate("LeftOff", "“{name}” was interrupted at step {step}.")
        case _:
            text = QCoreApplication.translate("LeftOff", "“{name}” was interrupted.")
    sentence = text.format(name=name, step=step)
    return f"{sentence} {waiting.format(names=names)}" if there.waiting else sentence


def go_on(session: Session, there: "Interrupted") -> None:
    """Go on with what was interrupted, and then with what waits behind it."""
    goes_on_apart = False
    if there.run.status is RunStatus.FINISHED:
        session.runner.start_following(there.run.id)
    else:
        goes_on_apart = resume(session, there.run.id)
    if goes_on_apart or session.runner.active is not None:
        session.go_to(Workspace.TRAIN)

"""What kinds, states, figures and roles are called, in the present language."""

from typing import assert_never

from PySide6.QtCore import QCoreApplication

from ui.shell.messages import name_of, translate
from ui.theme import Colours
from workbench.metrics import metric
from workbench.store.records import RunRecord, RunStatus

_LIVE = (RunStatus.RUNNING, RunStatus.PAUSED)
_RESUMABLE = (
    RunStatus.QUEUED,
    RunStatus.STOPPED,
    RunStatus.FAILED,
    RunStatus.INTERRUPTED,
    RunStatus.HANDED_OVER,
)
_ROLES = ("teacher", "student", "control", "ngram", "unigram", "uniform", "most_frequent")


def is_live(status: RunStatus) -> bool:
    """Whether somebody works on the run right now."""
    return status in _LIVE


def can_resume(status: RunStatus) -> bool:
    """Whether the run can go on from where it stands."""
    return status in _RESUMABLE


def status_text(status: RunStatus) -> str:
    """Where a run stands, in a word."""
    match status:
        case RunStatus.QUEUED:
            return QCoreApplication.translate("Runs", "queued")
        case RunStatus.RUNNING:
            return QCoreApplication.translate("Runs", "running")
        case RunStatus.PAUSED:
            return QCoreApplication.translate("Runs", "paused")
        case RunStatus.FINISHED:
            return QCoreApplication.translate("Runs", "finished")
        case RunStatus.STOPPED:
            return QCoreApplication.translate("Runs", "stopped")
        case RunStatus.FAILED:
            return QCoreApplication.translate("Runs", "failed")
        case RunStatus.HANDED_OVER:
            return QCoreApplication.translate("Runs", "handed over")
        case RunStatus.INTERRUPTED:
            return QCoreApplication.translate("Runs", "interrupted")
        case _:
            assert_never(status)


def with_alerts(text: str, run: RunRecord) -> str:
    """How a run stands, with how often alert rules told something of it, if they did."""
    match run.remarks.alerts:
        case 0:
            return text
        case 1:
            return QCoreApplication.translate("Runs", "{status}, 1 alert").format(status=text)
        case number:
            told = QCoreApplication.translate("Runs", "{status}, {count} alerts")
            return told.format(status=text, count=number)


def status_colour(status: RunStatus, colours: Colours) -> str:
    """The colour of that word."""
    match status:
        case RunStatus.RUNNING | RunStatus.HANDED_OVER:
            return colours.accent
        case RunStatus.PAUSED | RunStatus.INTERRUPTED:
            return colours.warning
        case RunStatus.FINISHED:
            return colours.good
        case RunStatus.FAILED:
            return colours.error
        case RunStatus.QUEUED | RunStatus.STOPPED:
            return colours.muted
        case _:
            assert_never(status)


def metric_text(name: str) -> str:
    """What a figure is called where it stands alone."""
    return translate(metric(name).title)


def role_text(role: str) -> str:
    """What part a model plays in a comparison."""
    if role in _ROLES:
        return name_of(role)
    return QCoreApplication.translate("Runs", "Model")


def role_colour(role: str, colours: Colours) -> str:
    """The colour that a role has in every plot and text; empty for a model without one."""
    match role:
        case "teacher":
            return colours.teacher
        case "student":
            return colours.student
        case "control":
            return colours.control
        case "ngram":
            return colours.ngram
        case _:
            return ""

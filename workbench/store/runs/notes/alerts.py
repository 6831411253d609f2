"""`alerts.json` of a run: what the rules of its project told of it while it learnt."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from workbench.errors import Corrupt
from workbench.events import Event, Level, Note, RunEnded, Whole
from workbench.store.files import durable
from workbench.store.files.summed import read_summed, with_checksum

FILE_NAME = "alerts.json"
MOST_OF_A_RULE = 100
"""So many alerts of a rule are kept with a run; that there were more is said."""


class Alert(Note):
    """A rule that began to hold at a step; it is no part of the journal.

    `when` is the condition of the rule, which also `stops` the run if that is true.
    """

    level: Level = Level.WARNING
    when: str
    step: Whole
    stops: bool = False


class _Kept(BaseModel):
    alerts: tuple[Alert, ...] = ()


def read_alerts(run: Path) -> tuple[Alert, ...]:
    """The alerts of a run's folder in the order of their steps; raises Corrupt, CannotBeRead."""
    path = run / FILE_NAME
    try:
        return _Kept.model_validate(read_summed(path, is_required=True)).alerts
    except FileNotFoundError:
        return ()
    except (Corrupt, ValidationError):
        raise Corrupt(
            "{path} is damaged, so that no alerts of this run are known; move it away",
            path=path,
        ) from None


def among(log: Sequence[Event], alerts: Sequence[Alert]) -> tuple[Event, ...]:
    """The events of a log with each alert before the first one that tells of a later step."""
    told: list[Event] = []
    waiting = list(alerts)
    for number, event in enumerate(log):
        is_last = number == len(log) - 1
        step = getattr(event, "step", -1)
        while waiting and (waiting[0].step < step or (is_last and isinstance(event, RunEnded))):
            told.append(waiting.pop(0))
        told.append(event)
    return (*told, *waiting)


def keep_alerts(run: Path, alerts: Sequence[Alert]) -> None:
    """Write these alerts, in place of those that were written before; raises DiskFull."""
    kept = _Kept(alerts=tuple(sorted(alerts, key=lambda alert: alert.step)))
    durable.write_json(run / FILE_NAME, with_checksum(kept.model_dump(mode="json")))

"""What happens during a run, as lines of its log in the present language."""

from typing import assert_never

from PySide6.QtCore import QCoreApplication

from ui.models.facts import facts_text
from ui.models.figures import count, figure
from ui.models.run_words import metric_text, role_text
from ui.shell.messages import translate
from workbench.events import (
    ArtifactReady,
    CheckpointRemoved,
    CheckpointSaved,
    Classified,
    Continued,
    Event,
    Metrics,
    Note,
    Paused,
    Progress,
    Reference,
    ReportReady,
    RunEnded,
    RunResumed,
    RunStarted,
    SampleWritten,
    StageStarted,
)
from workbench.metrics import metric


def event_text(event: Event) -> str:
    """An event as a line of the log; empty for what is shown elsewhere."""
    match event:
        case RunStarted():
            return _begins(event)
        case RunResumed():
            return _resumed(event)
        case StageStarted() | Note() | RunEnded():
            return translate(event.words)
        case Reference():
            return _reference(event)
        case CheckpointSaved():
            return _checkpoint(event)
        case ArtifactReady():
            return _artifact(event)
        case ReportReady():
            return "" if event.verdict is None else translate(event.verdict)
        case Paused():
            text = QCoreApplication.translate("TrainLogPanel", "Paused after step {step}")
            return text.format(step=count(event.step))
        case Continued():
            text = QCoreApplication.translate("TrainLogPanel", "Resumed after step {step}")
            return text.format(step=count(event.step))
        case Metrics() | Progress() | SampleWritten() | Classified() | CheckpointRemoved():
            return ""
        case _:
            assert_never(event)


def _reference(event: Reference) -> str:
    text = QCoreApplication.translate("TrainLogPanel", "{name}: {metric} = {value}")
    return text.format(
        name=role_text(event.name),
        metric=metric_text(event.metric),
        value=figure(metric(event.metric), event.value),
    )


def _begins(event: RunStarted) -> str:
    """The run of a corpus or a tokenizer tells no facts of the machine."""
    if not event.environment:
        return QCoreApplication.translate("TrainLogPanel", "{name} begins").format(name=event.name)
    text = QCoreApplication.translate("TrainLogPanel", "{name} begins ({facts})")
    return text.format(name=event.name, facts=facts_text(event.environment))


def _resumed(event: RunResumed) -> str:
    """A negative step means that nothing had been saved."""
    if event.from_step < 0:
        return QCoreApplication.translate("TrainLogPanel", "Begins anew: nothing had been saved")
    text = QCoreApplication.translate("TrainLogPanel", "Resumed from step {step}")
    return text.format(step=count(event.from_step))


def _artifact(event: ArtifactReady) -> str:
    match event.artifact:
        case "corpus":
            text = QCoreApplication.translate("TrainLogPanel", "The corpus is ready ({facts})")
        case "tokenizer":
            text = QCoreApplication.translate("TrainLogPanel", "The tokenizer is ready ({facts})")
        case "shards":
            text = QCoreApplication.translate("TrainLogPanel", "The text is encoded ({facts})")
        case "cache":
            text = QCoreApplication.translate(
                "TrainLogPanel", "The teacher cache is ready ({facts})"
            )
        case _:
            assert_never(event.artifact)
    return text.format(facts=facts_text(event.facts))


def _checkpoint(event: CheckpointSaved) -> str:
    if event.is_best:
        text = QCoreApplication.translate(
            "TrainLogPanel", "Checkpoint at step {step} saved, the best so far"
        )
    else:
        text = QCoreApplication.translate("TrainLogPanel", "Checkpoint at step {step} saved")
    return text.format(step=count(event.step))

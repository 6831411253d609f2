"""From a spec to its activity, journalled; every attempt ends with exactly one `RunEnded`."""

import errno
import traceback
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import assert_never

from workbench.activities.opening import first_event
from workbench.activities.resources import RunResources
from workbench.activities.spec import AnySpec, EvaluateSpec, ImportModelSpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import DiskFull, OutOfMemory, WorkbenchError
from workbench.events import Event, Outcome, RunEnded
from workbench.jobs import RUNS, Control
from workbench.store.inputs import Inputs
from workbench.store.run_folder import RunFolder
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.spec import PretrainSpec
from workbench.words import Words, words

Activity = Generator[Event, None, Outcome]

_ENDINGS = {
    Outcome.FINISHED: words("Finished"),
    Outcome.STOPPED: words("Stopped; what was reached is saved, and the run can be resumed"),
    Outcome.HANDED_OVER: words("Handed over to a process of its own"),
}


def perform(
    project: Path, run: RunFolder, spec: AnySpec, inputs: Inputs, control: Control
) -> Iterator[Event]:
    """Do what `spec` asks and yield what happens; each event is in the journal before it is seen.

    Raises Locked when another process is at this run. Nothing else is raised: what goes wrong
    ends the attempt as failed, with one sentence in its `RunEnded` and the traceback in the
    run's folder.
    """
    with RUNS.counted(), run.claim(), closing(run.journal()) as journal:
        resources = RunResources(project, run, inputs, journal.sync)
        for event in _ended(_opened(spec, resources, control), resources):
            journal.append(event)
            yield event


def _ended(activity: Activity, resources: RunResources) -> Iterator[Event]:
    """The activity's events and then its end, whatever happens."""
    try:
        outcome = yield from activity
        ending = RunEnded(outcome=outcome, words=_ENDINGS[outcome])
    except WorkbenchError as error:
        ending = RunEnded(outcome=Outcome.FAILED, words=error.words)
    except Exception as error:  # noqa: BLE001  (the job's boundary)
        resources.run.write_traceback(traceback.format_exc())
        ending = RunEnded(outcome=Outcome.FAILED, words=_sentence(error))
    yield ending


def _sentence(error: Exception) -> Words:
    """A clear sentence for what libraries raise when memory or disk run out, or for a bug."""
    text = str(error)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull("the disk is full: {reason}", reason=error).words
    if isinstance(error, MemoryError) or "not enough memory" in text or "out of memory" in text:
        return OutOfMemory(
            "not enough memory; halve the micro-batch and double the accumulation, "
            "which keeps the batch as it is"
        ).words
    return words(
        "an unexpected error: {kind}: {reason}. The run's folder holds its traceback.txt",
        kind=type(error).__name__,
        reason=text,
    )


def _opened(spec: AnySpec, resources: RunResources, control: Control) -> Activity:
    """The activity of a spec; torch is imported only for those that compute with it."""
    match spec:
        case AddCorpusSpec():
            from workbench.corpora.importing.add import add_corpus

            yield first_event(spec, resources)
            return (yield from add_corpus(spec, resources.target, control))
        case TrainTokenizerSpec():
            from workbench.activities.given import given_corpus
            from workbench.tokenizers.training.train import train_tokenizer

            yield first_event(spec, resources)
            corpus = yield from given_corpus(resources, control)
            if corpus is None:
                return control.outcome
            return (yield from train_tokenizer(spec, corpus, resources.target, control))
        case PretrainSpec() | FinetuneSpec() | DistillSpec() | CacheTeacherSpec() | EvaluateSpec():
            from workbench.activities.engine import compute

            return (yield from compute(spec, resources, control))
        case ImportModelSpec():
            from workbench.activities.exchange.import_model import import_model

            yield first_event(spec, resources)
            return (yield from import_model(spec, resources, control))
        case _:
            assert_never(spec)

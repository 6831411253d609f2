"""From a spec to its activity, journalled; every attempt ends with exactly one `RunEnded`."""

import traceback
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from workbench.activities.exchange.event_files.live import with_event_files
from workbench.activities.opening import begun_and_done_anew, first_event
from workbench.activities.out_of_memory import is_out_of_memory, out_of_memory
from workbench.activities.range_test.spec import LearningRateTestSpec
from workbench.activities.resources import RunResources
from workbench.activities.spec import (
    AnySpec,
    AverageSpec,
    EvaluateSpec,
    ImportModelSpec,
    ImportRunSpec,
)
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import CannotBeRead, DiskError, DiskFull, WorkbenchError
from workbench.events import Event, Metrics, Outcome, Progress, RunEnded
from workbench.jobs import RUNS, Control, Pace
from workbench.room import StoppedWaiting, again_with_room, with_room
from workbench.store.files import leftovers
from workbench.store.files.full import says_disk_full
from workbench.store.files.held import HeldFolders
from workbench.store.files.refused import disk_error_of, os_error_in
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.journal import Journal
from workbench.store.runs.run_folder import RunFolder
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.distributed.ranks import ALONE, ProcessLost, Ranks
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import Words, words

Activity = Generator[Event, None, Outcome]

_STARTED_AGAIN = words(
    "One of the processes ended without a word; torchrun starts all of them again, and they go on "
    "from the last checkpoint"
)

_LOOK_EVERY_S = 1.0
"""How often it is made sure, while nothing but figures come, that the folders are still there."""

_ENDINGS = {
    Outcome.FINISHED: words("Finished"),
    Outcome.STOPPED: words("Stopped; what was reached is saved, and the run can be resumed"),
    Outcome.HANDED_OVER: words("Handed over to a process of its own"),
}


def perform(
    project: Path,
    run: RunFolder,
    spec: AnySpec,
    inputs: Inputs,
    control: Control,
    ranks: Ranks = ALONE,
) -> Iterator[Event]:
    """Do what `spec` asks and yield what happens; each event is in the journal before it is seen.

    Of several processes (`ranks`) this is the first one; the others `follow` where they are called.

    Raises Locked when another process is at this run, BadInput when one has finished it
    meanwhile. Nothing else is raised: what goes wrong ends the attempt as failed, with one sentence
    in its `RunEnded` and the traceback in the run's folder. Where even the journal cannot be
    written, that end is only yielded.
    """
    with RUNS.counted(), ExitStack() as stack:
        try:
            stack.enter_context(run.claim())
            run.require_unfinished()
            journal = stack.enter_context(_closing(run.journal()))
            held = stack.enter_context(HeldFolders(_folders(project, run, inputs)))
            if inputs.target:
                leftovers.clear_of(project / inputs.target)
        except (OSError, CannotBeRead, DiskError, DiskFull) as error:
            yield RunEnded(outcome=Outcome.FAILED, words=sentence_of(error))
            return

        def sync() -> None:
            held.require_there()
            journal.sync()

        resources = RunResources(project, run, inputs, sync, held.require_there, ranks)
        work = _Attempt(spec, resources, held, control)
        events = work.ended()
        if _writes_event_files(spec):
            events = with_event_files(events, run.path)
        yield from _journalled(events, journal, control)
        with suppress(OSError, DiskError, DiskFull):  # it only tells a cut journal from a whole one
            run.note_end(journal.num_bytes)


def _writes_event_files(spec: AnySpec) -> bool:
    """Whether a run is to write files for TensorBoard as it goes on."""
    match spec:
        case PretrainSpec() | FinetuneSpec() | DistillSpec():
            return spec.loop.tensorboard
        case _:
            return False


def _folders(project: Path, run: RunFolder, inputs: Inputs) -> list[Path]:
    """The folders that a run writes into: its own, and that of what it makes."""
    return [run.path, *([(project / inputs.target).parent] if inputs.target else [])]


def _journalled(events: Iterator[Event], journal: Journal, control: Control) -> Iterator[Event]:
    """Events, each in the journal before it is seen; the journal's own failure is their end."""
    try:
        for event in events:
            if isinstance(event, RunEnded):
                for waiting in _room_for_the_end(journal, control):
                    journal.append(waiting)
                    yield waiting
            journal.append(event)
            if isinstance(event, RunEnded):
                # The end is the journal's last line: a wait for its own room is only shown.
                yield from _room_for_the_end(journal, control)
            yield event
    except DiskError as error:
        yield RunEnded(outcome=Outcome.FAILED, words=error.words)


def _room_for_the_end(journal: Journal, control: Control) -> Iterator[Event]:
    """What the journal still holds back on a full disk is not lost, unless a stop is asked for."""
    with suppress(StoppedWaiting):
        yield from with_room(journal.sync, control)


@contextmanager
def _closing(journal: Journal) -> Iterator[Journal]:
    """What cannot be written any more was said before, by whoever appended it."""
    try:
        yield journal
    finally:
        with suppress(DiskFull, DiskError):
            journal.close()


@dataclass(frozen=True)
class _Attempt:
    """One attempt at what a spec asks."""

    spec: AnySpec
    resources: RunResources
    held: HeldFolders
    control: Control

    def ended(self) -> Iterator[Event]:
        """The activity's events and then its end, whatever happens."""
        try:
            outcome = yield from self._until_done()
            ending = RunEnded(outcome=outcome, words=_ENDINGS[outcome])
        except StoppedWaiting:
            outcome = self.control.outcome
            ending = RunEnded(outcome=outcome, words=_ENDINGS[outcome])
        except WorkbenchError as error:
            ending = RunEnded(outcome=Outcome.FAILED, words=error.words)
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001  (the job's boundary; a panic is no Exception)
            ending = self._of_another_process(error) or self._unexpected(error)
        yield ending

    def _of_another_process(self, error: BaseException) -> RunEnded | None:
        """The end of a run of several processes one of which failed or died, if that is it."""
        ranks = self.resources.ranks
        behind = ranks.failure_behind(error)
        if behind is None:
            return None
        if isinstance(behind, ProcessLost) and ranks.world.is_restarted_again:
            return RunEnded(outcome=Outcome.HANDED_OVER, words=_STARTED_AGAIN)
        return RunEnded(outcome=Outcome.FAILED, words=behind.words)

    def _unexpected(self, error: BaseException) -> RunEnded:
        self._keep_traceback()
        return RunEnded(outcome=Outcome.FAILED, words=sentence_of(error, self.spec))

    def _until_done(self) -> Activity:
        """The activity; where it meets a full disk it is taken up again once there is room.

        What can wait at its own place does so there. The rest is as after a resume: the same bits.
        """
        return (yield from again_with_room(self._in_place, self.control))

    def _in_place(self) -> Activity:
        """The activity, as long as the folders that it works in stay where they are."""
        pace = Pace(_LOOK_EVERY_S)
        with closing(_opened(self.spec, self.resources, self.control)) as activity:
            while True:
                try:
                    with _library_meaning_a_full_disk():
                        event = next(activity)
                except StopIteration as end:
                    self.held.require_there()
                    outcome: Outcome = end.value
                    return outcome
                except Exception:
                    # Where the folders are gone, that is what is behind whatever else is said.
                    self.held.require_there()
                    raise
                if not isinstance(event, Progress | Metrics) or pace.is_due():
                    self.held.require_there()
                yield event

    def _keep_traceback(self) -> None:
        """Where it cannot be kept, the end is told all the same."""
        with suppress(WorkbenchError, OSError):
            self.resources.run.write_traceback(traceback.format_exc())


@contextmanager
def _library_meaning_a_full_disk() -> Iterator[None]:
    """Inside, what only a library says of a full disk (here, or in its scratch) is a DiskFull."""
    try:
        yield
    except WorkbenchError:
        raise
    except Exception as error:
        if not says_disk_full(error, free_bytes=None):
            raise
        raise DiskFull("the disk is full: {reason}", reason=error) from error


def sentence_of(error: BaseException, spec: AnySpec | None = None) -> Words:
    """A clear sentence for what libraries raise when memory or disk fail, or for a bug."""
    if isinstance(error, WorkbenchError):
        return error.words
    text = str(error)
    refused = error if isinstance(error, OSError) else os_error_in(error)
    if refused is not None and refused.errno is not None:
        return disk_error_of(refused).words
    if is_out_of_memory(error):
        return out_of_memory(error, spec).words
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

            yield from begun_and_done_anew(spec, resources)
            return (yield from add_corpus(spec, resources.target, control))
        case TrainTokenizerSpec():
            from workbench.activities.given import given_corpus
            from workbench.tokenizers.training.train import train_tokenizer

            yield from begun_and_done_anew(spec, resources)
            corpus = yield from given_corpus(resources, control)
            if corpus is None:
                return control.outcome
            return (yield from train_tokenizer(spec, corpus, resources.target, control))
        case (
            PretrainSpec()
            | FinetuneSpec()
            | DistillSpec()
            | CacheTeacherSpec()
            | EvaluateSpec()
            | AverageSpec()
            | LearningRateTestSpec()
        ):
            from workbench.activities.engine import compute

            return (yield from compute(spec, resources, control))
        case ImportModelSpec():
            from workbench.activities.exchange.import_model import import_model

            yield first_event(spec, resources)
            return (yield from import_model(spec, resources, control))
        case ImportRunSpec():
            from workbench.activities.exchange.imported_runs.import_run import import_run

            yield first_event(spec, resources)
            return (yield from import_run(spec, control))
        case _:
            assert_never(spec)

"""What is wrong with a run: with its own files, its journal and its checkpoints."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from workbench.errors import BadInput, CannotBeRead, Corrupt, NotFound
from workbench.events import RunStarted
from workbench.store.records import RunRecord, RunStatus
from workbench.store.runs import checkpoints
from workbench.store.runs.journal import first_event, is_journal
from workbench.store.runs.run_folder import RunFolder
from workbench.words import Words, listed, words

_ENDED = (RunStatus.FINISHED, RunStatus.STOPPED, RunStatus.FAILED, RunStatus.HANDED_OVER)


def problems_in(runs: Iterable[RunRecord]) -> Iterator[Words]:
    """What is wrong with some runs."""
    return (problem for run in runs for problem in run.problems)


def problems_of(
    run: RunFolder,
    *,
    step: int,
    unread_lines: int,
    others: Sequence[str] = (),
    must_read: bool = False,
) -> tuple[Words, ...]:
    """What is wrong with a run whose journal tells of steps up to `step`, and of `others` too.

    What the system refuses to read is a part of it; with `must_read` it is raised: CannotBeRead.
    """
    looks: tuple[Callable[[], Iterator[Words]], ...] = (
        partial(_damage, run.own_meta),
        partial(_damage, run.check_spec),
        partial(_damage, run.inputs),
        partial(_another_journal, run, others),
        partial(_problems_of_journal, run, step),
        partial(_unread, run, unread_lines),
        partial(_misnamed, run),
    )
    found: list[Words] = []
    for look in looks:
        try:
            found += look()
        except CannotBeRead as refusal:
            if must_read:
                raise
            found.append(refusal.words)
        except Corrupt as damage:  # also met on the way to something else
            found.append(damage.words)
    return tuple({str(problem): problem for problem in found}.values())


def _damage(read: Callable[[], object]) -> Iterator[Words]:
    try:
        read()
    except (BadInput, Corrupt, NotFound) as damage:
        yield damage.words


def _another_journal(run: RunFolder, others: Sequence[str]) -> Iterator[Words]:
    started = first_event(run.journal_path)
    if isinstance(started, RunStarted) and started.run != run.id:
        yield words(
            "{path} is that of another run, {other}; put the run's own journal in its place",
            path=run.journal_path,
            other=started.run,
        )
        return
    if others:
        yield words(
            "{path} holds the journal of {others} too, so that figures of several runs are mixed; "
            "cut off what begins there, or put the run's own journal in its place",
            path=run.journal_path,
            others=listed(others),
        )


def _unread(run: RunFolder, unread_lines: int) -> Iterator[Words]:
    if unread_lines:
        yield words(
            "{count} lines of {path} cannot be read (damaged, or of a newer version) and are "
            "passed over",
            count=unread_lines,
            path=run.journal_path,
        )


def _misnamed(run: RunFolder) -> Iterator[Words]:
    for folder in checkpoints.misnamed_in(run.checkpoints_path):
        yield words(
            "{folder} is left out: a checkpoint's folder is called step- and eight digits; "
            "rename or remove it",
            folder=folder,
        )
    yield from checkpoints.damage_in(run.checkpoints_path)


def _problems_of_journal(run: RunFolder, step: int) -> Iterator[Words]:
    """A journal is on disk before the checkpoint of a step is: one that ends before it was cut."""
    is_journal(run.journal_path)
    if run.is_claimed:
        return
    saved = run.last_saved_step()
    if saved is not None and not run.journal_path.exists():
        yield words(
            "{path} is missing, and with it the figures up to step {step}; the checkpoints are "
            "there, so that the run can be resumed",
            path=run.journal_path,
            step=saved,
        )
    elif saved is not None and saved > step:
        yield words(
            "{path} ends at step {step}, before the checkpoint of step {saved}: its end was lost; "
            "the run can be resumed from the checkpoint",
            path=run.journal_path,
            step=step,
            saved=saved,
        )
    elif run.has_lost_an_end() and run.status() in _ENDED:
        yield words(
            "{path} is not as it was when the run ended: lines before its end were lost, changed "
            "or added, so that figures may be missing",
            path=run.journal_path,
        )
    elif run.has_lost_an_end():
        yield words(
            "{path} is not as it was when the run ended: its end was lost, and with it how the run "
            "ended",
            path=run.journal_path,
        )

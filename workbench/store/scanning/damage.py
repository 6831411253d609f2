"""What is wrong with what a project holds: with its runs, and with what cannot be read at all."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from workbench.errors import BadInput, CannotBeRead, Corrupt, NotFound, WorkbenchError
from workbench.store.files import durable, looking, manifest
from workbench.store.runs.journal import is_journal
from workbench.store.runs.run_folder import RunFolder
from workbench.words import Words, words

MakerOf = Callable[[str], RunFolder | None]
"""Gives the run that made, or is to make, the thing of an id; raises CannotBeRead."""


@dataclass(frozen=True)
class DamagedThing:
    """A corpus, tokenizer, cache or model that cannot be read; `name` is empty if nobody knows."""

    id: str
    name: str
    why: WorkbenchError


def damaged_things(
    parent: Path, read: Callable[[Path], object], maker_of: MakerOf
) -> Iterator[DamagedThing]:
    """Whatever lies in `parent` and `read` cannot read."""
    for folder in looking.children(parent):
        if not folder.is_dir() or durable.is_leftover(folder):
            continue
        if manifest.is_complete(folder):
            why = _why_unreadable(folder, read) or _why_unreadable(folder, manifest.read)
        elif looking.children(folder) and _is_made(folder.name, maker_of):
            why = _why_unreadable(folder, manifest.read)
        else:
            why = None
        if why is not None:
            yield DamagedThing(folder.name, _name(folder.name, maker_of), why)


def _why_unreadable(folder: Path, read: Callable[[Path], object]) -> WorkbenchError | None:
    try:
        read(folder)
    except (CannotBeRead, Corrupt, NotFound) as error:
        return error
    return None


def _is_made(thing: str, maker_of: MakerOf) -> bool:
    """Whether nobody is to go on with making a thing, as far as can be told."""
    with contextlib.suppress(CannotBeRead):
        maker = maker_of(thing)
        return maker is None or maker.has_finished()
    return False


def _name(thing: str, maker_of: MakerOf) -> str:
    with contextlib.suppress(CannotBeRead):
        return name_by(maker_of(thing))
    return ""


def name_by(maker: RunFolder | None) -> str:
    """What the run that made a thing was asked to call it."""
    if maker is not None:
        with contextlib.suppress(WorkbenchError):
            return str(maker.spec().get("name", ""))
    return ""


def problems_of(
    run: RunFolder, *, step: int, unread_lines: int, must_read: bool = False
) -> tuple[Words, ...]:
    """What is wrong with a run whose journal tells of steps up to `step`.

    What the system refuses to read is a part of it; with `must_read` it is raised: CannotBeRead.
    """
    looks: tuple[Callable[[], Iterator[Words]], ...] = (
        partial(_damage, lambda: run.meta),
        partial(_damage, run.spec),
        partial(_damage, run.inputs),
        partial(_damage, lambda: is_journal(run.journal_path)),
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
    return tuple(found)


def _damage(read: Callable[[], object]) -> Iterator[Words]:
    try:
        read()
    except (BadInput, Corrupt, NotFound) as damage:
        yield damage.words


def _unread(run: RunFolder, unread_lines: int) -> Iterator[Words]:
    if unread_lines:
        yield words(
            "{count} lines of {path} cannot be read (damaged, or of a newer version) and are "
            "passed over",
            count=unread_lines,
            path=run.journal_path,
        )


def _misnamed(run: RunFolder) -> Iterator[Words]:
    for folder in run.misnamed_checkpoints():
        yield words(
            "{folder} is left out: a checkpoint's folder is called step- and eight digits; "
            "rename or remove it",
            folder=folder,
        )
    yield from run.checkpoint_damage()


def _problems_of_journal(run: RunFolder, step: int) -> Iterator[Words]:
    """A journal is on disk before the checkpoint of a step is: one that ends before it was cut."""
    if run.is_claimed:
        return
    saved = run.last_saved_step()
    if saved is not None and not run.journal_path.is_file():
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
    elif run.has_lost_an_end():
        yield words(
            "{path} is not as it was when the run ended: its end was lost, and with it how the run "
            "ended",
            path=run.journal_path,
        )

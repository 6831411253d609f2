"""What is wrong with what a project holds: with its runs, and with what cannot be read at all."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import Corrupt, NotFound, WorkbenchError
from workbench.store.files import durable, manifest
from workbench.store.journal import is_journal
from workbench.store.run_folder import RunFolder
from workbench.words import Words, words


@dataclass(frozen=True)
class DamagedThing:
    """A corpus, tokenizer, cache or model that cannot be read; `name` is empty if nobody knows."""

    id: str
    name: str
    words: Words


def damaged_things(
    parent: Path, read: Callable[[Path], object], maker_of: Callable[[str], RunFolder | None]
) -> Iterator[DamagedThing]:
    """Whatever lies in `parent` and `read` cannot read; `maker_of` gives the run that made it."""
    for folder in sorted(parent.iterdir()) if parent.is_dir() else ():
        if not folder.is_dir() or durable.is_leftover(folder):
            continue
        if manifest.is_complete(folder):
            why = _why_unreadable(folder, read) or _why_unreadable(folder, manifest.read)
        elif any(folder.iterdir()) and _is_made(maker_of(folder.name)):
            why = _why_unreadable(folder, manifest.read)
        else:
            why = None
        if why is not None:
            yield DamagedThing(folder.name, name_by(maker_of(folder.name)), why)


def _why_unreadable(folder: Path, read: Callable[[Path], object]) -> Words | None:
    try:
        read(folder)
    except (Corrupt, NotFound) as damage:
        return damage.words
    return None


def _is_made(maker: RunFolder | None) -> bool:
    """Whether nobody is to go on with making a thing."""
    return maker is None or maker.has_finished()


def name_by(maker: RunFolder | None) -> str:
    """What the run that made a thing was asked to call it."""
    if maker is not None:
        with contextlib.suppress(WorkbenchError):
            return str(maker.spec().get("name", ""))
    return ""


def problems_of(run: RunFolder, *, step: int, unread_lines: int) -> tuple[Words, ...]:
    """What is wrong with a run whose journal tells of steps up to `step`."""
    return tuple(_problems(run, step, unread_lines))


def _problems(run: RunFolder, step: int, unread_lines: int) -> Iterator[Words]:
    for read in (lambda: run.meta, run.spec, run.inputs, lambda: is_journal(run.journal_path)):
        try:
            read()
        except WorkbenchError as damage:
            yield damage.words
    if not run.is_claimed:
        yield from _problems_of_journal(run, step)
    if unread_lines:
        yield words(
            "{count} lines of {path} cannot be read (damaged, or of a newer version) and are "
            "passed over",
            count=unread_lines,
            path=run.journal_path,
        )
    for folder in run.misnamed_checkpoints():
        yield words(
            "{folder} is left out: a checkpoint's folder is called step- and eight digits; "
            "rename or remove it",
            folder=folder,
        )
    yield from run.checkpoint_damage()


def _problems_of_journal(run: RunFolder, step: int) -> Iterator[Words]:
    """A journal is on disk before the checkpoint of a step is: one that ends before it was cut."""
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

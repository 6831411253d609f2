"""What a project holds and nobody can read: things of which not even a record can be made."""

import contextlib
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import CannotBeRead, Corrupt, NotFound, WorkbenchError
from workbench.store.files import durable, looking, manifest
from workbench.store.names import Sort
from workbench.store.runs.run_folder import RunFolder
from workbench.store.scanning import scan

MakerOf = Callable[[str], RunFolder | None]
"""Gives the run that made, or is to make, the thing of an id; raises CannotBeRead."""


@dataclass(frozen=True)
class DamagedThing:
    """A corpus, tokenizer, cache or model that cannot be read; `name` is empty if nobody knows."""

    id: str
    name: str
    why: WorkbenchError


def damaged_of(
    sort: Sort, parent: Path, all_runs: Callable[[], list[RunFolder]]
) -> Iterator[DamagedThing]:
    """What lies in the folder of a sort and cannot be read, a model with the run that made it."""
    read = scan.READ.get(sort)
    if read is not None:
        yield from damaged_things(parent, read, _makers(parent.name, all_runs))
        return
    for run in all_runs():
        try:
            _ = run.meta
        except Corrupt as damage:
            yield DamagedThing(run.id, name_by(run), damage)


def _makers(folder: str, all_runs: Callable[[], list[RunFolder]]) -> MakerOf:
    """The runs are read when it is asked."""

    @functools.cache
    def by_target() -> dict[str, RunFolder]:
        made: dict[str, RunFolder] = {}
        for run in all_runs():
            with contextlib.suppress(Corrupt):
                made[run.inputs().target] = run
        return made

    return lambda thing: by_target().get(f"{folder}/{thing}")


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

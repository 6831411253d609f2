"""Filling a folder with encoded text exactly once, also when two processes want it or one dies."""

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Protocol

from workbench.events import Event
from workbench.jobs import Control
from workbench.store.files import durable, lock, manifest


class Work(Protocol):
    """An encoding whose unfinished files stand in a folder of their own."""

    def run(self, control: Control) -> Generator[Event, None, None]:
        """Write the files; returns early when the control says so."""

    def commit(self, folder: Path) -> None:
        """Give the finished files their folder."""


def encode_once(
    folder: Path, begin: Callable[[Path], Work], control: Control
) -> Generator[Event, None, None]:
    """Do the work that `begin` makes of the folder for unfinished files; nothing when it is done.

    A stop or a crash leaves that folder to the next attempt. Raises Locked while another process
    encodes the same.
    """
    if manifest.is_complete(folder):
        return
    partial = folder.with_name(f".encoding-{folder.name}")
    durable.make_folder(partial)
    with lock.acquire(partial / "lock", "the encoding of this text"):
        if manifest.is_complete(folder):  # whoever held the lock has finished it
            return
        work = begin(partial)
        yield from work.run(control)
        if control.stopping:
            return
        work.commit(folder)
    durable.remove_tree(partial)

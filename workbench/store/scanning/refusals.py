"""What the system refused while a list was read: the list goes on without it, and says so."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from workbench.errors import CannotBeRead, Corrupt, NotFound
from workbench.store.files.looking import is_folder
from workbench.words import Words


class Refusals:
    """Why folders could not be read when they were last looked at."""

    def __init__(self) -> None:
        self._why: dict[Path, Words] = {}

    @contextlib.contextmanager
    def noting(self, folder: Path) -> Iterator[None]:
        """Inside, what cannot be read is left out of a list; what the system refused is noted."""
        self._why.pop(folder, None)
        try:
            yield
        except CannotBeRead as refusal:
            self._why[folder] = refusal.words
        except (Corrupt, NotFound):
            pass

    def standing(self) -> list[Words]:
        """A sentence for each folder that is still there."""
        return [why for folder, why in self._why.items() if is_folder(folder)]


def damage_alone(_folder: Path) -> contextlib.AbstractContextManager[None]:
    """Inside, a folder that is damaged is left out of a list; what is refused is raised."""
    return contextlib.suppress(Corrupt, NotFound)

"""The plots of curves that a person has arranged in a project."""

from workbench.store.choices import plots
from workbench.store.choices.plots import Arrangement
from workbench.store.folders import ProjectFolder


class KeptPlots:
    """How the plots of each place are arranged in one project."""

    def __init__(self, store: ProjectFolder) -> None:
        self._store = store

    def arrangement(self, place: str) -> Arrangement | None:
        """What was arranged there; None if nothing was. Raises Corrupt, CannotBeRead."""
        return plots.read_arrangements(self._store).get(place)

    def keep(self, place: str, arrangement: Arrangement | None) -> None:
        """Keep another arrangement; None goes back to the first one. Raises ReadOnly, DiskFull."""
        plots.keep_arrangement(self._store, place, arrangement)

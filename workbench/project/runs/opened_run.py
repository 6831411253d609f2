"""A run of a project: its folder, and what its journal tells."""

from workbench.activities.spec import ANY_SPEC, AnySpec
from workbench.project.catalogue import Catalogue
from workbench.spec import validate
from workbench.store.database.past import Past
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort, find
from workbench.store.records import RunRecord
from workbench.store.runs.journal import read_journal
from workbench.store.runs.run_folder import RunFolder
from workbench.store.runs.state import RunState


class OpenedRun:
    """One run; nothing is held open, so making one costs nothing."""

    def __init__(self, folder: RunFolder, project: ProjectFolder, catalogue: Catalogue) -> None:
        self.id = folder.id
        self.folder = folder.path
        self.journal_path = folder.journal_path
        self.traceback_path = folder.traceback_path
        self._run = folder
        self._project = project
        self._catalogue = catalogue

    @property
    def record(self) -> RunRecord:
        """Name, kind, status and newest metrics by now; raises NotFound once it was deleted."""
        return find(Sort.RUN, self.id, self._catalogue.runs())

    @property
    def spec(self) -> AnySpec:
        """What the run was asked to do; raises Corrupt or BadSpec."""
        return validate(ANY_SPEC, self._run.spec(), where=f"{self.id}/spec.toml")

    def past(self) -> Past:
        """What is known of it without reading its journal again, for whoever folds the rest."""
        return self._catalogue.past(self.id)

    def state(self) -> RunState:
        """Everything its journal tells by now."""
        past = self.past()
        state = past.state
        for entry in read_journal(self.journal_path, past.offset)[0]:
            state = state.apply(entry.event)
        return state

"""Taking over the runs of other tools, for a notebook."""

from abc import ABC, abstractmethod
from pathlib import Path

from workbench.activities.spec import AnySpec
from workbench.project.plans import Plans
from workbench.project.run_table.found_runs import FoundRuns
from workbench.project.run_table.run_table import RunTable
from workbench.store.records import RunRecord


class ImportsRuns(ABC):
    """A part of a project."""

    plans: Plans
    run_table: RunTable

    @abstractmethod
    def run(self, run: AnySpec) -> RunRecord:
        """Do what a spec asks."""

    def import_runs(self, path: Path | str) -> FoundRuns:
        """Take over the curves of every run that a folder or file of another tool holds.

        Event files of TensorBoard, folder by folder, and CSV files; what was passed over is said by
        `plans.imported_runs(path).notes` and in the log of each run. Raises BadInput, and
        WorkbenchError where a run holds no curve.
        """
        made = [self.run(spec).id for spec in self.plans.imported_runs(path).specs]
        rows = {row.record.id: row for row in self.run_table.rows()}
        return FoundRuns(tuple(rows[run_id] for run_id in made))

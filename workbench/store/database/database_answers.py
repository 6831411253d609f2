"""What a project's database answers, completed by what its folders tell that is newer."""

from dataclasses import replace

from workbench.store.database import answers, connections
from workbench.store.database.answers import MetricPoint
from workbench.store.database.marks import FolderMarks
from workbench.store.database.past import Past
from workbench.store.database.rows import continues
from workbench.store.database.run_row import row_of
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort
from workbench.store.records import ModelRecord, RunRecord
from workbench.store.scanning.run_scan import Known


class DatabaseAnswers:
    """Looks things up, each in a connection of its own; any thread may call."""

    def __init__(self, project: ProjectFolder) -> None:
        self._project = project
        self._path = project.database_path
        self._runs_path = project.folder_of(Sort.RUN)

    def runs(self) -> tuple[RunRecord, ...]:
        """Every run, oldest first, with the newest value of each metric."""
        return self._project.runs(self.known_runs())

    def known_runs(self) -> Known[RunRecord]:
        """The runs that were taken in, each with the marks of what was."""
        with connections.to_read(self._path) as connection:
            return answers.runs(connection, self._runs_path)

    def models(self) -> tuple[ModelRecord, ...]:
        """Every model with its checkpoints, in the order of the runs."""
        return self._project.models(self.known_models())

    def known_models(self) -> Known[ModelRecord | None]:
        """The models of the runs that were taken in, as `known_runs`."""
        with connections.to_read(self._path) as connection:
            return answers.models(connection, self._runs_path)

    def past(self, run_id: str) -> Past:
        """What was taken in of a run's journal, its points from their table; empty if nothing."""
        run = self._project.run_folder(run_id)
        with connections.to_read(self._path) as connection:
            row = row_of(answers.run_row(connection, run_id), run_id)
            series = answers.series(connection, run_id)
        if not row.offset or not continues(run.journal_path, row):
            return Past()
        past = Past.of(run.journal_path, row.offset)
        state = replace(
            past.state,
            series=series,
            step=row.step,
            tokens=row.tokens,
            epoch=row.epoch,
            elapsed_s=row.elapsed_s,
        )
        return replace(past, state=state)

    def last_metrics(self, run_id: str) -> dict[str, float]:
        """The newest value of every metric of a run."""
        with connections.to_read(self._path) as connection:
            return row_of(answers.run_row(connection, run_id), run_id).metrics

    def points(self, run_id: str, metric: str) -> list[MetricPoint]:
        """A metric's values in the order of their steps; NaN where the value was not a number."""
        with connections.to_read(self._path) as connection:
            return answers.points(connection, run_id, metric)

    def texts(self, containing: str) -> list[tuple[str, int, str, str]]:
        """Every sample, with its run's id, its step and its prompt, that holds a piece of text."""
        with connections.to_read(self._path) as connection:
            return answers.texts(connection, containing)

    def _known_marks(self) -> dict[str, FolderMarks]:
        with connections.to_read(self._path) as connection:
            return answers.marks(connection)

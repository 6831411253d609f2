"""The table of a project's runs: what is found in it, and what a person says of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.metrics import Direction, metric
from workbench.project.catalogue import Catalogue
from workbench.project.run_table.found_runs import FoundRuns
from workbench.store.choices.views import KeptView, delete_view, keep_view, read_views, view
from workbench.store.filtering.condition import condition
from workbench.store.filtering.fields import BEST, RunNames, RunRow, field_of
from workbench.store.filtering.groups import RunGroup, groups_of
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort, find
from workbench.store.records import (
    CorpusRecord,
    ModelRecord,
    RunRecord,
    TokenizerRecord,
    require_there,
)
from workbench.store.runs.notes.remarks import Remarks, RemarksChange
from workbench.store.runs.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.errors import WorkbenchError
    from workbench.project.run_table.cleaning import DiskUse
    from workbench.project.run_table.differences import RunDifferences
    from workbench.project.run_table.disk_checkpoints import CheckpointDiskUse
    from workbench.project.run_table.disk_use import RunDiskUse
    from workbench.project.run_table.lineage import RunLineage
    from workbench.project.run_table.reproduction import Reproduction
    from workbench.project.run_table.scaling import Over, PowerLaw
    from workbench.store.bin import BinnedItem

FIGURE = "validation_loss"
"""What groups are compared by if nothing is said."""


class RunTable:
    """The runs of one project, each with what the catalogue knows beside its record."""

    def __init__(self, store: ProjectFolder, catalogue: Catalogue) -> None:
        self._store = store
        self._catalogue = catalogue

    def rows(self) -> tuple[RunRow, ...]:
        """Every run, oldest first, those in the archive too."""
        return rows_of(
            self._catalogue.listed_runs(),
            self._catalogue.listed_models(),
            (*self._store.list_corpora(), *self._store.list_tokenizers()),
        )

    def find(self, where: str = "", *, archived: bool = False) -> FoundRuns:
        """The runs that fulfil a condition such as `val_loss < 4 and kind = distill`.

        Those in the archive are left out, unless they are asked for. Raises BadInput for what is no
        condition.
        """
        return FoundRuns(found(self.rows(), where, archived=archived))

    def groups(
        self, by: str, *, where: str = "", figure: str = FIGURE, archived: bool = False
    ) -> tuple[RunGroup, ...]:
        """The runs that fulfil a condition, in groups of one value of a column or setting."""
        rows = self.rows()
        return grouped(found(rows, where, archived=archived), by, figure, RunNames.of(rows))

    def remark(self, run: RunRecord | str, change: RemarksChange) -> Remarks:
        """Change what is said of a run; gives what is said from now on.

        Raises NotFound, Corrupt where the run's `meta.json` is damaged, ReadOnly, Locked, DiskFull.
        """
        record = find(Sort.RUN, run, self._catalogue.runs()) if isinstance(run, str) else run
        self._store.require_writable()
        with self._store.naming():
            require_there(record)
            folder = RunFolder(record.folder)
            remarks = change.of(folder.own_meta().remarks)
            folder.keep_remarks(remarks)
        return remarks

    def differences(self, runs: Sequence[RunRecord]) -> "RunDifferences":
        """In what runs differ: settings, sources and versions; raises BadInput for fewer than two.

        Raises NotFound for one that was deleted.
        """
        from workbench.project.run_table.differences import differences_of

        for run in runs:
            require_there(run)
        return differences_of([RunFolder(run.folder) for run in runs])

    def reproduction(self, run: RunRecord, *, inside: bool = False) -> "Reproduction":
        """The command line that makes a run again, and what has changed since it was made."""
        from workbench.project.run_table.reproduction import reproduction_of

        require_there(run)
        return reproduction_of(RunFolder(run.folder), self._store, inside=inside)

    def lineage(self, of: RunRecord | str = "") -> "RunLineage":
        """What was made from what: all of the project, or what a run comes from and led to.

        Raises NotFound.
        """
        from workbench.project.run_table.lineage import Stored, lineage_of

        stored: tuple[Stored, ...] = (
            *self._store.list_corpora(),
            *self._store.list_tokenizers(),
            *self._store.list_caches(),
        )
        rows = self.rows()
        whole = lineage_of(rows, stored)
        if not of:
            return whole
        run = find(Sort.RUN, of, [row.record for row in rows]) if isinstance(of, str) else of
        return whole.around(run)

    def disk_use(self) -> "Iterator[RunDiskUse]":
        """What each run takes on the disk, and why some could go; raises CannotBeRead."""
        from workbench.project.run_table.disk_use import disk_use

        yield from disk_use(self.rows())

    def checkpoints_to_go(self) -> "Iterator[CheckpointDiskUse]":
        """Single checkpoints that could go, of runs that stay; raises CannotBeRead."""
        from workbench.project.run_table.disk_checkpoints import checkpoints_to_go

        yield from checkpoints_to_go(self.rows())

    def clean(self, chosen: "Sequence[DiskUse]") -> "Iterator[BinnedItem | WorkbenchError]":
        """Move runs and checkpoints to the bin one by one; an error is why one stays.

        Raises Locked or ReadOnly, DiskFull.
        """
        from workbench.project.run_table.cleaning import cleaned

        yield from cleaned(chosen, self._catalogue, self._store)

    def undo_cleaning(self) -> "Iterator[BinnedItem]":
        """Put back what the last cleaning moved; raises BadInput where there is nothing."""
        from workbench.project.run_table.cleaning import uncleaned

        yield from uncleaned(self._catalogue, self._store)

    def power_law(
        self,
        over: "Over" = "parameters",
        *,
        where: str = "",
        archived: bool = False,
        floor: bool = False,
    ) -> "PowerLaw":
        """A power law of the best validation loss over the sizes or tokens of runs; or BadInput."""
        from workbench.project.run_table.scaling import fit_power_law

        return fit_power_law(found(self.rows(), where, archived=archived), over, floor=floor)

    # -- views --------------------------------------------------------------------------------

    def views(self) -> dict[str, KeptView]:
        """The views that were given names; raises Corrupt, CannotBeRead."""
        return read_views(self._store)

    def view(self, name: str) -> KeptView:
        """The view of a name; raises NotFound."""
        return view(self._store, name)

    def keep_view(self, name: str, kept: KeptView) -> str:
        """Keep a view under a name; gives the name as it is kept."""
        return keep_view(self._store, name, kept)

    def delete_view(self, name: str) -> None:
        """Forget a view; raises NotFound."""
        delete_view(self._store, name)


def rows_of(
    runs: Sequence[RunRecord],
    models: Sequence[ModelRecord],
    sources: Sequence[CorpusRecord | TokenizerRecord],
) -> tuple[RunRow, ...]:
    """Runs with their models and what their sources are called now."""
    made = {model.run: model for model in models}
    names = {record.id: record.name for record in sources} | {m.id: m.name for m in models}
    return tuple(_row(run, made.get(run.id), names) for run in runs)


def _row(run: RunRecord, model: ModelRecord | None, names: dict[str, str]) -> RunRow:
    sources = {
        name: names.get(source.id, source.name) for name, source in run.asked.sources.items()
    }
    if model is None:
        return RunRow(run, sources=sources)
    return RunRow(run, model.family, model.parameters, sources)


def found(rows: Sequence[RunRow], where: str, *, archived: bool = False) -> tuple[RunRow, ...]:
    """The rows that fulfil a condition; who asks for the archive by name is shown it."""
    test = condition(where, RunNames.of(rows))
    shows_archive = archived or "archived" in where.casefold()
    return tuple(
        row for row in rows if (shows_archive or not row.record.remarks.is_archived) and test(row)
    )


def grouped(rows: Sequence[RunRow], by: str, figure: str, names: RunNames) -> tuple[RunGroup, ...]:
    """Groups by the best values of a metric, or by another number."""
    names = replace(names, figures=names.figures | {FIGURE})
    of_best = field_of(f"{BEST}{figure}", names) if figure in names.figures else None
    chosen = of_best or field_of(figure, names)
    more = metric(chosen.name.removeprefix(BEST)).direction is Direction.HIGHER
    return groups_of(rows, field_of(by, names), chosen, more_is_better=more)

"""In what the chosen runs differ: settings, sources and versions side by side."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panel import EmptyState, Swap
from ui.session import Session
from ui.when_seen import WhenSeen
from ui.widgets.numbers import MISSING, count
from workbench.project.run_table.differences import Difference, RunDifferences
from workbench.store.records import RunRecord

_MOST_SIDE_BY_SIDE = 12


class RunDifferencesView(QWidget):
    """A column for each run; what is the same in all of them is counted and left out."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._runs: tuple[RunRecord, ...] = ()
        self._shown: RunDifferences | None = None
        self._table: Table[Difference] = Table(lambda one: f"{one.part} {one.name}", self)
        self._view = TableView(self._table)
        self._status = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._status.setMargin(4)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self._status)
        inside.addWidget(self._view, 1)
        self._swap = Swap(EmptyState(), content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)
        self._seen = WhenSeen(self, self._look_up)

    def retranslate(self) -> None:
        self._swap.empty.set_text(
            self.tr("Choose two or more runs above to see in what they differ.")
        )
        self._view.setAccessibleName(self.tr("Differences of the chosen runs"))
        self._show(self._shown)

    def show_runs(self, runs: Sequence[RunRecord]) -> None:
        """Compare these runs, once they are seen."""
        runs = tuple(runs)
        if [run.id for run in runs] == [run.id for run in self._runs]:
            return
        self._runs = runs
        self._seen.now_or_later()

    def _look_up(self) -> None:
        project, runs = self._session.project, self._runs[:_MOST_SIDE_BY_SIDE]
        if project is None or len(runs) < 2:
            self._show(None)
            return

        def compared() -> Iterator[RunDifferences]:
            yield project.run_table.differences(runs)

        asked = self._runs
        self._session.query(compared, lambda found: self._take(asked, found), owner=self)

    def _take(self, asked: tuple[RunRecord, ...], found: RunDifferences) -> None:
        if asked == self._runs:
            self._show(found)

    def _show(self, found: RunDifferences | None) -> None:
        self._shown = found
        self._swap.show_content(found is not None)
        if found is None:
            return
        self._table.set_columns(self._columns(found.runs))
        self._table.set_rows(found.differences)
        self._view.fit_columns()
        said = self.tr("{differ} things differ, {same} are the same.").format(
            differ=count(len(found.differences)), same=count(found.same)
        )
        if len(self._runs) > _MOST_SIDE_BY_SIDE:
            first = self.tr("Only the first {count} of the chosen runs are compared.")
            said = f"{said} {first.format(count=count(_MOST_SIDE_BY_SIDE))}"
        self._status.setText(said)

    def _columns(self, names: Sequence[str]) -> tuple[Column[Difference], ...]:
        return (
            Column(
                self.tr("Setting"),
                lambda one: one.name,
                help=self.tr("A setting, a source of the run, or what performed it"),
            ),
            *(
                Column(name, _value(n), _text(n), help=self.tr("What it is in this run"))
                for n, name in enumerate(names)
            ),
        )


def _value(number: int) -> Callable[[Difference], str | None]:
    return lambda one: one.values[number]


def _text(number: int) -> Callable[[Difference], str]:
    """What a run has there; an empty text in quotation marks, so that it is not taken for none."""

    def text(one: Difference) -> str:
        value = one.values[number]
        return MISSING if value is None else value or '""'

    return text

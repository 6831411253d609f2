"""What runs take on the disk, and which of them could go to the bin."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.catalogue import question_box
from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.session import Session
from ui.shell.messages import translate
from ui.when_seen import WhenSeen
from ui.widgets.numbers import counted
from workbench.project.runs.disk_use import RunDiskUse
from workbench.store.records import RunRecord


class RunDiskView(QWidget):
    """The largest run first; `delete` moves runs to the bin, from which they can be restored."""

    def __init__(self, session: Session, delete: Callable[[Sequence[RunRecord]], None]) -> None:
        super().__init__()
        self._session = session
        self._delete = delete
        self._runs: tuple[RunRecord, ...] | None = None
        self._used: tuple[RunDiskUse, ...] = ()
        self._table: Table[RunDiskUse] = Table(lambda one: one.row.record.id, self)
        self._view = TableView(self._table, several=True)
        self._status = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._choose, self._clean = QPushButton(), QPushButton()
        line = QHBoxLayout()
        line.setContentsMargins(4, 4, 4, 4)
        line.addWidget(self._status, 1)
        line.addWidget(self._choose)
        line.addWidget(self._clean)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self._view, 1)
        self._choose.clicked.connect(self._choose_proposed)
        self._clean.clicked.connect(self._ask)
        self._view.chosen_changed.connect(self._enable)
        session.project_changed.connect(self._forget)
        WhenSeen(self, self._look_up, session.catalogue_changed)

    def retranslate(self) -> None:
        self._view.setAccessibleName(self.tr("Sizes of the runs"))
        self._choose.setText(self.tr("Choose what could go"))
        self._clean.setText(self.tr("Move to the bin…"))
        self._table.set_columns(self._columns())
        self._view.fit_columns()
        self._show()

    def _columns(self) -> tuple[Column[RunDiskUse], ...]:
        return (
            Column(
                self.tr("Run"), lambda one: one.row.record.name, help=self.tr("What it is called")
            ),
            Column(
                self.tr("Size"),
                lambda one: float(one.bytes),
                lambda one: figures.size(one.bytes),
                numeric=True,
                help=self.tr("Of its whole folder, checkpoints and journal"),
            ),
            Column(
                self.tr("Could go, because"),
                lambda one: translate(one.why) if one.why is not None else None,
                lambda one: translate(one.why) if one.why is not None else "",
                help=self.tr(
                    "Never proposed: what is pinned, at work, read by another run, or the best or "
                    "only model of its kind on its text"
                ),
            ),
        )

    def _forget(self) -> None:
        self._runs, self._used = None, ()
        self._show()

    def _look_up(self) -> None:
        project = self._session.project
        runs = project.runs if project is not None else ()
        if project is None or runs == self._runs:
            return
        self._runs = runs
        table = project.run_table

        def measured() -> Iterator[tuple[RunDiskUse, ...]]:
            yield tuple(sorted(table.disk_use(), key=lambda one: -one.bytes))

        def take(used: tuple[RunDiskUse, ...]) -> None:
            if self._session.project is project:
                self._used = used
                self._show()

        self._session.query(measured, take, owner=self)

    def _show(self) -> None:
        self._table.set_rows(self._used)
        self._view.fit_columns()
        could_go = [one.bytes for one in self._used if one.why is not None]
        total = figures.size(sum(one.bytes for one in self._used))
        one, many = self.tr("1 run could go"), self.tr("{count} runs could go")
        said = self.tr("{total} in all; {runs}, {size}").format(
            total=total, runs=counted(len(could_go), one, many), size=figures.size(sum(could_go))
        )
        self._status.setText(said if self._used else "")
        self._enable()

    def _enable(self) -> None:
        project = self._session.project
        is_writable = project is not None and project.catalogue.why_read_only is None
        self._choose.setEnabled(any(one.why is not None for one in self._used))
        self._clean.setEnabled(is_writable and bool(self._view.chosen()))

    def _choose_proposed(self) -> None:
        self._view.choose_several([u.row.record.id for u in self._used if u.why is not None])

    def _ask(self) -> None:
        chosen = self._view.chosen()
        one, many = self.tr("Move 1 run to the bin?"), self.tr("Move {count} runs to the bin?")
        size = figures.size(sum(use.bytes for use in chosen))
        about = self.tr(
            "They can be restored from the bin; erasing them there frees {size}."
        ).format(size=size)
        box = question_box(self, counted(len(chosen), one, many), about, self.tr("Move to the bin"))
        box.accepted.connect(lambda: self._delete([use.row.record for use in chosen]))
        box.open()

"""What runs take on the disk, and which of them and of their checkpoints could go to the bin."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.catalogue import question_box
from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.moving import move
from ui.session import Session
from ui.shell.messages import translate
from ui.when_seen import WhenSeen
from ui.widgets.numbers import counted
from workbench.project.run_table.disk_checkpoints import CheckpointDiskUse
from workbench.project.run_table.disk_use import RunDiskUse
from workbench.store.records import RunRecord

DiskUse = RunDiskUse | CheckpointDiskUse


class RunDiskView(QWidget):
    """Every run and each checkpoint that could go, the largest first; all go to the bin."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._seen: tuple[object, object] | None = None
        self._used: tuple[DiskUse, ...] = ()
        self._table: Table[DiskUse] = Table(_key, self)
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

    def _columns(self) -> tuple[Column[DiskUse], ...]:
        return (
            Column(
                self.tr("Run or checkpoint"),
                _name,
                help=self.tr("What the run is called; of a checkpoint, @ and its step"),
            ),
            Column(
                self.tr("Size"),
                lambda one: float(one.bytes),
                lambda one: figures.size(one.bytes),
                numeric=True,
                help=self.tr("Of its whole folder; that of a run has its checkpoints in it"),
            ),
            Column(
                self.tr("Could go, because"),
                lambda one: translate(one.why) if one.why is not None else None,
                lambda one: translate(one.why) if one.why is not None else "",
                help=self.tr(
                    "Never proposed: what is pinned, at work, read by another run, or the best or "
                    "only model of its kind on its text; of checkpoints the best, the last, the "
                    "only one, one with a note and one that something was made of"
                ),
            ),
        )

    def _forget(self) -> None:
        self._seen, self._used = None, ()
        self._show()

    def _look_up(self) -> None:
        project = self._session.project
        if project is None or self._seen == (project.runs, project.models):
            return
        self._seen = (project.runs, project.models)
        table = project.run_table

        def measured() -> Iterator[tuple[DiskUse, ...]]:
            used: list[DiskUse] = [*table.disk_use(), *table.checkpoints_to_go()]
            yield tuple(sorted(used, key=lambda one: -one.bytes))

        def take(used: tuple[DiskUse, ...]) -> None:
            if self._session.project is project:
                self._used = used
                self._show()

        self._session.query(measured, take, owner=self)

    def _show(self) -> None:
        self._table.set_rows(self._used)
        self._view.fit_columns()
        runs = [one for one in self._used if isinstance(one, RunDiskUse)]
        leaving = [one for one in runs if one.why is not None]
        single = [one for one in self._used if isinstance(one, CheckpointDiskUse)]
        one_run, runs_go = self.tr("1 run could go"), self.tr("{count} runs could go")
        one, many = self.tr("1 single checkpoint"), self.tr("{count} single checkpoints")
        said = self.tr("{total} in all; {runs}, {size}; {checkpoints}, {their_size}").format(
            total=_size(runs),
            runs=counted(len(leaving), one_run, runs_go),
            size=_size(leaving),
            checkpoints=counted(len(single), one, many),
            their_size=_size(single),
        )
        self._status.setText(said if self._used else "")
        self._enable()

    def _enable(self) -> None:
        project = self._session.project
        is_writable = project is not None and project.catalogue.why_read_only is None
        self._choose.setEnabled(any(one.why is not None for one in self._used))
        self._clean.setEnabled(is_writable and bool(self._view.chosen()))

    def _choose_proposed(self) -> None:
        self._view.choose_several([_key(one) for one in self._used if one.why is not None])

    def _ask(self) -> None:
        chosen = self._view.chosen()
        runs = {_run(use).id for use in chosen if isinstance(use, RunDiskUse)}
        moved = [use for use in chosen if isinstance(use, RunDiskUse) or use.run.id not in runs]
        one, many = self.tr("Move “{name}” to the bin?"), self.tr("Move {count} things to the bin?")
        about = self.tr(
            "They can be restored from the bin; erasing them there frees {size}."
        ).format(size=_size(moved))
        question = counted(len(moved), one.format(name=_name(moved[0])), many)
        box = question_box(self, question, about, self.tr("Move to the bin"))
        box.accepted.connect(lambda: self._move(moved))
        box.open()

    def _move(self, chosen: Sequence[DiskUse]) -> None:
        project = self._session.project
        if project is None:
            return
        table = project.run_table
        self._seen = None
        move(
            self._session,
            lambda: table.clean(chosen),
            self._session.deleted.emit,
            owner=self,
            total=len(chosen),
        )


def _run(one: DiskUse) -> RunRecord:
    return one.row.record if isinstance(one, RunDiskUse) else one.run


def _key(one: DiskUse) -> str:
    return one.row.record.id if isinstance(one, RunDiskUse) else f"{one.run.id}@{one.record.step}"


def _name(one: DiskUse) -> str:
    return one.row.record.name if isinstance(one, RunDiskUse) else one.reference


def _size(several: Sequence[DiskUse]) -> str:
    return figures.size(sum(one.bytes for one in several))

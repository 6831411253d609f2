"""The documents of one step of a run, hardest first, each with its own loss."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QSplitter, QVBoxLayout, QWidget

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panel import EmptyState, Panel, Swap, Workspace
from ui.panels.batch.document_view import DocumentView
from ui.panels.batch.found import FoundBatch, found_batches
from ui.panels.batch.question import BatchQuestion
from ui.running.queries import Query, keep_shown
from ui.running.watched_run import WatchedRun
from ui.session import TRAINING_KINDS, Session
from ui.shell.messages import translate
from ui.when_seen import WhenSeen
from ui.widgets.numbers import count
from workbench.metrics import metric

if TYPE_CHECKING:
    from workbench.activities.replay.documents import BatchDocument
    from workbench.activities.replay.step_batch import StepBatch


class BatchPanel(Panel):
    """Follows the chosen run; a step is chosen here, or in its curves."""

    name = "batch"
    workspace = Workspace.TRAIN
    area = Qt.DockWidgetArea.BottomDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = EmptyState()
        self._question = BatchQuestion()
        self._progress = QProgressBar(textVisible=False)
        self._progress.setMaximumHeight(6)
        self._status = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._table: Table[BatchDocument] = Table(_key, self)
        self._view = TableView(self._table)
        self._document = DocumentView(session.theme)
        self._found: FoundBatch | None = None
        self._query: Query[FoundBatch] | None = None
        self._has_picked = False
        self._watched = WatchedRun(session, self)
        self._lay_out()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return self.tr("Batch")

    def retranslate(self) -> None:
        super().retranslate()
        self._empty.set_text(
            self.tr(
                "Here you see which documents a step of a run learnt from, and how hard each was."
            ),
            self.tr("Set up a run"),
        )
        self._question.retranslate()
        self._view.setAccessibleName(self.tr("Documents of the step"))
        self._table.set_columns(self._columns())
        self._view.fit_columns()
        self._document.retranslate()
        self._show_status()

    # -- laying out

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._view)
        split.addWidget(self._document)
        split.setSizes([1_200, 800])
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(4, 4, 4, 4)
        for widget in (self._question, self._progress, self._status):
            layout.addWidget(widget)
        layout.addWidget(split, 1)
        self._swap = Swap(self._empty, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _connect(self) -> None:
        session = self.session
        self._empty.triggered.connect(lambda: session.go_to(Workspace.TRAIN, "train_setup"))
        self._question.asked.connect(self.show_documents)
        self._question.stopped.connect(self.stop)
        self._view.chosen_changed.connect(self._show_chosen)
        self._view.picked.connect(self._on_pick)
        self._watched.switched.connect(self._on_run)
        self._watched.updated.connect(self._refresh)
        session.step_requested.connect(self._take_up)
        session.theme.changed.connect(self._document.retranslate)
        WhenSeen(self, self._watched.wake, session.selection_changed)

    def _columns(self) -> tuple["Column[BatchDocument]", ...]:
        return (
            Column(
                self.tr("Text"),
                lambda row: row.text,
                lambda row: row.title,
                help=self.tr("What the batch holds of it; … where it goes on outside"),
            ),
            Column(
                self.tr("Corpus"),
                lambda row: row.corpus,
                lambda row: row.corpus or "–",
                help=self.tr("In a mixture of corpora, the one that it is of"),
            ),
            Column(
                self.tr("Loss"),
                lambda row: row.loss,
                lambda row: figures.measure(row.loss),
                numeric=True,
                help=self.tr("Nats per token that was learnt, its mean over the document"),
            ),
            Column(
                self.tr("Learnt"),
                lambda row: row.targets,
                lambda row: figures.count(row.targets),
                numeric=True,
                help=self.tr("Of how many of its tokens the batch's loss is the mean"),
            ),
            Column(
                self.tr("Document"),
                lambda row: row.number or None,
                lambda row: figures.count(row.number or None),
                numeric=True,
                help=self.tr("Its number in the training part, or that of the example, from 1"),
            ),
            Column(
                self.tr("Row"),
                lambda row: row.row,
                lambda row: figures.count(row.row),
                numeric=True,
                help=self.tr("The row of the batch that holds it, from 1"),
            ),
        )

    # -- the run and the step

    def _take_up(self, run: str, step: int) -> None:
        """Somebody chose a step elsewhere."""
        self.session.select(run=run)
        self._watched.wake()
        self._refresh()
        self._question.choose(step)
        self.show_documents()

    def _on_run(self) -> None:
        """Another run is chosen: what is shown is not of it."""
        self.stop()
        self._question.forget()
        self._found = None
        self._show_found()

    def _refresh(self) -> None:
        view = self._watched.view
        trains = view is not None and view.state.kind in TRAINING_KINDS and view.state.step > 0
        self._swap.show_content(trains)
        if view is not None:
            saved = sorted(one.step for one in view.state.checkpoints)
            self._question.set_run(view.state.step, saved)

    # -- queries

    def show_documents(self) -> None:
        """Query the documents of the chosen step; an earlier query is cancelled."""
        project, view = self.session.project, self._watched.view
        if project is None or view is None:
            return
        self.stop()
        run, step, under = view.run_id, self._question.step, self._question.under
        self._progress.setRange(0, 0)
        self._question.set_busy(True)
        self._has_picked = False
        self._query = self.session.query(
            lambda: found_batches(project, run, step, under),
            self._take,
            on_done=self._end,
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )

    def stop(self) -> None:
        """Give the replay up; the documents that are shown stay, without losses."""
        if self._query is not None:
            self._query.cancel()
        self._end()

    def _take(self, found: FoundBatch) -> None:
        before, self._found = self._found, found
        batch = found.batch
        self._progress.setRange(0, max(1, batch.total))
        self._progress.setValue(batch.done)
        if before is None or before.batch.documents is not batch.documents:
            self._show_found()
        self._show_status()

    def _end(self) -> None:
        self._query = None
        self._progress.setRange(0, 1)
        self._progress.setValue(0)
        self._question.set_busy(False)
        self._show_status()

    def _fail(self, error: BaseException) -> None:
        self._found = None
        self._show_found()
        self._end()
        self.session.query_failed(self, error)

    # -- what is shown

    def _show_found(self) -> None:
        batch = self._found.batch if self._found is not None else None
        documents = batch.hardest_first if batch is not None else ()
        self._document.set_scale(
            [loss for one in documents for loss in one.losses if loss is not None]
        )
        self._table.set_rows(documents)
        self._view.fit_columns()
        if documents and not (self._has_picked and self._view.chosen()):
            self._view.choose(_key(documents[0]))
        self._show_chosen()
        self._show_status()

    def _on_pick(self) -> None:
        """What the person looks at stays when the losses come."""
        self._has_picked = True

    def _show_chosen(self) -> None:
        chosen = self._view.chosen()
        self._document.show_document(chosen[0] if chosen else None)

    def _show_status(self) -> None:
        batch = self._found.batch if self._found is not None else None
        if batch is None:
            self._status.setText(
                self.tr("The order of the documents is a function of the run's seed and the step.")
            )
            return
        lines = [self._origin(batch), *(translate(note) for note in batch.notes)]
        self._status.setText("\n".join(lines))

    def _origin(self, batch: "StepBatch") -> str:
        step = self.tr("Step {step}").format(step=count(batch.step))
        if batch.loss is None:
            if self._query is None:
                return self.tr("{step}: stopped before the losses were known").format(step=step)
            return self.tr("{step}: {done} of {total} steps replayed").format(
                step=step, done=count(batch.done), total=count(batch.total)
            )
        told = self.tr("{step}: mean loss {loss} nats; {origin}").format(
            step=step, loss=figures.measure(batch.loss), origin=translate(batch.origin())
        )
        return f"{told}\n{self._recorded(batch)}" if batch.recorded is not None else told

    def _recorded(self, batch: "StepBatch") -> str:
        name, value = translate(metric(batch.metric).label), figures.measure(batch.recorded)
        if batch.agrees is None:
            text = self.tr("At the step itself the run recorded {value} ({name}).")
        elif batch.agrees:
            text = self.tr("The run recorded the same: {value} ({name}).")
        else:
            text = self.tr(
                "The run recorded {value} ({name}): not the same. Another machine or another "
                "version of torch rounds otherwise."
            )
        return text.format(value=value, name=name)


def _key(document: "BatchDocument") -> str:
    return f"{document.row}/{document.number}"

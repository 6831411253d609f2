"""The classes a run learns to tell apart: which are taken for which, and how sure the model was."""

from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from ui.models import figures
from ui.models.judged import counts_of, interval, shares_of_rows
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panel import EmptyState, Panel, Swap
from ui.panels.classes.wrong import WrongExamples
from ui.running.watched_run import WatchedRun
from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.maps.heat_map import HeatMap
from ui.widgets.maps.map_view import NO_CELL
from ui.widgets.saving import ask_where_to_save, png, save_bytes
from ui.workspace import Workspace
from workbench.errors import reason_of
from workbench.events import Classified, Level
from workbench.training.objectives.confusion import ClassFigures, accuracy, by_class, macro_f1

_ICON_PX = 18
_MAP_AND_TABLE_PX = (440, 440)
_ABOVE_AND_BELOW_PX = (420, 200)


class Which(Enum):
    """Which evaluation is shown."""

    BEST = auto()
    NEWEST = auto()


class ClassesPanel(Panel):
    """Confusion matrix, figures of each class and wrong examples of the chosen run."""

    name = "classes"
    workspace = Workspace.TRAIN
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._shown: Classified | None = None
        self._which = QComboBox()
        self._which.addItems([""] * len(Which))
        self._summary = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar = QToolBar()
        self._picture, self._csv = QAction(self), QAction(self)
        self._map = HeatMap()
        self._table: Table[ClassFigures] = Table(lambda row: row.label, self)
        self._view = TableView(self._table, several=True)
        self._wrong = WrongExamples()
        self._swap = Swap(EmptyState(), self._content())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)
        self._watched = WatchedRun(session, self)
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Classes")

    def retranslate(self) -> None:
        super().retranslate()
        self._which.setAccessibleName(self.tr("Evaluation"))
        self._picture.setText(self.tr("Save the picture…"))
        self._csv.setText(self.tr("Export as CSV…"))
        self._map.set_axis_names(self.tr("the true class"), self.tr("what it was taken for"))
        self._swap.empty.set_text(
            self.tr("Once a run learns to tell classes, this shows which it takes for which."),
            self.tr("Set up a fine-tuning"),
        )
        self._table.set_columns(self._columns())
        self._fit_table()
        self._show_accuracy()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watched.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watched.sleep()

    def _columns(self) -> tuple[Column[ClassFigures], ...]:
        return (
            Column(
                self.tr("Class"),
                lambda row: row.label,
                help=self.tr("The class as the table of examples names it"),
            ),
            Column(
                self.tr("Examples"),
                lambda row: row.examples,
                lambda row: figures.count(row.examples),
                numeric=True,
                help=self.tr("Validation examples that truly belong to the class"),
            ),
            Column(
                self.tr("Precision"),
                lambda row: row.precision,
                lambda row: figures.share(row.precision),
                numeric=True,
                help=self.tr("Of what was taken for this class, the share that is of it"),
            ),
            Column(
                self.tr("Recall"),
                lambda row: row.recall,
                lambda row: figures.share(row.recall),
                numeric=True,
                help=self.tr("Of what is of this class, the share that was found"),
            ),
            Column(
                self.tr("F1"),
                lambda row: row.f1,
                lambda row: figures.measure(row.f1),
                numeric=True,
                help=self.tr("The harmonic mean of precision and recall"),
            ),
        )

    # -- building ---------------------------------------------------------------------------

    def _content(self) -> QWidget:
        self._bar.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self._bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._bar.addActions([self._picture, self._csv])
        top = QHBoxLayout()
        top.setContentsMargins(6, 2, 0, 0)
        top.addWidget(self._which)
        top.addWidget(self._summary, 1)
        top.addWidget(self._bar)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.addWidget(self._map)
        across.addWidget(self._view)
        across.setSizes(list(_MAP_AND_TABLE_PX))
        down = QSplitter(Qt.Orientation.Vertical)
        down.addWidget(across)
        down.addWidget(self._wrong)
        down.setSizes(list(_ABOVE_AND_BELOW_PX))
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(down, 1)
        return content

    def _connect(self) -> None:
        self._swap.empty.triggered.connect(
            lambda: self.session.go_to(Workspace.TRAIN, "train_setup")
        )
        self._which.currentIndexChanged.connect(self._refresh)
        self._watched.switched.connect(self._refresh)
        self._watched.updated.connect(self._refresh)
        self._map.set_describer(self._describe)
        self._map.pointed.connect(self._show_held)
        self._picture.triggered.connect(
            lambda: self._ask_where("confusion.png", "PNG (*.png)", self.save_picture)
        )
        self._csv.triggered.connect(
            lambda: self._ask_where("confusion.csv", "CSV (*.csv)", self.save_csv)
        )
        self.session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        theme = self.session.theme
        self._swap.empty.set_icon(theme.icon("grid"))
        self._picture.setIcon(theme.icon("image-outline"))
        self._csv.setIcon(theme.icon("file-export-outline"))

    # -- what is shown ----------------------------------------------------------------------

    def _chosen(self) -> Classified | None:
        """The evaluation that is shown, of the shown run."""
        view = self._watched.view
        if view is None or not view.state.classified:
            return None
        match list(Which)[self._which.currentIndex()]:
            case Which.BEST:
                return view.state.best_classified
            case Which.NEWEST:
                return view.state.classified[-1]

    def _refresh(self) -> None:
        event = self._chosen()
        self._swap.show_content(event is not None)
        if event is self._shown:
            return
        self._shown = event
        if event is None:
            return
        counts_kk = counts_of(event)
        texts = [[str(count) for count in row] for row in event.confusion]
        shares_kk, labels = shares_of_rows(counts_kk), event.labels
        self._map.set_map(shares_kk, labels, labels, texts=texts, tokens=False)
        self._table.set_rows(by_class(counts_kk, event.labels))
        self._fit_table()
        self._wrong.set_examples(event.worst)
        self._show_held()
        self._show_accuracy()

    def _fit_table(self) -> None:
        """Every figure is seen; the map, which is drawn to any size, takes what is left."""
        self._view.fit_columns()
        self._view.setMinimumWidth(self._view.width_of_all())

    def _show_accuracy(self) -> None:
        """Accuracy and macro-F1 in words."""
        self._which.setItemText(0, self.tr("Best evaluation"))
        self._which.setItemText(1, self.tr("Newest evaluation"))
        if self._shown is None:
            return
        counts_kk = counts_of(self._shown)
        right, count = int(counts_kk.trace()), int(counts_kk.sum())
        low, high = interval(right, count)
        text = self.tr(
            "Step {step}: {right} of {count} right, accuracy {accuracy} (95 %: {low} to {high}), "
            "macro-F1 {f1}"
        )
        self._summary.setText(
            text.format(
                step=figures.count(self._shown.step),
                right=figures.count(right),
                count=figures.count(count),
                accuracy=figures.share(accuracy(counts_kk)),
                low=figures.share(low),
                high=figures.share(high),
                f1=figures.measure(macro_f1(counts_kk)),
            )
        )

    def _describe(self, row: int, column: int) -> str:
        if self._shown is None:
            return ""
        counts, labels = self._shown.confusion[row], self._shown.labels
        share = figures.share(counts[column] / max(sum(counts), 1))
        if row == column:
            text = self.tr("{truth} found: {count} ({share} of {truth})")
        else:
            text = self.tr("{truth} taken for {guess}: {count} ({share} of {truth})")
        return text.format(
            truth=labels[row], guess=labels[column], count=counts[column], share=share
        )

    def _show_held(self) -> None:
        """A click on a cell leaves its own examples in the table of the wrong ones."""
        row, column = held = self._map.held
        if self._shown is None or held == NO_CELL or row == column:
            self._wrong.show_only(None)
        else:
            self._wrong.show_only((self._shown.labels[row], self._shown.labels[column]))

    # -- saving -----------------------------------------------------------------------------

    def save_picture(self, path: Path) -> None:
        """Write the confusion matrix as a picture."""
        self._save(path, png(self._map.paint, self._map.size()))

    def save_csv(self, path: Path) -> None:
        """Write the counts, true classes as rows, and the figures of each class behind them."""
        event = self._shown
        assert event is not None
        table: Table[ClassFigures] = Table(lambda row: row.label, self)
        rows = dict(zip(event.labels, event.confusion, strict=True))
        first, *others = self._columns()
        counts = (
            Column[ClassFigures](label, lambda row, at=at: rows[row.label][at])  # type: ignore[misc]
            for at, label in enumerate(event.labels)
        )
        table.set_columns((first, *counts, *others))
        table.set_rows(by_class(counts_of(event), event.labels))
        self._save(path, table.csv().encode("utf-8-sig"))

    def _ask_where(self, name: str, filters: str, save: Callable[[Path], None]) -> None:
        ask_where_to_save(self, self.tr("Export"), name, filters, save)

    def _save(self, path: Path, data: bytes) -> None:
        try:
            save_bytes(path, data)
        except OSError as error:
            text = self.tr("{path} could not be written: {reason}")
            self.session.messages.show(
                text.format(path=path, reason=translate(reason_of(error))), Level.ERROR
            )

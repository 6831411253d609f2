"""The comparison of teacher, control and student in figures, with one honest sentence."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolBar, QVBoxLayout, QWidget

from ui.messages import translate
from ui.models import figures
from ui.models.run_words import role_colour, role_text
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panel import EmptyState, Panel, Swap
from ui.run_view import RunView
from ui.session import Session
from ui.when_seen import WhenSeen
from ui.widgets.bars import Bar
from ui.widgets.histogram import BarChart
from ui.widgets.numbers import short
from ui.widgets.saving import ask_where_to_save, save_bytes
from ui.workspace import Workspace
from workbench.errors import reason_of
from workbench.events import Level, ReportReady, ReportRow
from workbench.store.records import RunRecord

_ICON_PX = 18


class ReportPanel(Panel):
    """Shows the report of one comparison; the newest at first."""

    name = "report"
    workspace = Workspace.RUNS
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._run: RunView | None = None
        self._choice_label = QLabel()
        self._choice = QComboBox()
        self._choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._table: Table[ReportRow] = Table(lambda row: f"{row.role} {row.model}", self)
        self._view = TableView(self._table, several=True)
        self._verdict, self._basis = _text_label(), _text_label()
        self._quality, self._size, self._speed = BarChart(), BarChart(), BarChart()
        self._copy, self._export = QAction(self), QAction(self)
        self._bar = QToolBar()
        self._lay_out()
        self._copy.triggered.connect(self.copy)
        self._export.triggered.connect(self._ask_where)
        self._choice.currentIndexChanged.connect(self._on_choice)
        self._swap.empty.triggered.connect(lambda: session.go_to(Workspace.TRAIN))
        WhenSeen(self, self._refresh, session.catalogue_changed, session.selection_changed)
        session.theme.changed.connect(self._paint)
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Report")

    def retranslate(self) -> None:
        super().retranslate()
        self._choice_label.setText(self.tr("Comparison"))
        self._copy.setText(self.tr("Copy"))
        self._copy.setToolTip(self.tr("Copy the table and the sentence as text"))
        self._export.setText(self.tr("Export as CSV…"))
        self._swap.empty.set_text(
            self.tr(
                "A comparison measures teacher, student and control on the same text: "
                "loss, size, agreement and speed side by side."
            ),
            self.tr("Go to training"),
        )
        self._quality.set_title(self.tr("Bits per byte, lower is better"))
        self._size.set_title(self.tr("Parameters"))
        self._speed.set_title(self.tr("Milliseconds per token"))
        self._table.set_columns(self._columns())
        self._view.fit_columns()
        self._show()

    def _columns(self) -> tuple[Column[ReportRow], ...]:
        colours = self.session.theme.colours
        return (
            Column(self.tr("Model"), lambda row: row.model),
            Column(
                self.tr("Role"),
                lambda row: role_text(row.role),
                colour=lambda row: role_colour(row.role, colours),
            ),
            Column(
                self.tr("Parameters"),
                lambda row: row.parameters,
                lambda row: figures.count(row.parameters),
                numeric=True,
            ),
            Column(
                self.tr("Loss"),
                lambda row: row.loss,
                lambda row: figures.measure(row.loss, 4),
                numeric=True,
                help=self.tr("Nats per token, lower is better"),
            ),
            Column(
                self.tr("Perplexity"),
                lambda row: row.perplexity,
                lambda row: figures.measure(row.perplexity, 2),
                numeric=True,
                help=self.tr("How many tokens the model wavers between on average"),
            ),
            Column(
                self.tr("Bits per byte"),
                lambda row: row.bits_per_byte,
                lambda row: figures.measure(row.bits_per_byte, 4),
                numeric=True,
                help=self.tr("Independent of the tokenizer, lower is better"),
            ),
            Column(
                self.tr("Agreement"),
                lambda row: row.agreement,
                lambda row: figures.share(row.agreement),
                numeric=True,
                help=self.tr("How often the most likely token is the teacher's too"),
            ),
            Column(
                self.tr("KL"),
                lambda row: row.kl,
                lambda row: figures.measure(row.kl, 4),
                numeric=True,
                help=self.tr("Divergence from the teacher in nats per token"),
            ),
            Column(
                self.tr("ms/token"),
                lambda row: row.ms_per_token,
                lambda row: figures.measure(row.ms_per_token, 2),
                numeric=True,
                help=self.tr("Time to write one token, one text at a time"),
            ),
        )

    def _lay_out(self) -> None:
        self._bar.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self._bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._bar.addActions([self._copy, self._export])
        font = self._verdict.font()
        font.setBold(True)
        self._verdict.setFont(font)
        top = QHBoxLayout()
        top.setContentsMargins(6, 0, 0, 0)
        top.addWidget(self._choice_label)
        top.addWidget(self._choice)
        top.addStretch()
        top.addWidget(self._bar)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(top)
        inside.addWidget(self._verdict)
        inside.addWidget(self._view, 2)
        inside.addWidget(self._basis)
        plots = QHBoxLayout()
        for plot in self._plots():
            plots.addWidget(plot)
        inside.addLayout(plots, 3)
        self._swap = Swap(EmptyState(), content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)

    def _plots(self) -> tuple[BarChart, BarChart, BarChart]:
        return self._quality, self._size, self._speed

    def _paint(self) -> None:
        theme = self.session.theme
        self._copy.setIcon(theme.icon("content-copy"))
        self._export.setIcon(theme.icon("file-export-outline"))
        self._swap.empty.set_icon(theme.icon("scale-balance"))
        self._table.set_columns(self._columns())

    # -- which comparison ---------------------------------------------------------------------

    def _refresh(self) -> None:
        """Offer every comparison, newest first, and keep the present choice if it is there."""
        project = self.session.project
        runs = [run for run in project.runs() if run.kind == "evaluate"] if project else []
        runs.sort(key=lambda run: (run.started_at, run.id), reverse=True)
        offered = [(run.id, run.name) for run in runs]
        if offered != self._offered():
            self._offer(runs)
        self._follow_selection()
        self._swap.show_content(bool(runs))

    def _offered(self) -> list[tuple[str, str]]:
        combo = self._choice
        return [(combo.itemData(n), combo.itemText(n)) for n in range(combo.count())]

    def _offer(self, runs: list[RunRecord]) -> None:
        known = {run_id for run_id, _ in self._offered()}
        kept = self._choice.currentData()
        is_new = bool(runs) and runs[0].id not in known
        self._choice.blockSignals(True)
        self._choice.clear()
        for run in runs:
            self._choice.addItem(run.name, run.id)
        place = 0 if is_new else max(0, self._choice.findData(kept))
        self._choice.setCurrentIndex(place if runs else -1)
        self._choice.blockSignals(False)
        self._on_choice()

    def _follow_selection(self) -> None:
        place = self._choice.findData(self.session.selection.run)
        if place >= 0:
            self._choice.setCurrentIndex(place)

    def _on_choice(self) -> None:
        if self._run is not None:
            self._run.changed.disconnect(self._show)
        run_id = self._choice.currentData()
        self._run = self.session.runner.view(run_id) if run_id else None
        if self._run is not None:
            self._run.changed.connect(self._show)
        self._show()

    # -- the report ---------------------------------------------------------------------------

    def report(self) -> ReportReady | None:
        """The report shown, once the comparison has one."""
        return self._run.state.report if self._run else None

    def text(self) -> str:
        """The table, columns apart by tabs, and the sentence below it."""
        return "\n".join(filter(None, [self._view.copied_text(), self._verdict.text()]))

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())

    def _show(self) -> None:
        report = self.report()
        self._table.set_rows(report.rows if report else ())
        self._draw(report.rows if report else ())
        self._copy.setEnabled(report is not None)
        self._export.setEnabled(report is not None)
        if report is None:
            self._verdict.setText(self.tr("This comparison has no figures yet."))
            self._basis.setText("")
            return
        self._verdict.setText(translate(report.verdict) if report.verdict else "")
        self._verdict.setVisible(report.verdict is not None)
        basis = self.tr("Measured on the corpus “{corpus}”.")
        self._basis.setText(basis.format(corpus=report.corpus))

    def _draw(self, rows: Sequence[ReportRow]) -> None:
        """Only models: an n-gram's counts are no parameters, and its speed is not measured."""
        models = [row for row in rows if row.role != "ngram"]
        timed = [row for row in rows if row.ms_per_token is not None]
        known = [row for row in rows if row.bits_per_byte is not None]
        self._quality.set_bars([_bar(row, row.bits_per_byte or 0.0) for row in known])
        self._size.set_bars([_bar(row, row.parameters) for row in models])
        self._speed.set_bars([_bar(row, row.ms_per_token or 0.0) for row in timed])

    def _ask_where(self) -> None:
        name = f"{self._choice.currentText() or 'report'}.csv"
        ask_where_to_save(self, self.tr("Export"), name, "CSV (*.csv)", self.save)

    def save(self, path: Path) -> None:
        """Write the table as CSV; what hinders that is said."""
        try:
            save_bytes(path, self._table.csv().encode("utf-8-sig"))
        except OSError as error:
            text = self.tr("{path} could not be written: {reason}")
            self.session.messages.show(
                text.format(path=path, reason=translate(reason_of(error))), Level.ERROR
            )


def _bar(row: ReportRow, value: float) -> Bar:
    return Bar(role_text(row.role), value, f"{row.model}: {short(value)}")


def _text_label() -> QLabel:
    label = QLabel(wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setContentsMargins(8, 4, 8, 4)
    return label

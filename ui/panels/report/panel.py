"""The comparison of teacher, control and student in figures, with one honest sentence."""

from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from ui.i18n import beside
from ui.models.run_words import role_colour, role_text
from ui.models.table import Table
from ui.models.view import TableView
from ui.panel import Panel, Swap
from ui.panels.report.another_corpus import AnotherCorpusButton
from ui.panels.report.columns import ReportColumns
from ui.panels.report.details import ReportDetails
from ui.panels.report.plots import ReportPlots
from ui.running.run_view import RunView
from ui.session import Session
from ui.shell.exchange.run_report import save_comparison
from ui.shell.messages import translate
from ui.shell.next_step_state import NextStepState
from ui.when_seen import WhenSeen
from ui.widgets.numbers import count
from ui.widgets.saving import ask_where_to_save, png, save_bytes
from ui.workspace import Workspace
from workbench.activities.evaluate.report_page import as_csv
from workbench.errors import reason_of
from workbench.events import GroupRow, Level, ReportReady, ReportRow
from workbench.store.records import RunRecord

_ICON_PX = 18


class ReportPanel(Panel):
    """Shows the report of one comparison; the newest at first."""

    name = "report"
    workspace = Workspace.RUNS
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._run: RunView | None = None
        self._choice_label = QLabel()
        self._choice = QComboBox()
        self._choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._table: Table[ReportRow] = Table(lambda row: f"{row.role} {row.model}", self)
        self._view = TableView(self._table, several=True)
        self._columns = ReportColumns(self)
        self._verdict, self._basis = _text_label(), _text_label()
        self._groups: Table[GroupRow] = Table(lambda group: group.group, self)
        self._groups_view = TableView(self._groups)
        self._plots = ReportPlots()
        self._texts, self._details = QPlainTextEdit(readOnly=True), ReportDetails()
        self._copy, self._export, self._page = QAction(self), QAction(self), QAction(self)
        self._elsewhere = AnotherCorpusButton(session)
        self._bar = QToolBar()
        self._lay_out()
        self._copy.triggered.connect(self.copy)
        self._export.triggered.connect(self._ask_where)
        self._page.triggered.connect(self._ask_where_page)
        self._choice.currentIndexChanged.connect(self._on_choice)
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
        self._page.setText(self.tr("Save as a page…"))
        self._page.setToolTip(
            self.tr("One HTML file that needs nothing else, a PDF, or a picture of this panel")
        )
        self._empty.set_about(
            self.tr(
                "A comparison measures teacher, student and control on the same text: "
                "loss, size, agreement and speed side by side."
            )
        )
        self._plots.retranslate()
        self._elsewhere.retranslate()
        self._table.set_columns(self._columns.rows(self.session.theme.colours))
        self._view.fit_columns()
        self._groups.set_columns(self._columns.groups())
        self._groups_view.fit_columns()
        self._details.retranslate()
        self._show()

    def _lay_out(self) -> None:
        self._bar.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self._bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._bar.addWidget(self._elsewhere)
        self._bar.addActions([self._copy, self._export, self._page])
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
        inside.addWidget(self._view, 3)
        inside.addWidget(self._groups_view, 2)
        inside.addWidget(self._basis)
        inside.addWidget(self._plots, 4)
        inside.addWidget(self._details, 4)
        inside.addWidget(self._texts, 2)
        self._content = content
        self._swap = Swap(self._empty, content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)

    def _paint(self) -> None:
        theme = self.session.theme
        self._copy.setIcon(theme.icon("content-copy"))
        self._export.setIcon(theme.icon("file-export-outline"))
        self._page.setIcon(theme.icon("file-chart-outline"))
        self._empty.set_icon(theme.icon("scale-balance"))
        self._table.set_columns(self._columns.rows(self.session.theme.colours))
        self._show()

    # -- which comparison ---------------------------------------------------------------------

    def _refresh(self) -> None:
        """Offer every comparison, newest first, and keep the present choice if it is there."""
        project = self.session.project
        runs = [run for run in project.runs if run.kind == "evaluate"] if project else []
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
        index = 0 if is_new else max(0, self._choice.findData(kept))
        self._choice.setCurrentIndex(index if runs else -1)
        self._choice.blockSignals(False)
        self._on_choice()

    def _follow_selection(self) -> None:
        index = self._choice.findData(self.session.selection.run)
        if index >= 0:
            self._choice.setCurrentIndex(index)

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
        colours = self.session.theme.colours
        self._plots.show_rows(report.rows if report else (), colours)
        groups = report.groups if report else ()
        self._groups.set_rows(groups)
        self._groups_view.setVisible(bool(groups))
        self._show_details(report)
        self._show_texts(report)
        self._page.setEnabled(report is not None)
        self._copy.setEnabled(report is not None)
        self._export.setEnabled(report is not None)
        self._elsewhere.show_report(self._choice.currentData(), report)
        if report is None:
            self._verdict.setText(self._why_empty())
            self._verdict.setVisible(True)
            self._basis.setText("")
            return
        self._verdict.setText(translate(report.verdict) if report.verdict else "")
        self._verdict.setVisible(report.verdict is not None)
        basis = self.tr("Measured on the corpus “{corpus}”.").format(corpus=report.corpus)
        self._basis.setText("\n".join((basis, *map(translate, report.overlap))))

    def _show_details(self, report: ReportReady | None) -> None:
        """What was taken apart, each model in the colour of its role."""
        colours = self.session.theme.colours
        rows = report.rows if report else ()
        self._details.show_breakdowns(
            report.breakdowns if report else (), report.differences if report else ()
        )
        roles = {row.model: role_colour(row.role, colours) for row in rows}
        self._details.paint(roles, colours.accent)

    def _why_empty(self) -> str:
        """How far a comparison is that has not been made, or why it was not."""
        state = self._run.state if self._run is not None else None
        if state is not None and state.ended is not None:
            reason = translate(state.ended)
            return self.tr("This comparison has no figures: {reason}").format(reason=reason)
        if state is not None and state.stage is not None:
            stage = state.stage
            text = translate(stage.words)
            if not stage.total:
                return f"{text} …"
            return f"{text}: {count(stage.done)} / {count(stage.total)}"
        return self.tr("This comparison has no figures yet.")

    def _show_texts(self, report: ReportReady | None) -> None:
        """What each model wrote from the same prompt."""
        rows = [row for row in report.rows if row.sample] if report else []
        prompt = report.prompt if report else ""
        texts = (
            f"{beside((role_text(row.role), row.model))}\n{prompt}{row.sample}" for row in rows
        )
        self._texts.setPlainText("\n\n".join(texts))
        self._texts.setVisible(bool(rows))

    def _ask_where_page(self) -> None:
        name = f"{self._choice.currentText() or 'report'}.html"
        filters = "HTML (*.html);;PDF (*.pdf);;PNG (*.png)"
        ask_where_to_save(self, self.tr("Save as a page"), name, filters, self.save_page)

    def save_page(self, path: Path) -> None:
        """Write the comparison as a page or PDF, or this panel as a picture; failures are shown."""
        run_id = self._choice.currentData()
        if path.suffix.lower() != ".png":
            save_comparison(self.session, self, run_id, path)
            return
        size = self._content.size()
        try:
            save_bytes(path, png(lambda painter, _: self._content.render(painter, QPoint()), size))
        except OSError as error:
            self.session.messages.error(error)

    def _ask_where(self) -> None:
        name = f"{self._choice.currentText() or 'report'}.csv"
        ask_where_to_save(self, self.tr("Export"), name, "CSV (*.csv)", self.save)

    def save(self, path: Path) -> None:
        """Write every figure, also those in detail, as CSV; a failure is shown."""
        report = self.report()
        if report is None:
            return
        try:
            save_bytes(path, as_csv(report).encode("utf-8-sig"))
        except OSError as error:
            text = self.tr("{path} could not be written: {reason}")
            self.session.messages.show(
                text.format(path=path, reason=translate(reason_of(error))), Level.ERROR
            )


def _text_label() -> QLabel:
    label = QLabel(wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setContentsMargins(8, 4, 8, 4)
    return label

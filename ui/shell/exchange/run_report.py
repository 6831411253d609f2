"""*Report*: the chosen runs as one page or a PDF, for readers who never saw the app."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QWidget

from ui.protocols.open_project import OpenProject
from ui.session import Session
from ui.shell.messages import Offer
from ui.widgets.saving import ask_where_to_save
from workbench.store.names import slug
from workbench.store.records import RunRecord


class RunReportAction(QAction):
    """Writes a report of what `chosen` gives; while that cannot be reported it says why."""

    def __init__(
        self, session: Session, chosen: Callable[[], Sequence[RunRecord]], over: QWidget
    ) -> None:
        super().__init__(over)
        self._session, self._chosen, self._over = session, chosen, over
        self.triggered.connect(self._ask)
        session.theme.changed.connect(self._paint)
        self._paint()
        self.retranslate()

    def retranslate(self) -> None:
        self.setText(self.tr("Report…"))
        self.refresh()

    def refresh(self) -> None:
        """Something else is chosen."""
        reason = self._why_not()
        self.setEnabled(not reason)
        self.setToolTip(
            reason
            or self.tr(
                "One HTML page that needs nothing else, or a PDF: summary, curves, tables, texts, "
                "attention, settings and log of the chosen runs"
            )
        )

    def _why_not(self) -> str:
        runs = self._chosen()
        if not runs:
            return self.tr("Choose one or several runs")
        if any(run.kind == "evaluate" for run in runs):
            return self.tr("A comparison has a page of its own, in the panel Report")
        return ""

    def _ask(self) -> None:
        runs = tuple(self._chosen())
        name = slug(runs[0].name, "run") if len(runs) == 1 else "runs"
        filters = "HTML (*.html);;PDF (*.pdf)"
        title = self.tr("Save the report")
        ask_where_to_save(
            self._over, title, f"{name}.html", filters, lambda path: self.save(runs, path)
        )

    def save(self, runs: Sequence[RunRecord], path: Path) -> None:
        """Write the report in the query lane, in the window's language."""
        names = tuple(run.id for run in runs)
        _write(self._session, self, lambda *given: written(names, path, *given))

    def _paint(self) -> None:
        self.setIcon(self._session.theme.icon("file-chart-outline"))


Make = Callable[[OpenProject, str], Iterator[int | Path]]
"""Writes a file of a project in a language, in a thread of the query lane; gives its path."""


def save_comparison(session: Session, owner: QObject, run: str, path: Path) -> None:
    """Write a comparison as a page or a PDF, in the query lane, in the window's language."""
    _write(session, owner, lambda *given: compared(run, path, *given))


def _write(session: Session, owner: QObject, make: Make) -> None:
    project, code = session.project, session.language.language.code
    if project is not None:
        session.query(lambda: make(project, code), lambda item: _tell(session, item), owner=owner)


def _tell(session: Session, done: int | Path) -> None:
    """Where the file is, with a button that opens it."""
    if isinstance(done, Path):
        translate = QCoreApplication.translate
        url = QUrl.fromLocalFile(str(done))
        offer = Offer(lambda: translate("Saving", "Open"), lambda: QDesktopServices.openUrl(url))
        text = translate("Saving", "Saved as {path}").format(path=done)
        session.messages.show(text, offer=offer)


def written(
    runs: Sequence[str], path: Path, project: OpenProject, language: str
) -> Iterator[int | Path]:
    """Write runs; gives how many have been read, and at the end the path."""
    from workbench.activities.run_report.report import check_name

    check_name(path)
    for step in project.report_steps(runs, language=language):
        if isinstance(step, int):
            yield step
        else:
            step.write(path)
            yield path


def compared(run: str, path: Path, project: OpenProject, language: str) -> Iterator[int | Path]:
    """Write a comparison; gives its path."""
    project.saved_run(run).write_report(path, language=language)
    yield path

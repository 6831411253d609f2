"""Runs as a page or a PDF, in one of the languages that ship."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from workbench.activities.pages.pdf_file import as_pdf, require_pdf
from workbench.activities.run_report.page import run_page
from workbench.activities.run_report.reported import ReportedRun
from workbench.errors import BadInput
from workbench.inspection.shown import Shown
from workbench.language import SpokenLanguage
from workbench.store.files.named import write_file


@dataclass(frozen=True, eq=False)
class RunReport(Shown):
    """A report of one or several runs; it shows itself in a notebook."""

    runs: Sequence[ReportedRun]
    language: SpokenLanguage

    def html(self) -> str:
        """The page."""
        return run_page(self.runs, self.language)

    def write(self, path: Path | str) -> None:
        """Write it as its name asks for, .html or .pdf; raises BadInput for any other name."""
        path = Path(path)
        check_name(path)
        page = self.html()
        is_pdf = path.suffix.lower() == ".pdf"
        write_file(path, as_pdf(page) if is_pdf else page.encode())

    def _repr_html_(self) -> str:
        """In a frame: the page's style is its own."""
        page = escape(self.html(), quote=True)
        return f'<iframe srcdoc="{page}" width="100%" height="700" frameborder="0"></iframe>'


def check_name(path: Path) -> None:
    """Raise BadInput unless runs can be written so; asked before the work begins."""
    if path.suffix.lower() not in (".html", ".pdf"):
        raise BadInput(
            "{path} ends in neither .html nor .pdf; a report of runs is written as one of these",
            path=path,
        )
    if path.suffix.lower() == ".pdf":
        require_pdf()

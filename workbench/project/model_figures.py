"""The figures of compared models, as a table that shows itself in a notebook."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from workbench.activities.evaluate.breakdown_tables import BreakdownTable, breakdown_tables
from workbench.activities.evaluate.report_page import models_table, records
from workbench.activities.pages.html_page import heading, paragraph, table
from workbench.breakdown import PairedDifference
from workbench.events import ReportReady
from workbench.inspection.shown import Shown
from workbench.language import ENGLISH


@dataclass(frozen=True)
class ModelFigures(Shown):
    """What a comparison measured, and all taken apart."""

    name: str
    report: ReportReady

    def records(self) -> list[dict[str, Any]]:
        """A dictionary a model with every figure by its name, as `pandas.DataFrame` takes them."""
        return records(self.report)

    @property
    def differences(self) -> tuple[PairedDifference, ...]:
        """The paired difference of the losses of each two models, with its interval."""
        return self.report.differences

    def tables(self) -> tuple[BreakdownTable, ...]:
        """By document, position, frequency, rank and confidence, and the models in pairs."""
        return tuple(breakdown_tables(self.report.breakdowns, self.report.differences))

    def _repr_html_(self) -> str:
        return "".join(self._parts())

    def _parts(self) -> Iterator[str]:
        yield heading(self.name, 3)
        if self.report.verdict is not None:
            yield paragraph(str(self.report.verdict))
        yield models_table(self.report.rows, ENGLISH)
        for one in self.tables():
            rows = (map(str, row) for row in one.rows)
            shown = table(map(str, one.columns), rows)
            title = escape(str(one.title))
            yield f"<details><summary>{title}</summary>{paragraph(str(one.about))}{shown}</details>"

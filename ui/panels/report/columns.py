"""What the tables of a report show."""

from PySide6.QtCore import QObject

from ui.models import figures
from ui.models.run_words import role_colour, role_text
from ui.models.table import Column
from ui.shell.messages import translate
from ui.theme import Colours
from workbench.events import GroupRow, ReportRow, speed_margin
from workbench.metrics import REPORT, Metric, report_figure

_OVER_SEEDS = ("loss", "accuracy", "agreement")


class ReportColumns(QObject):
    """The columns, in the present language."""

    def rows(self, colours: Colours) -> tuple[Column[ReportRow], ...]:
        """A line a model."""
        return (
            Column(
                self.tr("Model"),
                lambda row: row.model,
                help=self.tr("The model, and the checkpoint that was measured"),
            ),
            Column(
                self.tr("Role"),
                lambda row: role_text(row.role),
                colour=lambda row: role_colour(row.role, colours),
                help=self.tr("What part the model plays in this comparison"),
            ),
            *(_figure(metric) for metric in REPORT),
        )

    def groups(self) -> tuple[Column[GroupRow], ...]:
        """A line for models that differ by their seed."""

        return (
            Column(
                self.tr("Over seeds"),
                lambda group: group.group,
                help=self.tr("Models that differ by their seed alone"),
            ),
            Column(
                self.tr("Seeds"),
                lambda group: group.models,
                numeric=True,
                help=self.tr("How many such models there are"),
            ),
            *(self._mean(report_figure(name)) for name in _OVER_SEEDS),
        )

    def _mean(self, metric: Metric) -> Column[GroupRow]:
        return Column(
            translate(metric.label),
            lambda group: _mean_of(group, metric),
            lambda group: _with_margin(group, metric),
            numeric=True,
            help=self.tr("Mean and half the 95 % interval (Student's t)"),
        )


def _figure(metric: Metric) -> Column[ReportRow]:
    return Column(
        translate(metric.label),
        lambda row: _value(row, metric),
        lambda row: _text(row, metric),
        numeric=True,
        help=translate(metric.explained),
    )


def _text(row: ReportRow, metric: Metric) -> str:
    """A figure; a speed with half its interval."""
    text = figures.figure(metric, _value(row, metric))
    margin = speed_margin(row, metric.name)
    return text if margin is None else f"{text} ± {figures.figure(metric, margin)}"


def _value(row: ReportRow, metric: Metric) -> float | None:
    value: float | None = getattr(row, metric.name)
    return value


def _mean_of(group: GroupRow, metric: Metric) -> float | None:
    mean: float | None = getattr(group, metric.name)
    return mean


def _with_margin(group: GroupRow, metric: Metric) -> str:
    mean = _mean_of(group, metric)
    margin: float | None = getattr(group, f"{metric.name}_margin")
    if mean is None or margin is None:
        return ""
    return f"{figures.figure(metric, mean)} ± {figures.figure(metric, margin)}"

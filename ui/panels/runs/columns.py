"""The columns of the table of runs, by the names that filters and views call them by."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon, QPixmap

from ui.durations import duration
from ui.i18n import joined
from ui.models import figures
from ui.models.run_style import RunStyle, run_styles
from ui.models.run_words import status_colour, status_text, with_alerts
from ui.models.table import Column
from ui.shell.messages import name_of, translate
from ui.theme import Colours
from ui.widgets.curves.sparkline import sparkline
from workbench.metrics import Direction, Metric, Place, metric, metrics_at
from workbench.store.filtering.fields import BEST, COURSE, RunRow
from workbench.store.filtering.groups import value_text
from workbench.store.records import RunRecord
from workbench.words import words

RunColumn = Column[RunRecord]

_FIRST = ("name", "kind", "status", "step")
_LAST = (COURSE, "tags", "started")
_BEST_OF = ("validation_loss", "validation_accuracy", "validation_agreement", "validation_kl")


def first_columns() -> tuple[str, ...]:
    """What is shown until somebody chooses."""
    return (*_FIRST, *(one.name for one in metrics_at(Place.RUNS)), *_LAST)


class RunColumns(QObject):
    """Makes the columns; `rows` and `styles` are what is known beside the records by now."""

    def __init__(
        self, rename: Callable[[RunRecord, str], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._rename = rename
        self._rows: Mapping[str, RunRow] = {}
        self._styles: Mapping[str, RunStyle] = {}

    def know(self, rows: Sequence[RunRow], colours: Colours) -> None:
        """Take over the rows that cells are looked up in."""
        self._rows = {row.record.id: row for row in rows}
        self._styles = run_styles([row.record for row in rows], colours)

    def _row(self, run: RunRecord) -> RunRow:
        return self._rows.get(run.id) or RunRow(run)

    def all(self, colours: Colours, settings: Sequence[str]) -> dict[str, RunColumn]:
        """Every column by its name, in the order in which they are offered."""
        return {
            **self._about(colours),
            **{one.name: self._figure(one) for one in metrics_at(Place.RUNS)},
            **{f"{BEST}{name}": self._best(metric(name)) for name in _BEST_OF},
            **self._given(),
            **self._told(colours),
            **{name: self._setting(name) for name in settings},
        }

    def _about(self, colours: Colours) -> dict[str, RunColumn]:
        return {
            "name": Column(
                self.tr("Name"),
                lambda run: run.name,
                rename=self._rename,
                swatch=lambda run: self._swatch(run, colours),
                help=self.tr("Double-click to rename it; the square is the colour of its curves"),
            ),
            "kind": Column(
                self.tr("Kind"),
                lambda run: name_of(run.kind),
                help=self.tr("What the run does"),
            ),
            "status": Column(
                self.tr("Status"),
                lambda run: status_text(run.status),
                self._status,
                colour=lambda run: (
                    colours.error if run.problems else status_colour(run.status, colours)
                ),
                tip=lambda run: "\n".join(map(translate, run.problems)),
                help=self.tr("Where the run stands"),
            ),
            "step": Column(
                self.tr("Step"),
                lambda run: run.step,
                _step_text,
                numeric=True,
                help=self.tr("Steps made, and steps planned"),
            ),
            "progress": Column(
                self.tr("Progress"),
                lambda run: run.step / run.total_steps if run.total_steps else None,
                lambda run: figures.share(
                    run.step / run.total_steps if run.total_steps else None, 0
                ),
                numeric=True,
                help=self.tr("The share of the planned steps that are made"),
            ),
        }

    def _given(self) -> dict[str, RunColumn]:
        """What a run was given and made."""
        titles = {
            "corpus": (
                self.tr("Corpus"),
                self.tr("The text that it read"),
            ),
            "tokenizer": (
                self.tr("Tokenizer"),
                self.tr("What cut its text into tokens"),
            ),
            "teacher": (
                self.tr("Teacher"),
                self.tr("The model that it learnt from"),
            ),
        }
        return {
            "model": Column(
                self.tr("Model"),
                lambda run: self._row(run).family,
                help=self.tr("The model's design"),
            ),
            "parameters": Column(
                self.tr("Parameters"),
                lambda run: self._row(run).parameters,
                lambda run: figures.count(self._row(run).parameters),
                numeric=True,
                help=self.tr("The numbers that the model learns"),
            ),
            **{name: self._source(name, *texts) for name, texts in titles.items()},
        }

    def _source(self, name: str, title: str, help: str) -> RunColumn:
        return Column(title, lambda run: str(self._row(run).own(name) or ""), help=help)

    def _told(self, colours: Colours) -> dict[str, RunColumn]:
        """How it went, and what was said of it."""
        return {
            COURSE: Column(
                self.tr("Course"),
                lambda run: run.course[-1] if run.course else None,
                lambda run: "",
                swatch=lambda run: self._sparkline(run, colours),
                tip=lambda run: value_text(run.course[-1]) if run.course else "",
                help=self.tr("The validation loss from the run's beginning to now"),
            ),
            "duration": Column(
                self.tr("Duration"),
                lambda run: run.elapsed_s or None,
                lambda run: duration(run.elapsed_s) if run.elapsed_s else figures.measure(None),
                numeric=True,
                help=self.tr("Training time, without pauses"),
            ),
            "tokens": Column(
                self.tr("Tokens"),
                lambda run: run.tokens or None,
                lambda run: figures.count(run.tokens or None),
                numeric=True,
                help=self.tr("How many tokens it learnt from"),
            ),
            "alerts": Column(
                self.tr("Alerts"),
                lambda run: run.remarks.alerts,
                lambda run: figures.count(run.remarks.alerts or None),
                numeric=True,
                help=self.tr("How often alert rules told something of it"),
            ),
            "tags": Column(
                self.tr("Tags"),
                lambda run: joined(run.remarks.tags),
                self._tags_text,
                help=self.tr("Words of yours to find runs by"),
            ),
            "note": Column(
                self.tr("Note"),
                lambda run: run.remarks.note.replace("\n", " "),
                tip=lambda run: run.remarks.note,
                help=self.tr("What you found"),
            ),
            "started": Column(
                self.tr("Started"),
                lambda run: run.started_at or None,
                lambda run: figures.moment(run.started_at),
                numeric=True,
                help=self.tr("When the run began"),
            ),
        }

    def _figure(self, one: Metric) -> RunColumn:
        def value(run: RunRecord) -> float | None:
            return RunRow(run).figure(one.name)

        return Column(
            translate(one.label),
            value,
            lambda run: figures.figure(one, value(run)),
            numeric=True,
            help=translate(one.explained),
        )

    def _best(self, one: Metric) -> RunColumn:
        def value(run: RunRecord) -> float | None:
            return RunRow(run).figure(f"{BEST}{one.name}")

        lower, higher = (
            self.tr("The least value of the run"),
            self.tr("The largest value of the run"),
        )
        return Column(
            translate(words("Best: {metric}", metric=one.label)),
            value,
            lambda run: figures.figure(one, value(run)),
            numeric=True,
            help=higher if one.direction is Direction.HIGHER else lower,
        )

    def _setting(self, name: str) -> RunColumn:
        def value(run: RunRecord) -> str | float | None:
            found = self._row(run).setting(name)
            return found if found is None or isinstance(found, str | int | float) else None

        return Column(
            name.rpartition(".")[2],
            value,
            lambda run: value_text(value(run)),
            help=name,
        )

    def _status(self, run: RunRecord) -> str:
        """Where a run stands; what is damaged stands above the table once it is chosen."""
        status = with_alerts(status_text(run.status), run)
        return self.tr("{status}, damaged").format(status=status) if run.problems else status

    def _tags_text(self, run: RunRecord) -> str:
        """With the signs of what is pinned and archived."""
        signs = ("📌",) if run.remarks.is_pinned else ()
        archived = (self.tr("archived"),) if run.remarks.is_archived else ()
        return " ".join((*signs, joined((*run.remarks.tags, *archived)))).strip()

    def _swatch(self, run: RunRecord, colours: Colours) -> QIcon | None:
        style = self._styles.get(run.id)
        return style.icon(colours) if style is not None else None

    def _sparkline(self, run: RunRecord, colours: Colours) -> QPixmap | None:
        style = self._styles.get(run.id)
        colour = style.colour if style is not None else colours.text
        return sparkline(run.course, colour, colours.base)


def _step_text(run: RunRecord) -> str:
    if not run.total_steps:
        return figures.count(run.step) if run.step else figures.count(None)
    return f"{figures.count(run.step)} / {figures.count(run.total_steps)}"

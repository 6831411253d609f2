"""The columns of the queue."""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon

from ui.durations import duration, ends_at
from ui.models.run_style import RunStyle
from ui.models.run_words import status_colour, status_text
from ui.models.table import Column
from ui.panels.queue.entries import Entry
from ui.shell.messages import name_of
from ui.theme import Colours


class QueueColumns(QObject):
    """Makes the columns; `styles` are those of the runs that have begun."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.styles: Mapping[str, RunStyle] = {}

    def all(self, colours: Colours) -> tuple[Column[Entry], ...]:
        """Every column, in the present language."""
        return (
            Column(
                self.tr("Run"),
                lambda entry: entry.name,
                help=self.tr("What is running or waits for its turn"),
                swatch=lambda entry: self._swatch(entry, colours),
            ),
            Column(
                self.tr("Time left"),
                lambda entry: entry.seconds,
                self._time_text,
                numeric=True,
                help=self.tr("Of what waits: estimated as in the set-up"),
                tip=self._time_tip,
            ),
            Column(
                self.tr("Ends about"),
                lambda entry: entry.ends_in,
                self._end_text,
                numeric=True,
                help=self.tr("The time of day, if all before it goes on as it does now"),
                tip=self._time_tip,
            ),
            Column(
                self.tr("Part of"),
                self._plan_text,
                help=self.tr("The plan that it is a step of"),
            ),
            Column(
                self.tr("Kind"),
                lambda entry: name_of(entry.kind),
                help=self.tr("What the run does"),
            ),
            Column(
                self.tr("State"),
                self._state_text,
                tip=self._state_tip,
                colour=lambda entry: status_colour(entry.status, colours),
                help=self.tr("Whether it runs, waits or has ended"),
            ),
        )

    def _swatch(self, entry: Entry, colours: Colours) -> QIcon | None:
        style = self.styles.get(entry.run_id)
        return style.icon(colours) if style is not None else None

    def _plan_text(self, entry: Entry) -> str:
        match entry.belongs_to.kind:
            case "journey":
                plan = self.tr("Journey")
            case "chain":
                plan = self.tr("Distillation in a chain")
            case "sweep":
                plan = self.tr("Sweep")
            case "branch":
                plan = self.tr("Branch")
            case "control" | "nothing":
                return ""
            case _:
                assert_never(entry.belongs_to.kind)
        if not entry.parts:
            return plan
        return self.tr("{plan}, step {part} of {parts}").format(
            plan=plan, part=entry.part, parts=entry.parts
        )

    def _state_text(self, entry: Entry) -> str:
        return self.tr("follows elsewhere") if entry.place < 0 else status_text(entry.status)

    def _state_tip(self, entry: Entry) -> str:
        if entry.place >= 0:
            return ""
        return self.tr("The process that performs the run above starts it once that has finished")

    def _time_text(self, entry: Entry) -> str:
        return "–" if entry.seconds is None else duration(entry.seconds)

    def _end_text(self, entry: Entry) -> str:
        if entry.ends_in is None:
            return "–"
        return ends_at(entry.ends_in, datetime.now().astimezone())

    def _time_tip(self, entry: Entry) -> str:
        if entry.seconds is not None:
            return ""
        return self.tr("Not known yet: it depends on what is made before it, or on the text")

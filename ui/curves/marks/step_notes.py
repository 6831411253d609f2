"""Notes that a person pins to a step: marks in the plots, and a menu to write them."""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from ui.curves.along import Along, position_of_step, step_at
from ui.curves.shown_run import ShownRun, is_alone
from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.numbers import count
from workbench.errors import WorkbenchError
from workbench.events import Level
from workbench.store.runs.notes.step_notes import StepNote

_SHORT = 40
"""So many characters of a note stand in a plot; its menu has it whole."""


class StepNotes(QObject):
    """The notes of the shown runs, read once until one is changed here."""

    changed = Signal()

    def __init__(
        self, session: Session, flops_of: Callable[[ShownRun], float] = lambda _: math.nan
    ) -> None:
        super().__init__()
        self._session, self._flops_of = session, flops_of
        self._known: dict[str, tuple[StepNote, ...]] = {}

    def forget(self) -> None:
        """Read them anew."""
        self._known.clear()

    def marks(self, runs: Sequence[ShownRun], along: Along) -> Iterator[tuple[float, str]]:
        """Where the notes stand; among several runs with their names."""
        for run in runs:
            for note in () if run.only else self._of(run):
                text = note.text if len(note.text) <= _SHORT else f"{note.text[: _SHORT - 1]}…"
                x = position_of_step(run.view.state, note.step, along, self._flops_of(run))
                yield x, text if is_alone(runs) else f"{run.name}: {text}"

    def ask(self, parent: QWidget, x: float, runs: Sequence[ShownRun], along: Along) -> QMenu:
        """Offer what can be noted of each run at a place of the axis, and the documents there."""
        menu = QMenu(parent)
        menu.aboutToHide.connect(menu.deleteLater)
        for run in runs:
            if run.only:
                continue
            step = step_at(run.view.state, x, along, self._flops_of(run))
            if step is None:
                continue
            before = next((note.text for note in self._of(run) if note.step == step), "")
            text = self.tr("Note at step {step}…") if not before else self.tr("Change “{note}”…")
            text = text.format(step=count(step), note=before)
            menu.addAction(
                text if is_alone(runs) else f"{run.name}: {text}",
                partial(self._write, parent, run, step, before),
            )
            batch = max(1, step)  # the evaluation before the first step has none
            text = self.tr("Documents of step {step}").format(step=count(batch))
            menu.addAction(
                text if is_alone(runs) else f"{run.name}: {text}",
                partial(self._session.show_step, run.view.run_id, batch),
            )
        menu.popup(QCursor.pos())
        return menu

    def _write(self, parent: QWidget, run: ShownRun, step: int, before: str) -> None:
        dialog = QInputDialog(parent)
        dialog.setWindowTitle(self.tr("Note"))
        dialog.setLabelText(
            self.tr("A note at step {step} of {run}; without a text it is taken away").format(
                step=count(step), run=run.name
            )
        )
        dialog.setTextValue(before)
        dialog.textValueSelected.connect(lambda text: self._pin(run, step, text))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _pin(self, run: ShownRun, step: int, text: str) -> None:
        project = self._session.project
        if project is None:
            return
        try:
            self._known[run.view.run_id] = project.saved_run(run.view.run_id).pin_note(step, text)
        except WorkbenchError as error:
            self._session.messages.show(translate(error.words), Level.ERROR)
        self.changed.emit()

    def _of(self, run: ShownRun) -> tuple[StepNote, ...]:
        run_id, project = run.view.run_id, self._session.project
        if run_id not in self._known and project is not None:
            self._known[run_id] = ()
            try:
                self._known[run_id] = project.saved_run(run_id).step_notes()
            except WorkbenchError as error:
                self._session.messages.show(translate(error.words), Level.WARNING)
        return self._known.get(run_id, ())

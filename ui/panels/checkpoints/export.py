"""What can be saved of the checkpoints that were read: heads, their changes, the lens."""

from collections.abc import Callable
from dataclasses import replace

from ui.panels.checkpoints.checkpoint_view import CheckpointView
from ui.panels.checkpoints.queries import Followed
from ui.session import Session
from ui.texts.export_menu import ExportMenu, ShownResult
from workbench.inspection.comparison.evolution_written import (
    HeadEvolution,
    LensEvolution,
    changes_of,
    lens_changes_of,
)

Shown = Callable[[], tuple[Followed, int] | None]


class CheckpointsExport(ExportMenu):
    """`shown` gives what was read, and the number of the checkpoint that is shown."""

    def __init__(self, session: Session, view: CheckpointView, shown: Shown) -> None:
        self._shown, self._view = shown, view
        super().__init__(session, "checkpoints", self._of_all, view.columns, view.paint_again)
        self._head = self.add_result("head", self._of_head)
        self._changes = self.add_result("changes", self._of_changes)
        self._lens = self.add_result("lens", self._of_lens)
        self._lens_changes = self.add_result("lens-changes", self._of_lens_changes)

    def retranslate(self) -> None:
        super().retranslate()
        self._head.setText(self.tr("The chosen head over the checkpoints…"))
        self._changes.setText(self.tr("Strongest changes…"))
        self._lens.setText(self.tr("The lens at every checkpoint…"))
        self._lens_changes.setText(self.tr("Strongest changes of the lens…"))

    def _of_all(self) -> ShownResult | None:
        shown = self._shown()
        if shown is None:
            return None
        followed, number = shown
        evolution = followed.evolution
        settings = {"shown_step": evolution.steps[number], "read": evolution.asked}
        return ShownResult.of(evolution, followed.results, settings)

    def _of_head(self) -> ShownResult | None:
        shown, of_all = self._shown(), self._of_all()
        if shown is None or of_all is None:
            return None
        return replace(of_all, result=HeadEvolution(shown[0].evolution, *self._view.head))

    def _of_changes(self) -> ShownResult | None:
        shown, of_all = self._shown(), self._of_all()
        if shown is None or of_all is None:
            return None
        return replace(of_all, result=changes_of(shown[0].changes))

    def _of_lens(self) -> ShownResult | None:
        shown, of_all = self._shown(), self._of_all()
        if shown is None or of_all is None:
            return None
        lens = LensEvolution(shown[0].evolution)
        return replace(of_all, result=lens) if lens.lenses else None

    def _of_lens_changes(self) -> ShownResult | None:
        shown, of_lens = self._shown(), self._of_lens()
        if shown is None or of_lens is None:
            return None
        return replace(of_lens, result=lens_changes_of(shown[0].lens_changes))

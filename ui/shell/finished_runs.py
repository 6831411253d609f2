"""What is said of a run that has finished, whatever workspace is seen: the step that follows."""

from functools import partial

from PySide6.QtCore import QObject

from ui.models.next_step import NextStep, step_after
from ui.running.run_view import RunView
from ui.session import Session
from ui.shell.messages import Offer, translate
from workbench.events import Outcome


class FinishedRuns(QObject):
    """Says it of the last run that was queued; journeys and sweeps end in their own way."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        session.runner.run_ended.connect(self._on_run_ended)

    def _on_run_ended(self, view: RunView, outcome: Outcome) -> None:
        session, state = self._session, view.state
        step = step_after(state.kind)
        if (
            outcome is not Outcome.FINISHED
            or step is None
            or session.project is None
            or session.runner.queued
        ):
            return
        belongs_to = session.project.saved_run(view.run_id).record.belongs_to
        if belongs_to is not None and belongs_to.kind in ("journey", "sweep"):
            return
        sentence = self.tr("“{name}” is ready.").format(name=state.name)
        if state.report is not None and state.report.verdict is not None:
            sentence = f"{sentence} {translate(state.report.verdict)}"
        session.messages.show(sentence, offer=self._offer(step, view.run_id))

    def _offer(self, step: NextStep, run: str) -> Offer:
        return Offer(lambda: step.text, partial(self._session.take, step, run))

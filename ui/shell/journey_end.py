"""The end of a journey: its models side by side, one sentence on the result, one next step."""

from PySide6.QtCore import QObject

from ui.running.run_view import RunView
from ui.session import Session
from ui.shell.messages import translate
from ui.workspace import Workspace
from workbench.events import Outcome, ReportReady
from workbench.store.records import RunRecord

_ROLES = ("teacher", "student", "control")


def _is_of_journey(run: RunRecord) -> bool:
    """A report of chosen models is shown where it was asked for."""
    return run.belongs_to is None or run.belongs_to.kind == "journey"


class JourneyEnd(QObject):
    """Waits for a comparison of teacher, student and control, and then shows the three."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        session.runner.run_ended.connect(self._on_run_ended)

    def _on_run_ended(self, view: RunView, outcome: Outcome) -> None:
        project, report = self._session.project, view.state.report
        if outcome == Outcome.FINISHED and report is not None and project is not None:
            run = project.saved_run(view.run_id)
            models = run.compared_models()
            if models.keys() >= set(_ROLES) and _is_of_journey(run.record):
                self._show(models, report)

    def _show(self, models: dict[str, str], report: ReportReady) -> None:
        references = [f"{models[role]}@best" for role in _ROLES]
        run = self._run_of(models["student"])
        # The comparison itself has no curves; those of the student are what led to it.
        shown = run or self._session.selection.run
        self._session.select(teacher=references[0], student=references[1], run=shown)
        self._session.go_to(Workspace.WRITE)
        self._session.comparison_requested.emit(references, self._prompt(run))
        result = translate(report.verdict) if report.verdict is not None else ""
        step = self.tr("Next: press Write, and read what teacher, student and control write.")
        self._session.messages.show(f"{result} {step}".strip())

    def _run_of(self, model: str) -> str:
        """The id of the run that made a model; empty without a project."""
        project = self._session.project
        return project.model(model).record.run if project else ""

    def _prompt(self, run: str) -> str:
        """The text that the student continued while it learnt; empty if it wrote nothing."""
        project = self._session.project
        samples = project.saved_run(run).state().samples if project and run else ()
        return samples[-1].prompt if samples else ""

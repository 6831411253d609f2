"""Measuring the importance of heads: what is asked, under way, and known."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ui.panels.interventions.importance_view import ImportanceView
from ui.panels.interventions.queries import MODEL, ImportanceOf, query_importance
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.texts.results_of import Answering, ResultsOf
from ui.widgets.model_picker import ModelPicker


class ImportanceMeasuring(QObject):
    """Answers the buttons of an `ImportanceView`; `changed` tells that something else is known."""

    changed = Signal()

    def __init__(
        self, session: Session, view: ImportanceView, picker: ModelPicker, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._view, self._picker = session, view, picker
        self._query: Query[ImportanceOf] | None = None
        self.results: ResultsOf | None = None
        """What is shown is of it."""
        view.asked.connect(self.measure)
        view.stopped.connect(self._stop)

    def measure(self) -> None:
        """Begin anew, over the text or the corpus that is chosen."""
        project, choice = self._session.project, self._picker.choice
        corpus, text, passages = self._view.corpus, self._session.text.text, self._view.passages
        if project is None or choice is None or not (corpus or text.strip()):
            return
        self._stop()
        model = Answering.of(choice.reference, choice.checkpoint)
        self._view.show_known(None)
        self._view.set_busy(True)
        self._query = self._session.query(
            lambda: query_importance(project, model, text, corpus, passages),
            self._take,
            on_done=self._end,
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )

    def forget(self) -> None:
        """Another project: what is shown of the last one goes with it."""
        self._stop()
        self.results = None
        self._view.show_known(None)

    def present(self) -> ResultsOf | None:
        """What would be measured now; the text counts only where it is measured on."""
        choice, corpus, results = self._picker.choice, self._view.corpus, self.results
        if choice is None or results is None:
            return None
        present = ResultsOf(
            self._session.text.text,
            {MODEL: Answering.of(choice.reference, choice.checkpoint)},
            (corpus, self._view.passages if corpus else results.settings[1]),
        )
        return replace(present, text=results.text) if corpus else present

    def _stop(self) -> None:
        if self._query is not None:
            self._query.cancel()
        self._end()

    def _end(self) -> None:
        self._query = None
        self._view.set_busy(False)

    def _take(self, one: ImportanceOf) -> None:
        self.results = one.results
        self._view.show_known(one.importance)
        self.changed.emit()

    def _fail(self, error: BaseException) -> None:
        self.forget()
        self._end()
        self.changed.emit()
        self._session.query_failed(self, error)

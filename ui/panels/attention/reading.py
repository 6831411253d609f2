"""Reading a text with both models: what is asked, how far it is, and what is known."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal

from ui.panels.attention.queries import (
    AttentionResult,
    ReadingProgress,
    query_attention,
    query_weighted,
)
from ui.panels.attention.question import AttentionQuestion
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.texts.results_of import Answering, ResultsOf
from workbench.inspection.maps.layer_heads import Weighting


class AttentionReading(QObject):
    """`asked` tells that a query begins, `answered` that more is known, `ended` that nothing more
    comes, `failed` brings what went wrong."""

    asked = Signal()
    answered = Signal()
    ended = Signal()
    failed = Signal(object)

    def __init__(
        self,
        session: Session,
        question: AttentionQuestion,
        weighting: Callable[[], Weighting],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._question, self._weighting = session, question, weighting
        self._query: Query[AttentionResult | ReadingProgress] | None = None
        self._queried: ResultsOf | None = None
        self._was_stopped = False
        self.result = AttentionResult({})
        question.asked.connect(self.ask)
        question.stopped.connect(self.stop)

    @property
    def is_asked(self) -> bool:
        """Whether an answer was asked for, and the asking not stopped."""
        return self._queried is not None and not self._was_stopped

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes."""
        return self._query is None or self._query.over

    def present(self) -> ResultsOf:
        """What a query would be of now."""
        return self._question.present(self._weighting())

    def results(self) -> ResultsOf:
        """What the maps are of."""
        result = self.result
        models = {
            role: Answering.of(one.reference, one.checkpoint) for role, one in result.seen.items()
        }
        return ResultsOf(result.text, models, (result.second, result.weighting))

    def ask(self) -> None:
        """Query the chosen models on the text; an earlier query is cancelled."""
        project, asked = self._session.project, self._question
        text, second, references = asked.text, asked.second, asked.chosen
        weighting = self._weighting()
        if project is None or not text or not references:
            return
        self._ask(lambda: query_attention(project, references, text, second, weighting))

    def ask_again(self) -> None:
        """Once something was asked, ask it of what is chosen now."""
        if self._queried is not None:
            self.ask()

    def ask_what_is_new(self) -> None:
        # Loading a model for the first time is heavy; a run that is on is not disturbed unasked.
        if self._queried != self.present() and self._session.runner.active is None:
            self.ask()

    def weigh(self) -> None:
        """Weigh what is shown in another way, without reading the text again."""
        project, result = self._session.project, self.result
        weighting = self._weighting()
        if project is None or not result.seen:
            return
        is_over = self._query is not None and self._query.over
        if is_over and self.results().is_now(self._question.present(result.weighting)):
            self._ask(lambda: query_weighted(project, result, weighting))
        else:
            self.ask()

    def stop(self) -> None:
        """Ask for nothing more; what is shown stays."""
        if self._query is not None and not self._query.over:
            self._query.cancel()
            self._was_stopped = True
            self._end()

    # -- inside

    def _ask(self, make: Callable[[], Iterator[AttentionResult | ReadingProgress]]) -> None:
        if self._query is not None:
            self._query.cancel()
        self._question.set_busy(True)
        self._queried, self._was_stopped = self.present(), False
        self.asked.emit()
        self._query = self._session.query(
            make,
            self._take,
            on_done=self._end,
            on_error=self._on_error,
            owner=self,
            on_restart=keep_shown,
        )

    def _take(self, one: AttentionResult | ReadingProgress) -> None:
        if isinstance(one, ReadingProgress):
            self._question.show_progress(one.done, one.total)
        else:
            self.show(one)

    def show(self, result: AttentionResult) -> None:
        """What has been answered so far."""
        self.result = result
        self._session.text.hold()
        self.answered.emit()

    def _end(self) -> None:
        self._question.set_busy(False)
        self.ended.emit()

    def _on_error(self, error: BaseException) -> None:
        """No maps are left that could be taken for the answer."""
        self._question.set_busy(False)
        self.show(AttentionResult({}))
        self.failed.emit(error)

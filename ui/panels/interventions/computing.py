"""Computing an effect: what would be computed now, what is under way, what is known and shown."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from ui.panel import Swap
from ui.panels.interventions.effect_state import EffectNeeds, EffectState
from ui.panels.interventions.effect_view import EffectView
from ui.panels.interventions.queries import MODEL, EffectOf, query_effect
from ui.panels.interventions.settings import InterventionSettings
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.texts.results_of import Answering, ResultsOf
from ui.widgets.model_picker import ModelPicker

_TYPED_MS = 400


class EffectComputing(QObject):
    """Shows the effect, or what it waits for, on its `page`; `changed` tells that another is known.

    `renew` computes what has changed once nobody has typed for a moment, and only while no run is
    under way and the panel `is_seen`: loading a model for the first time is heavy.
    """

    changed = Signal()

    def __init__(
        self,
        session: Session,
        picker: ModelPicker,
        settings: InterventionSettings,
        is_seen: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._picker, self._settings = session, picker, settings
        self._is_seen = is_seen
        self.view, self.state = EffectView(session.theme), EffectState()
        self.page = Swap(self.state, self.view)
        self.results: ResultsOf | None = None
        """What is shown is of it."""
        self._query: Query[EffectOf] | None = None
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._typed.timeout.connect(self._compute_what_is_new)
        settings.grid.currentCellChanged.connect(self._show_state)
        self._show_state()

    def present(self) -> ResultsOf | None:
        """What would be computed now; None while something is missing."""
        choice, writing = self._picker.choice, self._settings.writing.value()
        if self.missing() not in (EffectNeeds.ASKING, EffectNeeds.ANSWER):
            return None
        assert choice is not None
        model = Answering.of(choice.reference, choice.checkpoint)
        settings = (self._settings.value(), writing)
        return ResultsOf(self._session.text.text, {MODEL: model}, settings)

    def missing(self) -> EffectNeeds:
        """What an effect waits for, in the order in which it is needed."""
        project = self._session.project
        if project is None or not any(model.checkpoints for model in project.models):
            return EffectNeeds.CHECKPOINT
        if self._picker.choice is None:
            return EffectNeeds.MODEL
        if not self._session.text.text.strip():
            return EffectNeeds.TEXT
        if self._settings.writing.value() is None:
            return EffectNeeds.STRATEGY
        if not self._settings.value():
            return EffectNeeds.INTERVENTION
        is_under_way = self._query is not None and not self._query.over
        return EffectNeeds.ANSWER if is_under_way else EffectNeeds.ASKING

    def renew(self) -> None:
        """Compute what is new in a moment."""
        self._show_state()
        self._typed.start()

    def compute(self) -> None:
        """What follows from what is chosen now; an earlier query is cancelled."""
        project, present = self._session.project, self.present()
        self._cancel()
        if project is None or present is None:
            return
        self._typed.stop()
        self._session.text.hold()
        self._query = self._session.query(
            lambda: query_effect(project, present),
            self._take,
            on_done=self._show_state,
            on_error=self._on_failure,
            owner=self.page,
            on_restart=keep_shown,
        )
        self._show_state()

    def forget(self) -> None:
        """Leave nothing that could be taken for the answer."""
        self._cancel()
        self.results = None
        self.view.show_effect(None)
        self._show_state()
        self.changed.emit()

    # -- inside

    def _compute_what_is_new(self) -> None:
        present = self.present()
        is_new = present is not None and not (self.results and self.results.is_now(present))
        if present is None:
            self.forget()
        elif is_new and self._session.runner.active is None and self._is_seen():
            self.compute()

    def _cancel(self) -> None:
        if self._query is not None:
            self._query.cancel()
        self._query = None

    def _take(self, one: EffectOf) -> None:
        self.results = one.results
        self.view.show_effect(one.effect)
        self._show_state()
        self.changed.emit()

    def _on_failure(self, error: BaseException) -> None:
        self.forget()
        self._session.query_failed(self.page, error)

    def _show_state(self) -> None:
        self.page.show_content(self.view.effect is not None)
        self.state.show_missing(self.missing(), self._settings.grid.current_name())

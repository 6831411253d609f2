"""Interventions on a model: what is switched off, scaled or steered, and what follows from it."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.forms.editors import ignore_wheel_without_focus
from ui.models.fitness import why_not_read
from ui.panel import Panel, Swap
from ui.panels.interventions.effect_view import EffectView
from ui.panels.interventions.importance_view import ImportanceView
from ui.panels.interventions.measuring import ImportanceMeasuring
from ui.panels.interventions.queries import (
    MODEL,
    EffectOf,
    ModelShape,
    query_effect,
    query_shape,
)
from ui.panels.interventions.settings import InterventionSettings
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.next_step_state import NextStepState
from ui.texts.export_menu import ExportMenu, ShownResult
from ui.texts.passage_button import PassageButton
from ui.texts.reading_note import ReadingNote, no_text
from ui.texts.results_of import Answering, OutdatedMark, ResultsOf
from ui.texts.text_edit import SharedTextEdit
from ui.when_seen import WhenSeen, is_in_its_window
from ui.widgets.model_picker import ModelPicker
from ui.widgets.whole_picture import Columns
from ui.workspace import Workspace

_TEXT_LINES = 2
_SHARES_PX = (430, 720)
_TYPED_MS = 400
_NEW_TOKENS, _MOST_NEW_TOKENS = 40, 1000


class InterventionsPanel(Panel):
    """Interventions on the left; on the right what follows, and the importance of every head.

    While no run is under way, what follows is computed as soon as something is changed.
    """

    name = "interventions"
    workspace = Workspace.INSPECT
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._picker, self._picker_label = ModelPicker(), QLabel()
        self._text = SharedTextEdit(session.text, _TEXT_LINES, enter_asks=True)
        self._passage = PassageButton(session, lambda: self._picker.reference)
        self._note = ReadingNote(session.text, no_text, lambda text: [])
        self._settings = InterventionSettings()
        self._new_tokens = QSpinBox(maximum=_MOST_NEW_TOKENS, value=_NEW_TOKENS)
        self._new_tokens_label = QLabel()
        self._compute = QPushButton()
        self._outdated = OutdatedMark(session)
        self._effect, self._importance = EffectView(session.theme), ImportanceView()
        self._tabs = QTabWidget(documentMode=True)
        self._shape: ModelShape | None = None
        self._results: ResultsOf | None = None
        self._query: Query[EffectOf] | None = None
        self._measuring = ImportanceMeasuring(session, self._importance, self._picker, self)
        self._export = ExportMenu(
            session, "interventions", self._exportable, self._columns, self._effect.retranslate
        )
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Interventions")

    def retranslate(self) -> None:
        super().retranslate()
        self._picker_label.setText(self.tr("Model"))
        self._text.setPlaceholderText(self.tr("A text; for a BERT, with a [MASK]"))
        self._text.setAccessibleName(self.tr("Text"))
        self._passage.retranslate()
        self._note.refresh()
        self._new_tokens_label.setText(self.tr("New tokens"))
        self._new_tokens.setToolTip(
            self.tr("So many are written behind the text, greedily; 0 writes none")
        )
        self._compute.setText(self.tr("Compute"))
        self._compute.setToolTip(self.tr("The effect of the interventions (Enter in the text)"))
        self._export.retranslate()
        self._empty.set_about(
            self.tr(
                "Here you switch off or scale heads, layers and neurons of a model, or steer it, "
                "and see the effect."
            )
        )
        self._tabs.setTabText(0, self.tr("Effect"))
        self._tabs.setTabText(1, self.tr("Importance of heads"))
        for part in (self._settings, self._effect, self._importance):
            part.retranslate()

    # -- laying out

    def _lay_out(self) -> None:
        self._picker_label.setBuddy(self._picker)
        self._new_tokens_label.setBuddy(self._new_tokens)
        ignore_wheel_without_focus(self._new_tokens)
        model = QFormLayout()
        model.addRow(self._picker_label, self._picker)
        text = QHBoxLayout()
        for widget, stretch in (
            (self._text, 1),
            (self._passage, 0),
            (self._new_tokens_label, 0),
            (self._new_tokens, 0),
            (self._compute, 0),
            (self._export, 0),
        ):
            text.addWidget(widget, stretch)
        self._tabs.addTab(self._effect, "")
        self._tabs.addTab(self._importance, "")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._settings)
        split.addWidget(self._tabs)
        split.setStretchFactor(1, 1)
        split.setSizes(list(_SHARES_PX))
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.addLayout(model)
        layout.addLayout(text)
        layout.addWidget(self._note)
        layout.addWidget(self._outdated)
        layout.addWidget(split, 1)
        self._swap = Swap(self._empty, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _connect(self) -> None:
        session = self.session
        self._compute.clicked.connect(self.compute)
        self._text.asked.connect(self.compute)
        self._outdated.refresh_requested.connect(self._refresh_results)
        self._settings.changed.connect(self._on_changed)
        self._new_tokens.valueChanged.connect(self._on_changed)
        session.text.changed.connect(self._on_changed)
        self._picker.changed.connect(self._on_pick)
        self._typed.timeout.connect(self._compute_what_is_new)
        self._tabs.currentChanged.connect(self._mark_outdated)
        self._measuring.changed.connect(self._mark_outdated)
        self._importance.head_chosen.connect(self._settings.grid.choose_head)
        session.project_changed.connect(self._forget)
        changes = session.catalogue_changed, session.selection_changed
        WhenSeen(self, self._refresh, *changes, then=self._typed.start)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        self._picker.set_colour(self.session.theme.colours.teacher)
        self._empty.set_icon(self.session.theme.icon("tune-variant"))
        self._effect.retranslate()

    # -- choosing

    def _refresh(self) -> None:
        project, selection = self.session.project, self.session.selection
        models = project.models if project is not None else ()
        self._swap.show_content(bool(models))
        self._picker.set_models(models, why_not_read)
        if not self._picker.reference and selection.teacher:
            self._picker.set_reference(selection.teacher)
        corpora = [corpus.name for corpus in project.corpora] if project is not None else []
        self._importance.set_corpora(corpora)
        self._ask_for_shape()
        self._mark_outdated()

    def _on_pick(self) -> None:
        self._ask_for_shape()
        self._on_changed()

    def _ask_for_shape(self) -> None:
        project, reference = self.session.project, self._picker.reference
        if project is None or not reference:
            self._shape = None
            self._settings.set_shape(0, 0)
        elif self._shape is None or self._shape.reference != reference:
            self.session.query(
                lambda: query_shape(project, reference),
                self._take_shape,
                owner=self,
                on_restart=keep_shown,
            )

    def _take_shape(self, shape: ModelShape) -> None:
        if shape.reference == self._picker.reference:
            self._shape = shape
            self._settings.set_shape(shape.num_layers, shape.num_heads)

    def _on_changed(self) -> None:
        self._mark_outdated()
        self._typed.start()

    def _present(self) -> ResultsOf | None:
        """What would be computed now; None without an intervention or a model."""
        choice, interventions = self._picker.choice, self._settings.value()
        if choice is None or not interventions or not self.session.text.text.strip():
            return None
        model = Answering.of(choice.reference, choice.checkpoint)
        settings = (interventions, self._new_tokens.value())
        return ResultsOf(self.session.text.text, {MODEL: model}, settings)

    # -- queries

    def _compute_what_is_new(self) -> None:
        # Loading a model for the first time is heavy; a run that is on is not disturbed unasked.
        present = self._present()
        is_new = present is not None and not (self._results and self._results.is_now(present))
        if present is None:
            self._show_nothing()
        elif is_new and self.session.runner.active is None and is_in_its_window(self):
            self.compute()

    def compute(self) -> None:
        """What follows from what is chosen now; an earlier query is cancelled."""
        project, present = self.session.project, self._present()
        if self._query is not None:
            self._query.cancel()
        if project is None or present is None:
            return
        self._typed.stop()
        self.session.text.hold()
        new_tokens = self._new_tokens.value()
        self._query = self.session.query(
            lambda: query_effect(project, present, new_tokens),
            self._take_effect,
            on_error=self._on_failure,
            owner=self,
            on_restart=keep_shown,
        )

    def _take_effect(self, one: EffectOf) -> None:
        self._results = one.results
        self._effect.show_effect(one.effect)
        self._mark_outdated()

    def _on_failure(self, error: BaseException) -> None:
        self._show_nothing()
        self.session.query_failed(self, error)

    def _show_nothing(self) -> None:
        """Leave nothing that could be taken for the answer."""
        if self._query is not None:
            self._query.cancel()
        self._results = None
        self._effect.show_effect(None)
        self._mark_outdated()

    def _forget(self) -> None:
        """Another project: what is shown of the last one goes with it."""
        self._measuring.forget()
        self._show_nothing()

    def _refresh_results(self) -> None:
        if self._tabs.currentWidget() is self._importance:
            self._measuring.measure()
        else:
            self.compute()

    def _mark_outdated(self) -> None:
        """Of the tab that is shown."""
        results, present = self._results, self._present()
        if self._tabs.currentWidget() is self._importance:
            results, present = self._measuring.results, self._measuring.present()
        self._export.setEnabled(results is not None)
        if present is None:
            self._outdated.hide()
        else:
            self._outdated.compare(results, present)

    # -- exporting

    def _exportable(self) -> ShownResult | None:
        """Of the tab that is shown."""
        if self._tabs.currentWidget() is self._importance:
            known, measured = self._importance.known, self._measuring.results
            if known is None or measured is None:
                return None
            settings = dict(zip(("corpus", "passages"), measured.settings, strict=True))
            measured = replace(measured, text="") if settings["corpus"] else measured
            return ShownResult.of(known, measured, settings)
        effect, results = self._effect.effect, self._results
        if effect is None or results is None:
            return None
        settings = dict(zip(("interventions", "new_tokens"), results.settings, strict=True))
        return ShownResult.of(effect, results, settings)

    def _columns(self) -> Columns:
        is_importance = self._tabs.currentWidget() is self._importance
        return [self._importance.parts() if is_importance else self._effect.parts()]

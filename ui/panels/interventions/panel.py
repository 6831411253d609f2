"""Interventions on a model: what is switched off, scaled or steered, and what follows from it."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.models.fitness import is_encoder, why_not_read
from ui.models.next_step import NextStep
from ui.panel import Panel, Swap
from ui.panels.interventions.computing import EffectComputing
from ui.panels.interventions.effect_state import EffectNeeds
from ui.panels.interventions.importance_view import ImportanceView
from ui.panels.interventions.measuring import ImportanceMeasuring
from ui.panels.interventions.queries import ModelShape, query_shape
from ui.panels.interventions.settings import InterventionSettings
from ui.running.queries import keep_shown
from ui.session import Session
from ui.shell.next_step_state import NextStepState
from ui.texts.export_menu import ExportMenu, ShownResult
from ui.texts.passage_button import PassageButton
from ui.texts.reading_note import ReadingNote, no_text
from ui.texts.results_of import OutdatedMark
from ui.texts.text_edit import SharedTextEdit
from ui.when_seen import WhenSeen, is_in_its_window
from ui.widgets.drawings.whole_picture import Columns
from ui.widgets.model_picker import ModelPicker
from ui.workspace import Workspace

_TEXT_LINES = 2
_SHARES_PX = (430, 720)


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
        self._settings = InterventionSettings(session)
        self._compute = QPushButton()
        self._outdated = OutdatedMark(session)
        self._computing = EffectComputing(
            session, self._picker, self._settings, lambda: is_in_its_window(self), self
        )
        self._importance = ImportanceView()
        self._tabs = QTabWidget(documentMode=True)
        self._shape: ModelShape | None = None
        self._measuring = ImportanceMeasuring(session, self._importance, self._picker, self)
        self._export = ExportMenu(
            *(session, "interventions", self._exportable),
            *(self._columns, self._computing.view.retranslate),
        )
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Interventions")

    def retranslate(self) -> None:
        super().retranslate()
        self._picker_label.setText(self.tr("Model"))
        self._text.setPlaceholderText(self.tr("A text; for a BERT with a [MASK], if you like"))
        self._text.setAccessibleName(self.tr("Text"))
        self._passage.retranslate()
        self._note.refresh()
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
        for part in (
            *(self._settings, self._importance),
            *(self._computing.view, self._computing.state),
        ):
            part.retranslate()

    # -- laying out

    def _lay_out(self) -> None:
        self._picker_label.setBuddy(self._picker)
        model = QFormLayout()
        model.addRow(self._picker_label, self._picker)
        text = QHBoxLayout()
        for widget, stretch in (
            (self._text, 1),
            (self._passage, 0),
            (self._compute, 0),
            (self._export, 0),
        ):
            text.addWidget(widget, stretch)
        self._tabs.addTab(self._computing.page, "")
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
        self._compute.clicked.connect(self._computing.compute)
        self._text.asked.connect(self._computing.compute)
        self._computing.changed.connect(self._mark_outdated)
        self._computing.state.wanted.connect(self._take_step)
        self._outdated.refresh_requested.connect(self._refresh_results)
        self._settings.changed.connect(self._on_changed)
        session.text.changed.connect(self._on_changed)
        self._picker.changed.connect(self._on_pick)
        self._tabs.currentChanged.connect(self._mark_outdated)
        self._measuring.changed.connect(self._mark_outdated)
        self._importance.head_chosen.connect(self._settings.grid.choose_head)
        for part in (self._measuring, self._computing):
            session.project_changed.connect(part.forget)
        changes = session.catalogue_changed, session.selection_changed
        WhenSeen(self, self._refresh, *changes, then=self._computing.renew)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        self._picker.set_colour(self.session.theme.colours.teacher)
        for empty in (self._empty, self._computing.state):
            empty.set_icon(self.session.theme.icon("tune-variant"))
        self._importance.set_icon(self.session.theme.icon("tune-variant"))
        self._computing.view.retranslate()

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
        self._settings.writing.refresh()
        self._ask_for_shape()
        self._mark_outdated()

    def _on_pick(self) -> None:
        self._ask_for_shape()
        self._on_changed()

    def _ask_for_shape(self) -> None:
        project, reference = self.session.project, self._picker.reference
        choice = self._picker.choice
        self._settings.show_writing(choice is None or not is_encoder(choice.model))
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
        self._computing.renew()

    def _refresh_results(self) -> None:
        if self._tabs.currentWidget() is self._importance:
            self._measuring.measure()
        else:
            self._computing.compute()

    def _mark_outdated(self) -> None:
        """Of the tab that is shown."""
        results, present = self._computing.results, self._computing.present()
        if self._tabs.currentWidget() is self._importance:
            results, present = self._measuring.results, self._measuring.present()
        self._export.setEnabled(results is not None)
        if present is None or results is None:
            self._outdated.hide()
        else:
            self._outdated.compare(results, present)

    def _take_step(self, missing: EffectNeeds) -> None:
        """Do what an effect waits for, or go where it is done."""
        match missing:
            case EffectNeeds.CHECKPOINT:
                self.session.take(NextStep.TEACHER)
            case EffectNeeds.MODEL:
                self._picker.setFocus()
            case EffectNeeds.TEXT:
                self._text.setFocus()
            case EffectNeeds.INTERVENTION:
                self._settings.grid.switch_current()
            case EffectNeeds.ASKING:
                self._computing.compute()
            case EffectNeeds.STRATEGY | EffectNeeds.ANSWER:
                pass

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
        effect, results = self._computing.view.effect, self._computing.results
        if effect is None or results is None:
            return None
        settings = dict(zip(("interventions", "writing"), results.settings, strict=True))
        return ShownResult.of(effect, results, settings)

    def _columns(self) -> Columns:
        is_importance = self._tabs.currentWidget() is self._importance
        return [self._importance.parts() if is_importance else self._computing.view.parts()]

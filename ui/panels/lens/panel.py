"""The logit lens: what each layer of one or two models would predict on a text."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.models.fitness import offer_each, why_no_lens
from ui.models.role import Role
from ui.panel import Panel, Swap
from ui.panels.lens.details import LensDetails
from ui.panels.lens.queries import LensResult, queried_lenses
from ui.panels.lens.side_by_side import LensGrids
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.next_step_state import NextStepState
from ui.texts.export_menu import ExportMenu, ShownResult
from ui.texts.pair_of_models import PairOfModels
from ui.texts.passage_button import PassageButton
from ui.texts.reading_note import ReadingNote, no_text
from ui.texts.results_of import OutdatedMark, ResultsOf
from ui.texts.text_edit import SharedTextEdit
from ui.when_seen import WhenSeen
from ui.workspace import Workspace
from workbench.inspection.lens.reading import LensComparison

TEXT_LINES = 2
_SHARES_PX = (330, 250)
_STEPS = 100


class LensPanel(Panel):
    """Pick checkpoints, type a text, see what every layer of both models would predict."""

    name = "lens"
    workspace = Workspace.INSPECT
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._result: LensResult | None = None
        self._queried: ResultsOf | None = None
        self._masked: tuple[int, ...] = ()
        self._query: Query[LensResult] | None = None
        self._models = PairOfModels(session, partial(offer_each, why_not=why_no_lens))
        self._text = SharedTextEdit(session.text, TEXT_LINES)
        self._passage = PassageButton(session, lambda: self._models.any_reference)
        self._note = ReadingNote(session.text, no_text, self._what_is_not_read)
        self._outdated = OutdatedMark(session)
        self._look, self._mask = QPushButton(), QPushButton()
        self._progress = QProgressBar(textVisible=False, maximum=_STEPS)
        self._remark = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._grids = LensGrids(session.theme)
        self._details = LensDetails(session)
        self._export = ExportMenu(
            session, "lens", self._exportable, self._grids.columns, self._grids.paint
        )
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Lens")

    def retranslate(self) -> None:
        super().retranslate()
        self._text.setPlaceholderText(self.tr("A text to look at"))
        self._text.setAccessibleName(self.tr("A text to look at"))
        self._passage.retranslate()
        self._note.refresh()
        self._look.setText(self.tr("Look"))
        self._mask.setText(self.tr("Mask"))
        self._mask.setToolTip(
            self.tr("A BERT reads a mask in place of the chosen token; once more takes it away")
        )
        self._export.retranslate()
        self._progress.setAccessibleName(self.tr("How much has been computed"))
        self._empty.set_about(
            self.tr("Here you see what each layer of a model would predict if it were the last.")
        )
        self._grids.retranslate()
        self._details.retranslate()
        self._show_remark()

    # -- laying out

    def _lay_out(self) -> None:
        self._progress.setMaximumHeight(6)
        self._progress.hide()
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._grids)
        split.addWidget(self._details)
        split.setSizes(list(_SHARES_PX))
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.addWidget(self._models)
        layout.addLayout(self._text_line())
        for widget in (self._note, self._outdated, self._remark, self._progress):
            layout.addWidget(widget)
        layout.addWidget(split, 1)
        self._swap = Swap(self._empty, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _text_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(self._text, 1)
        for widget in (self._passage, self._look, self._mask, self._export):
            line.addWidget(widget)
        return line

    def _connect(self) -> None:
        session = self.session
        self._look.clicked.connect(self.look)
        self._text.asked.connect(self.look)
        self._outdated.refresh_requested.connect(self.look)
        self._mask.clicked.connect(self._toggle_mask)
        self._grids.chosen.connect(self._on_cell)
        session.text.changed.connect(self._forget_masks)
        self._models.changed.connect(self._on_pick)
        changes = session.catalogue_changed, session.selection_changed
        WhenSeen(self, self._refresh, *changes, then=self._look_at_what_is_new)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        self._empty.set_icon(self.session.theme.icon("layers-search-outline"))
        self._grids.paint()
        self._details.paint()

    # -- choosing models

    def _refresh(self) -> None:
        project = self.session.project
        self._swap.show_content(project is not None and bool(project.models))
        self._models.refresh()
        self._mark_outdated()

    def _on_pick(self) -> None:
        self._masked = ()
        if self._queried is not None:
            self.look()

    def _look_at_what_is_new(self) -> None:
        # Loading a model for the first time is heavy; a run that is on is not disturbed unasked.
        if self._queried != self._present() and self.session.runner.active is None:
            self.look()

    def _present(self) -> ResultsOf:
        """What a query would be of now."""
        text = self.session.text.text.strip()
        return ResultsOf(text, self._models.models, self._masked)

    # -- queries

    def look(self) -> None:
        """Query the chosen models on the text; an earlier query is cancelled."""
        project, present = self.session.project, self._present()
        if project is None or not present.text or not present.models:
            return
        if self._query is not None:
            self._query.cancel()
        self._queried = present
        self._look.setEnabled(False)
        self._mark_outdated()
        self._query = self.session.query(
            lambda: queried_lenses(project, present),
            self._take,
            on_done=lambda: self._look.setEnabled(True),
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )

    def _take(self, result: LensResult) -> None:
        self._progress.setValue(round(_STEPS * result.share))
        self._progress.setVisible(result.share < 1.0)
        if result.share == 1.0:
            self.session.text.hold()
            self._show(result)

    def _fail(self, error: BaseException) -> None:
        """No lens is left that could be taken for the answer."""
        self._look.setEnabled(True)
        self._progress.hide()
        self._masked = ()
        self._show(None)
        self.session.query_failed(self, error)

    def _show(self, result: LensResult | None) -> None:
        self._result = result
        shown = result or LensResult(self._present())
        self._grids.show_result(shown)
        self._details.show_result(shown)
        self._export.setEnabled(bool(shown.lenses))
        self._mask.setEnabled(False)
        self._show_remark()
        for role in list(shown.lenses)[:1]:
            self._on_cell(role)

    def _mark_outdated(self) -> None:
        results = None if self._result is None else self._result.results
        self._outdated.compare(results, self._present(), is_asked=self._queried is not None)

    def _forget_masks(self) -> None:
        if self.session.text.text.strip() != (self._queried.text if self._queried else ""):
            self._masked = ()
        self._mark_outdated()

    def _what_is_not_read(self, text: str) -> list[str]:
        result = self._result
        return [] if result is None or result.results.text != text else result.what_is_not_read()

    def _show_remark(self) -> None:
        result = self._result
        apart = result is not None and len(result.lenses) == len(Role) and not result.are_aligned
        self._remark.setVisible(apart)
        self._remark.setText(
            self.tr("The two models read different tokens: their positions are not linked.")
        )
        self._note.refresh()
        self._mark_outdated()

    # -- the chosen cell

    def _on_cell(self, role: Role) -> None:
        result, cells = self._result, self._grids.cells
        if result is not None and role in cells:
            self._mask.setEnabled(result.lenses[role].target == "own")
            self._details.show_cells(role, cells)

    def _toggle_mask(self) -> None:
        result = self._result
        lenses = {} if result is None else result.lenses
        of_bert = (
            position
            for role, (_, position) in self._grids.cells.items()
            if role in lenses and lenses[role].target == "own"
        )
        for position in list(of_bert)[:1]:
            self._masked = tuple(sorted({*self._masked} ^ {position}))
            self.look()

    # -- exporting

    def _exportable(self) -> ShownResult | None:
        result = self._result
        if result is None or not result.lenses:
            return None
        lenses = list(result.lenses.values())
        shown = LensComparison(*lenses) if len(lenses) == len(Role) else lenses[0]
        models = {role: of for role, of in result.results.models.items() if role in result.lenses}
        results = replace(result.results, models=models)
        return ShownResult.of(shown, results, {"masked": result.results.settings})

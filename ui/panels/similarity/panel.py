"""How alike the layers of teacher and student are, on a text or over a corpus."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.models.fitness import offer_pair, why_not_read
from ui.models.role import Role
from ui.panel import Panel, Swap
from ui.panels.similarity.layers_view import LayersView
from ui.panels.similarity.queries import (
    ComparedLayers,
    Passages,
    query_similarity,
)
from ui.panels.similarity.source_line import SourceLine
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.next_step_state import NextStepState
from ui.texts.export_menu import ExportMenu, ShownResult
from ui.texts.pair_of_models import PairOfModels
from ui.texts.passage_button import PassageButton
from ui.texts.reading_note import ReadingNote, last_not_read
from ui.texts.results_of import OutdatedMark, ResultsOf
from ui.texts.text_edit import SharedTextEdit
from ui.when_seen import WhenSeen
from ui.workspace import Workspace

_TEXT_LINES = 2


class SimilarityPanel(Panel):
    """Two models, a text or passages, and every layer against every layer."""

    name = "similarity"
    workspace = Workspace.INSPECT
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._models = PairOfModels(session, partial(offer_pair, why_not=why_not_read))
        self._text = SharedTextEdit(session.text, _TEXT_LINES, enter_asks=True)
        self._passage = PassageButton(session, lambda: self._models.reference(Role.TEACHER))
        self._note = ReadingNote(session.text, self._no_text, self._what_is_not_read)
        self._outdated = OutdatedMark(session)
        self._view = LayersView(session)
        self._source = SourceLine()
        self._export = ExportMenu(
            session, "layers", self._exportable, self._view.columns, self._view.retranslate
        )
        self._source.add(self._export)
        self._compared: ComparedLayers | None = None
        self._asked: ResultsOf | None = None
        self._query: Query[ComparedLayers] | None = None
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Similarity")

    def retranslate(self) -> None:
        super().retranslate()
        self._text.setPlaceholderText(self.tr("A text of at least four tokens"))
        self._text.setAccessibleName(self.tr("The text that both read"))
        self._empty.set_about(
            self.tr(
                "Here you see which layer of the student does what which layer of the teacher "
                "does: hidden states by CKA, heads by the divergence of their attention."
            )
        )
        for part in (self._passage, self._source, self._view, self._export):
            part.retranslate()
        self._note.refresh()

    # -- laying out

    def _lay_out(self) -> None:
        text = QHBoxLayout()
        text.addWidget(self._text, 1)
        text.addWidget(self._passage)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.addWidget(self._models)
        layout.addLayout(text)
        layout.addWidget(self._source)
        layout.addWidget(self._note)
        layout.addWidget(self._outdated)
        layout.addWidget(self._view, 1)
        self._swap = Swap(self._empty, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _connect(self) -> None:
        session, source = self.session, self._source
        source.compare_asked.connect(self.compare)
        source.stop_asked.connect(self.stop)
        source.changed.connect(self._mark_outdated)
        self._text.asked.connect(self.compare)
        self._outdated.refresh_requested.connect(self.compare)
        session.text.changed.connect(self._mark_outdated)
        self._models.changed.connect(self._on_pick)
        changes = session.catalogue_changed, session.selection_changed
        WhenSeen(self, self._refresh, *changes, then=self._compare_what_is_new)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        self._empty.set_icon(self.session.theme.icon("layers-triple-outline"))

    # -- choosing models

    def _refresh(self) -> None:
        project = self.session.project
        self._swap.show_content(project is not None and bool(project.models))
        self._models.refresh()
        if self._compared is not None and not self._models.is_whole:
            self._forget()  # one of its models was deleted
            self._asked = None
        self._mark_outdated()

    def _on_pick(self) -> None:
        if self._asked is not None and not self._source.passages:
            self.compare()

    def _present(self) -> ResultsOf:
        """What a comparison would be of now."""
        models = self._models.models
        if count := self._source.passages:
            return ResultsOf("", models, (Passages(count, self.session.selection.corpus),))
        return ResultsOf(self.session.text.text.strip(), models)

    def _compare_what_is_new(self) -> None:
        # Loading a model for the first time is heavy; a run that is on is not disturbed unasked.
        is_new = self._asked != self._present() and not self._source.passages
        if is_new and self.session.runner.active is None:
            self.compare()

    def _mark_outdated(self) -> None:
        present, compared = self._present(), self._compared
        can_ask = len(present.models) == len(Role) and bool(present.text or present.settings)
        self._source.set_possible(can_ask)
        results = compared.results if compared is not None else None
        is_asked = self._asked is not None or not can_ask
        self._outdated.compare(results, present, is_asked=is_asked)
        self._note.refresh()

    def _no_text(self) -> str:
        return "" if self._source.passages else self.tr("There is no text: write one.")

    def _what_is_not_read(self, text: str) -> list[str]:
        found = self._view.similarity
        if found is None or self._source.passages or found.text != text:
            return []
        return [last_not_read(found.left_out, found.left_out + found.tokens, found.tokens)]

    # -- queries

    def compare(self) -> None:
        """Compare the layers of the chosen models; an earlier comparison is cancelled."""
        project, present = self.session.project, self._present()
        has_text = bool(present.text or present.settings)
        if project is None or not has_text or len(present.models) < len(Role):
            return
        self.stop()
        self._asked = present
        self._source.begin()
        self._query = self.session.query(
            lambda: query_similarity(project, present),
            self._take,
            on_done=self._source.end,
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )
        self._mark_outdated()

    def stop(self) -> None:
        """Give the comparison up; what was shown stays."""
        if self._query is not None:
            self._query.cancel()
            self._query = None
        self._source.end()

    def _take(self, compared: ComparedLayers) -> None:
        self._source.show_progress(compared.done, compared.total)
        if compared.similarity is None:
            return
        self._compared = compared
        self.session.text.hold()
        self._show()

    def _fail(self, error: BaseException) -> None:
        self._forget()
        self._source.end()
        self.session.query_failed(self, error)

    def _forget(self) -> None:
        """Leave nothing that could be taken for the answer."""
        self._compared = None
        self._show()

    def _show(self) -> None:
        self._view.show_compared(self._compared)
        self._export.setEnabled(self._compared is not None)
        self._mark_outdated()

    def _exportable(self) -> ShownResult | None:
        compared = self._compared
        if compared is None or compared.similarity is None:
            return None
        settings = [vars(one) for one in compared.results.settings]
        return ShownResult.of(compared.similarity, compared.results, *(settings or [{}]))

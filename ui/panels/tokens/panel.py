"""Teacher and student on a text of the person's own, or where the student is worst."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.models import figures
from ui.models.fitness import offer_pair
from ui.models.role import Role
from ui.panel import Panel, Swap
from ui.panels.tokens.reading import ComparedTextView
from ui.panels.tokens.worst import WorstPage
from ui.protocols.open_project import ModelSource
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.next_step_state import NextStepState
from ui.texts.pair_of_models import PairOfModels
from ui.texts.passage_button import PassageButton
from ui.texts.reading_note import ReadingNote, no_text, read_in_parts
from ui.texts.results_of import OutdatedMark, ResultsOf, answering
from ui.texts.text_edit import SharedTextEdit
from ui.when_seen import WhenSeen
from ui.workspace import Workspace

if TYPE_CHECKING:
    from workbench.activities.queries.token_queries import ComparedText, Distributions, WorstPassage

_TEXT_LINES = 3


@dataclass(frozen=True)
class Compared:
    """An answer, and what it is of."""

    results: ResultsOf
    answer: "ComparedText"


class TokensPanel(Panel):
    """Two tabs: a text in colours with both distributions at a token, and the worst passages."""

    name = "tokens"
    workspace = Workspace.INSPECT
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._models = PairOfModels(session, offer_pair)
        self._text = SharedTextEdit(session.text, _TEXT_LINES)
        self._passages = PassageButton(session, lambda: self._models.any_reference)
        self._note = ReadingNote(session.text, no_text, self._what_is_not_read)
        self._outdated = OutdatedMark(session)
        self._compare = QPushButton()
        self._special = QCheckBox()
        self._special.setChecked(True)
        self._source = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._source.hide()
        self._reading, self._worst = ComparedTextView(session.theme), WorstPage(session)
        self._tabs = QTabWidget(documentMode=True)
        self._passage: WorstPassage | None = None
        self._queried: ResultsOf | None = None
        self._results: ResultsOf | None = None
        self._query: Query[Compared] | None = None
        self._token_query: Query[Distributions] | None = None
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Token by token")

    def retranslate(self) -> None:
        super().retranslate()
        self._text.setAccessibleName(self.tr("Text to compare the models on"))
        self._text.setPlaceholderText(self.tr("Text to compare the models on"))
        self._passages.retranslate()
        self._note.refresh()
        self._compare.setText(self.tr("Compare"))
        self._special.setText(self.tr("Special tokens"))
        self._special.setToolTip(
            self.tr("Reads the text with what the teacher's tokenizer puts around it")
        )
        self._tabs.setTabText(0, self.tr("Text"))
        self._tabs.setTabText(1, self.tr("Worst passages"))
        self._empty.set_about(
            self.tr("Here you see, token by token, where a student differs from its teacher.")
        )
        self._reading.retranslate()
        self._worst.retranslate()
        self._show_source()

    # -- laying out

    def _lay_out(self) -> None:
        self._tabs.addTab(self._text_page(), "")
        self._tabs.addTab(self._worst, "")
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.addWidget(self._models)
        layout.addWidget(self._tabs, 1)
        self._swap = Swap(self._empty, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _text_page(self) -> QWidget:
        top = QHBoxLayout()
        top.addWidget(self._text, 1)
        asking = QVBoxLayout()
        asking.addStretch(1)
        self._passages.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        asking.addWidget(self._passages)
        asking.addWidget(self._special)
        asking.addWidget(self._compare)
        top.addLayout(asking)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self._note)
        layout.addWidget(self._outdated)
        layout.addWidget(self._source)
        layout.addWidget(self._reading, 1)
        return page

    def _connect(self) -> None:
        session = self.session
        self._compare.clicked.connect(self.compare)
        self._text.asked.connect(self.compare)
        self._outdated.refresh_requested.connect(self.compare)
        session.text.changed.connect(self._mark_outdated)
        self._special.toggled.connect(self.compare)
        self._reading.token_chosen.connect(self._query_token)
        self._worst.opened.connect(self.open_passage)
        self._models.changed.connect(self._on_pick)
        changes = session.catalogue_changed, session.selection_changed
        WhenSeen(self, self._refresh, *changes, then=self._compare_what_is_new)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        self._empty.set_icon(self.session.theme.icon("format-color-highlight"))
        self._reading.retranslate()

    # -- choosing models

    def _refresh(self) -> None:
        project = self.session.project
        corpora = project.corpora if project is not None else ()
        self._worst.set_corpora([one.name for one in corpora], self.session.selection.corpus)
        self._swap.show_content(project is not None and bool(project.models))
        self._models.refresh()
        self._worst.set_pair(self._models.models)
        self._mark_outdated()

    def _on_pick(self) -> None:
        """Other models were chosen: a text that is shown is compared anew."""
        self._worst.set_pair(self._models.models)
        if self._reading.compared is not None:
            self.compare()

    def _compare_what_is_new(self) -> None:
        # Loading a model for the first time is heavy; a run that is on is not disturbed unasked.
        if self._queried != self._present() and self.session.runner.active is None:
            self.compare()

    def _present(self) -> ResultsOf:
        """What a comparison would be of now."""
        text = self.session.text.text.strip()
        return ResultsOf(text, self._models.models, (self._special.isChecked(),))

    # -- queries

    def compare(self) -> None:
        """Query both models on the text; an earlier query is cancelled."""
        project, present = self.session.project, self._present()
        special = self._special.isChecked()
        if project is None or not present.text or len(present.models) < len(Role):
            return
        if self._query is not None:
            self._query.cancel()
        self._queried = present
        self._passage = None
        self._mark_outdated()
        self._compare.setEnabled(False)
        self._reading.wait()
        self._query = self.session.query(
            lambda: compared(project, present, special=special),
            self._take,
            on_done=lambda: self._compare.setEnabled(True),
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )

    def open_passage(self, passage: "WorstPassage") -> None:
        """Show a passage as the search read it: with what precedes it."""
        self._passage = passage
        self._show(self._worst.results, passage.compared)
        self._tabs.setCurrentIndex(0)

    def _take(self, compared: Compared) -> None:
        self.session.text.hold()
        self._show(compared.results, compared.answer)

    def _show(self, results: ResultsOf | None, comparison: "ComparedText | None") -> None:
        self._results = results
        self._show_source()
        self._reading.show_compared(comparison)
        self._note.refresh()
        self._mark_outdated()

    def _fail(self, error: BaseException) -> None:
        self._compare.setEnabled(True)
        self._show(None, None)
        self.session.query_failed(self, error)

    def _mark_outdated(self) -> None:
        """A passage that was opened is not of the text above: its models alone may be others."""
        results, present = self._results, self._present()
        if self._passage is not None and results is not None:
            present = replace(present, text=results.text, settings=results.settings)
        is_asked = self._queried is not None or len(present.models) < len(Role)
        self._outdated.compare(results, present, is_asked=is_asked)

    def _what_is_not_read(self, text: str) -> list[str]:
        shown = self._reading.compared
        if shown is None or self._results is None or self._results.text != text:
            return []
        return [read_in_parts(len(shown.ids), shown.num_windows, shown.context)]

    def _show_source(self) -> None:
        passage = self._passage
        self._source.setVisible(passage is not None)
        if passage is not None and self._results is not None:
            self._source.setText(
                self.tr(
                    "A passage of “{corpus}” from token {begin} on, read with what precedes it"
                ).format(corpus=self._results.text, begin=figures.count(passage.begin))
            )

    def _query_token(self, index: int) -> None:
        """Query what both models expected at a token; an earlier query is cancelled."""
        project, shown = self.session.project, self._reading.compared
        if project is None or shown is None or self._results is None:
            return
        if self._token_query is not None:
            self._token_query.cancel()
        teacher, student = (self._results.models[role].pinned for role in Role)
        ids = shown.ids_to(index)
        self._token_query = self.session.query(
            lambda: expected(project, teacher, student, ids),
            self._reading.show_distributions,
            owner=self,
            on_restart=keep_shown,
        )


def compared(project: ModelSource, asked: ResultsOf, *, special: bool) -> Iterator[Compared]:
    """Both models on a text; runs in the query lane."""
    models = {role: project.model(one.reference) for role, one in asked.models.items()}
    pair = models[Role.TEACHER].versus(models[Role.STUDENT])
    answer = pair.tokens(asked.text, add_special_tokens=special)
    yield Compared(replace(asked, models=answering(models)), answer)


def expected(
    project: ModelSource, teacher: str, student: str, ids: Sequence[int]
) -> "Iterator[Distributions]":
    """What both models expect at the end of some tokens; runs in the query lane."""
    yield project.model(teacher).versus(project.model(student)).distributions(ids)

"""Trees: written texts joined, continuations above a mass, and what a beam search looks at."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.models.fitness import why_not_write
from ui.panel import Panel, Swap
from ui.panels.trees.drawn import DrawnTree
from ui.panels.trees.drawn_beams import drawn_beams
from ui.panels.trees.drawn_branches import drawn_branches
from ui.panels.trees.drawn_masses import drawn_masses
from ui.panels.trees.queries import (
    Beams,
    Grown,
    JoinedTexts,
    Masses,
    TextGroup,
    TreeKind,
    grown,
    joined_texts,
    text_groups,
)
from ui.panels.trees.settings import TreeSettings
from ui.panels.trees.sight import TreeSight
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.next_step_state import NextStepState
from ui.texts.generated import GenerationRequest
from ui.texts.passage_button import PassageButton
from ui.texts.reading_note import ReadingNote
from ui.texts.results_of import OutdatedMark, ResultsOf
from ui.texts.text_edit import SharedTextEdit
from ui.texts.written_texts import TokenPlace
from ui.when_seen import WhenSeen
from ui.workspace import Workspace
from workbench.errors import WorkbenchError

TEXT_LINES = 3
SHARES_PX = (340, 860)
"""How settings and tree share the width at first."""


class TreesPanel(Panel):
    """Settings on the left; on the right the tree, and below it the chosen node."""

    name = "trees"
    workspace = Workspace.WRITE
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._settings = TreeSettings(self._named_models)
        self._text = SharedTextEdit(session.text, TEXT_LINES)
        self._text_label = QLabel()
        self._text_label.setBuddy(self._text)
        self._passage = PassageButton(session, lambda: self._settings.model.reference)
        self._note = ReadingNote(session.text, self._no_prompt, lambda _: ())
        self._draw, self._stop = QPushButton(), QPushButton()
        self._outdated = OutdatedMark(session)
        self._sight = TreeSight(session.theme)
        self._shown: Grown | JoinedTexts | None = None
        self._joining: TextGroup | None = None
        """The texts that were last asked to be joined."""
        self._query: Query[Grown] | Query[JoinedTexts] | None = None
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Trees")

    def retranslate(self) -> None:
        super().retranslate()
        self._text_label.setText(self.tr("Prompt"))
        self._text.setPlaceholderText(self.tr("The beginning of a text"))
        self._text.setAccessibleName(self._text_label.text())
        self._passage.retranslate()
        self._note.refresh()
        self._settings.retranslate()
        self._draw.setText(self.tr("Draw the tree"))
        self._draw.setToolTip(self.tr("Ctrl+Enter in the prompt does the same"))
        self._stop.setText(self.tr("Stop"))
        self._sight.retranslate(self.title())
        self._empty.set_about(
            self.tr("Here you see where texts part, and what a model could have written instead.")
        )
        self._show_waiting()
        self._redraw()

    # -- laying out

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._left())
        split.addWidget(self._right())
        split.setStretchFactor(1, 1)
        split.setSizes(list(SHARES_PX))
        self._swap = Swap(self._empty, split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self._swap)

    def _left(self) -> QWidget:
        head = QHBoxLayout()
        head.addWidget(self._text_label, 1)
        head.addWidget(self._passage)
        self._prompt = QWidget()
        prompt = QVBoxLayout(self._prompt)
        prompt.setContentsMargins(0, 0, 0, 0)
        prompt.addLayout(head)
        prompt.addWidget(self._text)
        prompt.addWidget(self._note)
        self._prompt.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._prompt.hide()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.addWidget(self._settings)
        column.addWidget(self._prompt)
        column.addStretch()
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        buttons = QHBoxLayout()
        buttons.addWidget(self._draw, 2)
        buttons.addWidget(self._stop, 1)
        left = QWidget()
        left.setMinimumWidth(SHARES_PX[0])
        whole = QVBoxLayout(left)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area, 1)
        whole.addLayout(buttons)
        return left

    def _right(self) -> QWidget:
        right = QWidget()
        layout = QVBoxLayout(right)
        layout.setContentsMargins(4, 0, 0, 0)
        layout.addWidget(self._outdated)
        layout.addWidget(self._sight, 1)
        return right

    def _connect(self) -> None:
        session = self.session
        self._draw.clicked.connect(self.draw)
        self._text.asked.connect(self.draw)
        self._outdated.refresh_requested.connect(self.draw)
        self._stop.clicked.connect(self.stop)
        self._settings.changed.connect(self._on_change)
        self._settings.kind_changed.connect(self._on_kind)
        self._sight.empty.triggered.connect(lambda: session.go_to(Workspace.WRITE, "write"))
        self._sight.write_requested.connect(self._write_on)
        self._sight.look_requested.connect(self._look)
        session.text.changed.connect(self._mark_outdated)
        session.project_changed.connect(self._forget)
        changes = session.catalogue_changed, session.selection_changed, session.written.changed
        WhenSeen(self, self._refresh, *changes)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        self._empty.set_icon(self.session.theme.icon("file-tree-outline"))

    # -- what is chosen

    def _refresh(self) -> None:
        project, model = self.session.project, self._settings.model
        models = project.models if project is not None else ()
        self._swap.show_content(bool(models))
        with QSignalBlocker(model):
            model.set_models(models, why_not_write)
        selection = self.session.selection
        if not model.reference:
            for reference in (selection.teacher, selection.student):
                if not model.reference and reference:
                    model.set_reference(reference)
        self._settings.refresh_choices()
        self._settings.set_groups(text_groups(self.session.written.texts))
        self._on_change()

    def _named_models(self, path: str) -> Sequence[str]:
        """What a strategy can name: no kind of tree has one that names models."""
        return ()

    def _on_kind(self) -> None:
        self._prompt.setVisible(self._settings.kind is not TreeKind.BRANCHES)
        self._forget()

    def _on_change(self) -> None:
        if self._settings.kind is TreeKind.BRANCHES and self._settings.group != self._joining:
            self._join()
        self._settings.allow_chat(self._can_chat())
        self._enable()
        self._mark_outdated()

    def _can_chat(self) -> bool:
        project, reference = self.session.project, self._settings.model.reference
        if project is None or not reference:
            return False
        try:
            return project.model(reference).can_chat
        except WorkbenchError:
            return False

    def _enable(self) -> None:
        is_branches = self._settings.kind is TreeKind.BRANCHES
        self._draw.setVisible(not is_branches)
        self._stop.setVisible(not is_branches)
        self._draw.setEnabled(self._settings.model.choice is not None and self._query is None)
        self._stop.setEnabled(self._query is not None)

    def _present(self) -> ResultsOf | None:
        """What a tree would be of now; None while a setting is impossible."""
        try:
            request = self._settings.request(self.session.text.text)
        except WorkbenchError:
            return None
        return request.results if request is not None else None

    def _mark_outdated(self) -> None:
        present = self._present()
        if isinstance(self._shown, Grown) and present is not None:
            self._outdated.compare(self._shown.request.results, present)
        else:
            self._outdated.hide()

    # -- queries

    def draw(self) -> None:
        """Grow the tree of the present settings; an earlier query is cancelled."""
        project = self.session.project
        if self._settings.kind is TreeKind.BRANCHES:
            self._join()
            return
        try:
            request = self._settings.request(self.session.text.text)
        except WorkbenchError as error:
            self.session.messages.error(error)
            return
        if project is None or request is None:
            return
        self._forget()
        self._query = self.session.query(
            lambda: grown(project, request),
            self._show,
            on_done=self._end,
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )
        self._enable()

    def stop(self) -> None:
        """Leave the tree as it is."""
        if self._query is not None:
            self._query.cancel()
        self._end()

    def _join(self) -> None:
        """Join the chosen texts anew."""
        project, group = self.session.project, self._settings.group
        if project is None or group is None:
            self._forget()
            return
        if self._query is not None:
            self._query.cancel()
        self._joining = group
        self._query = self.session.query(
            lambda: joined_texts(project, group),
            self._show,
            on_done=self._end,
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )

    def _show(self, shown: Grown | JoinedTexts) -> None:
        self._shown = shown
        self.session.text.hold()
        self._redraw()
        self._mark_outdated()

    def _end(self) -> None:
        self._query = None
        self._enable()

    def _fail(self, error: BaseException) -> None:
        """Nothing is left that could be taken for the answer."""
        self._forget()
        self.session.query_failed(self, error)

    def _forget(self) -> None:
        if self._query is not None:
            self._query.cancel()
        self._query = self._shown = self._joining = None
        self._show_waiting()
        self._redraw()
        self._enable()
        self._outdated.hide()

    # -- what is shown

    def _redraw(self) -> None:
        self._sight.show_tree(self._as_drawn())

    def _as_drawn(self) -> DrawnTree | None:
        written = self.session.written.texts
        match self._shown:
            case JoinedTexts() as joined:
                return drawn_branches(joined)
            case Masses(request, shown):
                return drawn_masses(request, shown, written)
            case Beams(request, shown):
                return drawn_beams(request, shown, written)
            case _:
                return None

    def _show_waiting(self) -> None:
        texts = {
            TreeKind.BRANCHES: self.tr(
                "There are no texts yet: write some in the panel Write, with several strategies or "
                "seeds, and they are joined here where they begin alike."
            ),
            TreeKind.MASS: self.tr(
                "Press “Draw the tree”: every continuation of the prompt that has the least mass "
                "stands here, and what share the others have."
            ),
            TreeKind.BEAMS: self.tr(
                "Press “Draw the tree”: every text that the search looks at stands here with its "
                "score, and the best one marked."
            ),
        }
        kind = self._settings.kind
        write = QCoreApplication.translate("WritePanel", "Write")
        self._sight.empty.set_text(texts[kind], write if kind is TreeKind.BRANCHES else "")

    def _no_prompt(self) -> str:
        return self.tr("The prompt is empty: the model begins a text of its own.")

    # -- what can be done

    def _write_on(self, request: GenerationRequest) -> None:
        self.session.go_to(Workspace.WRITE, "write")
        self.session.written.request(request)

    def _look(self, place: TokenPlace) -> None:
        self.session.go_to(Workspace.WRITE, "next_token")
        self.session.written.choose(place)

"""Where teacher and student look: heads of both on a text of the person's own."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.i18n import joined
from ui.models.role import Role
from ui.panel import Panel, Swap
from ui.panels.attention.files.drawing import about_view, scale_of
from ui.panels.attention.files.exports import AttentionExport
from ui.panels.attention.files.view_file import ViewFile, viewed
from ui.panels.attention.maps.map_controls import MapControls
from ui.panels.attention.maps.map_settings import MapSettings, heads_of
from ui.panels.attention.maps.side import SideColours
from ui.panels.attention.queries import AttentionResult
from ui.panels.attention.question import AttentionQuestion
from ui.panels.attention.reading import AttentionReading
from ui.panels.attention.remark_line import RemarkLine, what_is_not_read
from ui.panels.attention.views import AttentionViews
from ui.session import Session
from ui.shell.compare_action import CompareAction, picked
from ui.shell.next_step_state import NextStepState
from ui.texts.reading_note import ReadingNote, no_text
from ui.texts.results_of import OutdatedMark
from ui.theme import Colours
from ui.when_seen import WhenSeen
from ui.widgets.maps.head_grid import Head
from ui.widgets.maps.scale_controls import ScaleControls
from ui.workspace import Workspace
from workbench.events import Level
from workbench.inspection.exports.about import AboutAttention


class AttentionPanel(Panel):
    """Pick checkpoints, type a sentence, see every head of both models on it."""

    name = "attention"
    workspace = Workspace.INSPECT
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._question = AttentionQuestion(session)
        self._controls, self._scale = MapControls(), ScaleControls()
        self._reading = AttentionReading(
            session, self._question, lambda: self._controls.weighting, self
        )
        self._note = ReadingNote(
            session.text, no_text, lambda text: what_is_not_read(self.answer, text)
        )
        self._outdated = OutdatedMark(session)
        pickers = self._question.pickers
        self._compare = CompareAction(session, lambda: picked(pickers.values()), self)
        self._views = AttentionViews(session)
        self._export = AttentionExport(
            session, self._views, lambda: self.answer, self._colour, self._about
        )
        self._file = ViewFile(session, self._about, self)
        self._export.add([self._file.save, self._file.open])
        self._opened: AboutAttention | None = None
        self._requested: tuple[Role, Head] | None = None
        self._remark = RemarkLine()
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Attention")

    def retranslate(self) -> None:
        super().retranslate()
        for part in (self._question, self._controls, self._scale, self._views, self._export):
            part.retranslate()
        self._file.retranslate()
        self._note.refresh()
        self._compare.retranslate()
        self._views.heads.retranslate(self.session.theme.colours)
        self._empty.set_about(
            self.tr(
                "Here you see which words each attention head looks at, for two models at once."
            )
        )
        self._show_remark()

    # -- laying out

    def _lay_out(self) -> None:
        for widget in (self._views.linked, self._views.subtract, self._compare.button()):
            self._question.add(widget)
        self._question.add(self._export)
        content = QWidget()
        layout = QVBoxLayout(content)
        for part in (
            *(self._question, self._note, self._outdated, self._remark),
            *(self._controls, self._scale),
        ):
            layout.addWidget(part)
        layout.addWidget(self._views, 1)
        self._swap = Swap(self._empty, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _connect(self) -> None:
        session = self.session
        reading = self._reading
        reading.asked.connect(self._views.pause_tiles)
        reading.asked.connect(self._mark_outdated)
        reading.answered.connect(self._on_answer)
        reading.ended.connect(self._on_end)
        reading.failed.connect(self._on_failure)
        self._question.picked.connect(self._on_pick)
        self._question.changed.connect(self._mark_outdated)
        self._outdated.refresh_requested.connect(reading.ask)
        self._controls.changed.connect(self._show_settings)
        self._controls.reweighted.connect(reading.weigh)
        self._file.opened.connect(self.open_view)
        session.head_requested.connect(self.show_head_of)
        self._scale.changed.connect(lambda: self._views.show_scale(self._scale.scale))
        changes = session.catalogue_changed, session.selection_changed
        WhenSeen(self, self._refresh, *changes, then=reading.ask_what_is_new)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        theme = self.session.theme
        colours = theme.colours
        self._question.paint({Role.TEACHER: colours.teacher, Role.STUDENT: colours.student})
        self._colour(colours)
        self._views.heads.retranslate(colours)
        self._empty.set_icon(theme.icon("grid"))

    def _colour(self, colours: Colours) -> None:
        self._views.show_colours(_side_colours(colours))

    # -- choosing models

    def _refresh(self) -> None:
        project, selection = self.session.project, self.session.selection
        models = project.models if project is not None else ()
        chosen = {Role.TEACHER: selection.teacher, Role.STUDENT: selection.student}
        self._swap.show_content(bool(models))
        if not self._question.offer(models, chosen):
            self._on_pick()  # what was chosen is not there any more
        self._compare.refresh()
        self._mark_outdated()

    def _on_pick(self) -> None:
        """Another checkpoint was chosen: if maps are shown, show those of the new one."""
        chosen = self._question.chosen
        self.session.select(
            teacher=chosen.get(Role.TEACHER, ""), student=chosen.get(Role.STUDENT, "")
        )
        self._reading.ask_again()

    # -- queries

    def query_attention(self) -> None:
        """Query the chosen models on the text; an earlier query is cancelled."""
        self._reading.ask()

    @property
    def answer(self) -> AttentionResult:
        """What is shown."""
        return self._reading.result

    def show_answer(self, result: AttentionResult) -> None:
        """Show what has been answered so far."""
        self._reading.show(result)

    def _on_answer(self) -> None:
        result = self.answer
        self._controls.show_pair(result.is_pair)
        self._views.show_result(result, _side_colours(self.session.theme.colours))
        self._show_remark()
        self._show_requested()

    def _on_end(self) -> None:
        self._requested = None
        self._mark_outdated()
        if self._opened is not None:
            self._show_opened()

    def _on_failure(self, error: BaseException) -> None:
        self._requested = None
        self.session.query_failed(self, error)

    def _show_settings(self) -> None:
        self._views.show_settings(self._controls.settings)
        self._show_remark()

    # -- a head that another panel asks for

    def show_head_of(self, reference: str, layer: int, head: int) -> None:
        """Show a head of a model, as soon as there is an answer of that model."""
        roles = [role for role, chosen in self._question.chosen.items() if chosen == reference]
        role = roles[0] if roles else Role.STUDENT
        self._requested = role, (layer, head)
        if not roles:
            self.session.select(student=reference)
        self._show_requested()

    def _show_requested(self) -> None:
        if self._requested is None:
            return
        role, head = self._requested
        shown = self.answer.seen.get(role)
        if shown is None or shown.reference != self._question.chosen.get(role):
            return
        if self._reading.is_over:
            self._requested = None
        self._views.heads.choose(role, head)
        self._views.show_head(role, *head)

    # -- views as files

    def _about(self) -> AboutAttention | None:
        """What is asked and how it is shown; None while nothing is."""
        return about_view(self.answer, self._views, self._scale.scale)

    def open_view(self, about: AboutAttention) -> None:
        """Ask what a view's file asks, and show the answer as it says."""
        models = {role: f"{model.name}@{model.step}" for role, model in viewed(about).items()}
        if missing := self._not_there(models.values()):
            text = self.tr("{models} is not in this project (any more); choose another model")
            self.session.messages.show(text.format(models=joined(sorted(missing))), Level.ERROR)
            return
        self.session.text.set(about.text)
        self._question.set_second(about.second)
        self.session.select(
            teacher=models.get(Role.TEACHER, ""), student=models.get(Role.STUDENT, "")
        )
        self._refresh()
        self.show_answer(AttentionResult({}))  # other maps may have nothing for these settings
        self._controls.set_settings(MapSettings.from_view(about.settings))
        self._show_settings()
        if about.drawn is not None:
            self._scale.set_scale(scale_of(about.drawn))
        self._opened = about
        self.query_attention()

    def _not_there(self, references: Iterable[str]) -> set[str]:
        """Those models and steps that the project does not have."""
        project = self.session.project
        models = project.models if project is not None else ()
        return set(references) - {f"{one.name}@{c.step}" for one in models for c in one.checkpoints}

    def _show_opened(self) -> None:
        """The heads that an opened view is of, as soon as its models have answered."""
        about, self._opened = self._opened, None
        assert about is not None
        views = {Role.TEACHER: about.settings, Role.STUDENT: about.student_settings}
        if list(viewed(about)) == [Role.STUDENT]:
            views = {Role.STUDENT: about.settings}
        self._views.choose(
            {role: heads_of(view) for role, view in views.items() if view is not None}
        )
        if about.drawn is not None:
            self._views.draw_as(about.drawn)
        known = {model.digest for model in self.answer.about().values()}
        for model in viewed(about).values():
            if model.digest not in known:
                text = self.tr("{model}: its weights are not those that the view was made of")
                self.session.messages.show(text.format(model=model.name), Level.WARNING)

    # -- what is said

    def _show_remark(self) -> None:
        self._compare.refresh()
        self._remark.show_result(self.answer, self._controls.settings)
        self._note.refresh()
        self._mark_outdated()

    def _mark_outdated(self) -> None:
        """The maps say of what they are if that is not what is chosen."""
        reading = self._reading
        results = reading.results() if self.answer.seen else None
        self._outdated.compare(results, reading.present(), is_asked=reading.is_asked)


def _side_colours(colours: Colours) -> dict[Role, SideColours]:
    """What looks at a token has the same hue for both: it is of no model."""
    looked = colours.series[3]
    return {
        Role.TEACHER: SideColours(colours.teacher, looked),
        Role.STUDENT: SideColours(colours.student, looked),
    }

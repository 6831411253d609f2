"""Where teacher and student look: heads of both on a text of the person's own."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.i18n import joined
from ui.models.fitness import why_not_read
from ui.models.role import Role
from ui.panel import Panel, Swap
from ui.panels.attention.heads import HeadTable
from ui.panels.attention.queries import AttentionResult, query_attention, write_export
from ui.panels.attention.side import Side
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.compare_action import CompareAction, picked
from ui.shell.messages import translate
from ui.shell.next_step_state import NextStepState
from ui.texts.passage_button import PassageButton
from ui.texts.reading_note import ReadingNote, last_not_read, no_text
from ui.texts.results_of import Answering, OutdatedMark, ResultsOf, chosen_in
from ui.texts.text_edit import SharedTextEdit
from ui.when_seen import WhenSeen
from ui.widgets.maps.head_grid import Head, head_name
from ui.widgets.maps.heat_map import HeatMap
from ui.widgets.maps.scale_controls import ScaleControls
from ui.widgets.model_picker import ModelPicker
from ui.widgets.saving import ask_where_to_save, png, save_bytes
from ui.workspace import Workspace
from workbench.errors import reason_of
from workbench.events import Level
from workbench.inspection.maps import AttentionComparison, AttentionMaps
from workbench.models.layer_map import LayerMapping

TEXT_LINES = 2
SHARES_PX = (380, 820)
"""How overview and maps share the width at first."""
FILTERS = "NumPy (*.npz);;CSV (*.csv);;JSON (*.json);;PNG (*.png);;SVG (*.svg)"


class AttentionPanel(Panel):
    """Pick checkpoints, type a sentence, see every head of both models on it."""

    name = "attention"
    workspace = Workspace.INSPECT
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._result = AttentionResult({})
        self._query: Query[AttentionResult] | None = None
        self._queried: ResultsOf | None = None
        self._requested: tuple[Role, Head] | None = None
        self._sides = {role: Side(role, self) for role in Role}
        self._pickers = {role: ModelPicker() for role in Role}
        self._labels = {role: QLabel() for role in Role}
        self._text = SharedTextEdit(session.text, TEXT_LINES, enter_asks=True)
        self._passage = PassageButton(session, lambda: next(iter(self._chosen().values()), ""))
        self._note = ReadingNote(session.text, no_text, self._what_is_not_read)
        self._outdated = OutdatedMark(session)
        self._look = QPushButton()
        self._compare = CompareAction(session, lambda: picked(self._pickers.values()), self)
        self._linked, self._subtract = QCheckBox(), QCheckBox()
        self._export = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._export_maps, self._export_table = QAction(self), QAction(self)
        self._export_picture = QAction(self)
        self._difference = HeatMap()
        self._difference.hide()
        self._colours = ScaleControls()
        self._linked.setChecked(True)
        self._heads = HeadTable()
        self._tabs = QTabWidget()
        self._remark = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Attention")

    def retranslate(self) -> None:
        super().retranslate()
        names = {Role.TEACHER: self.tr("Teacher"), Role.STUDENT: self.tr("Student")}
        for role, name in names.items():
            self._labels[role].setText(name)
            self._sides[role].heading.setText(self.tr("{model}: layers × heads").format(model=name))
        self._text.setPlaceholderText(self.tr("A sentence to look at"))
        self._text.setAccessibleName(self.tr("A sentence to look at"))
        self._passage.retranslate()
        self._note.refresh()
        self._look.setText(self.tr("Look"))
        self._compare.retranslate()
        self._colours.retranslate()
        for side in self._sides.values():
            side.retranslate()
            side.name_axes(self._difference)
        self._linked.setText(self.tr("Link matched heads"))
        self._linked.setToolTip(
            self.tr("Choosing a head of one model shows the head of the other that is most alike")
        )
        self._subtract.setText(self.tr("Difference"))
        self._subtract.setToolTip(self.tr("Teacher's head minus student's head, in one map"))
        self._export.setText(self.tr("Export"))
        self._export_maps.setText(self.tr("All maps…"))
        self._export_table.setText(self.tr("Table of heads as CSV…"))
        self._export_picture.setText(self.tr("This map as PNG…"))
        self._tabs.setTabText(0, self.tr("Maps"))
        self._tabs.setTabText(1, self.tr("Table of heads"))
        self._heads.retranslate(self.session.theme.colours)
        self._empty.set_about(
            self.tr(
                "Here you see which words each attention head looks at, for two models at once."
            )
        )
        self._show_remark()

    # -- laying out

    def _lay_out(self) -> None:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.addLayout(self._top())
        layout.addLayout(self._text_line())
        layout.addWidget(self._note)
        layout.addWidget(self._outdated)
        layout.addWidget(self._remark)
        layout.addWidget(self._colours)
        overview = QSplitter(Qt.Orientation.Vertical)
        maps = QSplitter(Qt.Orientation.Horizontal)
        for side in self._sides.values():
            overview.addWidget(side.overview)
            maps.addWidget(side.map)
        maps.addWidget(self._difference)
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(maps, "")
        self._tabs.addTab(self._heads, "")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(overview)
        split.addWidget(self._tabs)
        split.setStretchFactor(1, 1)
        split.setSizes(list(SHARES_PX))
        layout.addWidget(split, 1)
        self._swap = Swap(self._empty, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _top(self) -> QGridLayout:
        grid = QGridLayout()
        for column, role in enumerate(Role):
            self._labels[role].setBuddy(self._pickers[role])
            grid.addWidget(self._labels[role], 0, 2 * column, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._pickers[role], 0, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
        return grid

    def _text_line(self) -> QHBoxLayout:
        menu = QMenu(self)
        menu.addActions([self._export_maps, self._export_table, self._export_picture])
        self._export.setMenu(menu)
        line = QHBoxLayout()
        line.addWidget(self._text, 1)
        for widget in (self._passage, self._look, self._linked, self._subtract):
            line.addWidget(widget)
        line.addWidget(self._compare.button())
        line.addWidget(self._export)
        return line

    def _connect(self) -> None:
        session = self.session
        self._look.clicked.connect(self.query_attention)
        self._text.asked.connect(self.query_attention)
        self._outdated.refresh_requested.connect(self.query_attention)
        session.text.changed.connect(self._mark_outdated)
        session.head_requested.connect(self.show_head_of)
        self._subtract.toggled.connect(self._show_difference)
        self._colours.changed.connect(self._show_scale)
        self._linked.toggled.connect(lambda: self._follow(Role.TEACHER))
        self._export_maps.triggered.connect(self._ask_for_maps)
        self._export_table.triggered.connect(self._ask_for_table)
        self._export_picture.triggered.connect(self._ask_for_picture)
        self._heads.chosen.connect(self._on_row)
        for role in Role:
            self._pickers[role].changed.connect(self._on_pick)
            self._sides[role].head_chosen.connect(self._on_head)
            self._sides[role].pointed.connect(self._on_pointed)
        changes = session.catalogue_changed, session.selection_changed
        WhenSeen(self, self._refresh, *changes, then=self._query_what_is_new)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        theme = self.session.theme
        for role in Role:
            self._pickers[role].set_colour(self._colour(role))
            self._sides[role].show_attention(self._result.seen.get(role), self._colour(role))
        self._heads.retranslate(theme.colours)
        self._empty.set_icon(theme.icon("grid"))
        self._show_difference()

    def _colour(self, role: Role) -> str:
        colours = self.session.theme.colours
        return colours.teacher if role is Role.TEACHER else colours.student

    # -- choosing models

    def _refresh(self) -> None:
        project = self.session.project
        models = project.models if project is not None else ()
        for picker in self._pickers.values():
            with QSignalBlocker(picker):
                picker.set_models(models, why_not_read)
        self._swap.show_content(bool(models))
        selection = self.session.selection
        chosen = {Role.TEACHER: selection.teacher, Role.STUDENT: selection.student}
        for role, reference in chosen.items():
            if reference and reference != self._pickers[role].reference:
                self._pickers[role].set_reference(reference)
        if not set(chosen.values()) - {""} <= set(self._chosen().values()):
            self._on_pick()  # what was chosen is not there any more
        self._compare.refresh()
        self._mark_outdated()

    def _on_pick(self) -> None:
        """Another checkpoint was chosen: if maps are shown, show those of the new one."""
        self.session.select(
            teacher=self._pickers[Role.TEACHER].reference,
            student=self._pickers[Role.STUDENT].reference,
        )
        if self._queried is not None:
            self.query_attention()

    def _query_what_is_new(self) -> None:
        # Loading a model for the first time is heavy; a run that is on is not disturbed unasked.
        if self._queried != self._present() and self.session.runner.active is None:
            self.query_attention()

    def _present(self) -> ResultsOf:
        """What a query would be about now."""
        return ResultsOf(self.session.text.text.strip(), chosen_in(self._pickers))

    def _chosen(self) -> dict[Role, str]:
        """The references of the models that are chosen."""
        chosen = {role: picker.reference for role, picker in self._pickers.items()}
        return {role: reference for role, reference in chosen.items() if reference}

    # -- queries

    def query_attention(self) -> None:
        """Query the chosen models on the text; an earlier query is cancelled."""
        project, text = self.session.project, self.session.text.text.strip()
        references = self._chosen()
        if project is None or not text or not references:
            return
        if self._query is not None:
            self._query.cancel()
        self._look.setEnabled(False)
        self._queried = self._present()
        self._mark_outdated()
        self._query = self.session.query(
            lambda: query_attention(project, references, text),
            self._show,
            on_done=self._on_done,
            on_error=self._on_error,
            owner=self,
            on_restart=keep_shown,
        )

    def _show(self, result: AttentionResult) -> None:
        self._result = result
        self.session.text.hold()
        for role, side in self._sides.items():
            side.show_attention(result.seen.get(role), self._colour(role))
            side.overview.setVisible(self._has_room(role))
        self._heads.show_result(result)
        self._show_remark()
        self._follow(Role.TEACHER)
        self._show_requested()

    def _has_room(self, role: Role) -> bool:
        """Whether a side is shown: a single model has all the room."""
        return role in self._result.seen or not self._result.seen

    def _on_done(self) -> None:
        self._requested = None
        self._look.setEnabled(True)

    def _on_error(self, error: BaseException) -> None:
        """No maps are left that could be taken for the answer."""
        self._requested = None
        self._look.setEnabled(True)
        self._show(AttentionResult({}))
        self.session.query_failed(self, error)

    def _show_remark(self) -> None:
        """Why the two cannot be compared, or which of their layers correspond."""
        result = self._result
        self._compare.refresh()
        text = translate(result.remark) if result.remark is not None else ""
        if result.comparison is not None:
            text = self._correspondence(result.comparison.mapping)
        self._remark.setText(text)
        self._remark.setVisible(bool(text))
        self._note.refresh()
        self._mark_outdated()

    def _mark_outdated(self) -> None:
        """The maps say of what they are if that is not what is chosen."""
        seen = self._result.seen
        shown = {role: Answering.of(one.reference, one.checkpoint) for role, one in seen.items()}
        results = ResultsOf(self._result.text, shown) if seen else None
        self._outdated.compare(results, self._present(), is_asked=self._queried is not None)

    def _what_is_not_read(self, text: str) -> list[str]:
        result = self._result
        seen = [one.maps for one in result.seen.values() if result.text == text]
        notes = (
            last_not_read(maps.left_out, maps.left_out + len(maps.tokens), len(maps.tokens))
            for maps in seen
        )
        return list(dict.fromkeys(notes))

    def _correspondence(self, mapping: LayerMapping) -> str:
        template = self.tr("Layers, teacher → student, by a uniform layer map: {pairs}")
        if mapping.is_own:
            template = self.tr("Layers, teacher → student, by the student's own layer map: {pairs}")
        pairs = joined(f"{theirs} → {ours}" for theirs, ours in mapping.pairs)
        return template.format(pairs=pairs or "–")

    # -- heads

    def show_head_of(self, reference: str, layer: int, head: int) -> None:
        """Show a head of a model, as soon as there is an answer of that model."""
        roles = [role for role, chosen in self._chosen().items() if chosen == reference]
        role = roles[0] if roles else Role.STUDENT
        self._requested = role, (layer, head)
        if not roles:
            self.session.select(student=reference)
        self._show_requested()

    def _show_requested(self) -> None:
        if self._requested is None:
            return
        role, head = self._requested
        shown = self._result.seen.get(role)
        if shown is None or shown.reference != self._pickers[role].reference:
            return
        if self._query is None or self._query.over:
            self._requested = None
        self._heads.choose(role, head)
        self._on_row(role, *head)

    def _on_head(self, role: Role, layer: int, head: int) -> None:
        self._heads.choose(role, (layer, head))
        self._follow(role)

    def _on_row(self, role: Role, layer: int, head: int) -> None:
        self._sides[role].show_head((layer, head))
        self._follow(role)

    def _follow(self, role: Role) -> None:
        """Frame the other model's matched head, and show it if the two are linked."""
        other = self._sides[role.other]
        partner = self._result.partner(role, self._sides[role].head)
        self._sides[role].show_partner(None)
        other.show_partner(partner)
        if self._linked.isChecked() and partner is not None:
            other.show_head(partner)
        self._show_difference()

    def _on_pointed(self, role: Role, row: int, column: int) -> None:
        if self._result.comparison is not None:
            self._sides[role.other].point((row, column))

    def _show_scale(self) -> None:
        for side in self._sides.values():
            side.show_scale(self._colours)
        colours = self._colours
        self._difference.set_scale(colours.scale, leave_out_first=colours.leaves_out_first)

    def _show_difference(self) -> None:
        possible = self._result.comparison is not None
        self._subtract.setEnabled(possible)
        shown = possible and self._subtract.isChecked()
        self._difference.setVisible(shown)
        for role, side in self._sides.items():
            side.map.setVisible(not shown and self._has_room(role))
        if shown:
            self._draw_difference()

    def _draw_difference(self) -> None:
        teacher, student = (self._result.seen[role] for role in Role)
        head, other = (self._sides[role].head for role in Role)
        tokens = teacher.maps.tokens
        self._difference.set_map(
            teacher.maps.attention_lhqk[head] - student.maps.attention_lhqk[other],
            tokens,
            tokens,
            causal=teacher.maps.causal,
            colour=self._colour(Role.TEACHER),
            opposite=self._colour(Role.STUDENT),
        )
        self._difference.set_title(
            self.tr("{teacher} {teacher_head} minus {student} {student_head}").format(
                teacher=teacher.reference,
                teacher_head=head_name(head),
                student=student.reference,
                student_head=head_name(other),
            )
        )

    # -- exporting

    def _ask_for_maps(self) -> None:
        maps = self._result.exportable()
        if maps is not None:
            ask_where_to_save(
                self,
                self.tr("Export"),
                "attention.npz",
                FILTERS,
                lambda path: self._write(maps, path),
            )

    def _write(self, maps: AttentionMaps | AttentionComparison, path: Path) -> None:
        self.session.query(lambda: write_export(maps, path), self._show_saved, owner=self)

    def _ask_for_table(self) -> None:
        self._ask_to_save("heads.csv", "CSV (*.csv)", lambda: self._heads.csv().encode("utf-8-sig"))

    def _ask_for_picture(self) -> None:
        side = self._sides[Role.TEACHER]
        shown = self._difference if self._difference.isVisible() else side.map
        if side.head == (-1, -1):
            shown = self._sides[Role.STUDENT].map
        self._ask_to_save("attention.png", "PNG (*.png)", lambda: png(shown.paint, shown.size()))

    def _ask_to_save(self, name: str, filters: str, make: Callable[[], bytes]) -> None:
        def save(path: Path) -> None:
            try:
                save_bytes(path, make())
            except OSError as error:
                text = self.tr("{path} could not be written: {reason}")
                text = text.format(path=path, reason=translate(reason_of(error)))
                self.session.messages.show(text, Level.ERROR)
            else:
                self._show_saved(path)

        ask_where_to_save(self, self.tr("Export"), name, filters, save)

    def _show_saved(self, path: Path) -> None:
        self.session.messages.show(self.tr("Saved as {path}").format(path=path))

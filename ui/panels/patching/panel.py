"""Activation patching between two texts, or between a teacher and its student."""

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

from ui.models import figures
from ui.panel import Panel, Swap
from ui.panels.patching.maps_view import PatchMaps
from ui.panels.patching.queries import PatchingOf, query_patches
from ui.panels.patching.question import PatchQuestion
from ui.running.queries import Query
from ui.session import Session
from ui.shell.messages import translate
from ui.shell.next_step_state import NextStepState
from ui.texts.export_menu import ExportMenu, ShownResult
from ui.texts.results_of import OutdatedMark, ResultsOf
from ui.when_seen import WhenSeen
from ui.widgets.token_strip import shown
from ui.workspace import Workspace

_SHARES_PX = (370, 780)


class PatchingPanel(Panel):
    """The question on the left; a sentence and the maps on the right."""

    name = "patching"
    workspace = Workspace.INSPECT
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._question = PatchQuestion(session)
        self._start, self._stop = QPushButton(), QPushButton()
        self._outdated = OutdatedMark(session)
        self._progress = QProgressBar(textVisible=False)
        self._progress.setMaximumHeight(6)
        self._status = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._status.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._maps = PatchMaps(session.theme)
        self._export = ExportMenu(
            session,
            "patching",
            self._exportable,
            lambda: [[self._status, self._maps]],
            self._maps.retranslate,
        )
        self._query: Query[PatchingOf] | None = None
        self._found: PatchingOf | None = None
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Patching")

    def retranslate(self) -> None:
        super().retranslate()
        self._start.setText(self.tr("Patch"))
        self._start.setToolTip(
            self.tr("Put the clean run's activations into the corrupted run, one place at a time")
        )
        self._stop.setText(self.tr("Stop"))
        self._stop.setToolTip(self.tr("What was patched stays"))
        self._export.retranslate()
        self._empty.set_about(
            self.tr(
                "Here you put activations of one run into another, and see which of them bring its "
                "prediction back."
            )
        )
        self._maps.retranslate()
        self._show_status()

    # -- laying out

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._asking())
        split.addWidget(self._answer())
        split.setStretchFactor(1, 1)
        split.setSizes(list(_SHARES_PX))
        self._swap = Swap(self._empty, split)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _asking(self) -> QWidget:
        buttons = QHBoxLayout()
        buttons.addWidget(self._start, 1)
        buttons.addWidget(self._stop, 1)
        left = QWidget()
        layout = QVBoxLayout(left)
        layout.setContentsMargins(8, 6, 0, 6)
        layout.addWidget(self._question, 1)
        layout.addLayout(buttons)
        return left

    def _answer(self) -> QWidget:
        line = QHBoxLayout()
        line.addWidget(self._status, 1)
        line.addWidget(self._export, 0, Qt.AlignmentFlag.AlignTop)
        right = QWidget()
        layout = QVBoxLayout(right)
        layout.setContentsMargins(4, 6, 8, 6)
        layout.addWidget(self._outdated)
        layout.addWidget(self._progress)
        layout.addLayout(line)
        layout.addWidget(self._maps, 1)
        return right

    def _connect(self) -> None:
        session = self.session
        self._start.clicked.connect(self.patch)
        self._stop.clicked.connect(self.stop)
        self._outdated.refresh_requested.connect(self.patch)
        self._question.asked.connect(self.patch)
        self._question.changed.connect(self._mark_outdated)
        session.project_changed.connect(self._forget)
        changes = session.catalogue_changed, session.selection_changed
        WhenSeen(self, self._refresh, *changes)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        self._question.paint()
        self._empty.set_icon(self.session.theme.icon("transit-connection-variant"))
        self._maps.retranslate()

    # -- choosing

    def _refresh(self) -> None:
        project = self.session.project
        self._swap.show_content(project is not None and bool(project.models))
        self._question.refresh()
        self._mark_outdated()

    def _mark_outdated(self) -> None:
        present, is_busy = self._question.value(), self._query is not None
        self._start.setEnabled(present is not None and not is_busy)
        self._stop.setEnabled(is_busy)
        self._progress.setVisible(is_busy)
        self._export.setEnabled(self._found is not None)
        if present is not None:
            self._outdated.compare(self._results(), present)
        else:
            self._outdated.hide()

    def _results(self) -> ResultsOf | None:
        return self._found.results if self._found is not None else None

    # -- queries

    def patch(self) -> None:
        """Begin anew with what is chosen now."""
        project, present = self.session.project, self._question.value()
        self.stop()
        if project is None or present is None:
            return
        self.session.text.hold()
        self._show(None)
        self._progress.setRange(0, 0)
        self._query = self.session.query(
            lambda: query_patches(project, present),
            self._show,
            on_done=self._end,
            on_error=self._fail,
            owner=self,
            on_restart=lambda: self._show(None),
        )
        self._mark_outdated()

    def stop(self) -> None:
        """Give it up; what was patched stays."""
        if self._query is not None:
            self._query.cancel()
            self._end()

    def _show(self, one: PatchingOf | None) -> None:
        self._found = one
        self._maps.show_patching(one.patching if one is not None else None)
        if one is not None:
            self._progress.setRange(0, one.patching.total)
            self._progress.setValue(one.patching.done)
        self._show_status()
        self._mark_outdated()

    def _show_status(self) -> None:
        if self._found is None:
            self._status.setText(
                self.tr(
                    "Two texts that differ in a word, and what of the clean text's run brings its "
                    "prediction back in the other one's: 0 nothing, 1 all of the difference."
                )
            )
            return
        known = self._found.patching
        sentence = self.tr(
            "Logit of “{target}” less that of “{other}”, at position {position}: {clean} in the "
            "clean run, {corrupted} in the corrupted one. {done} of {total} patches."
        )
        said = [
            sentence.format(
                target=shown(known.target),
                other=shown(known.other),
                position=known.position,
                clean=figures.measure(known.clean_difference),
                corrupted=figures.measure(known.corrupted_difference),
                done=figures.count(known.done),
                total=figures.count(known.total),
            )
        ]
        if known.left_out is not None:
            said.append(translate(known.left_out))
        self._status.setText("\n".join(said))

    def _end(self) -> None:
        self._query = None
        self._mark_outdated()

    def _fail(self, error: BaseException) -> None:
        self._end()
        self._show(None)
        self.session.query_failed(self, error)

    def _forget(self) -> None:
        """Another project: what is shown of the last one goes with it."""
        self.stop()
        self._show(None)

    def _exportable(self) -> ShownResult | None:
        found = self._found
        if found is None:
            return None
        settings, _ = found.results.settings
        return ShownResult.of(found.patching, found.results, vars(settings))

"""Live curves: the loss large, everything else small below it, as a person arranges them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from ui.curves.alert_rules import AlertRulesButton
from ui.curves.grid import CurveGrid
from ui.curves.grid_bar import GridBar
from ui.curves.shown_run import ShownRun
from ui.models.run_style import RunStyle, role_of, run_styles
from ui.models.run_words import role_colour
from ui.panel import EmptyState, Panel, Swap, Workspace
from ui.panels.train_curves.anomaly_note import AnomalyNote
from ui.panels.train_curves.histograms_dialog import HistogramsDialog
from ui.panels.train_curves.run_header import RunHeader
from ui.running.run_view import RunView
from ui.running.watched_run import WatchedRun
from ui.session import Session
from workbench.plans.control_run import control_run_of
from workbench.store.records import RunRecord

_WITH_CONTROL = (
    "validation_loss",
    "validation_perplexity",
    "validation_agreement",
    "validation_kl",
)


class TrainCurvesPanel(Panel):
    """Shows the chosen run; new points never change a view that was zoomed by hand."""

    name = "train_curves"
    workspace = Workspace.TRAIN
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._control: RunView | None = None
        self._run_shown = ""
        self._is_listed_anew = True
        self._told = ("", "", "")
        self._header = RunHeader(session)
        self._bar = GridBar()
        self._grid = CurveGrid(session, "train", self._bar, lambda _: self._control)
        self._bar.add(AlertRulesButton(session, lambda: self._grid.runs))
        self._anomalies = AnomalyNote(session)
        self._empty = EmptyState()
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self._bar)
        inside.addWidget(self._grid, 1)
        self._swap = Swap(self._empty, content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._header)
        layout.addWidget(self._swap, 1)
        layout.addWidget(self._anomalies)
        self._watched = WatchedRun(session, self)
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return self.tr("Curves")

    def retranslate(self) -> None:
        super().retranslate()
        self._empty.set_text(
            self.tr("Curves of a run appear here while it learns."), self.tr("Set up a run")
        )
        self._show_runs()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._empty.set_icon(self.session.theme.icon("chart-line"))
        self._watched.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watched.sleep()

    def _connect(self) -> None:
        self._empty.triggered.connect(lambda: self.session.go_to(Workspace.TRAIN, "train_setup"))
        self._watched.switched.connect(self._show_runs)
        self._watched.updated.connect(self._update)
        self.session.catalogue_changed.connect(self._on_catalogue)
        self.session.theme.changed.connect(self._show_runs)
        menu = self._bar.arrange.menu()
        menu.aboutToShow.connect(lambda: self._offer_histograms(menu))

    def _offer_histograms(self, menu: QMenu) -> None:
        """Behind what can be done with the plots, which the grid has put there by then."""
        view = self._watched.view
        if view is not None:
            menu.addSeparator()
            menu.addAction(self.tr("Histograms…"), lambda: self._show_histograms(view))

    def _show_histograms(self, view: RunView) -> None:
        name = self.session.run_name(view)
        HistogramsDialog(self.session, view.run_id, name, self).open()

    def _show_runs(self) -> None:
        """Another run, theme or language."""
        view = self._watched.view
        self._header.show_run(view)
        self._anomalies.look_at(view)
        self._follow_control(self._control_of(view) if view is not None else None)
        anew = (view.run_id if view is not None else "") != self._run_shown
        self._run_shown = view.run_id if view is not None else ""
        self._grid.show_runs(self._runs(), anew=anew)
        self._show()

    def _update(self) -> None:
        """Draw what has grown since the last time."""
        view = self._watched.view
        self._anomalies.look_at(view)
        if view is not None:
            self._header.refresh()
            if self._is_told_anew(view) and self._grid_is_old(view):
                self._show_runs()
            else:
                self._grid.refresh()
        self._show()

    def _is_told_anew(self, view: RunView) -> bool:
        """Whether the list of runs or the journal says what the run is; steps change none of it.

        The list looks through the journal of a living run, which would slow its training.
        """
        told = (view.run_id, view.state.kind, view.state.name)
        is_new, self._is_listed_anew = self._is_listed_anew or told != self._told, False
        self._told = told
        return is_new

    def _show(self) -> None:
        """While a run is read, nobody knows yet that it has no curves."""
        view = self._watched.view
        if self._grid.has_curves or view is None or view.is_read:
            self._swap.show_content(self._grid.has_curves)
        self._header.setVisible(self._header.has_runs)

    def _grid_is_old(self, view: RunView) -> bool:
        """Whether the list of runs tells more of the shown one than when it was drawn first."""
        return self._control_of(view) is not self._control or self._runs() != self._grid.runs

    def _on_catalogue(self) -> None:
        self._is_listed_anew = True

    def _runs(self) -> tuple[ShownRun, ...]:
        """The chosen run, and the same student without its teacher, if it was trained."""
        view = self._watched.view
        if view is None:
            return ()
        run = ShownRun("", self.session.run_name(view), view, RunStyle(self._colour(view)))
        if self._control is None:
            return (run,)
        style = RunStyle(self.session.theme.colours.control)
        control = ShownRun("control", self.tr("control"), self._control, style, _WITH_CONTROL)
        return (run, control)

    def _colour(self, view: RunView) -> str:
        """That of its role; of a run that its project does not list yet, the kind tells it."""
        colours, run = self.session.theme.colours, self._record(view)
        if run is not None:
            if colour := role_colour(role_of(run), colours):
                return colour
            project = self.session.project
            styles = run_styles(project.runs, colours) if project is not None else {}
            if run.id in styles:
                return styles[run.id].colour
        return colours.student if view.state.kind == "distill" else colours.teacher

    def _record(self, view: RunView) -> RunRecord | None:
        project = self.session.project
        runs = project.runs if project is not None else ()
        return next((run for run in runs if run.id == view.run_id), None)

    def _follow_control(self, view: RunView | None) -> None:
        """What is read of the control's journal by and by is drawn as it comes."""
        if view is self._control:
            return
        if self._control is not None:
            self._control.changed.disconnect(self._grid.refresh)
        self._control = view
        if view is not None:
            view.changed.connect(self._grid.refresh)

    def _control_of(self, shown: RunView) -> RunView | None:
        project, state = self.session.project, shown.state
        if project is None or state.kind != "distill":
            return None
        control = control_run_of(shown.run_id, self.session.run_name(shown), project.runs)
        return self.session.runner.view(control.id) if control is not None else None

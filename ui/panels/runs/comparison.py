"""The curves of several runs over each other, in the plots that a person has arranged."""

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.curves.alert_rules import AlertRulesButton
from ui.curves.grid import CurveGrid
from ui.curves.grid_bar import GridBar
from ui.curves.shown_run import ShownRun
from ui.models.run_style import run_styles
from ui.panel import EmptyState, Swap
from ui.panels.runs.seed_choice import SeedChoice
from ui.running.run_view import RunView
from ui.session import Session
from ui.when_seen import WhenSeen
from workbench.metrics import metric
from workbench.plans.control_run import control_run_of
from workbench.store.records import RunRecord

_REPAINT_MS = 300
_BY_BYTES = "validation_bits_per_byte"


class RunComparison(QWidget):
    """Draws the chosen runs' curves, each in the style that its run has everywhere."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._names: dict[str, str] = {}
        self._views: dict[str, RunView] = {}
        self._since_painted = QElapsedTimer()
        self._bar = GridBar()
        self._grid = CurveGrid(session, "runs", self._bar, self._control_of)
        self._seed_choice = SeedChoice(session)
        self._bar.add(self._seed_choice)
        self._bar.add(AlertRulesButton(session, lambda: self._grid.runs))
        self._apart, self._by_bytes = (
            QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True),
            QPushButton(),
        )
        self._swap = Swap(EmptyState(), self._drawing())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)
        self._by_bytes.clicked.connect(lambda: self._grid.show_curve(_BY_BYTES))
        self._seen = WhenSeen(self, self._draw)
        session.theme.changed.connect(self._show)
        self._seed_choice.changed.connect(self._show_seeds)
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._seen.now_or_later)
        self._since_painted.start()

    def retranslate(self) -> None:
        self._swap.empty.set_text(
            self.tr("Choose one or several training runs above to see their curves together.")
        )
        self._by_bytes.setText(self.tr("Show bits per byte"))
        self._show()

    def show_runs(self, runs: Sequence[RunRecord]) -> None:
        """Compare these runs."""
        names = {run.id: run.name for run in runs}
        if names == self._names:
            return
        for gone in self._names.keys() - names.keys():
            self._views.pop(gone).changed.disconnect(self._on_points)
        for run_id in names:
            if run_id not in self._views:
                self._views[run_id] = view = self._session.runner.view(run_id)
                view.changed.connect(self._on_points)
        self._names = names
        self._show()

    def forget(self) -> None:
        """Another project: its runs have other views."""
        for view in self._views.values():
            view.changed.disconnect(self._on_points)
        self._names, self._views = {}, {}
        self._seed_choice.forget()
        self._grid.show_runs((), anew=True)
        self._draw()

    def _show(self) -> None:
        """The style of a run is known once for a choice: for all runs, the disk is looked at."""
        project, colours = self._session.project, self._session.theme.colours
        styles = run_styles(project.runs, colours) if project is not None else {}
        self._grid.show_runs(
            [
                ShownRun(run_id, name, self._views[run_id], styles[run_id])
                for run_id, name in self._names.items()
                if run_id in styles
            ]
        )
        self._show_seeds()
        self._draw()

    def _show_seeds(self) -> None:
        self._grid.show_seeds(self._seed_choice.seeds(tuple(self._names)))
        self._show_note()

    def _control_of(self, run: ShownRun) -> RunView | None:
        project = self._session.project
        if project is None or run.view.state.kind != "distill":
            return None
        control = control_run_of(run.key, run.name, project.runs)
        return self._session.runner.view(control.id) if control is not None else None

    def _on_points(self) -> None:
        """Repaint a few times a second, however fast the points come; the last ones never wait."""
        wait_ms = _REPAINT_MS - self._since_painted.elapsed()
        if wait_ms <= 0:
            self._seen.now_or_later()
        elif not self._later.isActive():
            self._later.start(wait_ms)

    def _draw(self) -> None:
        self._since_painted.start()
        there = self._grid.has_curves
        if there or all(view.is_read for view in self._views.values()):
            self._swap.show_content(there)  # else nobody knows yet that there are none
        self._show_note()
        self._grid.refresh()

    def _show_note(self) -> None:
        """Say when figures stand on one axis that no one axis has, and why there is no band."""
        curves = {curve for plot in self._grid.plots for curve in plot.curves}
        by_tokens = any(metric(one).per_token for one in curves)
        differ = len(self._tokenizers()) > 1
        sentences = [self._tokenizers_differ()] if differ else []
        if len(self._views) > 1 and any(_is_imported(view) for view in self._views.values()):
            sentences.append(self._imported_among_them())
        told = sentences if by_tokens else []
        if self._names and self._seed_choice.finds_none(tuple(self._names)):
            told = [*told, self._no_seeds()]
        self._apart.setText(" ".join(told))
        self._apart.setVisible(bool(told))
        self._by_bytes.setVisible(by_tokens and differ and _BY_BYTES in curves)

    def _tokenizers_differ(self) -> str:
        return self.tr(
            "These runs cut the text into different tokens: what is counted by tokens "
            "cannot be compared between them."
        )

    def _imported_among_them(self) -> str:
        return self.tr(
            "Of an imported run neither text nor tokenizer is known: its loss can be compared only "
            "if they are the same."
        )

    def _no_seeds(self) -> str:
        return self.tr(
            "No two of these runs differ by their seed alone: each stands by itself, "
            "without a band."
        )

    def _tokenizers(self) -> set[str]:
        """Those of the models that the chosen runs have made."""
        project = self._session.project
        models = project.models if project is not None else ()
        return {model.tokenizer for model in models if model.run in self._names}

    def _drawing(self) -> QWidget:
        note = QHBoxLayout()
        note.setContentsMargins(6, 0, 6, 0)
        note.addWidget(self._apart, 1)
        note.addWidget(self._by_bytes)
        drawing = QWidget()
        inside = QVBoxLayout(drawing)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._bar)
        inside.addLayout(note)
        inside.addWidget(self._grid, 1)
        return drawing


def _is_imported(view: RunView) -> bool:
    return view.state.kind == "import_run"

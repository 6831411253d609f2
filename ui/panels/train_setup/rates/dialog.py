"""Finding the learning rate of a training: settings of the test, its curve, what that suggests."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.forms.form import SpecForm
from ui.models.names import free_name
from ui.panels.train_setup.rates.rate_plot import RatePlot
from ui.protocols.open_project import OpenProject
from ui.running.queries import keep_shown
from ui.running.run_view import RunView
from ui.session import Session
from ui.shell.messages import translate
from workbench.activities.range_test.spec import (
    LearningRateTestSettings,
    LearningRateTestSpec,
    TestedSpec,
    lr_test_of,
)
from workbench.store.records import RunStatus

if TYPE_CHECKING:
    from workbench.activities.range_test.result import LearningRateTest

_SIZE_PX = (720, 680)
_OVER = (RunStatus.FINISHED, RunStatus.STOPPED, RunStatus.FAILED, RunStatus.HANDED_OVER)


class LearningRateDialog(QDialog):
    """It blocks nothing: the test is a run of the window, and waits behind one that trains."""

    rate_chosen = Signal(float)

    def __init__(self, session: Session, spec: TestedSpec, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Find the learning rate of “{name}”").format(name=spec.name))
        self.resize(*_SIZE_PX)
        self._session, self._spec = session, spec
        self._asked: LearningRateTestSpec | None = None
        self._followed: RunView | None = None
        self._settings = SpecForm(LearningRateTestSettings)
        self._start, self._stop = QPushButton(self.tr("Test")), QPushButton(self.tr("Stop"))
        self._progress = QProgressBar(textVisible=False)
        self._plot = RatePlot(session)
        self._said = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._steepest, self._lowest = QPushButton(), QPushButton()
        self._lay_out()
        self._connect()
        self._show_idle()
        self._ask_for_the_last()

    def _lay_out(self) -> None:
        about = QLabel(
            self.tr(
                "The first steps of this training, with a learning rate that grows at each. No "
                "model is made of them."
            ),
            wordWrap=True,
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        for button in (self._steepest, self._lowest):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
            button.hide()
        row = QHBoxLayout()
        row.addWidget(self._start)
        row.addWidget(self._stop)
        row.addWidget(self._progress, 1)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.addWidget(about)
        layout.addWidget(self._settings)
        layout.addLayout(row)
        layout.addWidget(self._plot, 1)
        layout.addWidget(self._said)
        layout.addWidget(buttons)

    def _connect(self) -> None:
        self._settings.changed.connect(self._enable)
        self._start.clicked.connect(self._begin)
        self._stop.clicked.connect(lambda: self._session.runner.stop())
        for changed in (self._session.runner.active_changed, self._session.runner.queue_changed):
            changed.connect(self._follow_active)
        self._session.project_changed.connect(self.reject)
        self._steepest.clicked.connect(lambda: self._use(self._steepest))
        self._lowest.clicked.connect(lambda: self._use(self._lowest))

    # -- the test before ----------------------------------------------------------------------

    def _ask_for_the_last(self) -> None:
        """What was tested before with these settings stands there at once."""
        project = self._session.project
        assert project is not None
        query = self._session.query(
            lambda: _last_test(project, self._spec),
            self._take_last,
            owner=self,
            on_restart=keep_shown,
        )
        self.finished.connect(query.cancel)

    def _take_last(self, test: "LearningRateTest | None") -> None:
        if test is not None and self._asked is None:
            self._show(test)

    # -- the test itself ----------------------------------------------------------------------

    def _begin(self) -> None:
        project = self._session.project
        assert project is not None
        asked = lr_test_of(self._spec, self._settings.value().model_dump())
        name = free_name(asked.name, {run.name for run in project.runs})
        self._asked = asked.model_copy(update={"name": name})
        for button in (self._steepest, self._lowest):
            button.hide()
        waits = self._session.runner.active is not None
        self._said.setText(self.tr("It waits until the present run has ended.") if waits else "")
        self._session.start(self._asked)
        self._follow_active()

    def _follow_active(self) -> None:
        """Which run it is, its first event tells."""
        view = self._session.runner.active
        if self._asked is not None and view is not None and view is not self._followed:
            self._followed = view
            view.changed.connect(self._on_change)
        if self._asked is not None and not self._is_due(self._asked.name):
            self._asked = None
            self._said.clear()
        self._enable()

    def _is_due(self, name: str) -> bool:
        """Whether the test runs or waits; it may have been refused, or taken out of the queue."""
        runner = self._session.runner
        if name in runner.queued:
            return True
        return runner.active is not None and runner.active.state.name in ("", name)

    def _on_change(self) -> None:
        from workbench.activities.range_test.result import LearningRateTest

        view, asked = self._followed, self._asked
        if view is None or asked is None or self.sender() not in (view, None):
            return
        state = view.state
        if (state.kind, state.name) != ("lr_test", asked.name):
            return
        self._progress.setRange(0, asked.steps if state.step else 0)
        self._progress.setValue(state.step)
        if state.status in _OVER:
            self._show(LearningRateTest.of(view.run_id, asked, state))
            if state.status is RunStatus.FAILED and state.ended is not None:
                self._said.setText(translate(state.ended))
            self._asked = None
            self._show_idle()
            return
        if state.step:
            self._plot.show_test(LearningRateTest.of(view.run_id, asked, state))
        self._said.setText(translate(state.stage.words) if state.stage is not None else "")
        self._enable()

    # -- what is shown ------------------------------------------------------------------------

    def _show(self, test: "LearningRateTest") -> None:
        self._plot.show_test(test)
        self._said.setText("\n".join(translate(one) for one in test.sentences()))
        if (rates := test.suggestion) is not None:
            self._offer(self._steepest, rates.steepest, self.tr("Use {rate:g} (steepest)"))
            self._offer(self._lowest, rates.tenth_of_lowest, self.tr("Use {rate:g} (lowest ÷ 10)"))

    def _offer(self, button: QPushButton, rate: float, text: str) -> None:
        button.setText(text.format(rate=rate))
        button.setProperty("rate", rate)
        button.show()

    def _use(self, button: QPushButton) -> None:
        self.rate_chosen.emit(button.property("rate"))
        self.accept()

    def _show_idle(self) -> None:
        self._progress.setRange(0, 1)
        self._progress.setValue(0)
        self._enable()

    def _enable(self) -> None:
        runs = self._asked is not None
        self._start.setEnabled(not runs and not self._settings.problems)
        self._settings.setEnabled(not runs)
        self._stop.setEnabled(runs and self._is_live())

    def _is_live(self) -> bool:
        """Whether the run of this window is the test, and not the one that it waits for."""
        active = self._session.runner.active
        return (
            active is not None
            and self._asked is not None
            and (active.state.name == self._asked.name)
        )


def _last_test(project: OpenProject, spec: TestedSpec) -> "Iterator[LearningRateTest | None]":
    yield project.last_lr_test(spec)

"""Setting up a pretraining, a distillation or a fine-tuning, and starting it."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.forms.form import SpecForm
from ui.forms.setting_names import setting_title
from ui.panel import Panel, Swap, Workspace
from ui.panels.train_setup.estimate_box import EstimateBox
from ui.panels.train_setup.examples_box import ExamplesBox
from ui.panels.train_setup.missing import Missing
from ui.panels.train_setup.rates.finder import RateFinder
from ui.panels.train_setup.recipes import RecipeMenu
from ui.panels.train_setup.schedules import schedules_of
from ui.panels.train_setup.set_up_forms import SetUpForms
from ui.panels.train_setup.starting.start_box import StartBox
from ui.panels.train_setup.time_box import TimeBox
from ui.running.detached.starting import start_detached
from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.curves.schedule_plot import SchedulePlot
from ui.widgets.saving import save_bytes
from workbench.activities.estimate.too_large import NoRoom
from workbench.activities.range_test.spec import trained_by
from workbench.activities.spec import AnySpec, load_spec
from workbench.distillation.spec import DistillSpec
from workbench.errors import WorkbenchError
from workbench.plans.chain import with_control
from workbench.plans.planned_run import Startable
from workbench.spec import Problem, to_toml

_KINDS = 4


class TrainSetupPanel(Panel):
    """A form for each kind of training, what it costs, and the buttons that start it."""

    name = "train_setup"
    workspace = Workspace.TRAIN
    area = Qt.DockWidgetArea.LeftDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._forms = SetUpForms(session, self)
        self._rates = RateFinder(session, self._forms.all[:3], self)
        self._kinds = tuple(QRadioButton() for _ in range(_KINDS))
        self._kinds[0].setChecked(True)
        self._kind_row = self._kind_buttons()
        self._stack = QStackedWidget()
        self._time = TimeBox()
        self._estimate = EstimateBox(session)
        self._examples = ExamplesBox(session)
        self._schedules = SchedulePlot()
        self._recipes = RecipeMenu(session, self._forms.distill)
        self._why_not = QLabel(wordWrap=True)
        self._why_not.setTextFormat(Qt.TextFormat.PlainText)
        self._fit = QPushButton()
        self._too_large: NoRoom | None = None
        self._start = StartBox(session)
        self._empty = Missing(session)
        self._swap = Swap(self._empty, self._content())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._kind_row)
        layout.addWidget(self._swap, 1)
        self._connect()
        self.retranslate()
        self._open_project()

    def title(self) -> str:
        return self.tr("Set up")

    def retranslate(self) -> None:
        super().retranslate()
        teacher, student, tuned, cached = self._kinds
        teacher.setText(self.tr("Train a teacher"))
        student.setText(self.tr("Distil a student"))
        tuned.setText(self.tr("Fine-tune a model"))
        tuned.setToolTip(self.tr("Go on with a model on a table of examples: classes, or answers"))
        cached.setText(self.tr("Cache a teacher"))
        cached.setToolTip(
            self.tr("Keep its predictions, so that students learn without asking it at each step")
        )
        self._fit.setText(self.tr("Take what fits"))
        self._recipes.retranslate()
        self._start.retranslate()
        self._show_missing()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._empty.set_icon(self.session.theme.icon("tune"))
        self._refresh()

    # -- building ---------------------------------------------------------------------------

    def _kind_buttons(self) -> QWidget:
        row = QWidget()
        kinds = QGridLayout(row)
        kinds.setContentsMargins(8, 8, 8, 0)
        kinds.setVerticalSpacing(2)
        kinds.setColumnStretch(1, 1)
        self._group = QButtonGroup(self)
        for number, kind in enumerate(self._kinds):
            kinds.addWidget(kind, *divmod(number, 2))
            self._group.addButton(kind, number)
        return row

    def _content(self) -> QWidget:
        for form in self._forms.all:
            scroll = QScrollArea(widgetResizable=True)
            scroll.setFrameShape(QFrame.Shape.NoFrame)
            scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            form.setContentsMargins(0, 0, 8, 0)
            scroll.setWidget(form)
            self._stack.addWidget(scroll)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._time)
        layout.addWidget(self._estimate)
        layout.addWidget(QFrame(frameShape=QFrame.Shape.HLine))
        layout.addWidget(self._stack, 1)
        layout.addWidget(QFrame(frameShape=QFrame.Shape.HLine))
        recipe = QHBoxLayout()
        recipe.addWidget(self._recipes, 0, Qt.AlignmentFlag.AlignTop)
        recipe.addWidget(self._schedules, 1)
        layout.addLayout(recipe)
        layout.addWidget(self._examples)
        layout.addWidget(self._why_not)
        layout.addWidget(self._fit)
        layout.addWidget(self._start)
        return content

    def _connect(self) -> None:
        session = self.session
        self._group.idToggled.connect(self._choose_kind)
        start = self._start
        start.start_asked.connect(self._start_run)
        self._fit.clicked.connect(self._take_what_fits)
        start.control_asked.connect(self._start_with_control)
        start.processes.changed.connect(self._on_change)
        start.processes.shares_wanted.connect(lambda shares: self._form.set_value(shares))
        start.more.detached.triggered.connect(self._start_detached)
        start.more.load_asked.connect(self.load)
        start.more.save_asked.connect(self.save)
        self._empty.model_wanted.connect(lambda: self._kinds[0].setChecked(True))
        self._estimate.timed.connect(self._time.plan_again)
        for form in self._forms.all:
            form.changed.connect(self._on_change)
        session.catalogue_changed.connect(self._refresh)
        session.project_changed.connect(self._open_project)
        session.selection_changed.connect(self._forms.take_selection)
        session.runner.active_changed.connect(self._on_change)
        session.training_chosen.connect(self._show_kind)
        session.spec_file_chosen.connect(self.load)
        session.layer_map_drawn.connect(self._forms.take_layer_map)

    # -- what is shown ----------------------------------------------------------------------

    @property
    def _form(self) -> SpecForm[Any]:
        return self._forms.all[self._group.checkedId()]

    def _choose_kind(self, number: int, chosen: bool) -> None:
        if chosen:
            self._stack.setCurrentIndex(number)
            self._refresh()

    def _show_kind(self, kind: str) -> None:
        for button, form in zip(self._kinds, self._forms.all, strict=True):
            if kind == form.spec_type.model_fields["kind"].default:
                button.setChecked(True)

    def _open_project(self) -> None:
        """Another project has a set-up of its own."""
        kind, processes = self._forms.open_project()
        self._start.processes.choose(processes)
        self._kinds[kind].setChecked(True)
        self._refresh()

    def _refresh(self) -> None:
        """Something in the project changed: what can be chosen, and what is missing."""
        self._forms.refresh()
        self._show_missing()
        if plan := self._forms.plans.get(self._form):
            plan.catch_up()
        self._on_change()

    # -- what is missing --------------------------------------------------------------------

    def _missing(self) -> str:
        """The first thing without which nothing of this kind can be trained; empty if none is."""
        if self.session.project is None:
            return "project"
        wanted = (("corpus", "tokenizer"), ("corpus",), ("model",), ("corpus", "model"))[
            self._group.checkedId()
        ]
        return next((path for path in wanted if not self._forms.choices(path)), "")

    def _show_missing(self) -> None:
        missing = self._missing()
        self._swap.show_content(not missing)
        self._kind_row.setVisible(missing != "project")
        self._empty.show_missing(missing)

    # -- starting ---------------------------------------------------------------------------

    def _on_change(self) -> None:
        form = self._form
        self._forms.show_sections()
        spec = None if form.problems else form.value()
        self._too_large = self._whether_too_large(spec)
        self._fit.setVisible(self._too_large is not None and bool(self._too_large.instead))
        reason = self._why_not_yet()
        self._why_not.setText(reason)
        self._why_not.setVisible(bool(reason))
        distils = form is self._forms.distill
        self._start.set_kind(trains=form is not self._forms.cache, distils=distils)
        for about in (self._estimate, self._examples, self._start):
            about.set_spec(spec)
        self._start.allow(can_start=not reason)
        self._time.show_plan(self._forms.plans.get(form))
        for widget in (self._schedules, self._recipes):
            widget.setVisible(distils)
        draft = form.value() if form.is_possible else None
        if isinstance(draft, DistillSpec):
            self._schedules.set_schedules(*schedules_of(draft.stages, self.session.theme.colours))
        self.session.edit(spec, reason if spec is None else "", draft)
        self._forms.keep(self._group.checkedId(), self._start.processes.chosen)

    def _why_not_yet(self) -> str:
        if self._form is self._forms.distill and not self._forms.choices("teacher"):
            return self.tr("Train a teacher first: a student learns from a trained model.")
        if self._form.problems:
            return self._sentence(self._form.problems[0])
        if self._too_large is not None:
            return self.tr("Not yet: {what}").format(what=translate(self._too_large.words))
        return ""

    def _whether_too_large(self, spec: AnySpec | None) -> NoRoom | None:
        """What is not there to be looked at is said by the start."""
        project = self.session.project
        if project is None or spec is None:
            return None
        try:
            return project.preview(spec).too_large()
        except WorkbenchError:
            return None

    def _take_what_fits(self) -> None:
        if self._too_large is not None:
            self._form.set_value(self._too_large.instead)

    def _sentence(self, problem: Problem) -> str:
        """A problem of one setting needs its name; one of more is a sentence by itself."""
        where = setting_title(self._form.spec_type, problem.path) if problem.path else ""
        what = translate(problem.words)
        if not where or self._form.is_possible:
            return self.tr("Not yet: {what}").format(what=what)
        return self.tr("Not yet: {where} {what}").format(where=where, what=what)

    def _start_run(self) -> None:
        self._start_runs(self._form.value())

    def _start_with_control(self) -> None:
        self._start_runs(*with_control(self._forms.distill.value()))

    def _start_runs(self, *runs: Startable) -> None:
        """In this window's turn, or at once in several processes."""
        processes = self._start.processes.count
        if processes > 1:
            start_detached(self.session, *runs, processes=processes)
        else:
            self.session.start(*runs)
        self._forms.set_up_next(*runs)

    def _start_detached(self) -> None:
        spec = self._form.value()
        start_detached(self.session, spec, processes=self._start.processes.count)
        self._forms.set_up_next(spec)

    # -- spec files -------------------------------------------------------------------------

    def load(self, path: Path) -> None:
        """Show the settings of a spec file, if it asks for one of the four kinds."""
        try:
            spec: AnySpec = load_spec(path)
        except WorkbenchError as error:
            self.session.messages.error(error)
            return
        number = self._forms.show_spec(trained_by(spec))
        if number is None:
            text = self.tr("{path} asks for something else than training a model.")
            self.session.messages.show(text.format(path=path))
            return
        self._kinds[number].setChecked(True)
        if spec.kind == "lr_test":
            self._rates.open(self._form)

    def save(self, path: Path) -> None:
        """Write the present settings as a spec file that the command line runs."""
        try:
            save_bytes(path, to_toml(self._form.value()).encode())
        except (OSError, WorkbenchError) as error:
            self.session.messages.error(error)

"""Setting up a pretraining, a distillation or a fine-tuning, and starting it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.forms.form import SpecForm
from ui.panel import EmptyState, Panel, Swap, Workspace
from ui.panels.train_setup.estimate_box import EstimateBox
from ui.panels.train_setup.examples_box import ExamplesBox
from ui.panels.train_setup.finetune_setup import FinetuneSetup
from ui.panels.train_setup.recipes import RecipeMenu
from ui.panels.train_setup.schedules import schedules_of
from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.curves.schedule_plot import SchedulePlot
from ui.widgets.saving import save_bytes
from workbench.activities.estimate.too_large import NoRoom
from workbench.activities.spec import AnySpec, load_spec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import WorkbenchError
from workbench.models.spec import ALL_PRESETS, FAMILIES, ModelPreset
from workbench.plans.chain import with_control
from workbench.spec import Problem, to_plain, to_toml
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.spec import PretrainSpec

_FOLDED = (
    "optimizer",
    "schedule",
    "runtime",
    "further_teachers",
    "masking",
    "stages.terms",
    "stages.on_policy",
)
_SPEC_FILES = "TOML (*.toml)"


class TrainSetupPanel(Panel):
    """A form for each kind of training, what it costs, and the buttons that start it."""

    name = "train_setup"
    workspace = Workspace.TRAIN
    area = Qt.DockWidgetArea.LeftDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._pretrain = SpecForm(PretrainSpec, self._choices, folded=_FOLDED)
        self._distill = SpecForm(
            DistillSpec, self._choices, folded=_FOLDED, check=self._incompatibilities
        )
        self._cache = SpecForm(CacheTeacherSpec, self._choices, folded=("runtime",))
        self._finetune = FinetuneSetup(session, self._choices, self)
        self._pretrain.add_presets("model", _named(ALL_PRESETS))
        self._distill.add_presets("student", _named(ALL_PRESETS))
        self._kinds = tuple(QRadioButton() for _ in range(4))
        self._kinds[0].setChecked(True)
        self._kind_row = self._kind_buttons()
        self._forms = QStackedWidget()
        self._estimate = EstimateBox(session)
        self._examples = ExamplesBox(session)
        self._schedules = SchedulePlot()
        self._recipes = RecipeMenu(session, self._distill)
        self._why_not = QLabel(wordWrap=True)
        self._why_not.setTextFormat(Qt.TextFormat.PlainText)
        self._fit = QPushButton()
        self._too_large: NoRoom | None = None
        self._start, self._with_control = QPushButton(), QPushButton()
        self._more = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._detached, self._load, self._save = self._menu()
        self._empty = EmptyState()
        self._swap = Swap(self._empty, self._content())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._kind_row)
        layout.addWidget(self._swap, 1)
        self._connect()
        self.retranslate()
        self._refresh()

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
        self._start.setText(self.tr("Start"))
        self._recipes.retranslate()
        self._with_control.setText(self.tr("Start with control"))
        self._with_control.setToolTip(
            self.tr("First the same student without the teacher, then the distillation: compare")
        )
        self._more.setText(self.tr("More"))
        self._detached.setText(self.tr("Start detached"))
        self._detached.setToolTip(
            self.tr("As a process of its own that goes on when this window is closed")
        )
        self._load.setText(self.tr("Load a spec file…"))
        self._save.setText(self.tr("Save as a spec file…"))
        self._show_missing()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._empty.set_icon(self.session.theme.icon("tune"))
        self._refresh()

    # -- building ---------------------------------------------------------------------------

    def _menu(self) -> tuple[Any, Any, Any]:
        menu = QMenu(self)
        self._more.setMenu(menu)
        detached = menu.addAction("", self._start_detached)
        menu.addSeparator()
        return detached, menu.addAction("", self._ask_load), menu.addAction("", self._ask_save)

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
        for form in self._all_forms:
            scroll = QScrollArea(widgetResizable=True)
            scroll.setFrameShape(QFrame.Shape.NoFrame)
            scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            form.setContentsMargins(0, 0, 8, 0)
            scroll.setWidget(form)
            self._forms.addWidget(scroll)
        buttons = QHBoxLayout()
        buttons.addWidget(self._start, 1)
        buttons.addWidget(self._with_control, 1)
        buttons.addWidget(self._more)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._forms, 1)
        line = QFrame(frameShape=QFrame.Shape.HLine)
        layout.addWidget(self._recipes)
        layout.addWidget(self._schedules)
        layout.addWidget(line)
        layout.addWidget(self._examples)
        layout.addWidget(self._estimate)
        layout.addWidget(self._why_not)
        layout.addWidget(self._fit)
        layout.addLayout(buttons)
        return content

    def _connect(self) -> None:
        session = self.session
        self._group.idToggled.connect(self._choose_kind)
        self._start.clicked.connect(self._start_run)
        self._fit.clicked.connect(self._take_what_fits)
        self._with_control.clicked.connect(self._start_with_control)
        self._empty.triggered.connect(self._go_where_it_is_missing)
        for form in self._all_forms:
            form.changed.connect(self._on_change)
        session.catalogue_changed.connect(self._refresh)
        session.project_changed.connect(self._refresh)
        session.selection_changed.connect(self._take_selection)
        session.runner.active_changed.connect(self._on_change)
        session.layer_map_drawn.connect(self._take_layer_map)

    # -- what can be chosen -----------------------------------------------------------------

    @property
    def _all_forms(self) -> tuple[SpecForm[Any], ...]:
        """The form of each kind, in the order of the buttons."""
        return self._pretrain, self._distill, self._finetune.form, self._cache

    @property
    def _form(self) -> SpecForm[Any]:
        return self._all_forms[self._group.checkedId()]

    def _choices(self, path: str) -> Sequence[str]:
        project = self.session.project
        if project is None:
            return ()
        match path.rpartition(".")[2]:
            case "corpus":
                return [record.name for record in project.corpora]
            case "tokenizer":
                return [record.name for record in project.tokenizers]
            case "teacher" | "model" | "warm_start":
                return [record.name for record in project.models]
            case "cache":
                return [record.name for record in project.caches]
            case _:
                return ()

    def _incompatibilities(self, spec: DistillSpec) -> Sequence[Problem]:
        """Where teacher and student do not fit, shown while they are chosen."""
        project = self.session.project
        if project is None:
            return ()
        try:
            return project.preview(spec).incompatibilities()
        except WorkbenchError as error:
            return (Problem(path="", words=error.words),)

    def _take_layer_map(self, student: dict[str, Any]) -> None:
        """What was drawn is what the form says."""
        family = self._distill.plain()["student"]["family"]
        self._distill.set_value({"student": {"family": family, **student}})

    def _choose_kind(self, number: int, chosen: bool) -> None:
        if chosen:
            self._forms.setCurrentIndex(number)
            self._refresh()

    def _refresh(self) -> None:
        """Something in the project changed: what can be chosen, and what is missing."""
        for form in self._all_forms:
            form.refresh_choices()
        self._show_missing()
        self._take_selection()
        self._on_change()

    def _take_selection(self) -> None:
        """What was chosen elsewhere is what a new run starts from."""
        chosen = self.session.selection
        both = {"corpus": chosen.corpus}
        for form, values in (
            (self._pretrain, both | {"tokenizer": chosen.tokenizer}),
            (self._distill, both | {"teacher": chosen.teacher.partition("@")[0]}),
            (self._cache, both | {"teacher": chosen.teacher.partition("@")[0]}),
        ):
            known = {key: name for key, name in values.items() if name in self._choices(key)}
            if known:
                form.set_value(known)

    # -- what is missing --------------------------------------------------------------------

    def _missing(self) -> str:
        """The first thing without which nothing of this kind can be trained; empty if none is."""
        if self.session.project is None:
            return "project"
        wanted = (("corpus", "tokenizer"), ("corpus",), ("model",), ("corpus", "model"))[
            self._group.checkedId()
        ]
        return next((path for path in wanted if not self._choices(path)), "")

    def _show_missing(self) -> None:
        missing = self._missing()
        self._swap.show_content(not missing)
        self._kind_row.setVisible(missing != "project")
        match missing:
            case "project":
                sentence = self.tr("Models are trained in a project: a folder that keeps them.")
                self._empty.set_text(sentence, self.tr("Open or create a project"))
            case "corpus":
                sentence = self.tr("A model learns from text: add a corpus first.")
                self._empty.set_text(sentence, self.tr("Add a corpus"))
            case "tokenizer":
                sentence = self.tr("A tokenizer cuts the text into pieces: train one first.")
                self._empty.set_text(sentence, self.tr("Train a tokenizer"))
            case "model":
                sentence = self.tr(
                    "Fine-tuning goes on with a model: train one, or import one from elsewhere."
                )
                self._empty.set_text(sentence, self.tr("Train a model"))

    def _go_where_it_is_missing(self) -> None:
        match self._missing():
            case "project":
                self.session.go_to(Workspace.WELCOME)
            case "tokenizer":
                self.session.go_to(Workspace.DATA, "tokenizers")
            case "model":
                self._kinds[0].setChecked(True)
            case _:
                self.session.go_to(Workspace.DATA, "corpora")

    # -- starting ---------------------------------------------------------------------------

    def _on_change(self) -> None:
        form = self._form
        self._pretrain.show_section("masking", _fills_masks(self._pretrain.plain()["model"]))
        distilled = self._distill.plain()
        self._distill.show_section("masking", _fills_masks(distilled["student"]))
        self._distill.show_section("student", not distilled["warm_start"])
        spec = None if form.problems else form.value()
        self._too_large = self._whether_too_large(spec)
        self._fit.setVisible(self._too_large is not None and bool(self._too_large.instead))
        reason = self._reason_restartst()
        self._why_not.setText(reason)
        self._why_not.setVisible(bool(reason))
        for button in (self._start, self._with_control, self._detached):
            button.setEnabled(not reason)
        for widget in (self._with_control, self._schedules, self._recipes):
            widget.setVisible(form is self._distill)
        self._estimate.set_spec(spec)
        self._examples.set_spec(spec)
        draft = form.value() if form.is_possible else None
        if isinstance(draft, DistillSpec):
            self._schedules.set_schedules(*schedules_of(draft.stages, self.session.theme.colours))
        self.session.edit(spec, reason if spec is None else "", draft)
        busy = self.session.runner.active is not None
        self._start.setToolTip(self.tr("It waits until the present run has ended") if busy else "")

    def _reason_restartst(self) -> str:
        if self._form is self._distill and not self._choices("teacher"):
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
        where = problem.path.replace("_", " ").replace(".", " › ")
        what = translate(problem.words)
        if not where or self._form.is_possible:
            return self.tr("Not yet: {what}").format(what=what)
        return self.tr("Not yet: {where} {what}").format(where=where, what=what)

    def _start_run(self) -> None:
        self.session.start(self._form.value())

    def _start_with_control(self) -> None:
        spec = self._distill.value()
        self.session.start(*with_control(spec))

    def _start_detached(self) -> None:
        self.session.start_detached(self._form.value())

    # -- spec files -------------------------------------------------------------------------

    def _ask_load(self) -> None:
        dialog = QFileDialog(self, self.tr("Load a spec file"), "", _SPEC_FILES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.load(Path(path)))
        dialog.open()

    def load(self, path: Path) -> None:
        """Show the settings of a spec file, if it asks for one of the four kinds."""
        try:
            spec: AnySpec = load_spec(path)
        except WorkbenchError as error:
            self.session.messages.error(error)
            return
        match spec:
            case PretrainSpec():
                self._kinds[0].setChecked(True)
                self._pretrain.setValue(spec)
            case DistillSpec():
                self._kinds[1].setChecked(True)
                self._distill.setValue(spec)
            case FinetuneSpec():
                self._kinds[2].setChecked(True)
                self._finetune.form.setValue(spec)
            case CacheTeacherSpec():
                self._kinds[3].setChecked(True)
                self._cache.setValue(spec)
            case _:
                text = self.tr("{path} asks for something else than training a model.")
                self.session.messages.show(text.format(path=path))

    def _ask_save(self) -> None:
        dialog = QFileDialog(self, self.tr("Save as a spec file"), "", _SPEC_FILES)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("toml")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.save(Path(path)))
        dialog.open()

    def save(self, path: Path) -> None:
        """Write the present settings as a spec file that the command line runs."""
        try:
            save_bytes(path, to_toml(self._form.value()).encode())
        except (OSError, WorkbenchError) as error:
            self.session.messages.error(error)


def _named(presets: Sequence[ModelPreset]) -> list[tuple[str, dict[str, Any]]]:
    return [(preset.name, to_plain(preset.spec)) for preset in presets]


def _fills_masks(model: Mapping[str, Any]) -> bool:
    """Whether settings are of a family that learns to fill in masked tokens."""
    return not FAMILIES[model["family"]].is_causal

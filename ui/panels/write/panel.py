"""One prompt, several models, several strategies: every pair writes side by side."""

import random
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.forms.editors import ignore_wheel_without_focus
from ui.models.fitness import why_not_write
from ui.panel import EmptyState, Panel, Swap
from ui.panels.write.matrix import Matrix
from ui.panels.write.presets import PresetButton
from ui.panels.write.prompt_box import PromptBox
from ui.panels.write.strategies import ChosenStrategy, StrategyTable
from ui.session import Session
from ui.shell.compare_action import CompareAction, picked
from ui.shell.next_step_state import NextStepState
from ui.texts.generated import GenerationRequest
from ui.texts.results_of import Answering, OutdatedMark, ResultsOf
from ui.when_seen import WhenSeen
from ui.widgets.model_picker import ModelChoice, ModelPicker
from ui.widgets.row_list import RowList
from ui.widgets.saving import ask_where_to_save
from ui.workspace import Workspace
from workbench.errors import WorkbenchError
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import MOST_NEW_TOKENS, Greedy, Sample
from workbench.generation.written_text import WrittenText, as_markdown
from workbench.project.history import export_texts
from workbench.store.records import ModelRecord

FIRST_STRATEGIES = (Greedy(), Sample(temperature=0.8), Sample(top_k=40), Sample(top_p=0.9))
LARGEST_SEED = 2**31 - 1
SHARES_PX = (400, 800)
"""How settings and panes share the width at first."""


class WritePanel(Panel):
    """Settings on the left, the matrix of panes on the right."""

    name = "write"
    workspace = Workspace.WRITE
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._prompt = PromptBox(session, lambda: next(iter(picked(self._models.rows)), ""))
        self._outdated = OutdatedMark(session)
        self._results: ResultsOf | None = None
        self._models: RowList[ModelPicker] = RowList(self._new_picker)
        self._seed, self._length = QSpinBox(), QSpinBox()
        self._strategies = StrategyTable(
            FIRST_STRATEGIES, LARGEST_SEED, self._seed.value, self._named_models
        )
        self._presets = PresetButton(session, lambda: self._strategies.strategy)
        self._strategies.add_button(self._presets)
        self._presets.chosen.connect(self._strategies.set_strategy)
        self._new_seed = QToolButton()
        self._write, self._stop = QPushButton(), QPushButton()
        self._compare = CompareAction(session, lambda: picked(self._models.rows), self)
        self._special, self._chat, self._coloured = QCheckBox(), QCheckBox(), QCheckBox()
        self._special.setChecked(True)
        self._export = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._copy, self._save = QAction(self), QAction(self)
        self._labels = {name: QLabel() for name in ("models", "strategies")}
        self._seed_label, self._length_label = QLabel(), QLabel()
        self._labels["models"].setBuddy(self._models)
        self._labels["strategies"].setBuddy(self._strategies)
        self._seed_label.setBuddy(self._seed)
        self._length_label.setBuddy(self._length)
        self._matrix = Matrix(session)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Write")

    def retranslate(self) -> None:
        super().retranslate()
        self._labels["models"].setText(self.tr("Models"))
        self._labels["strategies"].setText(self.tr("Strategies"))
        self._prompt.retranslate()
        self._models.set_add_text(self.tr("Add a model"))
        self._seed_label.setText(self.tr("Seed"))
        self._seed.setToolTip(self.tr("The same seed, prompt, model and strategy write the same"))
        self._new_seed.setText(self.tr("New"))
        self._new_seed.setToolTip(self.tr("Take another seed at random"))
        self._length_label.setText(self.tr("New tokens"))
        self._length.setToolTip(self.tr("Where a text ends at the latest"))
        self._write.setText(self.tr("Write"))
        self._write.setToolTip(self.tr("Write with every model and strategy (Ctrl+Enter)"))
        self._stop.setText(self.tr("Stop all"))
        self._compare.retranslate()
        self._special.setText(self.tr("Special tokens"))
        self._special.setToolTip(
            self.tr("Begins the prompt with the tokens that the model's tokenizer puts there")
        )
        self._chat.setText(self.tr("As a chat"))
        self._chat.setToolTip(
            self.tr(
                "Asks the models: the prompt is what a user says, in each one's own chat template. "
                "Every chosen model must bring one, as chat models that are imported do"
            )
        )
        self._coloured.setText(self.tr("Colour unlikely tokens"))
        self._coloured.setToolTip(
            self.tr("The stronger the colour, the less likely the model itself found the token")
        )
        self._export.setText(self.tr("Export"))
        self._copy.setText(self.tr("Copy all texts"))
        self._save.setText(self.tr("Texts with all settings…"))
        self._empty.set_about(
            self.tr("Here models continue your prompt side by side, under several strategies.")
        )
        self._texts.empty.set_text(
            self.tr("A column for each model, a row for each strategy: press Write to fill them.")
        )

    # -- laying out

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._settings())
        left = QWidget()
        left.setMinimumWidth(SHARES_PX[0])
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area, 1)
        column.addLayout(self._buttons())
        split.addWidget(left)
        self._texts = Swap(EmptyState(), self._matrix)
        right = QWidget()
        results = QVBoxLayout(right)
        results.setContentsMargins(4, 0, 0, 0)
        results.addWidget(self._outdated)
        results.addWidget(self._texts, 1)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes(list(SHARES_PX))
        self._swap = Swap(self._empty, split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self._swap)

    def _settings(self) -> QWidget:
        for box in (self._seed, self._length):
            ignore_wheel_without_focus(box)
        self._seed.setRange(0, LARGEST_SEED)
        self._length.setRange(1, MOST_NEW_TOKENS)
        self._length.setValue(100)
        numbers = QFormLayout()
        seed = QHBoxLayout()
        seed.addWidget(self._seed, 1)
        seed.addWidget(self._new_seed)
        numbers.addRow(self._seed_label, seed)
        numbers.addRow(self._length_label, self._length)
        settings = QWidget()
        layout = QVBoxLayout(settings)
        layout.addWidget(self._prompt)
        layout.addWidget(self._labels["models"])
        layout.addWidget(self._models)
        layout.addWidget(self._labels["strategies"])
        layout.addWidget(self._strategies)
        layout.addLayout(numbers)
        layout.addWidget(self._special)
        layout.addWidget(self._chat)
        layout.addWidget(self._coloured)
        layout.addStretch()
        return settings

    def _buttons(self) -> QHBoxLayout:
        export = QMenu(self)
        export.addActions([self._copy, self._save])
        self._export.setMenu(export)
        self._write.setDefault(True)
        line = QHBoxLayout()
        line.addWidget(self._write, 2)
        line.addWidget(self._stop, 1)
        line.addWidget(self._compare.button())
        line.addWidget(self._export)
        return line

    def _connect(self) -> None:
        session = self.session
        self._write.clicked.connect(self.write)
        self._outdated.refresh_requested.connect(self.write)
        for changed in (
            session.text.changed,
            self._seed.valueChanged,
            self._length.valueChanged,
            self._special.toggled,
            self._chat.toggled,
            self._strategies.changed,
        ):
            changed.connect(self._mark_outdated)
        self._stop.clicked.connect(self._matrix.stop)
        self._new_seed.clicked.connect(self._draw_seed)
        self._chat.toggled.connect(self._enable)
        self._coloured.toggled.connect(self._matrix.set_coloured)
        self._matrix.busy_changed.connect(self._enable)
        self._copy.triggered.connect(self._copy_all)
        self._save.triggered.connect(self._ask_where)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self, self.write)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._models.changed.connect(self._enable)
        session.project_changed.connect(self._on_project)
        WhenSeen(self, self._refresh, session.catalogue_changed, session.selection_changed)
        session.comparison_requested.connect(self.show_models)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        theme = self.session.theme
        self._empty.set_icon(theme.icon("pencil-outline"))
        self._colour_pickers()

    # -- models

    def _new_picker(self) -> ModelPicker:
        picker = ModelPicker()
        for box in picker.findChildren(QComboBox):
            ignore_wheel_without_focus(box)
        project = self.session.project
        picker.set_models(project.models if project is not None else (), why_not_write)
        picker.changed.connect(self._on_pick)
        return picker

    def _on_project(self) -> None:
        """Another project: what the last one's models wrote goes with them."""
        self._matrix.clear()
        self._results = None
        self._prompt.forget()
        self._texts.show_content(False)
        self._enable()

    def _refresh(self) -> None:
        project = self.session.project
        models = project.models if project is not None else ()
        for picker in self._models.rows:
            picker.set_models(models, why_not_write)
        self._strategies.refresh_choices()
        self._swap.show_content(bool(models))
        self._follow_selection()

    def _named_models(self, path: str) -> Sequence[str]:
        """What a strategy can name beside the model that writes: models and their checkpoints."""
        project = self.session.project
        return [
            reference
            for model in (project.models if project is not None else ())
            if not why_not_write(model)
            for reference in _references(model)
        ]

    def _follow_selection(self) -> None:
        """Until somebody chooses models here, the panes belong to the window's pair."""
        selection = self.session.selection
        wanted = [reference for reference in (selection.teacher, selection.student) if reference]
        if not wanted or any(picker.reference for picker in self._models.rows):
            self._colour_pickers()
            self._enable()
            return
        while len(self._models.rows) < len(wanted):
            self._models.add()
        for picker, reference in zip(self._models.rows, wanted, strict=False):
            picker.set_reference(reference)
        self._colour_pickers()
        self._enable()

    def show_models(self, references: Sequence[str], prompt: str = "") -> None:
        """Put these models side by side, instead of those chosen, with a prompt if there is one."""
        if prompt:
            self.session.text.set(prompt)
        self._refresh()
        while len(self._models.rows) < len(references):
            self._models.add()
        for surplus in self._models.rows[len(references) :]:
            self._models.remove(surplus)
        for picker, reference in zip(self._models.rows, references, strict=False):
            picker.set_reference(reference)
        self._on_pick()

    def _on_pick(self) -> None:
        self._colour_pickers()
        self._enable()

    def _colour_pickers(self) -> None:
        for number, picker in enumerate(self._models.rows):
            picker.set_colour(self._colour(picker.reference, number))

    def _colour(self, reference: str, number: int) -> str:
        """Teacher and student keep their colours; others take the next of the series."""
        colours, selection = self.session.theme.colours, self.session.selection
        if reference and reference == selection.teacher:
            return colours.teacher
        if reference and reference == selection.student:
            return colours.student
        return colours.series[(number + 2) % len(colours.series)]

    # -- writing

    def write(self) -> None:
        """Generate with every model under every strategy; what is still written is cancelled."""
        prompt, chosen = self._prompt.prompt, self._chosen()
        if self.session.project is None or not chosen:
            return
        try:
            self._strategies.check()
        except WorkbenchError as error:
            self.session.messages.error(error)
            return
        requests = [
            [self._request(prompt, choice, row) for choice in chosen]
            for row in self._strategies.rows
        ]
        colours = [self._colour(choice.reference, n) for n, choice in enumerate(chosen)]
        self._results = self._present()
        self._texts.show_content(True)
        self._prompt.use(requests[0])
        self._matrix.write(requests, colours)
        self._mark_outdated()

    def _chosen(self) -> list[ModelChoice]:
        return [choice for picker in self._models.rows if (choice := picker.choice) is not None]

    def _present(self) -> ResultsOf:
        """What would be written of now."""
        chosen = self._chosen()
        models = {one.reference: Answering.of(one.reference, one.checkpoint) for one in chosen}
        settings = (
            self._strategies.rows,
            self._seed.value(),
            self._length.value(),
            self._special.isChecked(),
            self._is_chat,
            tuple(models),
        )
        return ResultsOf(self._prompt.prompt, models, settings)

    def _mark_outdated(self) -> None:
        self._outdated.compare(self._results, self._present())

    @property
    def _is_chat(self) -> bool:
        return self._chat.isEnabled() and self._chat.isChecked()

    def _request(self, prompt: str, choice: ModelChoice, row: ChosenStrategy) -> GenerationRequest:
        return GenerationRequest(
            prompt=PromptSpec(
                text=prompt,
                add_special_tokens=self._special.isChecked(),
                chat=self._is_chat,
            ),
            reference=choice.reference,
            step=choice.checkpoint.step,
            digest=choice.checkpoint.digest,
            strategy=row.strategy,
            seed=self._seed.value() if row.seed is None else row.seed,
            max_new_tokens=self._length.value(),
        )

    def _can_chat(self) -> bool:
        """Whether every chosen model brings a chat template."""
        project, references = self.session.project, [p.reference for p in self._models.rows]
        chosen = [reference for reference in references if reference]
        if project is None or not chosen:
            return False
        try:
            return all(project.model(reference).can_chat for reference in chosen)
        except WorkbenchError:
            return False

    def _enable(self) -> None:
        self._chat.setEnabled(self._can_chat())
        self._special.setEnabled(not self._is_chat)
        self._write.setEnabled(any(picker.choice for picker in self._models.rows))
        self._stop.setEnabled(self._matrix.is_busy)
        self._export.setEnabled(bool(self._matrix.written))
        self._compare.refresh()
        self._mark_outdated()

    def _draw_seed(self) -> None:
        self._seed.setValue(random.randint(0, LARGEST_SEED))

    # -- exporting

    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(as_markdown(self._written()))

    def _written(self) -> list[WrittenText]:
        return [text.written() for text in self._matrix.written]

    def _ask_where(self) -> None:
        kinds = "Markdown (*.md);;JSON (*.json);;CSV (*.csv)"
        ask_where_to_save(self, self.tr("Export"), "texts.md", kinds, self._save_to)

    def _save_to(self, path: Path) -> None:
        try:
            export_texts(self._written(), path)
        except WorkbenchError as error:
            self.session.messages.error(error)
        else:
            self.session.messages.show(self.tr("Saved as {path}").format(path=path))


def _references(model: ModelRecord) -> list[str]:
    """A model by its name, which is its best checkpoint, and each checkpoint if it has several."""
    steps = [one.step for one in model.checkpoints] if len(model.checkpoints) > 1 else []
    return [model.name, *(f"{model.name}@{step}" for step in steps)]

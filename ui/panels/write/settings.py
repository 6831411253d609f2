"""What is to be written: the prompt, the models, the strategies, the seeds, the order."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.forms.editors import ignore_wheel_without_focus
from ui.forms.setting_names import spec_text
from ui.models.fitness import why_not_write
from ui.panels.write.amounts import Amounts
from ui.panels.write.examples.kept import ExampleSource, PromptExamples
from ui.panels.write.matrix import Cell
from ui.panels.write.prompt.settings import PromptSettings
from ui.panels.write.seeds import LARGEST_SEED
from ui.panels.write.strategies.table import ChosenStrategy, StrategyTable
from ui.session import Session
from ui.shell.compare_action import picked
from ui.shell.messages import translate
from ui.strategies.presets import PresetButton
from ui.texts.generated import GenerationRequest
from ui.texts.results_of import Answering, ResultsOf
from ui.widgets.model_picker import ModelChoice, ModelPicker
from ui.widgets.row_list import RowList
from workbench.errors import WorkbenchError
from workbench.generation.own_strategy import OWN
from workbench.generation.seeds import seeds_from
from workbench.generation.spec import Greedy, Sample, Strategy, is_drawn
from workbench.store.records import ModelRecord

FIRST_STRATEGIES = (Greedy(), Sample(temperature=0.8), Sample(top_k=40), Sample(top_p=0.9))


class WriteSettings(QScrollArea):
    """The column on the left; `changed` tells that something else would be written now."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._session = session
        self.prompt = PromptSettings(session, lambda: self.references)
        self.models: RowList[ModelPicker] = RowList(self._new_picker)
        self._models_label = QLabel()
        self._models_label.setBuddy(self.models)
        self.amounts = Amounts(session)
        self._examples = PromptExamples(session, self._example_source, self)
        self.strategies = StrategyTable(
            FIRST_STRATEGIES,
            LARGEST_SEED,
            self.amounts.seed.shared,
            self._named_models,
            self._own_strategies,
            self._examples.text,
        )
        self._examples.watch(self.strategies.edit)
        presets = PresetButton(session, lambda: self.strategies.strategy)
        self.strategies.add_button(presets)
        presets.chosen.connect(self.strategies.set_strategy)
        self._lay_out()
        self._connect()
        self.retranslate()

    # -- what would be written

    @property
    def references(self) -> list[str]:
        """The models that are chosen."""
        return list(picked(self.models.rows))

    def chosen(self) -> list[ModelChoice]:
        """The models and checkpoints, from top to bottom."""
        return [choice for picker in self.models.rows if (choice := picker.choice) is not None]

    def cells(self, locked: "dict[object, int]") -> list[list[Cell]]:
        """A row for each strategy and sample, a cell for each model; `locked` keep their seeds.

        Raises WorkbenchError for a setting that is impossible.
        """
        self.strategies.check()
        seeds, most_samples = self.amounts.seed, self.amounts.samples.value()
        seeds.value()
        chosen, rows = self.chosen(), []
        for number, row in enumerate(self.strategies.rows):
            strategies = [self._strategy_of(choice, row) for choice in chosen]
            samples = most_samples if any(map(is_drawn, strategies)) else 1
            for sample in range(samples):
                cells = []
                for column, choice in enumerate(chosen):
                    seed = row.seed
                    if seed is None:
                        cell = number * len(chosen) + column
                        seed = seeds.of(number, cell, most_samples)
                    key = (choice.reference, column, row.key, sample)
                    seed = locked.get(key, seeds_from(seed, samples)[sample])
                    request = self._request(choice, strategies[column], seed)
                    cells.append(Cell(request, self.colour(choice.reference, column), key))
                rows.append(cells)
        return rows

    def present(self) -> ResultsOf:
        """What would be written of now."""
        chosen = self.chosen()
        models = {one.reference: Answering.of(one.reference, one.checkpoint) for one in chosen}
        prompt = self.prompt.value()
        settings = (
            self.strategies.rows,
            self.amounts.present,
            prompt.model_copy(update={"text": ""}),
            tuple(models),
        )
        return ResultsOf(prompt.text, models, settings)

    # -- models

    def refresh(self) -> None:
        """Look anew at what the project holds and what is chosen in the window."""
        project = self._session.project
        models = project.models if project is not None else ()
        for picker in self.models.rows:
            picker.set_models(models, why_not_write)
        self.strategies.refresh_choices()
        selection = self._session.selection
        wanted = [reference for reference in (selection.teacher, selection.student) if reference]
        if wanted and not any(picker.reference for picker in self.models.rows):
            self.set_models(wanted)
        self.on_pick()

    def set_models(self, references: Sequence[str]) -> None:
        """Put these models into as many rows as they need."""
        while len(self.models.rows) < len(references):
            self.models.add()
        for picker, reference in zip(self.models.rows, references, strict=False):
            picker.set_reference(reference)

    def show_models(self, references: Sequence[str]) -> None:
        """These models alone, instead of those chosen."""
        self.set_models(references)
        for surplus in self.models.rows[len(references) :]:
            self.models.remove(surplus)
        self.on_pick()

    def colour(self, reference: str, number: int) -> str:
        """Teacher and student keep their colours; others take the next of the series."""
        colours, selection = self._session.theme.colours, self._session.selection
        if reference and reference == selection.teacher:
            return colours.teacher
        if reference and reference == selection.student:
            return colours.student
        return colours.series[(number + 2) % len(colours.series)]

    def paint(self) -> None:
        for number, picker in enumerate(self.models.rows):
            picker.set_colour(self.colour(picker.reference, number))

    def on_pick(self) -> None:
        """Other models are chosen."""
        self.paint()
        self.prompt.refresh()
        self.strategies.refresh_choices()
        self.changed.emit()

    # -- inside

    def _example_source(self) -> ExampleSource | None:
        """What the tooltips of the strategies show their examples on."""
        first = next(iter(self.chosen()), None)
        if first is None:
            return None
        model = Answering.of(first.reference, first.checkpoint)
        return ExampleSource(self.prompt.value(), model)

    def _new_picker(self) -> ModelPicker:
        picker = ModelPicker()
        for box in picker.findChildren(QComboBox):
            ignore_wheel_without_focus(box)
        project = self._session.project
        picker.set_models(project.models if project is not None else (), why_not_write)
        picker.changed.connect(self.on_pick)
        return picker

    def _named_models(self, path: str) -> Sequence[str]:
        """What a strategy can name beside the model that writes: models and their checkpoints."""
        project = self._session.project
        return [
            reference
            for model in (project.models if project is not None else ())
            if not why_not_write(model)
            for reference in _references(model)
        ]

    def _own_strategies(self) -> list[str]:
        lines = []
        for choice in self.chosen():
            try:
                told = spec_text(self._own_strategy(choice))
            except WorkbenchError as error:
                told = translate(error.words)
            lines.append(f"{choice.reference}: {told}")
        return lines

    def _strategy_of(self, choice: ModelChoice, row: ChosenStrategy) -> Strategy:
        return self._own_strategy(choice) if row.is_own else row.strategy

    def _own_strategy(self, choice: ModelChoice) -> Strategy:
        assert self._session.project is not None
        return self._session.project.model(choice.reference).strategy(OWN)

    def _request(self, choice: ModelChoice, strategy: Strategy, seed: int) -> GenerationRequest:
        return GenerationRequest(
            prompt=self.prompt.value(),
            reference=choice.reference,
            step=choice.checkpoint.step,
            digest=choice.checkpoint.digest,
            strategy=strategy,
            seed=seed,
            max_new_tokens=self.amounts.length.value(),
            precision=self.amounts.precision.value,
        )

    def _connect(self) -> None:
        for changed in (self.prompt.changed, self.amounts.changed, self.strategies.changed):
            changed.connect(self.changed)
        self.changed.connect(self._examples.refresh)
        self._session.project_changed.connect(self._examples.forget)
        self.models.changed.connect(self.on_pick)

    def _lay_out(self) -> None:
        models = QHBoxLayout()
        models.addWidget(self._models_label, 1)
        models.addWidget(self.models.add_button)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(2)
        layout.addWidget(self.prompt)
        layout.addLayout(models)
        layout.addWidget(self.models)
        layout.addWidget(self.strategies)
        layout.addWidget(self.amounts)
        layout.addStretch()
        self.setWidget(content)

    def retranslate(self) -> None:
        self._models_label.setText(self.tr("Models"))
        self.models.set_add_text(self.tr("Add a model"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _references(model: ModelRecord) -> list[str]:
    """A model by its name, which is its best checkpoint, and each checkpoint if it has several."""
    steps = [one.step for one in model.checkpoints] if len(model.checkpoints) > 1 else []
    return [model.name, *(f"{model.name}@{step}" for step in steps)]

"""What is to be written: the prompt, the models, the strategies, the seeds, the order."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.forms.editors import ignore_wheel_without_focus
from ui.forms.setting_names import spec_text
from ui.models.fitness import why_not_write
from ui.panels.write.chat_box import ChatBox
from ui.panels.write.examples.kept import ExampleSource, PromptExamples
from ui.panels.write.matrix import Cell
from ui.panels.write.panes.orders import Order
from ui.panels.write.precision_box import PrecisionBox
from ui.panels.write.presets import PresetButton
from ui.panels.write.prompt_box import PromptBox
from ui.panels.write.raw_view import RawView
from ui.panels.write.seeds import LARGEST_SEED, SeedBox
from ui.panels.write.strategies import ChosenStrategy, StrategyTable
from ui.session import Session
from ui.shell.compare_action import picked
from ui.shell.messages import translate
from ui.texts.generated import GenerationRequest
from ui.texts.results_of import Answering, ResultsOf
from ui.widgets.model_picker import ModelChoice, ModelPicker
from ui.widgets.row_list import RowList
from workbench.errors import WorkbenchError
from workbench.generation.own_strategy import OWN
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import MOST_NEW_TOKENS, Greedy, Sample, Strategy, is_drawn
from workbench.store.records import ModelRecord
from workbench.tokenizers.tokenizer import clean

FIRST_STRATEGIES = (Greedy(), Sample(temperature=0.8), Sample(top_k=40), Sample(top_p=0.9))
MOST_SAMPLES = 64


class WriteSettings(QScrollArea):
    """The column on the left; `changed` tells that something else would be written now."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._session = session
        self.prompt = PromptBox(session, lambda: next(iter(self.references), ""))
        self._raw = RawView(session, lambda: (self.references, self.prompt_spec()))
        self._special, self._parse, self._chat = QCheckBox(), QCheckBox(), QCheckBox()
        self._special.setChecked(True)
        self._chat_box = ChatBox()
        self._chat_box.hide()
        self.models: RowList[ModelPicker] = RowList(self._new_picker)
        self._seed, self._length, self._samples = SeedBox(session.theme), QSpinBox(), QSpinBox()
        self._order = QComboBox()
        self.precision = PrecisionBox(session)
        self._examples = PromptExamples(session, self._example_source, self)
        self.strategies = StrategyTable(
            FIRST_STRATEGIES,
            LARGEST_SEED,
            self._seed.shared,
            self._named_models,
            self._own_strategies,
            self._examples.text,
        )
        self._examples.watch(self.strategies.edit)
        presets = PresetButton(session, lambda: self.strategies.strategy)
        self.strategies.add_button(presets)
        presets.chosen.connect(self.strategies.set_strategy)
        names = ("models", "strategies", "seed", "length", "samples", "order")
        self._labels = {name: QLabel() for name in names}
        self._lay_out()
        self._connect()
        self.retranslate()

    # -- what would be written

    @property
    def references(self) -> list[str]:
        """The models that are chosen."""
        return list(picked(self.models.rows))

    @property
    def is_chat(self) -> bool:
        return self._chat.isEnabled() and self._chat.isChecked()

    @property
    def order(self) -> Order:
        return list(Order)[self._order.currentIndex()]

    def chosen(self) -> list[ModelChoice]:
        """The models and checkpoints, from top to bottom."""
        return [choice for picker in self.models.rows if (choice := picker.choice) is not None]

    def prompt_spec(self) -> PromptSpec:
        """The prompt as it stands, and how it is to be read."""
        return PromptSpec(
            text=clean(self.prompt.prompt),
            add_special_tokens=self._special.isChecked(),
            parse_special=self._parse.isChecked(),
            chat=self.is_chat,
            system=clean(self._chat_box.system) if self.is_chat else "",
            history=tuple(map(clean, self._chat_box.history)) if self.is_chat else (),
        )

    def draw_seed(self) -> None:
        """Another seed, unless it is locked."""
        self._seed.draw_unless_locked()

    def cells(self, locked: "dict[object, int]") -> list[list[Cell]]:
        """A row for each strategy and sample, a cell for each model; `locked` keep their seeds.

        Raises WorkbenchError for a setting that is impossible.
        """
        self.strategies.check()
        self._seed.value()
        chosen, rows = self.chosen(), []
        for number, row in enumerate(self.strategies.rows):
            strategies = [self._strategy_of(choice, row) for choice in chosen]
            samples = self._samples.value() if any(map(is_drawn, strategies)) else 1
            for sample in range(samples):
                cells = []
                for column, choice in enumerate(chosen):
                    seed = row.seed
                    if seed is None:
                        cell = number * len(chosen) + column
                        seed = self._seed.of(number, cell, self._samples.value())
                    key = (choice.reference, column, row.key, sample)
                    seed = locked.get(key, seed + sample)
                    request = self._request(choice, strategies[column], seed)
                    cells.append(Cell(request, self.colour(choice.reference, column), key))
                rows.append(cells)
        return rows

    def present(self) -> ResultsOf:
        """What would be written of now."""
        chosen = self.chosen()
        models = {one.reference: Answering.of(one.reference, one.checkpoint) for one in chosen}
        settings = (
            self.strategies.rows,
            self._seed.edit.text(),
            self._seed.spread,
            self._samples.value(),
            self._length.value(),
            self.precision.value,
            self.prompt_spec().model_copy(update={"text": ""}),
            tuple(models),
        )
        return ResultsOf(self.prompt.prompt, models, settings)

    def take_into_chat(self, turns: Sequence[str]) -> None:
        """An answer, and what was said before it, become the history."""
        self._chat_box.set_history(turns)
        self._session.text.set("")
        self.prompt.setFocus()

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
        self._chat.setEnabled(self._can_chat())
        self._enable()
        self.strategies.refresh_choices()
        self.changed.emit()

    def forget(self) -> None:
        """Another project: nothing is shown of a prompt of the last one."""
        self.prompt.forget()
        self._raw.forget()
        self._examples.forget()

    # -- inside

    def _example_source(self) -> ExampleSource | None:
        """What the tooltips of the strategies show their examples on."""
        first = next(iter(self.chosen()), None)
        if first is None:
            return None
        model = Answering.of(first.reference, first.checkpoint)
        return ExampleSource(self.prompt_spec(), model)

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
            prompt=self.prompt_spec(),
            reference=choice.reference,
            step=choice.checkpoint.step,
            digest=choice.checkpoint.digest,
            strategy=strategy,
            seed=seed,
            max_new_tokens=self._length.value(),
            precision=self.precision.value,
        )

    def _can_chat(self) -> bool:
        """Whether every chosen model brings a chat template."""
        project, chosen = self._session.project, self.references
        if project is None or not chosen:
            return False
        try:
            return all(project.model(reference).can_chat for reference in chosen)
        except WorkbenchError:
            return False

    def _enable(self) -> None:
        self._special.setEnabled(not self.is_chat)
        self._chat_box.setVisible(self.is_chat)

    def _on_changed(self) -> None:
        self._enable()
        self._raw.refresh()
        self._examples.refresh()

    def _connect(self) -> None:
        for changed in (
            self._session.text.changed,
            self._seed.changed,
            self._length.valueChanged,
            self._samples.valueChanged,
            self._special.toggled,
            self._parse.toggled,
            self._chat.toggled,
            self._chat_box.changed,
            self.precision.changed,
            self.strategies.changed,
        ):
            changed.connect(self.changed)
        self.changed.connect(self._on_changed)
        self.models.changed.connect(self.on_pick)

    def _lay_out(self) -> None:
        for name, widget in (
            ("models", self.models),
            ("strategies", self.strategies),
            ("seed", self._seed.edit),
            ("length", self._length),
            ("samples", self._samples),
            ("order", self._order),
        ):
            self._labels[name].setBuddy(widget)
        for box in (self._length, self._samples, self._order):
            ignore_wheel_without_focus(box)
        self._length.setRange(1, MOST_NEW_TOKENS)
        self._length.setValue(100)
        self._samples.setRange(1, MOST_SAMPLES)
        self._order.addItems([one.value for one in Order])
        switches = QHBoxLayout()
        for switch in (self._special, self._parse, self._chat):
            switches.addWidget(switch)
        switches.addStretch()
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(2)
        layout.addWidget(self.prompt)
        layout.addLayout(switches)
        layout.addWidget(self._chat_box)
        layout.addWidget(self._raw)
        layout.addWidget(self._labels["models"])
        layout.addWidget(self.models)
        layout.addWidget(self._labels["strategies"])
        layout.addWidget(self.strategies)
        layout.addLayout(self._numbers())
        layout.addStretch()
        self.setWidget(content)

    def _numbers(self) -> QFormLayout:
        amounts = QHBoxLayout()
        amounts.addWidget(self._length, 1)
        amounts.addWidget(self._labels["samples"])
        amounts.addWidget(self._samples, 1)
        numbers = QFormLayout()
        numbers.setVerticalSpacing(2)
        numbers.addRow(self._labels["seed"], self._seed)
        numbers.addRow(self._labels["length"], amounts)
        how = QHBoxLayout()
        how.addWidget(self._order, 1)
        how.addWidget(self.precision)
        self._order.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        numbers.addRow(self._labels["order"], how)
        numbers.addRow(self.precision.note)
        return numbers

    def retranslate(self) -> None:
        texts = {
            "models": self.tr("Models"),
            "strategies": self.tr("Strategies"),
            "seed": self.tr("Seed"),
            "length": self.tr("New tokens"),
            "samples": self.tr("Samples a cell"),
            "order": self.tr("Order"),
        }
        for name, text in texts.items():
            self._labels[name].setText(text)
        self.prompt.retranslate()
        self.models.set_add_text(self.tr("Add a model"))
        self._length.setToolTip(self.tr("Where a text ends at the latest"))
        self._samples.setToolTip(
            self.tr(
                "So many texts a cell, with the seeds that follow; a strategy that draws nothing "
                "writes one"
            )
        )
        self._special.setText(self.tr("Special tokens"))
        self._special.setToolTip(
            self.tr("Begins the prompt with the tokens that the model's tokenizer puts there")
        )
        self._parse.setText(self.tr("Parse special"))
        self._parse.setToolTip(
            self.tr("Special tokens that the prompt spells, such as </s>, are read as such")
        )
        self._chat.setText(self.tr("As a chat"))
        self._chat.setToolTip(
            self.tr(
                "Asks the models: the prompt is what a user says, in each one's own chat template. "
                "Every chosen model must bring one, as chat models that are imported do"
            )
        )
        names = {
            Order.ONE_BY_ONE: self.tr("one after the other"),
            Order.INTERLEAVED: self.tr("interleaved: a token of each in turn"),
            Order.BATCHED: self.tr("batched: one pass of a model for all its strategies"),
        }
        for number, one in enumerate(Order):
            self._order.setItemText(number, names[one])
        self._order.setToolTip(
            self.tr(
                "Texts are the same in any order, unless two tokens are all but equally likely; "
                "batched is the fastest"
            )
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _references(model: ModelRecord) -> list[str]:
    """A model by its name, which is its best checkpoint, and each checkpoint if it has several."""
    steps = [one.step for one in model.checkpoints] if len(model.checkpoints) > 1 else []
    return [model.name, *(f"{model.name}@{step}" for step in steps)]

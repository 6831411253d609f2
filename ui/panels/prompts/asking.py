"""What is asked: a file of prompts, models, strategies, seeds; and what is looked at."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.forms.editors import ignore_wheel_without_focus
from ui.forms.setting_names import spec_text
from ui.models.fitness import why_not_write
from ui.session import Session
from ui.widgets.model_picker import ModelPicker
from ui.widgets.path_edit import PathEdit
from ui.widgets.row_list import RowList
from workbench.generation.spec import Beam, Greedy, Sample, Strategy

if TYPE_CHECKING:
    from workbench.project.models.prompt_table import PromptTable

OFFERED: tuple[Strategy, ...] = (
    Greedy(),
    Sample(temperature=0.8),
    Sample(temperature=0.8, top_p=0.95),
    Beam(num_beams=4),
)
MOST_SEEDS = 100
MOST_TOKENS = 2000
_KINDS = "*.txt *.md *.csv *.tsv *.jsonl *.json"


class AskingForm(QWidget):
    """The settings of a table of prompts; `changed` tells of any of them."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._file = PathEdit()
        self._prompt, self._expected = QLineEdit(), QLineEdit()
        self._models: RowList[ModelPicker] = RowList(self._new_picker)
        self._strategies = QWidget()
        self._offered: list[tuple[Strategy, QCheckBox]] = []
        self._seeds = QSpinBox(minimum=1, maximum=MOST_SEEDS, value=3)
        self._length = QSpinBox(minimum=1, maximum=MOST_TOKENS, value=40)
        self._chat, self._by_teacher, self._copied = QCheckBox(), QCheckBox(), QCheckBox()
        self._by_teacher.setChecked(True)
        self._labels = {name: QLabel() for name in self._editors()}
        self._lines = QVBoxLayout(self._strategies)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lay_out()
        self._connect()
        self.offer_strategies()
        self._retranslate()

    @property
    def path(self) -> str:
        return self._file.text

    @property
    def columns(self) -> tuple[str, str]:
        """The columns of prompts and of expected answers; empty: those that are usually so."""
        return self._prompt.text().strip(), self._expected.text().strip()

    @property
    def references(self) -> tuple[str, ...]:
        """The chosen models, each checkpoint by its step, each once."""
        chosen = [picker.choice for picker in self._models.rows]
        names = [f"{one.model.name}@{one.checkpoint.step}" for one in chosen if one is not None]
        return tuple(dict.fromkeys(names))

    @property
    def strategies(self) -> tuple[Strategy, ...]:
        return tuple(strategy for strategy, box in self._offered if box.isChecked())

    @property
    def is_complete(self) -> bool:
        return bool(self.path and self.references and self.strategies)

    def table(self) -> "PromptTable":
        """What is to be written, but for the prompts."""
        from workbench.project.models.prompt_table import PromptTable

        return PromptTable(
            prompts=(),
            models=self.references,
            strategies=self.strategies,
            seeds=tuple(range(self._seeds.value())),
            max_new_tokens=self._length.value(),
            chat=self._chat.isChecked(),
            teacher=self._session.selection.teacher if self._by_teacher.isChecked() else "",
            copied=self._copied.isChecked(),
        )

    def refresh(self) -> None:
        """Offer the project's models; at first its teacher and student."""
        project, selection = self._session.project, self._session.selection
        models = project.models if project is not None else ()
        wanted = [one for one in (selection.teacher, selection.student) if one]
        is_new = not any(picker.reference for picker in self._models.rows)
        while is_new and len(self._models.rows) < len(wanted):
            self._models.add()
        for picker in self._models.rows:
            picker.set_models(models, why_not_write)
        if is_new:
            for picker, reference in zip(self._models.rows, wanted, strict=False):
                picker.set_reference(reference)
        self.changed.emit()

    def offer_strategies(self, further: Sequence[Strategy] = ()) -> None:
        """Offer some strategies, and those that texts were written by; the chosen ones stay so."""
        chosen = self.strategies if self._offered else OFFERED[:2]
        wanted = list(dict.fromkeys((*OFFERED, *further, *chosen)))
        if wanted == [strategy for strategy, _ in self._offered]:
            return
        for _, box in self._offered:
            box.hide()
            box.deleteLater()
        self._offered = [(strategy, QCheckBox(spec_text(strategy))) for strategy in wanted]
        for strategy, box in self._offered:
            box.setChecked(strategy in chosen)
            box.setToolTip(box.text())
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.toggled.connect(self.changed)
            self._lines.addWidget(box)
        self.changed.emit()

    # -- inside

    def _editors(self) -> dict[str, QWidget]:
        return {
            "file": self._file,
            "prompt": self._prompt,
            "expected": self._expected,
            "models": self._models,
            "strategies": self._strategies,
            "seeds": self._seeds,
            "length": self._length,
        }

    def _lay_out(self) -> None:
        for box in (self._seeds, self._length):
            ignore_wheel_without_focus(box)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        above = ("file", "models", "strategies")
        layout = QVBoxLayout(self)
        for name, editor in self._editors().items():
            self._labels[name].setBuddy(editor)
            if name in above:
                layout.addWidget(self._labels[name])
                layout.addWidget(editor)
            else:
                form.addRow(self._labels[name], editor)
            if name == "strategies":
                layout.addLayout(form)
        for switch in (self._by_teacher, self._copied, self._chat):
            layout.addWidget(switch)
        layout.addStretch()

    def _connect(self) -> None:
        for signal in (
            self._file.changed,
            self._models.changed,
            self._seeds.valueChanged,
            self._length.valueChanged,
        ):
            signal.connect(lambda *_: self.changed.emit())

    def _new_picker(self) -> ModelPicker:
        picker = ModelPicker()
        for box in picker.findChildren(QComboBox):
            ignore_wheel_without_focus(box)
        project = self._session.project
        picker.set_models(project.models if project is not None else (), why_not_write)
        picker.changed.connect(self.changed)
        return picker

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        texts = {
            "file": (
                self.tr("File of prompts"),
                self.tr(
                    "A text with a prompt a line, or a table (CSV, TSV, JSON lines) with one a row"
                ),
            ),
            "prompt": (
                self.tr("Column of prompts"),
                self.tr("In a table; empty: the column that is usually called so"),
            ),
            "expected": (
                self.tr("Column of answers"),
                self.tr("In a table with expected answers; empty: the column usually called so"),
            ),
            "models": (self.tr("Models"), ""),
            "strategies": (
                self.tr("Strategies"),
                self.tr("Those that texts were written by in Write are offered too"),
            ),
            "seeds": (
                self.tr("Seeds"),
                self.tr("From so many seeds a strategy that draws writes each prompt"),
            ),
            "length": (self.tr("New tokens"), self.tr("Where a text ends at the latest")),
        }
        for name, (title, tip) in texts.items():
            self._labels[name].setText(title)
            for widget in (self._labels[name], self._editors()[name]):
                widget.setToolTip(tip)
        for line in (self._prompt, self._expected):
            line.setPlaceholderText(self.tr("found by itself"))
        self._strategies.setAccessibleName(self._labels["strategies"].text())
        self._models.set_add_text(self.tr("Add a model"))
        prompts, everything = self.tr("Prompts"), self.tr("All files")
        self._file.set_filters(f"{prompts} ({_KINDS});;{everything} (*)")
        self._by_teacher.setText(self.tr("Score by the teacher"))
        self._by_teacher.setToolTip(
            self.tr(
                "The window's teacher scores each text: its perplexity, and KL(teacher ‖ writer). "
                "Models with another tokenizer are left out"
            )
        )
        self._copied.setText(self.tr("Copied passages"))
        self._copied.setToolTip(
            self.tr(
                "Looks for the longest passage of each text that stands in the training text too. "
                "The first time the corpus is indexed: about 40 s for 100 MB"
            )
        )
        self._chat.setText(self.tr("As a chat"))
        self._chat.setToolTip(
            self.tr("Each prompt is what a user says, in the model's own chat template")
        )
        for strategy, box in self._offered:
            box.setText(spec_text(strategy))
            box.setToolTip(box.text())

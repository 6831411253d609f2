"""What heads are measured on, and which of the measures that take longer are taken."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from ui.shell.messages import translate
from workbench.inspection.heads.spec import (
    ASKED_STAGES,
    DEFAULT_STAGES,
    MEASURE_BY_NAME,
    HeadStage,
)

_MOST_PASSAGES = 100_000
_MOST_TOKENS = 100_000


@dataclass(frozen=True)
class ReadPassages:
    """What is read: the shared text, or so many passages of so many tokens of a corpus."""

    corpus: str = ""
    num_passages: int = 1
    num_tokens: int = 0
    measures: tuple[str, ...] = ()


class MeasureSettings(QWidget):
    """A line of settings; `changed` tells that a person changed one.

    A corpus is read, or with `reads_text_first` the text, until a person chooses; so are the
    stages of `ticked`.
    """

    changed = Signal()

    def __init__(
        self,
        passages: int = 100,
        tokens: int = 256,
        *,
        reads_text_first: bool = False,
        ticked: Collection[HeadStage] = DEFAULT_STAGES,
    ) -> None:
        super().__init__()
        self._reads_text_first = reads_text_first
        self._labels = {name: QLabel() for name in ("source", "passages", "tokens")}
        self._source = QComboBox()
        self._source.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._passages = QSpinBox(minimum=1, maximum=_MOST_PASSAGES, value=passages)
        self._tokens = QSpinBox(minimum=8, maximum=_MOST_TOKENS, value=tokens, singleStep=32)
        self._asked = {stage: QCheckBox() for stage in ASKED_STAGES}
        for stage, box in self._asked.items():
            box.setChecked(stage in ticked)
        self._lay_out()
        self._connect()

    @property
    def reads_text(self) -> bool:
        """Whether the shared text is read, and no corpus."""
        return not self._source.currentData()

    def value(self) -> ReadPassages:
        """What is chosen."""
        measures = tuple(str(stage) for stage, box in self._asked.items() if box.isChecked())
        if self.reads_text:
            return ReadPassages(measures=measures)
        corpus = str(self._source.currentData())
        return ReadPassages(corpus, self._passages.value(), self._tokens.value(), measures)

    def set_corpora(self, names: Sequence[str], preferred: str) -> None:
        """Offer the text and these; the present choice stays if it is there."""
        before = self._source.currentData() if self._source.count() > 1 else None
        with QSignalBlocker(self._source):
            self._source.clear()
            self._source.addItem(self.tr("The text"), "")
            for name in names:
                self._source.addItem(self.tr("Corpus {name}").format(name=name), name)
            first = "" if self._reads_text_first else preferred or next(iter(names), "")
            wanted = first if before is None else before
            self._source.setCurrentIndex(max(self._source.findData(wanted), 0))
        self._enable()

    def retranslate(self) -> None:
        self._labels["source"].setText(self.tr("Read"))
        self._labels["passages"].setText(self.tr("Passages"))
        self._labels["tokens"].setText(self.tr("Tokens each"))
        self._source.setToolTip(
            self.tr("Of a corpus, the beginning of its validation part, which nobody trained on")
        )
        self._passages.setToolTip(self.tr("Each measure is the mean over so many passages"))
        self._tokens.setToolTip(self.tr("At most as many as the model reads at once"))
        for stage, box in self._asked.items():
            measure = MEASURE_BY_NAME[stage]
            box.setText(translate(measure.title))
            box.setToolTip(translate(measure.help))
        self.set_corpora(
            [self._source.itemData(n) for n in range(1, self._source.count())],
            self._source.currentData(),
        )

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        editors = {"source": self._source, "passages": self._passages, "tokens": self._tokens}
        for name, editor in editors.items():
            self._labels[name].setBuddy(editor)
            line.addWidget(self._labels[name])
            line.addWidget(editor)
        for box in self._asked.values():
            line.addWidget(box)
        line.addStretch(1)

    def _connect(self) -> None:
        self._source.currentIndexChanged.connect(self._on_change)
        self._passages.valueChanged.connect(self._on_change)
        self._tokens.valueChanged.connect(self._on_change)
        for box in self._asked.values():
            box.toggled.connect(self._on_change)

    def _on_change(self) -> None:
        self._enable()
        self.changed.emit()

    def _enable(self) -> None:
        for name, editor in (("passages", self._passages), ("tokens", self._tokens)):
            editor.setEnabled(not self.reads_text)
            self._labels[name].setEnabled(not self.reads_text)

"""What the model wrote from the same prompts at each evaluation, one below or beside the other."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QColor, QFont, QHideEvent, QShowEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.panel import EmptyState, Panel, Swap, Workspace
from ui.running.watched_run import WatchedRun
from ui.session import Session
from ui.widgets.numbers import count
from workbench.events import SampleWritten

_PROMPT_CHARACTERS = 40
_CELL_PX = 260
_MOST_BESIDE = 40
"""Columns of the newest steps; the rest are told to be left out."""


class TrainSamplesPanel(Panel):
    """Lets a person read how the model learns; the samples stay with the run."""

    name = "train_samples"
    workspace = Workspace.TRAIN
    area = Qt.DockWidgetArea.BottomDockWidgetArea
    beside = True

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._shown: tuple[SampleWritten, ...] = ()
        self._prompts: tuple[str, ...] = ()
        self._prompt, self._label = QComboBox(), QLabel()
        self._label.setBuddy(self._prompt)
        self._beside, self._left_out = QCheckBox(), QLabel()
        self._text = QTextEdit(readOnly=True)
        self._text.setUndoRedoEnabled(False)
        self._table = QTableWidget()
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._table.setWordWrap(True)
        self._stack = QStackedWidget()
        self._empty = EmptyState()
        self._empty.triggered.connect(lambda: session.go_to(Workspace.TRAIN, "train_setup"))
        self._lay_out()
        self._prompt.currentIndexChanged.connect(self._refill)
        self._beside.toggled.connect(self._refill)
        self._watched = WatchedRun(session, self)
        self._watched.switched.connect(self._refill)
        self._watched.updated.connect(self._update)
        session.theme.changed.connect(self._refill)
        self.retranslate()

    def title(self) -> str:
        return self.tr("Samples")

    def retranslate(self) -> None:
        super().retranslate()
        self._text.setAccessibleName(self.title())
        self._table.setAccessibleName(self.title())
        self._label.setText(self.tr("Prompt"))
        self._beside.setText(self.tr("Steps side by side"))
        if self._prompt.count():
            self._prompt.setItemText(0, self.tr("all"))
        self._refill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watched.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watched.sleep()

    def _lay_out(self) -> None:
        content, line = QWidget(), QHBoxLayout()
        self._prompt.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        line.addWidget(self._label)
        line.addWidget(self._prompt)
        line.addWidget(self._beside)
        line.addWidget(self._left_out)
        line.addStretch(1)
        self._stack.addWidget(self._text)
        self._stack.addWidget(self._table)
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(line)
        inside.addWidget(self._stack, 1)
        self._swap = Swap(self._empty, content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self._swap)

    def _refill(self) -> None:
        self._shown = ()
        self._text.clear()
        self._update()

    def _update(self) -> None:
        view = self._watched.view
        samples = view.state.samples if view is not None else ()
        self._empty.set_text(
            self.tr("At each evaluation the model writes a few words; read here how it learns."),
            self.tr("Set up a run") if view is None else "",
        )
        if samples or view is None or view.is_read:
            self._swap.show_content(bool(samples))
        self._offer_prompts(tuple(dict.fromkeys(sample.prompt for sample in samples)))
        wanted = self._prompt.currentData()
        chosen = tuple(one for one in samples if wanted in (None, one.prompt))
        is_beside = self._beside.isChecked()
        self._stack.setCurrentWidget(self._table if is_beside else self._text)
        self._left_out.setText("")
        if is_beside:
            self._show_beside(chosen)
        else:
            self._show_below(chosen)

    def _offer_prompts(self, prompts: tuple[str, ...]) -> None:
        """The prompts of the run; the one that was chosen stays so if it is among them."""
        if prompts == self._prompts and self._prompt.count():
            return
        wanted, self._prompts = self._prompt.currentData(), prompts
        with QSignalBlocker(self._prompt):
            self._prompt.clear()
            self._prompt.addItem(self.tr("all"), None)
            for number, prompt in enumerate(prompts, start=1):
                cut = len(prompt) > _PROMPT_CHARACTERS
                self._prompt.addItem(f"{prompt[:_PROMPT_CHARACTERS]}…" if cut else prompt, prompt)
                self._prompt.setItemData(number, prompt, Qt.ItemDataRole.ToolTipRole)
            self._prompt.setCurrentIndex(prompts.index(wanted) + 1 if wanted in prompts else 0)

    def _show_below(self, samples: tuple[SampleWritten, ...]) -> None:
        """The newest on top."""
        if samples[: len(self._shown)] != self._shown:
            self._shown = ()
            self._text.clear()
        for sample in samples[len(self._shown) :]:
            self._insert(sample)
        self._shown = samples

    def _show_beside(self, samples: tuple[SampleWritten, ...]) -> None:
        """A row a prompt, a column a step, the newest first."""
        if samples == self._shown:
            return
        self._shown = samples
        steps = sorted({sample.step for sample in samples}, reverse=True)
        if len(steps) > _MOST_BESIDE:
            said = self.tr("{count} earlier steps are left out")
            self._left_out.setText(said.format(count=count(len(steps) - _MOST_BESIDE)))
            steps = steps[:_MOST_BESIDE]
        prompts = list(dict.fromkeys(sample.prompt for sample in samples))
        self._table.clear()
        self._table.setRowCount(len(prompts))
        self._table.setColumnCount(len(steps))
        heading = self.tr("Step {step}")
        self._table.setHorizontalHeaderLabels([heading.format(step=count(one)) for one in steps])
        self._table.setVerticalHeaderLabels([one[:_PROMPT_CHARACTERS] for one in prompts])
        for sample in samples:
            if sample.step in steps:
                place = prompts.index(sample.prompt), steps.index(sample.step)
                self._table.setItem(*place, QTableWidgetItem(sample.text))
        for column in range(len(steps)):
            self._table.setColumnWidth(column, _CELL_PX)
        self._table.resizeRowsToContents()

    def _insert(self, sample: SampleWritten) -> None:
        """Put a sample on top, as plain text: what a model writes is never taken for markup."""
        cursor = QTextCursor(self._text.document())
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        colours = self.session.theme.colours
        heading = self.tr("Step {step}").format(step=count(sample.step))
        cursor.insertText(f"{heading}\n", _format(colours.muted, bold=True))
        cursor.insertText(sample.prompt, _format(colours.muted))
        cursor.insertText(f"{sample.text}\n\n", _format(colours.text))


def _format(colour: str, *, bold: bool = False) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(QColor(colour))
    form.setFontWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return form

"""The models of the project and their checkpoints."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter, QToolBar, QToolButton, QVBoxLayout, QWidget

from ui.catalogue import RecordActions
from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panel import Panel, Swap
from ui.panels.models.checkpoint_side import CheckpointSide
from ui.session import Session
from ui.shell.compare_action import CompareAction, best_of
from ui.shell.exchange.model_export import ModelExport
from ui.shell.messages import name_of
from ui.shell.next_step_state import NextStepState
from ui.when_seen import WhenSeen
from ui.workspace import Workspace
from workbench.store.records import CheckpointRecord, ModelRecord

_ICON_PX = 18


class ModelsPanel(Panel):
    """Every trained model: its size, its tokenizer; and the checkpoints of those chosen."""

    name = "models"
    workspace = Workspace.RUNS
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._tokenizers: dict[str, str] = {}
        self._table: Table[ModelRecord] = Table(lambda model: model.id, self)
        self._view = TableView(self._table, several=True)
        self._records = RecordActions(session, self._view)
        self._bar = QToolBar()
        self._export = ModelExport(session, self._one_chosen, self)
        self._compare = CompareAction(session, lambda: best_of(self._view.chosen()), self)
        self._export_button = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._import = QAction(self)
        self._import.triggered.connect(lambda: session.commands.action("model.import").trigger())
        self._import_gguf = QAction(self)
        self._import_gguf.triggered.connect(
            lambda: session.commands.action("model.import_gguf").trigger()
        )
        self._checkpoints = CheckpointSide(session)
        self._lay_out()
        WhenSeen(self, self._refresh, session.catalogue_changed)
        session.theme.changed.connect(self._paint)
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Models")

    def retranslate(self) -> None:
        super().retranslate()
        self._view.setAccessibleName(self.title())
        self._records.retranslate()
        self._compare.retranslate()
        self._checkpoints.retranslate()
        self._export.retranslate()
        self._export_button.setText(self.tr("Export"))
        self._export_button.setToolTip(self.tr("The best checkpoint of the chosen model"))
        self._import.setText(self.tr("Import a model…"))
        self._import.setToolTip(
            self.tr("From a folder that Hugging Face tools wrote: BERT, GPT-2, Llama, Qwen2")
        )
        self._import_gguf.setText(self.tr("Import a GGUF file…"))
        self._import_gguf.setToolTip(
            self.tr("From a file of llama.cpp's kind: Llama, Qwen2, GPT-2, rounded weights too")
        )
        self._empty.set_about(
            self.tr("A model appears here as soon as its training has saved a first checkpoint.")
        )
        self._table.set_columns(self._columns())
        self._view.fit_columns()

    def _columns(self) -> tuple[Column[ModelRecord], ...]:
        return (
            Column(
                self.tr("Name"),
                lambda model: model.name,
                rename=self._records.rename,
                help=self.tr("Double-click to rename it"),
            ),
            Column(
                self.tr("Family"),
                lambda model: name_of(model.family),
                help=self.tr("The architecture: GPT and Llama continue texts, BERT fills in masks"),
            ),
            Column(
                self.tr("Task"),
                lambda model: self._task(model) or None,
                help=self.tr("What a model was fine-tuned to do"),
            ),
            Column(
                self.tr("Parameters"),
                lambda model: model.parameters,
                lambda model: figures.count(model.parameters),
                numeric=True,
                help=self.tr("Numbers that training sets"),
            ),
            Column(
                self.tr("Tokenizer"),
                lambda model: self._tokenizers.get(model.tokenizer, model.tokenizer),
                help=self.tr("What cuts the text into the tokens that the model reads"),
            ),
            Column(
                self.tr("Checkpoints"),
                lambda model: len(model.checkpoints),
                numeric=True,
                help=self.tr("States of the model that are saved"),
            ),
            Column(
                self.tr("Best at step"),
                lambda model: step_of(best(model)),
                lambda model: figures.count(step_of(best(model))),
                numeric=True,
                help=self.tr("The step of the checkpoint that was best in validation"),
            ),
            Column(
                self.tr("Best validation loss"),
                lambda model: loss_of(best(model)),
                lambda model: figures.measure(loss_of(best(model)), 4),
                numeric=True,
                help=self.tr("Nats per token, or per example of a classifier; lower is better"),
            ),
            Column(
                self.tr("Best score"),
                lambda model: score_of(best(model)),
                lambda model: figures.measure(score_of(best(model))),
                numeric=True,
                help=self.tr("Accuracy or macro-F1 on the validation examples, higher is better"),
            ),
        )

    def _task(self, model: ModelRecord) -> str:
        if model.labels:
            return self.tr("tells {count} classes").format(count=len(model.labels))
        return self.tr("answers prompts") if model.template else ""

    def _lay_out(self) -> None:
        self._bar.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self._bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._bar.addActions(
            [
                self._import,
                self._import_gguf,
                self._compare,
                self._records.rename_action,
                self._records.delete_action,
            ]
        )
        self._export_button.setMenu(self._export.menu)
        self._export_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._bar.addWidget(self._export_button)
        self._view.addAction(self._compare)
        self._view.chosen_changed.connect(self._enable)
        self._view.chosen_changed.connect(self._show_checkpoints)
        self._enable()
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self._bar)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._view)
        split.addWidget(self._checkpoints)
        inside.addWidget(split, 1)
        self._swap = Swap(self._empty, content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)

    def _one_chosen(self) -> ModelRecord | None:
        chosen = self._view.chosen()
        return chosen[0] if len(chosen) == 1 else None

    def _enable(self) -> None:
        self._export_button.setEnabled(self._one_chosen() is not None)
        self._compare.refresh()

    def _paint(self) -> None:
        self._empty.set_icon(self.session.theme.icon("cube-outline"))
        self._import.setIcon(self.session.theme.icon("import"))
        self._import_gguf.setIcon(self.session.theme.icon("import"))
        self._export_button.setIcon(self.session.theme.icon("export"))

    def _refresh(self) -> None:
        project = self.session.project
        models = project.models if project is not None else ()
        tokenizers = project.tokenizers if project is not None else ()
        self._tokenizers = {record.id: record.name for record in tokenizers}
        self._table.set_rows(models)
        self._swap.show_content(bool(models))
        self._show_checkpoints()

    def _show_checkpoints(self) -> None:
        self._checkpoints.show_models(self._view.chosen())


def best(model: ModelRecord) -> CheckpointRecord | None:
    """The checkpoint that was best on the validation text or examples, if one is marked."""
    return next((one for one in model.checkpoints if one.is_best), None)


def step_of(checkpoint: CheckpointRecord | None) -> int | None:
    """The step of a checkpoint that may be missing."""
    return checkpoint.step if checkpoint else None


def loss_of(checkpoint: CheckpointRecord | None) -> float | None:
    """The validation loss of a checkpoint that may be missing, or was ranked by a score."""
    return checkpoint.loss if checkpoint else None


def score_of(checkpoint: CheckpointRecord | None) -> float | None:
    """The accuracy or macro-F1 by which a checkpoint was ranked, if it was."""
    return checkpoint.score if checkpoint else None

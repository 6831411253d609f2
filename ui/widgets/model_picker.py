"""The one way to choose a model in the window: model, checkpoint, digest, parameters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QPalette, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSizePolicy, QWidget

from ui.widgets.colours import quiet_ink
from ui.widgets.numbers import compact, count, short
from workbench.store.records import CheckpointRecord, ModelRecord

DIGEST_DIGITS = 8
SWATCH_PX = 4


@dataclass(frozen=True)
class ModelChoice:
    """A model and one of its checkpoints, with the reference that names both."""

    model: ModelRecord
    checkpoint: CheckpointRecord
    reference: str

    @property
    def digest(self) -> str:
        """The first digits of the checkpoint's digest."""
        return self.checkpoint.digest[:DIGEST_DIGITS]


class ModelPicker(QWidget):
    """Chooses among model records; `changed` tells when another checkpoint is chosen.

    References read `NAME@best`, `NAME@last` or `NAME@STEP`. A choice that disappears from the
    records is dropped, nothing else is chosen in its place. Models that do not fit are greyed, with
    the reason, and cannot be chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models: tuple[ModelRecord, ...] = ()
        self._unfit: dict[str, str] = {}
        self._name, self._checkpoint = QComboBox(), QComboBox()
        self._details = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._swatch = QWidget(autoFillBackground=True, visible=False)
        self._swatch.setFixedWidth(SWATCH_PX)
        for box, policy in (
            (self._name, QSizePolicy.Policy.Ignored),
            (
                self._checkpoint,
                QSizePolicy.Policy.Preferred,
            ),  # its step and its loss are read whole
        ):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
            box.setMinimumWidth(70)
        self._details.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(2)
        layout.addWidget(self._swatch, 0, 0, 2, 1)
        layout.addWidget(self._name, 0, 1)
        layout.addWidget(self._checkpoint, 0, 2)
        layout.addWidget(self._details, 1, 1, 1, 2)
        layout.setColumnStretch(1, 1)
        self._name.currentIndexChanged.connect(self._on_model)
        self._checkpoint.currentIndexChanged.connect(self._on_checkpoint)
        self.setFocusProxy(self._name)
        self._retranslate()

    def set_models(
        self, models: Sequence[ModelRecord], why_not: Callable[[ModelRecord], str] | None = None
    ) -> None:
        """Offer these models; the present choice stays if it is still there.

        `why_not` says why a model does not fit, an empty text if it does.
        """
        before = self.reference
        self._models = tuple(models)
        reasons = {model.name: why_not(model) for model in models} if why_not else {}
        self._unfit = {name: reason for name, reason in reasons.items() if reason}
        with QSignalBlocker(self._name):
            self._name.clear()
            for model in models:
                self._offer(model.name)
            self._name.setCurrentIndex(-1)
        self.set_reference(before)
        if self.reference != before:
            self.changed.emit()

    def _offer(self, name: str) -> None:
        reason = self._unfit.get(name)
        self._name.addItem(name if reason is None else f"{name} ({reason})")
        items = self._name.model()
        if reason is not None and isinstance(items, QStandardItemModel):
            items.item(self._name.count() - 1).setEnabled(False)

    def set_reference(self, reference: str) -> None:
        """Choose what a reference names, in silence; one that is not there, or that does not fit,
        chooses nothing."""
        name, which = _split(reference, {model.name for model in self._models})
        with QSignalBlocker(self._name), QSignalBlocker(self._checkpoint):
            self._name.setCurrentIndex(self._index_of(name))
            self._fill_checkpoints()
            self._checkpoint.setCurrentIndex(self._checkpoint.findData(which))
        self._show_details()

    @property
    def reference(self) -> str:
        """`NAME@best` and the like, empty without a choice."""
        model, which = self._model(), self._checkpoint.currentData()
        return f"{model.name}@{which}" if model and which else ""

    @property
    def choice(self) -> ModelChoice | None:
        """The records behind the reference, None without a choice."""
        model, index = self._model(), self._checkpoint.currentIndex()
        if model is None or index < 0:
            return None
        return ModelChoice(model, _offered(model)[index][1], self.reference)

    def set_colour(self, colour: str) -> None:
        """The colour that this choice has in plots, as a bar beside it; empty for none."""
        self._swatch.setVisible(bool(colour))
        self._swatch.setPalette(QPalette(QColor(colour)) if colour else QPalette())

    # -- inside

    def _model(self) -> ModelRecord | None:
        index = self._name.currentIndex()
        return self._models[index] if 0 <= index < len(self._models) else None

    def _index_of(self, name: str) -> int:
        names = [model.name for model in self._models]
        return names.index(name) if name in names and name not in self._unfit else -1

    def _fill_checkpoints(self) -> None:
        self._checkpoint.clear()
        model = self._model()
        if model is None:
            return
        for which, checkpoint in _offered(model):
            self._checkpoint.addItem(self._checkpoint_text(which, checkpoint), which)
            row = self._checkpoint.count() - 1
            self._checkpoint.setItemData(
                row, digest_tip(checkpoint.digest), Qt.ItemDataRole.ToolTipRole
            )

    def _checkpoint_text(self, which: str, checkpoint: CheckpointRecord) -> str:
        templates = {
            "best": self.tr("best (step {step})"),
            "last": self.tr("last (step {step})"),
        }
        text = templates.get(which, self.tr("step {step}")).format(step=count(checkpoint.step))
        if checkpoint.score is not None:
            scored = self.tr("{checkpoint}, score {score}")
            return scored.format(checkpoint=text, score=short(checkpoint.score))
        if checkpoint.loss is not None:
            return self.tr("{checkpoint}, loss {loss}").format(
                checkpoint=text, loss=short(checkpoint.loss)
            )
        return text

    def _on_model(self) -> None:
        with QSignalBlocker(self._checkpoint):
            self._fill_checkpoints()
            self._checkpoint.setCurrentIndex(0)
        self._on_checkpoint()

    def _on_checkpoint(self) -> None:
        self._show_details()
        self.changed.emit()

    def _show_details(self) -> None:
        choice = self.choice
        text = ""
        if choice is not None:
            text = self.tr("step {step} · {digest} · {parameters} parameters").format(
                step=count(choice.checkpoint.step),
                digest=choice.digest,
                parameters=compact(choice.model.parameters),
            )
        self._details.setText(text)
        self._details.setToolTip(digest_tip(choice.checkpoint.digest) if choice else "")

    def _paint_details(self) -> None:
        palette = self.palette()
        text, ground = (
            palette.color(role) for role in (QPalette.ColorRole.Text, QPalette.ColorRole.Window)
        )
        muted = QPalette(palette)
        muted.setColor(QPalette.ColorRole.WindowText, quiet_ink(text, ground))
        self._details.setPalette(muted)

    def _retranslate(self) -> None:
        self._name.setPlaceholderText(self.tr("Choose a model"))
        self._name.setAccessibleName(self.tr("Model"))
        self._checkpoint.setAccessibleName(self.tr("Checkpoint"))
        self._checkpoint.setPlaceholderText(self.tr("Checkpoint"))
        self.set_reference(self.reference)
        self._paint_details()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._paint_details()


def digest_tip(digest: str) -> str:
    """What the digits beside a checkpoint are."""
    text = QCoreApplication.translate("ModelPicker", "Digest of the weights: equal ones are equal")
    return f"{text}\n{digest}"


def _offered(model: ModelRecord) -> list[tuple[str, CheckpointRecord]]:
    """What stands behind the @ and the checkpoint it means: best, last, then each, newest first."""
    if not model.checkpoints:
        return []
    best = [("best", c) for c in model.checkpoints if c.is_best][:1]
    steps = [(str(c.step), c) for c in reversed(model.checkpoints)]
    return [*best, ("last", model.checkpoints[-1]), *steps]


def _split(reference: str, names: set[str]) -> tuple[str, str]:
    """Name and checkpoint; a name may hold an @ itself."""
    if reference in names:
        return reference, "best"
    name, at, which = reference.rpartition("@")
    return (name, which) if at else (reference, "best")

"""What stands in the place of an effect before there is one: what is missing, and the next step."""

from enum import Enum, auto

from PySide6.QtCore import Signal

from ui.panel import EmptyState


class EffectNeeds(Enum):
    """What an effect waits for."""

    CHECKPOINT = auto()
    MODEL = auto()
    TEXT = auto()
    STRATEGY = auto()
    INTERVENTION = auto()
    ASKING = auto()
    ANSWER = auto()


class EffectState(EmptyState):
    """Its button takes the step; `wanted` brings what is missing then."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._missing, self._part = EffectNeeds.MODEL, ""
        self.triggered.connect(lambda: self.wanted.emit(self._missing))

    def show_missing(self, missing: EffectNeeds, part: str) -> None:
        """Say what is missing; `part` is the present part of the model."""
        self._missing, self._part = missing, part
        self.retranslate()

    def retranslate(self) -> None:
        about, action = self._words()
        self.set_text(about, action)

    def _words(self) -> tuple[str, str]:
        match self._missing:
            case EffectNeeds.CHECKPOINT:
                return self.tr("No model has saved a checkpoint yet; train one first."), self.tr(
                    "To the training"
                )
            case EffectNeeds.MODEL:
                return self.tr("Choose the model that is to be changed."), self.tr("Choose a model")
            case EffectNeeds.TEXT:
                return self.tr("Write a text whose loss and continuation are compared."), self.tr(
                    "Write a text"
                )
            case EffectNeeds.STRATEGY:
                return self.tr("A setting of the strategy is impossible; it is said there."), ""
            case EffectNeeds.INTERVENTION:
                return self._next_intervention()
            case EffectNeeds.ASKING:
                return self.tr("The effect has not been computed yet."), self.tr("Compute")
            case EffectNeeds.ANSWER:
                return self.tr("Computing…"), ""

    def _next_intervention(self) -> tuple[str, str]:
        about = self.tr(
            "Switch something off or scale it on the left, or steer by two texts: the effect "
            "stands here."
        )
        action = self.tr("Switch {part} off").format(part=self._part) if self._part else ""
        return about, action

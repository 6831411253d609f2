"""The names of what is followed over checkpoints."""

from dataclasses import dataclass
from enum import StrEnum
from math import isnan

from PySide6.QtCore import QObject

from ui.models import figures
from ui.shell.messages import translate
from workbench.inspection.comparison.checkpoint_point import PASSAGE_MEASURES, Measure, unit_of
from workbench.inspection.heads.spec import MEASURE_BY_NAME


class ModelMeasure(StrEnum):
    """What is measured between a checkpoint and the teacher, or of its output."""

    DIVERGENCE = "divergence"
    CKA = "cka"
    KL = "kl"
    LOSS = "loss"


@dataclass(frozen=True)
class Name:
    """How a measure is called, and what it means."""

    title: str
    help: str


class MeasureNames(QObject):
    """Every measure with its name in the language of the window."""

    def of_heads(self) -> dict[Measure, Name]:
        """Those of the text's maps, then those that heads are measured by."""
        measured = ((name, MEASURE_BY_NAME[name]) for name in PASSAGE_MEASURES)
        return self._of_text() | {
            name: Name(translate(one.title), translate(one.help)) for name, one in measured
        }

    def _of_text(self) -> dict[Measure, Name]:
        return {
            "normalised_entropy": Name(
                self.tr("Entropy, of the most"),
                self.tr("How widely the head looks, as a share of the widest that each row could"),
            ),
            "self_share": Name(
                self.tr("Attention on itself"), self.tr("The share on the query itself")
            ),
            "previous_share": Name(
                self.tr("Attention on the token before"),
                self.tr("The share on the token before the query"),
            ),
            "next_share": Name(
                self.tr("Attention on the token after"),
                self.tr("The share on the token behind the query"),
            ),
            "first_share": Name(
                self.tr("Attention on the first token"),
                self.tr("The share on the first token of the text"),
            ),
            "special_share": Name(
                self.tr("Attention on special tokens"),
                self.tr("The share on [CLS], <s> and the like"),
            ),
            "entropy": Name(
                self.tr("Entropy, nats"), self.tr("How widely the head looks, in nats")
            ),
            "distance": Name(
                self.tr("Distance, tokens"), self.tr("How far off the head looks, in tokens")
            ),
        }

    def of_models(self) -> dict[ModelMeasure, Name]:
        """Those of the whole model; all but the loss need a teacher."""
        return {
            ModelMeasure.DIVERGENCE: Name(
                self.tr("Divergence from the teacher, nats"),
                self.tr(
                    "Jensen-Shannon divergence of the matched heads of each pair of layers, mean"
                ),
            ),
            ModelMeasure.CKA: Name(
                self.tr("CKA with the teacher"),
                self.tr("Linear CKA, unbiased, of what both blocks of each pair of layers give"),
            ),
            ModelMeasure.KL: Name(
                self.tr("KL from the teacher, nats"),
                self.tr("KL(teacher ‖ student) of the outputs, the mean"),
            ),
            ModelMeasure.LOSS: Name(
                self.tr("Loss on the text, nats"), self.tr("Of the text's own tokens, per token")
            ),
        }


def written(measure: Measure, value: float | None, *, signed: bool = False) -> str:
    """A value of a measure: shares in percent, the others as numbers."""
    if value is None or isnan(value):
        return "–"
    text = figures.share(value) if unit_of(measure) == "share" else figures.measure(value)
    return f"+{text}" if signed and value > 0 else text

"""What stands out in a run's curves: a sentence with its evidence, and the setting to change."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workbench.words import Words


class AnomalyKind(StrEnum):
    """The causes that can be told from curves."""

    SPIKE = "spike"
    DIVERGENCE = "divergence"
    PLATEAU = "plateau"
    OVERFITTING = "overfitting"
    ENTROPY_COLLAPSE = "entropy_collapse"
    TEACHERS_FLOOR = "teachers_floor"


@dataclass(frozen=True)
class Anomaly:
    """One finding: from `step` on, as far as `last`.

    `words` tell it with its evidence and what to do; `setting` is the dotted path of what to change
    first, empty where it is no setting. `batch_step` is a step whose documents are worth a look.
    """

    kind: AnomalyKind
    step: int
    last: int
    words: Words
    setting: str = ""
    batch_step: int | None = None

    def as_plain(self) -> dict[str, Any]:
        """What stands in JSON."""
        return {
            "kind": self.kind.value,
            "step": self.step,
            "last": self.last,
            "words": str(self.words),
            "setting": self.setting or None,
            "batch_step": self.batch_step,
        }

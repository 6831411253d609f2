"""How the saliency of tokens is computed; torch is not needed."""

from dataclasses import dataclass
from typing import Literal, get_args

from workbench.errors import BadInput
from workbench.words import listed

SaliencyMethod = Literal["integrated_gradients", "gradient_x_input"]
SaliencyBaseline = Literal["mean", "token", "zero"]
Explained = Literal["logit", "probability"]

METHODS: tuple[SaliencyMethod, ...] = get_args(SaliencyMethod)
BASELINES: tuple[SaliencyBaseline, ...] = get_args(SaliencyBaseline)
EXPLAINED: tuple[Explained, ...] = get_args(Explained)
DEFAULT_STEPS = 1024
FEWEST_STEPS, MOST_STEPS = 4, 4096


@dataclass(frozen=True)
class SaliencySettings:
    """What is explained and how.

    `explained` is the logit of the target (or class), or its probability. Integrated gradients go
    from the `baseline` to the text in at most `steps` steps: in each token's place stands the mean
    embedding of the vocabulary, that of the token for unknown text (or for padding where there is
    none), or zeros. Gradient × input knows no baseline but zeros. Raises BadInput for what is none
    of these.
    """

    method: SaliencyMethod = "integrated_gradients"
    baseline: SaliencyBaseline = "mean"
    explained: Explained = "logit"
    steps: int = DEFAULT_STEPS

    def __post_init__(self) -> None:
        for value, known in (
            (self.method, METHODS),
            (self.baseline, BASELINES),
            (self.explained, EXPLAINED),
        ):
            if value not in known:
                raise BadInput(
                    "'{value}' is not known here; choose one of {known}",
                    value=value,
                    known=listed(known),
                )
        if not FEWEST_STEPS <= self.steps <= MOST_STEPS:
            raise BadInput(
                "integrated gradients take from {fewest} to {most} steps, not {steps}",
                fewest=FEWEST_STEPS,
                most=MOST_STEPS,
                steps=self.steps,
            )

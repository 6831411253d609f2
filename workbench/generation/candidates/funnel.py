"""What a place's candidates are, as plain values and numpy arrays; torch is not needed.

Shapes: v vocabulary.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workbench.words import Words, words

OWN = ""
"""The name of the stage before all steps: the model's own distribution."""


@dataclass(frozen=True)
class FunnelStage:
    """What is left of a distribution behind one step of a strategy.

    `name` is the setting that turns the step on, or the strategy whose choice it is. So many tokens
    may still be taken, which have this share of the model's own probability. A step that is taken
    at random leaves `least_left` and `least_mass` when it is.
    """

    name: str
    left: int
    mass: float
    least_left: int
    least_mass: float

    @property
    def is_random(self) -> bool:
        """Whether chance decides, here or in a step before, how many are left."""
        return self.least_left < self.left or self.least_mass < self.mass


@dataclass(frozen=True)
class TokenCandidate:
    """A token that may stand at the place; `rank` 1 is what the model finds likeliest.

    `stages` are its probabilities behind each stage, the model's own first and at last the one that
    it is taken with; 0 once it is removed. `removed_by` is the step that always does that, or
    nothing, `may_be_removed_by` the first that does at times. `ends` says that it would end a text.
    """

    id: int
    text: str
    logit: float
    rank: int
    stages: tuple[float, ...]
    removed_by: str = ""
    may_be_removed_by: str = ""
    ends: bool = False

    @property
    def probability(self) -> float:
        """The model's own."""
        return self.stages[0]

    @property
    def final(self) -> float:
        """What it is taken with."""
        return self.stages[-1]


@dataclass(frozen=True)
class TokenCandidates:
    """The candidates for the place behind so many tokens, by the model's own probability.

    The first of the `stages` is the model's own distribution, the others are the steps of the
    strategy; `entropy` is the model's own, in nats. `logits_v` are the model's, and `final_v` the
    probabilities that a token is taken with. `notes` say what the last stage leaves out, and
    `num_ends` is how many tokens would end a text.
    """

    prompt_tokens: int
    entropy: float
    stages: tuple[FunnelStage, ...]
    candidates: tuple[TokenCandidate, ...]
    logits_v: NDArray[np.float32] = field(repr=False, compare=False)
    final_v: NDArray[np.float32] = field(repr=False, compare=False)
    notes: tuple[Words, ...] = ()
    num_ends: int = 0

    @property
    def own(self) -> FunnelStage:
        """The model's own distribution."""
        return self.stages[0]


def notes_on(kind: str, *, continues: bool) -> Iterator[Words]:
    """What the probabilities of one place do not tell of a strategy, by its name."""
    if "beam" in kind:
        yield words(
            "A beam's next token: which text is kept is decided by whole texts, several at a time."
        )
    if kind == "diverse_beam":
        yield words("So the first group of beams chooses; later groups avoid what it has taken.")
    if kind == "mirostat" and continues:
        yield words(
            "Mirostat begins anew here, as it does for a text that is continued; within a text its "
            "bound follows what was drawn before."
        )

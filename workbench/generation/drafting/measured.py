"""What was measured of drafts of one length beside the model's own writing, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self

from workbench.generation.drafting.passes import (
    DraftPass,
    DraftPlace,
    acceptance_rate,
    places,
)
from workbench.generation.drafting.speed_up import (
    least_alpha,
    most_cost,
    speed_up_of_drafts,
)

_SAYS_NOTHING = 0.02
"""A speed-up so near to 1 is none."""
_UNSTEADY = 1.5


@dataclass(frozen=True)
class WrittenTrial:
    """One text as it was written: its tokens' ids and whether each was drafted, the passes over
    drafts, and what it took; `step_s` is what one of its steps does, the first one left out."""

    ids: tuple[int, ...]
    is_drafted: tuple[bool, ...]
    passes: tuple[DraftPass, ...]
    seconds: float
    step_s: float


@dataclass(frozen=True)
class DraftCosts:
    """In steps of the model that writes on its own: drafting a token (c), and a pass over a draft.

    `draft_s` and `pass_s` are the same in seconds.
    """

    draft_s: float
    pass_s: float
    cost: float
    reading: float

    @classmethod
    def of(cls, passes: Sequence[DraftPass], step_s: float) -> Self:
        """Medians over passes with a draft; the reading of a pass without one says nothing."""
        drafted = [one for one in passes if one.num_drafted]
        draft_s = median(one.draft_s / one.num_drafted for one in drafted) if drafted else 0.0
        pass_s = median(one.read_s for one in drafted) if drafted else step_s
        return cls(draft_s, pass_s, draft_s / step_s, pass_s / step_s)


@dataclass(frozen=True)
class MeasuredDrafts:
    """What drafts of one length did: acceptance, costs, and speed-ups over writing without them.

    `predicted` is the paper's formula, which has the model read a draft at the cost of one token;
    `expected` has what that cost. `speed_ups` are measured, one a round.
    """

    length: int
    num_tokens: int
    passes: int
    drafted: int
    accepted: int
    places: tuple[DraftPlace, ...]
    acceptance_rate: float
    tokens_per_pass: float
    costs: DraftCosts
    predicted: float
    expected: float
    tokens_per_second: float
    speed_ups: tuple[float, ...]
    least_alpha: float | None
    most_cost: float | None

    @property
    def speed_up(self) -> float:
        """The median of the rounds."""
        return median(self.speed_ups)

    @property
    def is_unsteady(self) -> bool:
        """Whether the rounds differ so much that something else kept the machine busy."""
        return max(self.speed_ups) > _UNSTEADY * min(self.speed_ups)

    @property
    def is_faster(self) -> bool:
        """By more than what says nothing; a round in which the machine stalled does not count."""
        return self.speed_up > 1.0 + _SAYS_NOTHING

    @property
    def is_slower(self) -> bool:
        """As above."""
        return self.speed_up < 1.0 - _SAYS_NOTHING


def measured_drafts(
    length: int,
    rounds: Sequence[Sequence[WrittenTrial]],
    plain: Sequence[Sequence[WrittenTrial]],
) -> MeasuredDrafts:
    """Of each round of texts with drafts, beside the same round of texts without.

    A text's first pass reads the prompt, and is left out of the costs, unless no other has a draft.
    """
    trials = [trial for one in rounds for trial in one]
    passes = [one for trial in trials for one in trial.passes]
    later = [one for trial in trials for one in trial.passes[1:]]
    step_s = median(trial.step_s for one in plain for trial in one)
    has_later = any(one.num_drafted for one in later)
    costs = DraftCosts.of(later if has_later else passes, step_s)
    alpha, lengths = acceptance_rate(passes), [one.num_drafted for one in passes]
    num_tokens = sum(len(trial.ids) for trial in trials)
    return MeasuredDrafts(
        length=length,
        num_tokens=num_tokens,
        passes=len(passes),
        drafted=sum(lengths),
        accepted=sum(one.num_accepted for one in passes),
        places=places(passes),
        acceptance_rate=alpha,
        tokens_per_pass=num_tokens / len(passes),
        costs=costs,
        predicted=speed_up_of_drafts(alpha, lengths, costs.cost),
        expected=speed_up_of_drafts(alpha, lengths, costs.cost, costs.reading),
        tokens_per_second=median(map(rate, rounds)),
        speed_ups=tuple(rate(one) / rate(other) for one, other in zip(rounds, plain, strict=False)),
        least_alpha=least_alpha(length, costs.cost, costs.reading),
        most_cost=most_cost(alpha, length, costs.reading),
    )


def rate(trials: Sequence[WrittenTrial]) -> float:
    """Tokens a second over several texts, the reading of their prompts included."""
    return sum(len(one.ids) for one in trials) / sum(one.seconds for one in trials)

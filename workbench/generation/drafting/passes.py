"""The passes of speculative decoding, and how much of what was drafted they accepted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class DraftPass:
    """One pass of the model over drafted tokens, of which it accepted the first so many.

    `draft_s` is what drafting took, `read_s` the model's own reading; the rest is choosing.
    """

    num_drafted: int
    num_accepted: int
    draft_s: float = 0.0
    read_s: float = 0.0


@dataclass(frozen=True)
class DraftPlace:
    """A place in the drafts, from the first: how often a token was drafted there, how often it was
    `reached`, as all before it were accepted, and how often it was accepted itself."""

    drafted: int
    reached: int
    accepted: int

    @property
    def kept(self) -> float:
        """The share of what was drafted there that stands in the text."""
        return self.accepted / self.drafted if self.drafted else 0.0

    @property
    def rate(self) -> float:
        """The share that was accepted where all before it were."""
        return self.accepted / self.reached if self.reached else 0.0


def within_text(passes: Sequence[DraftPass], num_tokens: int) -> list[DraftPass]:
    """The passes as far as their tokens stand in the text: an end may lie in the midst of one."""
    over = sum(one.num_accepted + 1 for one in passes) - num_tokens
    if not passes or over <= 0:
        return list(passes)
    *others, last = passes
    num_kept = max(last.num_accepted + 1 - over, 0)
    return [*others, replace(last, num_drafted=num_kept, num_accepted=num_kept)]


def places(passes: Sequence[DraftPass]) -> tuple[DraftPlace, ...]:
    """Every place that was drafted for, the first one first."""
    longest = max((one.num_drafted for one in passes), default=0)
    return tuple(_place(passes, number) for number in range(1, longest + 1))


def _place(passes: Sequence[DraftPass], number: int) -> DraftPlace:
    drafted = [one for one in passes if one.num_drafted >= number]
    reached = sum(one.num_accepted >= number - 1 for one in drafted)
    return DraftPlace(len(drafted), reached, sum(one.num_accepted >= number for one in drafted))


def acceptance_rate(passes: Sequence[DraftPass]) -> float:
    """The share of the drafted tokens that were accepted, of those that the model came to: α.

    It comes to all up to the first that it refuses. 0 where nothing was drafted.
    """
    accepted = sum(one.num_accepted for one in passes)
    refused = sum(one.num_accepted < one.num_drafted for one in passes)
    return accepted / (accepted + refused) if accepted + refused else 0.0

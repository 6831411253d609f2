"""A tree of continuations as plain values; torch is not needed."""

from dataclasses import dataclass
from enum import StrEnum


class Reach(StrEnum):
    """What is known of how a continuation goes on."""

    OPENED = "opened"
    """Some of its own continuations are in the tree."""
    SMALL = "small"
    """It was looked at, and none of them has the mass."""
    DEEPEST = "deepest"
    """It was not looked at: as long as asked for, or its turn is still to come."""
    ENDED = "ended"
    """The text is over with it."""
    REST = "rest"
    """No continuation, but the mass of all those beside its siblings that were not opened."""


MOST_NODES = 2_000


@dataclass(frozen=True)
class MassNode:
    """A token behind those of its parent, which stands before it in the tree.

    `probability` is that of the token where it stands, and `mass` that of all tokens up to it
    behind the prompt. A rest has no token.
    """

    token: int | None
    parent: int
    probability: float
    mass: float
    reach: Reach = Reach.DEEPEST


@dataclass(frozen=True)
class MassTree:
    """Continuations of a prompt; the masses of those that nothing goes on sum to 1.

    `num_tokens` is how deep was looked so far. For want of room, `left_out` continuations that had
    the mass are not in the tree: the likeliest are.
    """

    nodes: tuple[MassNode, ...]
    num_tokens: int
    left_out: int = 0

    @property
    def leaves(self) -> tuple[int, ...]:
        """The nodes that nothing goes on: ends of texts, what is not opened, rests."""
        parents = {node.parent for node in self.nodes}
        return tuple(n for n in range(len(self.nodes)) if n not in parents)

    @property
    def rest(self) -> float:
        """The mass of everything that is not in the tree, as a share of all."""
        return sum(node.mass for node in self.nodes if node.reach is Reach.REST)

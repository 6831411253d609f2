"""Trees whose nodes stand in a row, each behind its parent: the way from the prompt to a node."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

ROOT = -1
"""The parent of what stands right behind the prompt."""


class WithParent(Protocol):
    """What stands behind its parent, a node before it in the row."""

    @property
    def parent(self) -> int: ...


class TokenNode(WithParent, Protocol):
    """A token behind that of its parent; without a token, what stands for others."""

    @property
    def token(self) -> int | None: ...


def numbers_to(nodes: Sequence[WithParent], number: int) -> tuple[int, ...]:
    """The numbers of the nodes from the prompt to this one, itself the last."""
    backwards: list[int] = []
    while number != ROOT:
        backwards.append(number)
        number = nodes[number].parent
    return tuple(reversed(backwards))


def path_to(nodes: Sequence[TokenNode], number: int) -> tuple[int, ...]:
    """The tokens from the prompt to a node; those before it where it has none."""
    tokens = (nodes[one].token for one in numbers_to(nodes, number))
    return tuple(token for token in tokens if token is not None)


def depths(nodes: Sequence[WithParent]) -> tuple[int, ...]:
    """How many nodes lead to each, itself counted."""
    found: list[int] = []
    for node in nodes:
        found.append(1 if node.parent == ROOT else found[node.parent] + 1)
    return tuple(found)


def outlined(nodes: Sequence[WithParent], lines: Sequence[str]) -> list[str]:
    """The line of each node below that of its parent, further right the deeper it stands."""
    inside: dict[int, list[int]] = {}
    for number, node in enumerate(nodes):
        inside.setdefault(node.parent, []).append(number)
    deep, ordered = depths(nodes), list[str]()
    waiting = inside.get(ROOT, [])[::-1]
    while waiting:
        number = waiting.pop()
        ordered.append(f"{'  ' * (deep[number] - 1)}{lines[number]}")
        waiting += inside.get(number, [])[::-1]
    return ordered


class Tree(Protocol):
    """A tree of tokens behind a prompt."""

    @property
    def nodes(self) -> Sequence[TokenNode]: ...


T_co = TypeVar("T_co", bound=Tree, covariant=True)


@dataclass(frozen=True)
class ShownTree(Generic[T_co]):
    """A tree, and for each of its nodes the text that became complete with its token, and what
    people see of it alone: a byte as ⟨E4⟩ until its character is complete."""

    tree: T_co
    texts: tuple[str, ...]
    shown: tuple[str, ...]

    def text_to(self, number: int) -> str:
        """The whole text from the prompt to a node."""
        return "".join(self.texts[one] for one in numbers_to(self.tree.nodes, number))

    def path_to(self, number: int) -> tuple[int, ...]:
        """The tokens from the prompt to a node."""
        return path_to(self.tree.nodes, number)

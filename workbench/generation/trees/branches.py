"""Written texts as a tree: what several begin alike with stands once; torch is not needed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class WithId(Protocol):
    """A token of a text."""

    @property
    def id(self) -> int:
        """Its number in the vocabulary."""


T = TypeVar("T", bound=WithId)


@dataclass(frozen=True)
class Branch(Generic[T]):
    """A stretch that the same texts share: all of them part, or one ends, behind it.

    `parent` is the number of the stretch before it, -1 behind the prompt; `begin` is the place of
    its first token behind the prompt. `texts` are the numbers of those that hold it, `ended` of
    those that end with it. Its tokens are those of the first of `texts`.
    """

    tokens: tuple[T, ...]
    parent: int
    begin: int
    texts: tuple[int, ...]
    ended: tuple[int, ...]


def branches(texts: Sequence[Sequence[T]]) -> tuple[Branch[T], ...]:
    """The stretches of texts behind one prompt, each behind its parent, in the texts' order.

    A text without tokens has none.
    """
    found: list[Branch[T]] = []
    waiting = [(-1, 0, tuple(range(len(texts))))]
    while waiting:
        parent, begin, among = waiting.pop(0)
        for same in _same_next(texts, begin, among):
            end = _common_end(texts, begin, same)
            ended = tuple(number for number in same if len(texts[number]) == end)
            tokens = tuple(texts[same[0]][begin:end])
            waiting.append((len(found), end, same))
            found.append(Branch(tokens, parent, begin, same, ended))
    return tuple(found)


def _same_next(
    texts: Sequence[Sequence[T]], place: int, among: Sequence[int]
) -> Iterator[tuple[int, ...]]:
    """The texts that go on, those together whose next token is the same."""
    by_token: dict[int, list[int]] = {}
    for number in among:
        if place < len(texts[number]):
            by_token.setdefault(texts[number][place].id, []).append(number)
    yield from map(tuple, by_token.values())


def _common_end(texts: Sequence[Sequence[T]], begin: int, same: Sequence[int]) -> int:
    """How far all of these texts are the same; they are at `begin`."""
    columns = zip(*(texts[number][begin:] for number in same), strict=False)
    length = next(
        (n for n, column in enumerate(columns) if len({one.id for one in column}) > 1),
        min(len(texts[number]) for number in same) - begin,
    )
    return begin + length

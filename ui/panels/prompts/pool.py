"""Which pairs of texts can be voted on: behind one prompt, by different models or strategies."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from ui.texts.generated import GeneratedText
from workbench.store.choices.votes import Contender, Vote, VotedText, in_random_order

if TYPE_CHECKING:
    from workbench.project.models.prompt_table import PromptAnswer


@dataclass(frozen=True)
class PoolText:
    """A text that can be voted on, and what it was asked."""

    prompt: str
    text: VotedText


@dataclass(frozen=True)
class BlindPair:
    """Two texts in the order in which they are shown."""

    prompt: str
    a: VotedText
    b: VotedText


def of_written(texts: Iterable[GeneratedText]) -> Iterator[PoolText]:
    """The whole texts of the window's cells."""
    for one in texts:
        request = one.request
        if one.is_whole and one.text.strip():
            contender = Contender(
                model=request.reference.partition("@")[0],
                step=request.step,
                digest=request.digest,
                strategy=request.strategy_text,
            )
            voted = VotedText(contender=contender, seed=request.seed, text=one.text)
            yield PoolText(request.shown_prompt, voted)


def of_answers(rows: "Iterable[PromptAnswer]") -> Iterator[PoolText]:
    """The texts of a table of prompts."""
    for row in rows:
        if row.text.strip():
            contender = Contender(
                model=row.model, step=row.step, digest=row.digest, strategy=row.strategy
            )
            yield PoolText(row.prompt, VotedText(contender=contender, seed=row.seed, text=row.text))


def pairs(
    texts: Iterable[PoolText], votes: Sequence[Vote], chance: random.Random
) -> Iterator[BlindPair]:
    """The pairs that nobody has voted on, of texts that are not equal; all orders by chance."""
    by_prompt: dict[str, list[PoolText]] = {}
    for one in dict.fromkeys(texts):
        by_prompt.setdefault(one.prompt, []).append(one)
    done = {frozenset((vote.a, vote.b)) for vote in votes}
    groups = list(by_prompt.values())
    chance.shuffle(groups)
    for group in groups:
        chance.shuffle(group)
        for a, b in combinations((member.text for member in group), 2):
            if _can_be_told_apart(a, b) and frozenset((a, b)) not in done:
                yield BlindPair(group[0].prompt, *in_random_order((a, b), chance))


def _can_be_told_apart(one: VotedText, other: VotedText) -> bool:
    is_same = one.contender.key == other.contender.key
    return not is_same and one.text.strip() != other.text.strip()

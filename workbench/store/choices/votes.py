"""`votes.jsonl`: which of two texts a person liked better without knowing who wrote them.

One vote a line, only ever appended to, in the project's folder.
"""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.intervals import Interval, wilson
from workbench.store.files import durable, looking
from workbench.store.files.own import VOTES

Choice = Literal["a", "b", "tie"]


class Contender(BaseModel):
    """Who wrote a text, and how."""

    model_config = ConfigDict(frozen=True)

    model: str
    step: int
    digest: str
    strategy: str

    @property
    def key(self) -> tuple[str, int, str]:
        return self.model, self.step, self.strategy


class VotedText(BaseModel):
    """A text that was voted on."""

    model_config = ConfigDict(frozen=True)

    contender: Contender
    seed: int
    text: str


class Vote(BaseModel):
    """Two texts behind one prompt, in the order in which they were shown, and what was chosen.

    `at` is in seconds since 1970.
    """

    model_config = ConfigDict(frozen=True)

    at: float
    prompt: str
    a: VotedText
    b: VotedText
    choice: Choice


@dataclass(frozen=True)
class Votes:
    """The votes of a project, oldest first, and how many lines cannot be read."""

    votes: tuple[Vote, ...]
    unreadable: int


def in_random_order(
    texts: tuple[VotedText, VotedText], chance: random.Random
) -> tuple[VotedText, VotedText]:
    """Two texts as they are shown: which one comes first tells nothing."""
    one, other = texts
    return (one, other) if chance.random() < 0.5 else (other, one)


def read_votes(project: Path) -> Votes:
    """The votes of the project in a folder; none where there is no file. Raises CannotBeRead."""
    try:
        lines = looking.read_bytes(project / VOTES).split(b"\n")
    except FileNotFoundError:
        return Votes((), 0)
    votes, unreadable = [], 0
    for line in filter(bytes.strip, lines):
        try:
            votes.append(Vote.model_validate_json(line))
        except ValidationError:
            unreadable += 1
    return Votes(tuple(votes), unreadable)


def keep_vote(project: Path, prompt: str, a: VotedText, b: VotedText, choice: Choice) -> Vote:
    """Add a vote to those of a project; it is on disk when this returns.

    Raises DiskFull or DiskError.
    """
    vote = Vote(at=time.time(), prompt=prompt, a=a, b=b, choice=choice)
    with durable.AppendFile(project / VOTES) as file:
        # In front too: a line that was torn off stays alone.
        file.append(b"\n" + vote.model_dump_json().encode() + b"\n")
        file.sync()
    return vote


@dataclass(frozen=True)
class WinRate:
    """How often one contender was preferred to another.

    `rate` is the share of its wins among the votes that are no ties; None where there are none.
    """

    one: Contender
    other: Contender
    wins: int
    losses: int
    ties: int
    rate: Interval | None


def win_rates(votes: Sequence[Vote]) -> tuple[WinRate, ...]:
    """A line for each pair of contenders, in the order of their first vote."""
    pairs: dict[frozenset[tuple[str, int, str]], list[Vote]] = {}
    for vote in votes:
        keys = frozenset((vote.a.contender.key, vote.b.contender.key))
        if len(keys) > 1:
            pairs.setdefault(keys, []).append(vote)
    return tuple(_win_rate(own) for own in pairs.values())


def _win_rate(votes: Sequence[Vote]) -> WinRate:
    one, other = sorted(
        (votes[0].a.contender, votes[0].b.contender), key=lambda contender: contender.key
    )
    winners = [_winner(vote) for vote in votes]
    wins, ties = winners.count(one.key), winners.count(None)
    losses = len(votes) - wins - ties
    return WinRate(one, other, wins, losses, ties, wilson(wins, wins + losses))


def _winner(vote: Vote) -> tuple[str, int, str] | None:
    if vote.choice == "tie":
        return None
    return (vote.a if vote.choice == "a" else vote.b).contender.key

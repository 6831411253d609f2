"""Texts and a corpus in memory for the tests of tokenizers and shards."""

import hashlib
import random
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from workbench.events import Event, Outcome
from workbench.jobs import ThreadControl
from workbench.spec import validate
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.tokenizers.training.train import train_tokenizer

WORDS = [
    *("the", "old", "fox", "ran", "over", "a", "green", "hill", "and", "saw", "seven", "boats"),
    *("upon", "the", "quiet", "river", "while", "rain", "fell", "on", "every", "roof", "of"),
    *("our", "town;", "nobody", "knew", "why", "bells", "rang,", "yet", "children", "laughed"),
]
HANZI = "春眠不觉晓处闻啼鸟夜来风雨声花落知多少床前明月光疑是地上霜举头望低思故乡白日依山尽"


def english(count: int, seed: int = 0) -> list[str]:
    """Documents of a few lines each, capitalised as verse is."""
    chance = random.Random(seed)

    def line() -> str:
        made = "".join(chance.choice(WORDS)[:5] for _ in range(2))
        return " ".join([chance.choice(WORDS).title(), *chance.choices(WORDS, k=6), made])

    return ["\n".join(line() for _ in range(chance.randint(1, 4))) for _ in range(count)]


def poems(count: int, seed: int = 0) -> list[str]:
    """Four lines of five characters and a mark each."""
    chance = random.Random(seed)
    return [
        "\n".join("".join(chance.choices(HANZI, k=5)) + mark for mark in "，。，。")
        for _ in range(count)
    ]


class ListCorpus:
    """Documents in a list, every fifth of them for validation."""

    def __init__(self, documents: list[str]) -> None:
        self._documents = documents
        self.digest = hashlib.sha256(repr(documents).encode()).hexdigest()
        self.read = 0

    def _split(self, split: str) -> list[str]:
        wanted = {"train": (False,), "validation": (True,), "all": (False, True)}[split]
        return [d for i, d in enumerate(self._documents) if (i % 5 == 4) in wanted]

    def documents(self, split: str = "all", start: int = 0) -> Iterator[str]:
        for document in self._split(split)[start:]:
            self.read += 1
            yield document

    def count(self, split: str = "all") -> int:
        return len(self._split(split))

    def bytes(self, split: str = "all") -> int:
        return sum(len(d.encode()) for d in self._split(split))


class Run:
    """The events of an activity, and once they are over, how it ended."""

    def __init__(self, activity: Generator[Event, None, Outcome]) -> None:
        self._activity = activity
        self.events: list[Event] = []
        self.outcome: Outcome | None = None

    def __iter__(self) -> Iterator[Event]:
        self.outcome = yield from self._activity

    def to_its_end(self) -> "Run":
        """The same run, its events kept."""
        self.events = list(self)
        return self


def train(folder: Path, documents: list[str], **settings: Any) -> Tokenizer:
    """A small tokenizer of these documents, stored in `folder`."""
    plain = {"corpus": "words", "threads": 1, "vocabulary_size": 400} | settings
    spec = validate(TrainTokenizerSpec, plain)
    list(train_tokenizer(spec, ListCorpus(documents), folder, ThreadControl()))
    return open_tokenizer(folder)

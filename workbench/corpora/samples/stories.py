"""Small stories of our own in English and Chinese, told from a seed.

A story is about two people, a place and a cause. A fixed share of all combinations of person,
place and cause is held out: they appear in the held-out stories alone, whatever the seed, so
validation asks for stories that cannot have been learnt by heart.
"""

import hashlib
import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, get_args

from resources import ROOT
from workbench.corpora.samples.stories_grammar import Lists, Record, Telling, record

Language = Literal["en", "zh"]
STORY_LANGUAGES: tuple[Language, ...] = get_args(Language)

_HELD_OUT_OF = 6
"""One in this many combinations of person, place and cause is held out."""


@dataclass(frozen=True, slots=True)
class Story:
    """A story with the names of what it is about; `people` are the hero and the friend."""

    text: str
    people: tuple[str, str]
    place: str
    cause: str


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    record: Record


@dataclass(frozen=True, slots=True)
class _Scene:
    """A place and a cause, with the people who may meet them in one part of the stories."""

    place: str
    cause: str
    place_record: Record
    cause_lists: Lists
    women: tuple[_Person, ...]
    men: tuple[_Person, ...]


def stories(language: Language, count: int, seed: int, held_out: bool) -> Iterator[str]:
    """The texts of `count` stories; the same arguments give the same stories everywhere.

    Fewer stories are a beginning of more. Paragraphs end in single line breaks, so that a blank
    line can separate stories.
    """
    return (story.text for story in islice(tell_stories(language, seed, held_out), count))


def tell_stories(language: Language, seed: int, held_out: bool) -> Iterator[Story]:
    """An endless row of stories, each with what it is about."""
    grammar = tomllib.loads((ROOT / "samples" / f"stories_{language}.toml").read_text("utf-8"))
    lists = _lists(grammar)
    scenes = _scenes(grammar, held_out)
    # Only `random()` is used: its numbers are the same in every version of Python.
    draw = random.Random(f"{language}/{seed}/{held_out}").random
    while True:
        scene = scenes[int(draw() * len(scenes))]
        pair = tuple(side[int(draw() * len(side))] for side in (scene.women, scene.men))
        hero, friend = pair if draw() < 0.5 else reversed(pair)
        cast = {"hero": hero.record, "friend": friend.record, "place": scene.place_record}
        telling = Telling(draw, cast, scene.cause_lists, lists)
        (shape,) = lists["story"][int(draw() * len(lists["story"]))]["name"]
        yield Story(telling.tell(shape), (hero.name, friend.name), scene.place, scene.cause)


def is_held_out(person: str, place: str, cause: str) -> bool:
    """Whether a combination belongs to the held-out stories; a function of the names alone."""
    name = f"{person}/{place}/{cause}".encode()
    return int.from_bytes(hashlib.blake2b(name, digest_size=4).digest()) % _HELD_OUT_OF == 0


def _scenes(grammar: Mapping[str, Any], held_out: bool) -> tuple[_Scene, ...]:
    """Every place with every cause that leaves two people to meet there."""
    women, men = (_people(grammar, pronoun) for pronoun in ("she", "he"))
    scenes = []
    for place in grammar["places"]:
        for cause in grammar["causes"]:
            here = [
                tuple(
                    p for p in side if is_held_out(p.name, place["name"], cause["name"]) == held_out
                )
                for side in (women, men)
            ]
            if all(here):
                scenes.append(
                    _Scene(place["name"], cause["name"], record(place), _lists(cause), *here)
                )
    return tuple(scenes)


def _people(grammar: Mapping[str, Any], pronoun: str) -> tuple[_Person, ...]:
    words = grammar["pronouns"][pronoun]
    return tuple(
        _Person(person["name"], record({**person, **words}))
        for person in grammar["people"][pronoun]
    )


def _lists(table: Mapping[str, Any]) -> Lists:
    """The lists of a table of the grammar, each entry a record."""
    return {
        name: tuple(record(entry) for entry in entries)
        for name, entries in table.items()
        if isinstance(entries, list) and name not in ("places", "causes")
    }

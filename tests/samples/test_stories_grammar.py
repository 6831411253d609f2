import random

import pytest

from workbench.corpora.samples.stories_grammar import Telling, parse, record


def tell(template: str, *, seed: int = 1, **lists: list[str]) -> str:
    records = {name: tuple(record(entry) for entry in entries) for name, entries in lists.items()}
    return Telling(random.Random(seed).random, {}, records).tell(parse(template))


def test_that_a_slot_keeps_its_value_through_a_story() -> None:
    for seed in range(20):
        first, second = tell("{fruit} {fruit}", seed=seed, fruit=["pear", "plum", "fig"]).split()
        assert first == second


def test_that_a_starred_slot_is_drawn_anew() -> None:
    variants = {tell("{*fruit} {*fruit}", seed=seed, fruit=["pear", "plum"]) for seed in range(40)}
    assert variants == {"pear pear", "pear plum", "plum pear", "plum plum"}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{a fruit}", "an apple"),
        ("{A fruit}", "An apple"),
        ("{Fruit}", "Apple"),
        ("[{fruit}|{fruit}]s", "apples"),
        ("no slot", "no slot"),
        ("", ""),
    ],
)
def test_that_slots_take_articles_and_capitals(template: str, expected: str) -> None:
    assert tell(template, fruit=["apple"]) == expected


def test_that_wordings_may_stand_in_wordings() -> None:
    variants = {tell("[a|b[c|d]]e", seed=seed) for seed in range(60)}
    assert variants == {"ae", "bce", "bde"}


def test_that_a_record_has_fields_of_its_own() -> None:
    people = {"hero": record({"name": "Mina", "kind": ["fox"], "they": "she"})}
    telling = Telling(random.Random(1).random, people, {})
    assert telling.tell(parse("{hero} is {a hero.kind}. {hero.They} ran.")) == (
        "Mina is a fox. She ran."
    )


def test_that_the_first_lists_come_first() -> None:
    near, far = ({"x": (record(text),)} for text in ("near", "far"))
    assert Telling(random.Random(1).random, {}, near, far).tell(parse("{*x}")) == "near"


def test_that_an_open_bracket_is_a_mistake_of_the_grammar() -> None:
    with pytest.raises(AssertionError, match="bracket"):
        parse("[a|b")

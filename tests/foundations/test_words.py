"""A sentence is always one, also when its template and its values do not fit."""

import pytest

from workbench.errors import WorkbenchError
from workbench.words import MOST_CHARACTERS, Value, Words, words


def test_that_the_values_fill_the_template_and_may_be_sentences_themselves():
    why = words("{path} is gone", path="a.txt")
    assert str(words("not read: {why} ({share:.0%})", why=why, share=0.5)) == (
        "not read: a.txt is gone (50%)"
    )


@pytest.mark.parametrize(
    "template",
    ["{missing}", "{0}", "{}", "{", "}", "{name.real}", "{name[0][x]}", "{name:.2f}", "{name!x}"],
)
def test_that_a_template_that_cannot_be_filled_is_shown_as_it_stands(template: str):
    assert str(Words(template=template, values={"name": "big"})) == template


@pytest.mark.parametrize(
    "template",
    [
        "{n:1000000000d}",
        "{n:.1000000000f}",
        "{n:{n}}",
        "{name:>1000000000}",
        "{n:0100000000}",
        "{name.__class__}",
        "{name.__class__.__init__.__globals__}",
        "{name!r}",
        "{why:>1000}",
    ],
)
def test_that_a_forged_template_takes_no_memory_and_tells_nothing_but_its_values(template: str):
    values: dict[str, Value | Words] = {"n": 10**9, "name": "big", "why": words("gone")}
    assert str(Words(template=template, values=values)) == template


def test_that_a_sentence_has_bounds_however_often_its_values_stand_in_it():
    told = Words(template="{a}", values={"a": "long " * 100_000})
    for _ in range(40):
        told = Words(template="{a}{a}" * 1_000, values={"a": told, "b": 10**5_000})
    assert len(str(told)) <= MOST_CHARACTERS + 1
    assert len(str(Words(template="{" * 10**7))) <= MOST_CHARACTERS + 1
    assert str(Words(template="{b:.2f}", values={"b": 10**400})) == "{b:.2f}"
    assert str(Words(template="{b}", values={"b": 10**5_000})) == "{b}"


def test_that_a_value_may_have_any_name():
    named = {"template": "a", "self": "b"}
    assert str(WorkbenchError("{template}{self}", **named)) == "ab"

"""A sentence is always one, also when its template and its values do not fit."""

import pytest

from workbench.words import Words, words


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

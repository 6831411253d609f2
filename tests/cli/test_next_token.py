"""`next-token` in the terminal: the funnel of a strategy, and its candidates."""

import math

import pytest
from called_verbs import Call
from tiny_project import TEACHER

ASKED = ("next-token", "--model", TEACHER, "--prompt", "Ada had", "--top", "3")
STRATEGY = ("--strategy", "sample(temperature=0.5,top_k=4,xtc_probability=0.5,xtc_threshold=0.01)")


def test_that_the_funnel_and_the_candidates_are_told(cli: Call) -> None:
    told = cli(*ASKED, *STRATEGY, "--json").object
    names = ["model", "temperature", "top_k", "xtc_probability"]
    assert [step["step"] for step in told["steps"]] == names
    assert [step["left"] for step in told["steps"][2:]] == [4, 4]
    assert told["steps"][-1]["least_left"] == 1
    best = told["candidates"][0]
    assert best["rank"] == 1
    assert len(best["steps"]) == len(names)
    assert best["may_be_removed_by"] == "xtc_probability"
    text = cli(*ASKED, *STRATEGY).out
    assert "or 1 with" in text
    assert "(may be removed by xtc_probability)" in text


def test_that_the_place_may_be_behind_a_text_that_was_begun(cli: Call) -> None:
    best = cli(*ASKED, "--json").object["candidates"][0]["id"]
    behind = cli(*ASKED, "--written", str(best), "--json").object
    first = cli("generate", *ASKED[1:-2], "--max-new-tokens", "2", "--json").object["tokens"]
    assert [best, behind["candidates"][0]["id"]] == first
    assert behind["prompt_tokens"] == cli(*ASKED, "--json").object["prompt_tokens"] + 1
    assert math.isfinite(behind["entropy"])


@pytest.mark.parametrize(
    ("written", "told"),
    [("1;2", "'1;2' names no tokens; write their ids"), ("9999", "the token 9999 of the text")],
)
def test_that_ids_that_are_none_are_refused(cli: Call, written: str, told: str) -> None:
    assert told in cli(*ASKED, "--written", written).error

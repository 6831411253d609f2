from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import BadInput
from workbench.generation.spec import (
    STRATEGIES,
    STRATEGY,
    Beam,
    Greedy,
    Sample,
    Strategy,
    format_strategy,
    kind_of,
    parse_strategy,
)
from workbench.spec import to_plain

WORDS = Greedy(bad_words=("a,b", "("), token_bias=("cat=2",))
HELP = Path(__file__).parents[2] / "resources" / "help"


@pytest.mark.parametrize(
    ("text", "strategy"),
    [
        ("greedy", Greedy()),
        ("greedy()", Greedy()),
        ("sample", Sample()),
        ("sample(temperature=0.8,top_p=0.9)", Sample(temperature=0.8, top_p=0.9)),
        (" sample ( top_k = 40 ) ", Sample(top_k=40)),
        ("beam(early_stopping=True)", Beam(early_stopping="true")),
        ("greedy(stop_strings=END)", Greedy(stop_strings=("END",))),
        (
            "sample(temperature=0.8,top_p=0.9,repetition_penalty=1.1)",
            Sample(temperature=0.8, top_p=0.9, repetition_penalty=1.1),
        ),
        ("greedy(bad_words=['a,b', \"(\"], token_bias=cat=2)", WORDS),
    ],
)
def test_that_a_strategy_is_read_as_people_write_it(text: str, strategy: Strategy) -> None:
    assert parse_strategy(text) == strategy


@settings(deadline=None)  # the first of a kind takes longer
@given(
    temperature=st.floats(0.001, 100),
    top_k=st.integers(0, 10_000),
    top_p=st.floats(0.001, 1.0),
)
def test_that_the_short_form_gives_the_strategy_back(
    temperature: float, top_k: int, top_p: float
) -> None:
    strategy = Sample(temperature=temperature, top_k=top_k, top_p=top_p)
    assert parse_strategy(format_strategy(strategy)) == strategy
    assert STRATEGY.validate_python(to_plain(strategy)) == strategy


@settings(deadline=None)
@given(texts=st.lists(st.text(st.characters(codec="utf-8"), min_size=1), max_size=3))
def test_that_the_short_form_gives_any_texts_back(texts: list[str]) -> None:
    strategy = Greedy(stop_strings=tuple(texts), bad_words=tuple(texts))
    assert parse_strategy(format_strategy(strategy)) == strategy


def test_that_the_short_form_leaves_defaults_out() -> None:
    assert format_strategy(Greedy()) == "greedy"
    assert format_strategy(Sample()) == "sample"
    assert format_strategy(Sample(temperature=0.8)) == "sample(temperature=0.8)"


@pytest.mark.parametrize("strategy_type", STRATEGIES)
def test_that_every_strategy_is_called_by_its_kind_and_tells_what_it_is_for(
    strategy_type: type[Strategy],
) -> None:
    assert parse_strategy(kind_of(strategy_type)) == strategy_type()
    assert format_strategy(strategy_type()) == kind_of(strategy_type)
    for name, field in strategy_type.model_fields.items():
        assert field.title, name
        assert field.description, name
        if name != "kind":
            written = f"{kind_of(strategy_type)}({name}={field.default})"
            assert parse_strategy(written) == strategy_type(), written


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_that_the_help_pages_of_writing_name_every_strategy_and_its_settings(language: str) -> None:
    names = ("15-writing.md", "21-decoding.md", "26-forms-and-order.md")
    page = "".join((HELP / language / name).read_text(encoding="utf-8") for name in names)
    for strategy_type in STRATEGIES:
        assert f"`{kind_of(strategy_type)}`" in page
        for name in strategy_type.model_fields.keys() - {"kind"}:
            assert f"**{name}**" in page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("samlpe", "'samlpe' is not a strategy; did you mean 'sample'?"),
        ("zzz", f"there are {', '.join(map(kind_of, STRATEGIES))}"),
        ("SAMPLE", "did you mean 'sample'?"),
        ("beam-search", "did you mean 'beam'?"),
        ("sample(stop=END)", "did you mean 'stop_strings'?"),
        ("sample(temp=0.7)", "did you mean 'temperature'?"),
        ("sample(seed=5)", "'seed' belongs to no strategy; it is given beside it"),
        ("beam(max_new_tokens=5)", "'max_new_tokens' belongs to no strategy"),
        ("top-p", "did you mean 'sample(top_p=…)'?"),
        ("sample(top-p=0.9)", "'top-p' is not a setting of sample; did you mean 'top_p'?"),
        ("sample(zzz=1)", "it has temperature, top_k, top_p"),
        ("greedy(top_p=1)", "'top_p' is not a setting of greedy; these have it: sample"),
        ("sample(repetiton_penalty=1.1)", "did you mean 'repetition_penalty'?"),
        ("sample(stop_strings=[a)", "'[a' cannot be read; write a text in quotes"),
        ('greedy(stop_strings=["a",""])', "an empty text stands everywhere"),
        ("greedy(token_bias=cat)", "'cat' is no bias; write the text, = and a number"),
        ("sample(temperature=0.00009)", "cannot be sampled from; use the strategy 'greedy'"),
        ("sample(mirostat_tau=5,top_k=3)", "leave out mirostat_tau, or top_k"),
        ("diverse_beam(num_beams=5)", "5 beams do not make 2 equal groups"),
        ("sample(top_k)", "write it as name=value"),
        ("sample(top_p=2)", "top_p: must be at most 1.0, not 2"),
        ("sample(temperature=warm)", "temperature: must be a number, not 'warm'"),
        ("sample(temperature=0)", "use the strategy 'greedy'"),
        ("sample(temperature=1e-320)", "1e-320 cannot be sampled from; use the strategy 'greedy'"),
        ("sample(min_p=0.1,min_p=0.9)", "'min_p' is given twice in sample(min_p=0.1,min_p=0.9)"),
        ("sample(temperature=nan)", "temperature: must be a finite number"),
        ("sample(", "write greedy, or sample("),
        ("", "write greedy, or sample("),
    ],
)
def test_that_a_wrong_strategy_is_answered_with_what_to_write(text: str, expected: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_strategy(text)
    assert expected in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["{}", "greedy({})", "greedy(x=1,{}=2)", "greedy(regex={})", "greedy(json_schema='{}')",
     "greedy(choices={})", "greedy(no_repeat_ngram_size=-1,regex='{}')", "{}("],
)  # fmt: skip
def test_that_what_is_far_too_long_is_refused_in_a_short_sentence(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_strategy(text.replace("{}", "a" * 100_000))
    assert len(str(refused.value)) < 1000

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import BadInput
from workbench.generation.spec import STRATEGY, Greedy, Sample, format_strategy, parse_strategy
from workbench.spec import to_plain


@pytest.mark.parametrize(
    ("text", "strategy"),
    [
        ("greedy", Greedy()),
        ("greedy()", Greedy()),
        ("sample", Sample()),
        ("sample(temperature=0.8,top_p=0.9)", Sample(temperature=0.8, top_p=0.9)),
        (" sample ( top_k = 40 ) ", Sample(top_k=40)),
    ],
)
def test_that_a_strategy_is_read_as_people_write_it(text: str, strategy: Greedy | Sample) -> None:
    assert parse_strategy(text) == strategy


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


def test_that_the_short_form_leaves_defaults_out() -> None:
    assert format_strategy(Greedy()) == "greedy"
    assert format_strategy(Sample()) == "sample"
    assert format_strategy(Sample(temperature=0.8)) == "sample(temperature=0.8)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("samlpe", "'samlpe' is not a strategy; did you mean 'sample'?"),
        ("beam", "there are greedy, sample"),
        ("top-p", "did you mean 'sample(top_p=…)'?"),
        ("sample(top-p=0.9)", "'top-p' is not a setting of sample; did you mean 'top_p'?"),
        ("sample(zzz=1)", "it has temperature, top_k, top_p"),
        ("greedy(top_p=1)", "it has none"),
        ("sample(top_k)", "write it as name=value"),
        ("sample(top_p=2)", "top_p: must be at most 1.0, not 2"),
        ("sample(temperature=warm)", "temperature: must be a number, not 'warm'"),
        ("sample(temperature=0)", "use the strategy 'greedy'"),
        ("sample(temperature=nan)", "temperature: must be a finite number"),
        ("sample(", "write greedy, or sample("),
        ("", "write greedy, or sample("),
    ],
)
def test_that_a_wrong_strategy_is_answered_with_what_to_write(text: str, expected: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_strategy(text)
    assert expected in str(caught.value)

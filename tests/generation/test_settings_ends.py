"""A number at the end of its bounds writes a text, or a sentence says why not."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from byte_spelling import ByteSpelling
from hugging_face import lively

from workbench.errors import BadInput, WorkbenchError
from workbench.generation.decode import generate
from workbench.generation.penalties.spec import MOST_BIAS
from workbench.generation.seeds import SEEDS, seeds_from
from workbench.generation.spec import STRATEGIES, Strategy, kind_of, parse_strategy
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.spec import GPTSpec
from workbench.spec import BadSpec

SPELLING = ByteSpelling()
TINY = 1e-300
LARGE = 10**15


@pytest.fixture(scope="module")
def model() -> GPT:
    spec = GPTSpec(num_layers=1, hidden_size=16, num_heads=2, context=16)
    made = lively(build(spec, SPELLING.vocabulary_size, seed=2), amount=3.0)
    return made.eval().requires_grad_(False)


def numbers(strategy_type: type[Strategy]) -> Iterator[str]:
    """Each number of a strategy where it ends, as a person writes it."""
    drawn = "do_sample=true," if "do_sample" in strategy_type.model_fields else ""
    for name, field in strategy_type.model_fields.items():
        if field.annotation in (int, float):
            for value in (TINY, -TINY, 0, 1, -1, 0.01, 0.5, 10, 100, -100, LARGE):
                yield f"{kind_of(strategy_type)}({drawn}{name}={value})"


def accepted(texts: Iterator[str]) -> Iterator[Strategy]:
    for text in texts:
        try:
            yield parse_strategy(text)
        except WorkbenchError:
            continue


@pytest.mark.slow
@pytest.mark.parametrize("strategy_type", STRATEGIES, ids=kind_of)
def test_that_a_setting_at_its_end_writes_a_text_or_says_why_not(
    model: GPT, strategy_type: type[Strategy]
) -> None:
    tried = list(accepted(numbers(strategy_type)))
    assert len(tried) > 15
    others = {"other": model}
    for strategy in tried:
        named = {"amateur": "other", "models": ("other",)}
        given = {k: v for k, v in named.items() if k in strategy_type.model_fields}
        asked = strategy.model_copy(update=given)
        with suppress(WorkbenchError):  # a sentence will do; anything else is raised
            options: dict[str, Any] = {"max_new_tokens": 2, "spelling": SPELLING, "others": others}
            list(generate(model, [7, 20, 31, 7, 20], asked, **options))


@pytest.mark.parametrize("number", ["1e5", "-1e308", "1e39"])
def test_that_a_bias_beyond_all_logits_is_refused_and_names_the_list_of_bad_words(
    number: str,
) -> None:
    with pytest.raises(BadSpec, match="to forbid a text, write it into bad_words"):
        parse_strategy(f'greedy(token_bias=["e={number}"])')


@pytest.mark.parametrize("bias", [MOST_BIAS, -MOST_BIAS])
def test_that_the_largest_bias_writes(model: GPT, bias: int) -> None:
    strategy = parse_strategy(f'sample(temperature=0.0001,token_bias=["e={bias}"])')
    tokens = list(generate(model, [7], strategy, max_new_tokens=3, spelling=SPELLING))
    assert all((SPELLING.decode([token.id]) == "e") == (bias > 0) for token in tokens)


def test_that_a_seed_is_refused_before_the_first_of_several_texts() -> None:
    assert list(seeds_from(SEEDS[1] - 2, 3))[-1] == SEEDS[1]
    with pytest.raises(BadInput, match=f"begin at {SEEDS[1] - 2} or below"):
        seeds_from(SEEDS[1] - 1, 3)
    with pytest.raises(BadInput, match="does not fit into 64 bits"):
        seeds_from(SEEDS[0] - 1, 1)

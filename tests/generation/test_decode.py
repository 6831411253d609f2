import itertools
import math
import threading
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from decoding_references import options_of
from hugging_face import gpt2_twin, lively
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import GPT2LMHeadModel

from workbench.errors import BadInput, NotFinite
from workbench.generation.decode import generate
from workbench.generation.decoding import NewToken
from workbench.generation.filters.spec import LEAST_TEMPERATURE
from workbench.generation.seeds import SEEDS
from workbench.generation.spec import (
    STRATEGIES,
    BeamSettings,
    ContrastiveDecoding,
    Greedy,
    ModelAverage,
    Sample,
    Speculative,
    Strategy,
)
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.spec import GPTSpec

VOCABULARY_SIZE = 61
SPEC = GPTSpec(num_layers=2, hidden_size=32, num_heads=4, context=64)


@pytest.fixture(scope="module")
def model() -> GPT:
    return lively(build(SPEC, VOCABULARY_SIZE, seed=5), amount=0.25).eval().requires_grad_(False)


@pytest.fixture(scope="module")
def twin(model: GPT) -> GPT2LMHeadModel:
    return gpt2_twin(SPEC, model)


SECOND: dict[type[Strategy], dict[str, Any]] = {
    ContrastiveDecoding: {"amateur": "second"},
    ModelAverage: {"models": ("second",)},
    Speculative: {"draft": "second"},
}


def example_of(strategy_type: type[Strategy]) -> Strategy:
    """A strategy as it comes, with a second model where there may be one."""
    return strategy_type(**SECOND.get(strategy_type, {}))


def second(vocabulary_size: int = VOCABULARY_SIZE) -> dict[str, GPT]:
    """Another model, of a context of its own."""
    spec = GPTSpec(num_layers=1, hidden_size=16, num_heads=2, context=24)
    return {"second": lively(build(spec, vocabulary_size, seed=9), amount=0.2).eval()}


def ids_of(tokens: list[NewToken]) -> list[int]:
    return [token.id for token in tokens]


def continued(twin: GPT2LMHeadModel, prompt: list[int], seed: int, **options: object) -> list[int]:
    """Hugging Face's continuation, the seed set just before."""
    ids_1t = torch.tensor([prompt])
    torch.manual_seed(seed)
    ids_bt = twin.generate(
        ids_1t, attention_mask=torch.ones_like(ids_1t), max_new_tokens=20, **options
    )
    return ids_bt[0, len(prompt) :].tolist()


def near_tie(model: GPT, ids: list[int]) -> bool:
    """Whether the two best logits behind `ids` are too close for two implementations to agree."""
    with torch.no_grad():
        best_2 = model(torch.tensor([ids]))[0, -1].topk(2).values
    return bool(best_2[0] - best_2[1] < 1e-4)


@pytest.mark.parametrize("seed", range(8))
def test_that_greedy_text_equals_hugging_faces(
    model: GPT, twin: GPT2LMHeadModel, seed: int
) -> None:
    prompt = [7 + seed, 20, 31 + seed]
    ours = ids_of(list(generate(model, prompt, Greedy(), max_new_tokens=20)))
    theirs = continued(twin, prompt, seed, do_sample=False)
    for position, (our, their) in enumerate(zip(ours, theirs, strict=True)):
        if near_tie(model, prompt + theirs[:position]):
            return
        assert our == their


@pytest.mark.parametrize(
    "strategy",
    [
        Sample(),
        Sample(temperature=0.6),
        Sample(temperature=1.7),
        Sample(top_k=1),
        Sample(top_k=7),
        Sample(top_k=500),
        Sample(top_p=0.3),
        Sample(top_p=0.9),
        Sample(temperature=0.7, top_k=10),
        Sample(temperature=1.3, top_p=0.8),
        Sample(top_k=12, top_p=0.7),
        Sample(temperature=0.8, top_k=20, top_p=0.95),
        Sample(min_p=0.1),
        Sample(typical_p=0.7),
        Sample(epsilon_cutoff=0.02),
        Sample(eta_cutoff=0.1),
        Sample(temperature=1.2, top_k=30, min_p=0.02, typical_p=0.9, eta_cutoff=0.01),
        Sample(top_p=0.9, repetition_penalty=1.3, no_repeat_ngram_size=3, bad_words=("#9", "#3#4")),
    ],
    ids=repr,
)
@pytest.mark.parametrize("seed", [0, 1])
def test_that_sampled_text_equals_hugging_faces(
    model: GPT, twin: GPT2LMHeadModel, strategy: Sample, seed: int
) -> None:
    prompt = [9, 17, 40, 3]
    theirs = continued(twin, prompt, seed, **options_of(strategy))
    ours = generate(model, prompt, strategy, seed=seed, max_new_tokens=20)
    assert ids_of(list(ours)) == theirs


def test_that_what_is_told_of_a_token_is_the_models_own_view(model: GPT) -> None:
    prompt = [1, 2, 3]
    tokens = list(generate(model, prompt, Sample(temperature=2.0, top_k=9), max_new_tokens=12))
    whole_1t = torch.tensor([prompt + ids_of(tokens)])
    with torch.no_grad():
        logits_tv = model(whole_1t)[0, len(prompt) - 1 : -1].double()
    for token, logits_v in zip(tokens, logits_tv, strict=True):
        p_v = logits_v.softmax(0)
        assert token.log_probability == pytest.approx(math.log(p_v[token.id]), abs=1e-4)
        assert token.entropy == pytest.approx(-(p_v * p_v.log()).sum().item(), abs=1e-4)
        assert token.rank == p_v.argsort(descending=True).tolist().index(token.id) + 1
    elapsed = [token.elapsed_s for token in tokens]
    assert elapsed == sorted(elapsed)


def test_that_text_ends_behind_the_end_token(model: GPT) -> None:
    free = ids_of(list(generate(model, [4, 5], Sample(), seed=3, max_new_tokens=20)))
    eos = free[8]
    ended = ids_of(list(generate(model, [4, 5], Sample(), seed=3, max_new_tokens=20, eos=eos)))
    assert ended == free[: free.index(eos) + 1]


@settings(max_examples=10, deadline=None)
@given(prompt_tokens=st.integers(1, 150))
def test_that_text_goes_on_past_the_context_as_documented(prompt_tokens: int) -> None:
    spec = GPTSpec(num_layers=1, hidden_size=16, num_heads=2, context=16)
    model = build(spec, VOCABULARY_SIZE, seed=1).eval()
    prompt = torch.randint(VOCABULARY_SIZE, (prompt_tokens,)).tolist()
    written = list(generate(model, prompt, Sample(), max_new_tokens=40))
    ids = [*prompt, *ids_of(written)]
    begin = max(0, prompt_tokens - 16)
    for position, token in enumerate(written, start=prompt_tokens):
        if position - begin > 16:
            begin = position - 8
        with torch.no_grad():
            logits_v = model(torch.tensor([ids[begin:position]]))[0, -1]
        expected = F.log_softmax(logits_v, dim=0)[token.id]
        assert token.log_probability == pytest.approx(expected.item(), abs=1e-4)


def test_that_writing_touches_no_random_state_mode_or_threads_but_its_own(model: GPT) -> None:
    before = torch.get_rng_state()
    threads = torch.get_num_threads()
    for _ in itertools.islice(generate(model, [1], Sample(), max_new_tokens=5), 3):
        assert torch.is_grad_enabled()
        assert not torch.is_inference_mode_enabled()
        assert torch.get_num_threads() == threads
    assert torch.equal(before, torch.get_rng_state())


def test_that_a_query_leaves_another_threads_number_of_threads_alone(model: GPT) -> None:
    seen: list[int] = []
    asked, answered = threading.Event(), threading.Event()

    def train() -> None:
        torch.set_num_threads(3)
        torch.get_num_threads()  # a thread takes its number at first use
        asked.set()
        assert answered.wait(10)
        seen.append(torch.get_num_threads())

    thread = threading.Thread(target=train)
    thread.start()
    assert asked.wait(10)
    list(generate(model, [1], Greedy(), max_new_tokens=3))
    answered.set()
    thread.join()
    assert seen == [3]


def test_that_an_empty_prompt_is_refused(model: GPT) -> None:
    with pytest.raises(BadInput):
        next(generate(model, [], Greedy(), max_new_tokens=1))


@pytest.mark.parametrize("seed", [2**64, -(2**63) - 1, 10**30])
def test_that_a_seed_of_more_than_64_bits_is_refused(model: GPT, seed: int) -> None:
    with pytest.raises(BadInput, match=f"the seed {seed} does not fit into 64 bits"):
        next(generate(model, [7], Sample(), seed=seed, max_new_tokens=1))


@pytest.mark.parametrize("seed", SEEDS)
def test_that_the_least_and_the_greatest_seed_are_taken(model: GPT, seed: int) -> None:
    assert next(generate(model, [7], Sample(), seed=seed, max_new_tokens=1))


def test_that_less_than_no_token_is_refused(model: GPT) -> None:
    with pytest.raises(BadInput, match="-1 tokens cannot be written"):
        next(generate(model, [7], Greedy(), max_new_tokens=-1))


@pytest.mark.parametrize("strategy_type", STRATEGIES)
def test_that_any_number_of_tokens_may_be_asked_for(
    model: GPT, strategy_type: type[Strategy]
) -> None:
    greedy = next(generate(model, [7], Greedy(), max_new_tokens=1)).id
    strategy = example_of(strategy_type)
    if isinstance(strategy, BeamSettings):
        strategy = strategy.model_copy(update={"early_stopping": "true"})
    ends = {greedy, *range(0, VOCABULARY_SIZE, 2)}
    tokens = generate(model, [7], strategy, max_new_tokens=10**30, eos=ends, others=second())
    assert next(tokens)


def test_that_the_least_temperature_leaves_a_distribution_to_draw_from(model: GPT) -> None:
    coldest = Sample(temperature=LEAST_TEMPERATURE)
    drawn = ids_of(list(generate(model, [7, 20], coldest, max_new_tokens=9)))
    assert drawn == ids_of(list(generate(model, [7, 20], Greedy(), max_new_tokens=9)))


def test_that_damaged_weights_are_named_not_sampled_from() -> None:
    model = build(SPEC, VOCABULARY_SIZE).eval().requires_grad_(False)
    model.final_norm.bias[0] = float("nan")
    with pytest.raises(NotFinite):
        next(generate(model, [1], Sample(), max_new_tokens=1))


@pytest.mark.parametrize("strategy_type", STRATEGIES)
def test_that_every_strategy_ends_where_it_should_and_writes_the_same_again(
    model: GPT, strategy_type: type[Strategy]
) -> None:
    def text(**ends: Any) -> list[int]:
        strategy, others = example_of(strategy_type), second()
        tokens = generate(model, [4, 5], strategy, seed=3, others=others, **ends)
        return ids_of(list(tokens))

    free = text(max_new_tokens=20)
    assert len(free) == 20
    assert text(max_new_tokens=20) == free
    ended = text(max_new_tokens=20, eos=free[5], num_pieces=max(free) + 1)
    assert ended[-1] == free[5] or len(ended) == 20
    assert free[5] not in ended[:-1]
    assert len(text(max_new_tokens=1)) == 1


@pytest.mark.parametrize("strategy_type", STRATEGIES)
def test_that_every_strategy_tells_the_models_own_view_and_goes_on_past_the_context(
    strategy_type: type[Strategy],
) -> None:
    spec = GPTSpec(num_layers=1, hidden_size=16, num_heads=2, context=16)
    model = lively(build(spec, VOCABULARY_SIZE, seed=1)).eval()
    prompt = [1, 2, 3]
    strategy = example_of(strategy_type)
    written = list(generate(model, prompt, strategy, max_new_tokens=40, others=second()))
    ids, begin = [*prompt, *ids_of(written)], 0
    for position, token in enumerate(written, start=len(prompt)):
        if position - begin > 16:
            begin = position - 8
        with torch.no_grad():
            logits_v = model(torch.tensor([ids[begin:position]]))[0, -1].double()
        p_v = logits_v.softmax(0)
        assert token.log_probability == pytest.approx(math.log(p_v[token.id]), abs=1e-4)
        assert token.entropy == pytest.approx(-(p_v * p_v.log()).sum().item(), abs=1e-4)
        assert token.rank == p_v.argsort(descending=True).tolist().index(token.id) + 1
    elapsed = [token.elapsed_s for token in written]
    assert elapsed == sorted(elapsed)


def test_that_rows_without_a_piece_are_never_chosen():
    model = build(GPTSpec(num_layers=1, hidden_size=16, num_heads=2, context=16), 40, seed=1).eval()
    with torch.no_grad():
        model.token_embedding.weight[30:] *= 50.0
    others = second(40)
    for strategy in (*map(example_of, STRATEGIES), Sample(temperature=2.0)):
        free = ids_of(list(generate(model, [1, 2], strategy, max_new_tokens=20, others=others)))
        tokens = generate(model, [1, 2], strategy, max_new_tokens=20, num_pieces=30, others=others)
        kept = ids_of(list(tokens))
        assert max(free) >= 30
        assert max(kept) < 30

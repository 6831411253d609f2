import pytest
import torch
from byte_spelling import ByteSpelling
from decoding_references import dry_penalties
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from transformers import (
    LogitsProcessor,
    MinNewTokensLengthLogitsProcessor,
    NoBadWordsLogitsProcessor,
    NoRepeatNGramLogitsProcessor,
    RepetitionPenaltyLogitsProcessor,
    SequenceBiasLogitsProcessor,
)

from workbench.errors import BadInput
from workbench.generation.decode import generate
from workbench.generation.decoding import DecodingInput
from workbench.generation.penalties.chain import penalised, penalties_of
from workbench.generation.penalties.dry import penalise_going_on
from workbench.generation.penalties.repetition import penalise_presence_and_frequency
from workbench.generation.spec import Greedy, Sample
from workbench.generation.spelling import beginnings_of, sequences_of
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.spec import GPTSpec

WIDTH = 6
SPELLING = ByteSpelling()
ids = st.lists(st.integers(0, WIDTH - 1), min_size=1, max_size=40)
SOME_LOGITS_1V = torch.tensor([[1.5, -2.0, 0.0, 3.0, -0.5, 0.25]])


@pytest.fixture(scope="module")
def model() -> GPT:
    spec = GPTSpec(num_layers=1, hidden_size=16, num_heads=2, context=64)
    return build(spec, SPELLING.vocabulary_size, seed=2).eval().requires_grad_(False)


def ours(settings: Greedy, so_far: list[int], model: GPT, ends: tuple[int, ...] = ()) -> Tensor:
    inputs = DecodingInput(
        model=model,
        prompt_ids=tuple(so_far),
        generator=torch.Generator(),
        max_new_tokens=9,
        ends=frozenset(ends),
        num_pieces=None,
        started_s=0.0,
        spelling=SPELLING,
    )
    return penalised(SOME_LOGITS_1V, inputs.prompt_row(), penalties_of(settings, inputs))


@pytest.mark.parametrize(
    ("penalties", "theirs"),
    [
        ({"repetition_penalty": 1.3}, RepetitionPenaltyLogitsProcessor(1.3)),
        ({"no_repeat_ngram_size": 1}, NoRepeatNGramLogitsProcessor(1)),
        ({"no_repeat_ngram_size": 3}, NoRepeatNGramLogitsProcessor(3)),
        ({"bad_words": ["#1", "#2#3"]}, NoBadWordsLogitsProcessor([[1], [2, 3]])),
        (
            {"token_bias": ["#1=2.5", "#2#3=-7", "#0#4#3=4"]},
            SequenceBiasLogitsProcessor([[[1], 2.5], [[2, 3], -7.0], [[0, 4, 3], 4.0]]),
        ),
    ],
    ids=lambda given: str(given) if isinstance(given, dict) else "",
)
@settings(max_examples=40)
@given(so_far=ids)
def test_that_each_penalty_equals_hugging_faces(
    model: GPT, penalties: dict[str, object], theirs: LogitsProcessor, so_far: list[int]
) -> None:
    expected_1v = theirs(torch.tensor([so_far]), SOME_LOGITS_1V.clone())
    if not expected_1v.isfinite().any():
        with pytest.raises(BadInput, match="every token is forbidden"):
            ours(Greedy.model_validate(penalties), so_far, model)
        return
    assert torch.equal(ours(Greedy.model_validate(penalties), so_far, model), expected_1v)


def test_that_no_text_ends_before_its_least_tokens(model: GPT) -> None:
    theirs = MinNewTokensLengthLogitsProcessor(2, 3, torch.tensor([1, 4]))
    expected_1v = theirs(torch.tensor([[5, 5]]), SOME_LOGITS_1V.clone())
    settings = Greedy(min_new_tokens=3)
    assert torch.equal(ours(settings, [5, 5], model, ends=(1, 4)), expected_1v)
    free = [token.id for token in generate(model, [7], Greedy(), max_new_tokens=8)]
    eos = free[0]
    kept = list(generate(model, [7], Greedy(min_new_tokens=5), max_new_tokens=40, eos=eos))
    assert eos not in [token.id for token in kept[:5]]


@given(so_far=ids, presence=st.floats(-2, 2), frequency=st.floats(-2, 2))
def test_that_presence_and_frequency_count_new_tokens(
    so_far: list[int], presence: float, frequency: float
) -> None:
    penalised_1v = penalise_presence_and_frequency(
        SOME_LOGITS_1V, torch.tensor([so_far]), presence, frequency
    )
    for token in range(WIDTH):
        count = so_far.count(token)
        expected = SOME_LOGITS_1V[0, token].item() - presence * (count > 0) - frequency * count
        assert penalised_1v[0, token].item() == pytest.approx(expected, abs=1e-4)


def test_that_presence_leaves_the_prompt_out(model: GPT) -> None:
    settings = Greedy(presence_penalty=2.0, frequency_penalty=1.0)
    assert torch.equal(ours(settings, [3, 3, 1], model), SOME_LOGITS_1V)


@given(
    so_far=ids,
    base=st.sampled_from([1.0, 1.75, 3.0]),
    allowed_length=st.integers(1, 4),
    last_n=st.integers(-1, 30),
    breakers=st.dictionaries(
        st.integers(0, WIDTH - 1),
        st.frozensets(st.lists(st.integers(0, WIDTH - 1), max_size=2).map(tuple), min_size=1),
        max_size=3,
    ),
)
def test_that_dry_equals_llama_cpps_definition(
    so_far: list[int],
    base: float,
    allowed_length: int,
    last_n: int,
    breakers: dict[int, frozenset[tuple[int, ...]]],
) -> None:
    penalised_1v = penalise_going_on(
        SOME_LOGITS_1V,
        torch.tensor([so_far]),
        multiplier=0.8,
        base=base,
        allowed_length=allowed_length,
        last_n=last_n,
        breakers=breakers,
    )
    taken = dry_penalties(
        so_far,
        multiplier=0.8,
        base=base,
        allowed_length=allowed_length,
        last_n=last_n,
        breakers=breakers,
    )
    for token in range(WIDTH):
        expected = SOME_LOGITS_1V[0, token].item() - taken.get(token, 0.0)
        assert penalised_1v[0, token].item() == pytest.approx(expected, rel=1e-5)


def test_that_a_text_is_read_as_ids_or_as_the_tokenizer_cuts_it() -> None:
    the, spaced = SPELLING.encode("the"), SPELLING.encode(" the")
    assert sequences_of("the", SPELLING) == [tuple(the), tuple(spaced)]
    assert sequences_of("#7#300", SPELLING) == [(7, 300)]
    assert sequences_of("\\#7", SPELLING)[0] == tuple(SPELLING.encode("#7"))
    newlines = [SPELLING.encode("\n")[0], SPELLING.encode("\n\n")[0]]
    assert beginnings_of(SPELLING, ("\\n",)) == {token: frozenset({()}) for token in newlines}


def test_that_a_breaker_of_several_tokens_is_known_by_its_first_ones() -> None:
    found = beginnings_of(SPELLING, ("and: ", "e"))
    spelled = {SPELLING.decode([token]): tails for token, tails in found.items()}
    assert spelled["a"] == {tuple(SPELLING.encode("nd: "))}
    assert spelled["and"] == {tuple(SPELLING.encode(": "))}
    assert spelled["the"] == spelled["e"] == {()}


def test_that_a_forbidden_word_is_not_written_and_a_favoured_one_is(model: GPT) -> None:
    free = [token.id for token in generate(model, [7], Sample(top_k=3), max_new_tokens=30)]
    word = f"#{free[3]}"
    banned = Sample(top_k=3, bad_words=(word,))
    tokens = generate(model, [7], banned, max_new_tokens=30, spelling=SPELLING)
    assert free[3] not in [token.id for token in tokens]
    favoured = Greedy(token_bias=("\N{SNOWMAN}=90", "#3=30"))
    tokens = generate(model, [7], favoured, max_new_tokens=3, spelling=SPELLING)
    snowman = SPELLING.encode("\N{SNOWMAN}")
    assert [token.id for token in tokens] == [3, 3, 3]
    tokens = generate(model, snowman[:-1], favoured, max_new_tokens=1, spelling=SPELLING)
    assert [token.id for token in tokens] == snowman[-1:]


def test_that_a_text_under_penalties_goes_by_all_that_was_written(model: GPT) -> None:
    once = Greedy(no_repeat_ngram_size=1)
    ids = [7, *(token.id for token in generate(model, [7], once, max_new_tokens=90))]
    assert len(set(ids)) == len(ids) == 91
    with pytest.raises(BadInput, match=r"after 262 tokens every token is forbidden"):
        list(generate(model, [7], once, max_new_tokens=300))

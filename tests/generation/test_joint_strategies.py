"""Strategies that look at hidden states, at several beams' groups or at several models."""

import itertools
import math
from collections import Counter
from typing import Any

import numpy as np
import pytest
import torch
from decoding_references import hugging_faces_text, softmax
from hugging_face import lively, llama_twin
from scipy import stats

from workbench.errors import BadInput
from workbench.generation.decode import generate
from workbench.generation.spec import (
    Beam,
    BeamSample,
    ContrastiveDecoding,
    ContrastiveSearch,
    DiverseBeam,
    Greedy,
    ModelAverage,
    Speculative,
    Strategy,
    parse_strategy,
)
from workbench.generation.strategies.speculative import Draft, looked_up, verified
from workbench.models.architectures.llama import Llama
from workbench.models.build import Decoder, build
from workbench.models.spec import LlamaSpec

WIDTH = 11
SPEC = LlamaSpec(num_layers=2, hidden_size=32, num_heads=4, context=64, tied_embeddings=False)


@pytest.fixture(scope="module")
def teacher() -> Llama:
    model = lively(build(SPEC, WIDTH, seed=5), amount=0.3).eval().requires_grad_(False)
    assert isinstance(model, Llama)
    return model


@pytest.fixture(scope="module")
def short_teacher() -> Llama:
    """The teacher, whose context is soon over: the weights do not depend on its length."""
    spec = SPEC.model_copy(update={"context": 24})
    model = lively(build(spec, WIDTH, seed=5), amount=0.3).eval().requires_grad_(False)
    assert isinstance(model, Llama)
    return model


@pytest.fixture(scope="module")
def student() -> Llama:
    spec = LlamaSpec(num_layers=1, hidden_size=16, num_heads=2, context=32, tied_embeddings=False)
    model = lively(build(spec, WIDTH, seed=6), amount=0.3).eval().requires_grad_(False)
    assert isinstance(model, Llama)
    return model


def written(model: Decoder, prompt: list[int], strategy: Strategy, **settings: Any) -> list[int]:
    settings = {"max_new_tokens": 20, **settings}
    return [token.id for token in generate(model, prompt, strategy, **settings)]


def logits_behind(model: Decoder, ids: list[int]) -> np.ndarray:
    with torch.no_grad():
        return model(torch.tensor([ids]))[0, -1].double().numpy()


def log_softmax(logits_v: np.ndarray) -> np.ndarray:
    return np.log(softmax(logits_v))


@pytest.mark.slow
@pytest.mark.parametrize("alpha", [0.0, 0.3, 0.6, 0.9])
def test_that_contrastive_search_equals_its_definition(teacher: Llama, alpha: float) -> None:
    strategy = ContrastiveSearch(penalty_alpha=alpha, top_k=4)
    ids = [3, 7]
    ours = written(teacher, ids, strategy)
    for token in ours:
        p_v = softmax(logits_behind(teacher, ids))
        scores = {}
        for candidate in np.argsort(-p_v)[:4].tolist():
            with torch.no_grad():
                states_tc = teacher.hidden(torch.tensor([[*ids, candidate]]))[0].double().numpy()
            unit_tc = states_tc / np.linalg.norm(states_tc, axis=1, keepdims=True)
            likeness = (unit_tc[:-1] @ unit_tc[-1]).max()
            scores[candidate] = (1 - alpha) * p_v[candidate] - alpha * likeness
        best, second = sorted(scores.values(), reverse=True)[:2]
        assert scores[token] == best or best - second < 1e-5
        ids.append(token)


def best_groups(
    model: Decoder, prompt: list[int], size: int, groups: int, penalty: float, length: int
) -> list[int]:
    """Diverse beam search of the paper, by going through every continuation of every beam."""
    beams: list[list[tuple[list[int], float]]] = [[([], 0.0)] for _ in range(groups)]
    for _ in range(length):
        taken = np.zeros(WIDTH)
        for group in range(groups):
            options = []
            for tokens, score in beams[group]:
                log_p_v = log_softmax(logits_behind(model, prompt + tokens))
                options += [
                    (score + log_p_v[v] - penalty * taken[v], score + log_p_v[v], [*tokens, v])
                    for v in range(WIDTH)
                ]
            kept = sorted(options, key=lambda option: -option[0])[:size]
            beams[group] = [(tokens, score) for _, score, tokens in kept]
            for tokens, _ in beams[group]:
                taken[tokens[-1]] += 1
    return max(itertools.chain(*beams), key=lambda beam: beam[1])[0]


@pytest.mark.slow
@pytest.mark.parametrize(("beams", "groups"), [(4, 2), (3, 3), (6, 2)])
def test_that_diverse_beam_equals_its_definition(teacher: Llama, beams: int, groups: int) -> None:
    for first, penalty in itertools.product(range(3), (0.0, 0.4, 2.0)):
        strategy = DiverseBeam(
            num_beams=beams, num_beam_groups=groups, diversity_penalty=penalty, length_penalty=0.0
        )
        ours = written(teacher, [first, 2], strategy, max_new_tokens=5)
        expected = best_groups(teacher, [first, 2], beams // groups, groups, penalty, 5)
        assert ours == expected


def test_that_beams_as_many_as_texts_find_the_likeliest_of_all(teacher: Llama) -> None:
    def log_probability(ids: list[int]) -> float:
        return sum(
            float(log_softmax(logits_behind(teacher, [4, *ids[:end]]))[token])
            for end, token in enumerate(ids)
        )

    texts = [list(ids) for ids in itertools.product(range(WIDTH), repeat=2)]
    ours = written(teacher, [4], Beam(num_beams=WIDTH), max_new_tokens=2)
    assert ours == max(texts, key=log_probability)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "beam_sample(num_beams=3)",
        "beam_sample(num_beams=3,top_k=5,temperature=1.3)",
        "beam_sample(num_beams=2,top_p=0.6,min_p=0.05,typical_p=0.9,repetition_penalty=1.2)",
        "beam_sample(num_beams=2,epsilon_cutoff=0.2,eta_cutoff=0.3,length_penalty=-1)",
        "beam(num_beams=3,repetition_penalty=1.4,no_repeat_ngram_size=2,min_new_tokens=6)",
        "beam(bad_words=['#4','#2#3'],token_bias=['#5=2'],early_stopping=true)",
    ],
)
def test_that_beams_under_penalties_and_sampling_equal_hugging_faces(
    teacher: Llama, text: str
) -> None:
    twin, strategy = llama_twin(SPEC, teacher), parse_strategy(text)
    assert isinstance(strategy, Beam | BeamSample)
    for seed, eos in enumerate((None, 9, [8, 9])):
        ours = written(teacher, [seed, 7], strategy, seed=seed, eos=eos)
        theirs = hugging_faces_text(twin, [seed, 7], strategy, seed=seed, eos=eos)
        assert ours == theirs, (seed, eos)


def test_that_beams_draw_as_transformers_where_filters_leave_fewer_than_are_drawn() -> None:
    sure = lively(build(SPEC, WIDTH, seed=5), amount=0.3)
    assert isinstance(sure, Llama)
    with torch.no_grad():
        sure.head_weight.mul_(2.0)
    sure.eval().requires_grad_(False)
    strategy = BeamSample(num_beams=3, top_p=0.9)
    ours = written(sure, [0, 7], strategy, seed=0)
    assert ours == hugging_faces_text(llama_twin(SPEC, sure), [0, 7], strategy, seed=0)


def test_that_contrastive_decoding_equals_its_definition(teacher: Llama, student: Llama) -> None:
    strategy = ContrastiveDecoding(amateur="small", alpha=0.2, beta=0.7)
    ids = [3, 7]
    for token in written(teacher, ids, strategy, others={"small": student}):
        expert_v, amateur_v = (log_softmax(logits_behind(m, ids)) for m in (teacher, student))
        scores_v = 1.7 * expert_v - 0.7 * amateur_v
        scores_v[np.exp(expert_v) < 0.2 * np.exp(expert_v).max()] = -np.inf
        assert token == scores_v.argmax()
        ids.append(token)


def test_that_an_average_of_models_draws_from_the_mean_of_their_probabilities(
    teacher: Llama, student: Llama
) -> None:
    strategy, others = ModelAverage(models=("small",), top_k=1), {"small": student}
    ids = [3, 7]
    for token in written(teacher, ids, strategy, others=others):
        p_v = softmax(logits_behind(teacher, ids)) + softmax(logits_behind(student, ids))
        assert token == p_v.argmax()
        ids.append(token)
    alone = ModelAverage(models=("same",), top_p=0.9)
    sampled = parse_strategy("sample(top_p=0.9)")
    assert written(teacher, [5], alone, others={"same": teacher}, seed=3) == written(
        teacher, [5], sampled, seed=3
    )


@pytest.mark.parametrize("strategy", [ContrastiveDecoding(), ModelAverage()], ids=repr)
def test_that_a_missing_second_model_is_asked_for(teacher: Llama, strategy: Strategy) -> None:
    with pytest.raises(BadInput, match="needs a second model; name one"):
        written(teacher, [1], strategy)


@pytest.mark.parametrize("draft", ["", "small", "same"])
@pytest.mark.parametrize("penalties", [{}, {"repetition_penalty": 1.2, "no_repeat_ngram_size": 4}])
def test_that_speculative_text_is_the_greedy_text_even_past_the_context(
    short_teacher: Llama, student: Llama, draft: str, penalties: dict[str, Any]
) -> None:
    """Past the context once, and a second time when half of it was left behind."""
    model, others = short_teacher, {"small": student, "same": short_teacher}
    for first, num_draft_tokens in enumerate((3, 50)):
        prompt, greedy = [first, 7], Greedy(**penalties)
        expected = written(model, prompt, greedy, max_new_tokens=40)
        strategy = Speculative(draft=draft, num_draft_tokens=num_draft_tokens, **penalties)
        ours = written(model, prompt, strategy, others=others, max_new_tokens=40)
        assert ours == expected, (first, num_draft_tokens)


def test_that_a_perfect_draft_is_accepted_whole(teacher: Llama) -> None:
    strategy = Speculative(draft="same", num_draft_tokens=4)
    tokens = list(generate(teacher, [3, 7], strategy, max_new_tokens=20, others={"same": teacher}))
    assert [token.is_drafted for token in tokens] == [*[True] * 4, False] * 4


@pytest.mark.slow
def test_that_speculative_sampling_draws_from_the_models_own_distribution() -> None:
    draws, generator = 6_000, torch.Generator().manual_seed(11)
    own = torch.tensor([[0.5, 0.3, 0.2], [0.1, 0.6, 0.3], [0.2, 0.2, 0.6]])
    draft_v = torch.tensor([0.2, 0.2, 0.6])
    counts = np.zeros((3, 3))
    for _ in range(draws):
        drafted = torch.multinomial(draft_v, 2, replacement=True, generator=generator).tolist()
        ids = verified(Draft(drafted, torch.stack([draft_v, draft_v])), own, generator)
        if len(ids) == 1:  # refused at once: the next token is the model's own
            ids.append(int(torch.multinomial(own[1], 1, generator=generator)))
        counts[ids[0], ids[1]] += 1
    p_k = np.outer([0.5, 0.3, 0.2], [0.1, 0.6, 0.3]).flatten()
    assert stats.chisquare(counts.flatten(), draws * p_k).pvalue > 1e-3


@pytest.mark.slow
@pytest.mark.parametrize("draft", ["small", ""])
def test_that_speculative_texts_come_as_often_as_the_models_own(
    teacher: Llama, student: Llama, draft: str
) -> None:
    draws, prompt = 1_500, [3, 7, 4, 3, 7]
    settings: dict[str, Any] = {"do_sample": True, "top_k": 3, "temperature": 1.2}
    strategy = Speculative(draft=draft, num_draft_tokens=2, **settings)
    counts: Counter[tuple[int, ...]] = Counter()
    for seed in range(draws):
        text = written(
            teacher, prompt, strategy, seed=seed, others={"small": student}, max_new_tokens=2
        )
        counts[tuple(text)] += 1
    expected: dict[tuple[int, ...], float] = {}
    for first, p in allowed(teacher, prompt).items():
        for second, q in allowed(teacher, [*prompt, first]).items():
            expected[first, second] = draws * p * q
    assert counts.keys() <= expected.keys()
    observed = [counts[text] for text in expected]
    exact = np.array(list(expected.values()))
    assert stats.chisquare(observed, exact * draws / exact.sum()).pvalue > 1e-3


def allowed(model: Decoder, ids: list[int]) -> dict[int, float]:
    """The three likeliest tokens and their probabilities at a temperature of 1.2."""
    logits_v = logits_behind(model, ids) / 1.2
    best = np.argsort(-logits_v)[:3]
    return dict(zip(best.tolist(), softmax(logits_v[best]).tolist(), strict=True))


def test_that_speculative_sampling_under_filters_writes_what_they_allow(
    teacher: Llama, student: Llama
) -> None:
    strategy = Speculative(draft="small", do_sample=True, top_k=2, temperature=0.9)
    ids, log_probability = [3, 7], 0.0
    text = written(teacher, ids, strategy, others={"small": student}, seed=5, max_new_tokens=40)
    for token in text:
        logits_v = logits_behind(teacher, ids)
        assert token in np.argsort(-logits_v)[:2]
        log_probability += math.log(softmax(logits_v)[token])
        ids.append(token)
    assert len(set(text)) > 2


def test_that_a_draft_is_looked_up_behind_the_longest_ending_met_before() -> None:
    assert looked_up([1, 2, 3, 9, 2, 3, 8, 2, 3], 2, 2) == [8, 2]
    assert looked_up([1, 2, 3, 9, 1, 2, 3], 3, 5) == [9, 1, 2, 3]
    assert looked_up([1, 2, 3], 3, 5) == []

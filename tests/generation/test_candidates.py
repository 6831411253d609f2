"""The candidates for one place: what is left behind each step, and what a token is drawn from."""

from typing import Any

import numpy as np
import pytest
import torch
from byte_spelling import ByteSpelling
from decoding_references import left_by_xtc, softmax
from hugging_face import lively
from hypothesis import given
from hypothesis import strategies as st
from transformers import (
    MinPLogitsWarper,
    NoRepeatNGramLogitsProcessor,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
    TypicalLogitsWarper,
)

from workbench.errors import BadInput
from workbench.generation.candidates.funnel import OWN, FunnelStage, TokenCandidates
from workbench.generation.candidates.live import LiveCandidates
from workbench.generation.candidates.stages import candidates_for
from workbench.generation.decode import generate
from workbench.generation.decoding import DecodingInput
from workbench.generation.filters.chain import filtered, filters_of
from workbench.generation.spec import Sample, Strategy, parse_strategy
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.spec import GPTSpec

SPELLING = ByteSpelling()
WIDTH = SPELLING.vocabulary_size
ROWS = WIDTH + 7
"""A model may have more rows than its tokenizer has pieces."""
PROMPT = [5, 17, 30, 5, 17, 8, 21, 5, 17]


@pytest.fixture(scope="module")
def models() -> dict[str, GPT]:
    spec = GPTSpec(num_layers=2, hidden_size=32, num_heads=2, context=64)
    made = {"first": build(spec, ROWS, seed=3), "second": build(spec, ROWS, seed=4)}
    return {name: lively(one, amount=0.3).eval() for name, one in made.items()}


def found(
    models: dict[str, GPT], strategy: Strategy, top: int = 5, **settings: Any
) -> TokenCandidates:
    inputs = DecodingInput(
        model=models["first"],
        prompt_ids=tuple(PROMPT),
        generator=torch.Generator(),
        max_new_tokens=1,
        ends=frozenset({2}),
        num_pieces=WIDTH,
        started_s=0.0,
        spelling=SPELLING,
        others=models,
        **settings,
    )
    return candidates_for(inputs, strategy, top, str)


def test_that_each_step_leaves_what_hugging_faces_does(models: dict[str, GPT]) -> None:
    strategy = Sample(
        repetition_penalty=1.3,
        no_repeat_ngram_size=3,
        temperature=1.4,
        top_k=60,
        top_p=0.85,
        min_p=0.05,
        typical_p=0.9,
    )
    theirs: dict[str, Any] = {
        "repetition_penalty": RepetitionPenaltyLogitsProcessor(1.3),
        "no_repeat_ngram_size": NoRepeatNGramLogitsProcessor(3),
        "temperature": TemperatureLogitsWarper(1.4),
        "top_k": TopKLogitsWarper(60),
        "top_p": TopPLogitsWarper(0.85),
        "min_p": MinPLogitsWarper(0.05),
        "typical_p": TypicalLogitsWarper(0.9),
    }
    ours = found(models, strategy, top=WIDTH)
    ids_1t: Any = torch.tensor([PROMPT])
    with torch.no_grad():
        all_1v: Any = models["first"](ids_1t)[:, -1].double()
    own_v, scores_1v = all_1v.softmax(-1)[0, :WIDTH], all_1v[:, :WIDTH]
    entropy = -(all_1v.softmax(-1) * all_1v.log_softmax(-1)).sum()
    assert ours.entropy == pytest.approx(float(entropy), abs=1e-5)
    assert [stage.name for stage in ours.stages] == [OWN, *theirs]
    for number, (stage, process) in enumerate(
        zip(ours.stages, [lambda _, scores: scores, *theirs.values()], strict=True)
    ):
        scores_1v = process(ids_1t, scores_1v)
        probabilities_v = scores_1v.softmax(-1)[0] if number else own_v
        left_v = scores_1v[0].isfinite()
        assert (stage.left, stage.least_left) == (int(left_v.sum()), int(left_v.sum()))
        assert stage.mass == pytest.approx(float(own_v[left_v].sum()), abs=1e-6)
        for one in ours.candidates:
            assert one.stages[number] == pytest.approx(float(probabilities_v[one.id]), abs=1e-6)
            assert left_v[one.id] or one.stages[number] == 0.0
    assert ours.final_v == pytest.approx(probabilities_v.numpy(), abs=1e-6)
    for one in ours.candidates:
        names = [
            stage.name for stage, share in zip(ours.stages, one.stages, strict=True) if not share
        ]
        assert one.removed_by == next(iter(names), "")
    assert len({one.removed_by for one in ours.candidates}) > 3


DRAWN = (
    "sample(temperature=0.7,top_p=0.8,presence_penalty=1.5)",
    "sample(temperature=1.2,mirostat_tau=3.0)",
    "sample(top_n_sigma=1.5,epsilon_cutoff=0.01,eta_cutoff=0.02,dry_multiplier=0.8)",
    'model_average(models=["second"],top_k=9,token_bias=["#9=2"])',
    "speculative(do_sample=true,min_p=0.1)",
    "sample(order=llama.cpp,temperature=1.5,top_k=30,typical_p=0.7,top_p=0.9,frequency_penalty=1)",
    "dola(do_sample=true,temperature=0.9,min_p=0.02)",
    "beam_sample(temperature=0.8,top_p=0.5,repetition_penalty=1.5)",
)


@pytest.mark.parametrize("text", DRAWN)
def test_that_the_last_stage_is_what_the_sampler_draws_from(
    models: dict[str, GPT], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn_from: list[torch.Tensor] = []
    multinomial = torch.multinomial

    def remembering(probabilities: torch.Tensor, *rest: Any, **more: Any) -> torch.Tensor:
        drawn_from.append(probabilities.flatten()[:WIDTH].clone())
        return multinomial(probabilities, *rest, **more)

    monkeypatch.setattr(torch, "multinomial", remembering)
    strategy = parse_strategy(text)
    list(
        generate(
            models["first"],
            PROMPT,
            strategy,
            max_new_tokens=1,
            eos=2,
            num_pieces=WIDTH,
            spelling=SPELLING,
            others=models,
            num_written=4,
        )
    )
    ours = found(models, strategy, num_written=4)
    assert ours.final_v == pytest.approx(drawn_from[0].numpy(), abs=1e-6)
    assert bool(ours.notes) == ("mirostat" in text or "beam" in text)


CHOSEN = (
    "greedy(repetition_penalty=3.0)",
    "contrastive_search(top_k=6,penalty_alpha=0.8)",
    'contrastive_decoding(amateur="second",repetition_penalty=1.7)',
    'speculative(draft="second",no_repeat_ngram_size=1)',
    "dola(relative_top=0.2,repetition_penalty=1.4)",
)


@pytest.mark.parametrize("text", CHOSEN)
def test_that_a_strategy_that_draws_nothing_leaves_the_token_that_it_takes(
    models: dict[str, GPT], text: str
) -> None:
    strategy = parse_strategy(text)
    settings: dict[str, Any] = {"num_pieces": WIDTH, "spelling": SPELLING, "others": models}
    (token,) = generate(models["first"], PROMPT, strategy, max_new_tokens=1, **settings)
    ours = found(models, strategy)
    assert ours.final_v.nonzero()[0].tolist() == [token.id]
    (taken,) = [one for one in ours.candidates if one.final == 1.0]
    assert (taken.id, taken.rank) == (token.id, token.rank)
    assert taken.probability == pytest.approx(np.exp(token.log_probability), rel=1e-5)


def test_that_what_xtc_does_at_times_is_a_mixture(models: dict[str, GPT]) -> None:
    strategy = Sample(temperature=0.5, xtc_probability=0.25, xtc_threshold=0.05)
    ours = found(models, strategy)
    logits_v = ours.logits_v.astype(np.float64) / 0.5
    left = sorted(left_by_xtc(logits_v, 0.05))
    due_v = np.zeros(WIDTH)
    due_v[left] = softmax(logits_v[left])
    assert len(left) < WIDTH, "several are likely"
    assert ours.final_v == pytest.approx(0.75 * softmax(logits_v) + 0.25 * due_v, abs=1e-6)
    stage = ours.stages[-1]
    assert (stage.left, stage.least_left, stage.is_random) == (WIDTH, len(left), True)
    best = ours.candidates[0]
    assert (best.removed_by, best.may_be_removed_by) == ("", "xtc_probability")


def test_that_an_end_token_is_told_and_a_place_without_tokens_refused(
    models: dict[str, GPT],
) -> None:
    ours = found(models, parse_strategy('greedy(token_bias=["#2=90"])'))
    assert [one.id for one in ours.candidates if one.ends] == [2], "by what is left at last"
    banned = ",".join(f'"#{token}"' for token in range(WIDTH) if token != 2)
    with pytest.raises(BadInput, match="every token is forbidden"):
        found(models, parse_strategy(f"greedy(min_new_tokens=1,bad_words=[{banned}])"))


# -- under sliders


logits = st.lists(st.integers(-8, 8), min_size=1, max_size=12)


@given(
    values=logits,
    temperature=st.sampled_from((1.0, 0.5, 2.0, 0.25)),
    top_k=st.integers(0, 14),
    top_p=st.floats(0.01, 1.0),
    min_p=st.floats(0.0, 1.0),
)
def test_that_sliders_leave_what_the_filters_do(
    values: list[int], temperature: float, top_k: int, top_p: float, min_p: float
) -> None:
    """In float64; where rounding decides at a border, either may be right."""
    logits_1v = torch.tensor([values], dtype=torch.float64) / 2
    own = FunnelStage(OWN, len(values), 1.0, len(values), 1.0)
    logits_v: Any = logits_1v[0].numpy()
    known = TokenCandidates(1, 0.0, (own,), (), logits_v, np.empty(0, np.float32))
    live = LiveCandidates(known)

    def near(share: float) -> tuple[np.ndarray, list[int]]:
        settings = Sample(
            temperature=temperature,
            top_k=top_k,
            top_p=min(top_p * (1 + share), 1.0),
            min_p=min(min_p * (1 - share), 1.0),
        )
        steps = filters_of(settings, torch.Generator())
        left = [
            int(filtered(logits_1v, steps[: n + 1]).isfinite().sum()) for n in range(len(steps))
        ]
        return filtered(logits_1v, steps).softmax(-1)[0].numpy(), left

    ours = live.under(Sample(temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p))
    theirs = [near(share) for share in (0.0, 1e-9, -1e-9)]
    assert any(
        np.allclose(ours.final_v, final_v, atol=1e-6)
        and [stage.left for stage in ours.stages[1:]] == left
        for final_v, left in theirs
    )
    own_v = logits_1v.softmax(-1)[0].numpy()
    assert ours.stages[-1].mass == pytest.approx(own_v[ours.final_v > 0].sum(), abs=1e-6)


def test_that_sliders_tell_of_each_candidate_what_the_strategy_does(models: dict[str, GPT]) -> None:
    strategy = Sample(temperature=0.8, top_k=20, top_p=0.7, min_p=0.12)
    theirs, known = found(models, strategy), found(models, Sample())
    ours = LiveCandidates(known).under(strategy)
    assert ours.final_v == pytest.approx(theirs.final_v, abs=1e-6)
    assert [(one.name, one.left) for one in ours.stages] == [
        (one.name, one.left) for one in theirs.stages
    ]
    for one, other in zip(ours.candidates, theirs.candidates, strict=True):
        assert (one.id, one.removed_by) == (other.id, other.removed_by)
        assert one.stages == pytest.approx(other.stages, abs=1e-6)

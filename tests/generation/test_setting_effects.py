"""What a setting does by itself is what the sampler's own step does, for each of them."""

import numpy as np
import pytest
import torch
from byte_spelling import ByteSpelling
from hugging_face import lively

from workbench.generation.candidates.effects import FILTER_NAMES, PENALTY_NAMES, SettingEffects
from workbench.generation.candidates.funnel import OWN, FunnelStage, TokenCandidates
from workbench.generation.candidates.stages import candidates_for
from workbench.generation.decoding import DecodingInput
from workbench.generation.spec import Greedy, Sample, Strategy, parse_strategy
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.spec import GPTSpec

SPELLING = ByteSpelling()
WIDTH = SPELLING.vocabulary_size
PROMPT = (5, 17, 30, 5, 17, 8, 21, 5, 17)
ALONE = (
    ("temperature", "sample(temperature=0.6)"),
    ("top_k", "sample(top_k=9)"),
    ("top_k", "sample(top_k=9,order=llama.cpp)"),
    ("top_k", "beam_sample(top_k=1)"),
    ("top_p", "sample(top_p=0.7)"),
    ("top_p", "beam_sample(top_p=0.01)"),
    ("min_p", "sample(min_p=0.2)"),
    ("min_p", "beam_sample(min_p=0.999)"),
    ("typical_p", "sample(typical_p=0.6)"),
    ("typical_p", "sample(typical_p=0.6,order=llama.cpp)"),
    ("epsilon_cutoff", "sample(epsilon_cutoff=0.01)"),
    ("eta_cutoff", "sample(eta_cutoff=0.02)"),
    ("top_n_sigma", "sample(top_n_sigma=1.2)"),
    ("xtc_probability", "sample(xtc_probability=0.4,xtc_threshold=0.02)"),
    ("xtc_threshold", "sample(xtc_probability=0.4,xtc_threshold=0.02)"),
    ("mirostat_tau", "sample(mirostat_tau=2.5)"),
    ("repetition_penalty", "sample(repetition_penalty=1.8)"),
    ("repetition_penalty", "beam(repetition_penalty=1.8)"),
    ("repetition_penalty", "sample(repetition_penalty=1.8,order=llama.cpp,repeat_last_n=3)"),
    ("presence_penalty", "sample(presence_penalty=1.5,order=llama.cpp)"),
    ("presence_penalty", "sample(presence_penalty=1.5)"),
    ("frequency_penalty", "sample(frequency_penalty=0.7,order=llama.cpp)"),
    ("no_repeat_ngram_size", "sample(no_repeat_ngram_size=2)"),
    ("no_repeat_ngram_size", "sample(no_repeat_ngram_size=1)"),
)


@pytest.fixture(scope="module")
def model() -> GPT:
    spec = GPTSpec(num_layers=2, hidden_size=32, num_heads=2, context=64)
    return lively(build(spec, WIDTH + 7, seed=3), amount=0.3).eval()


def found(model: GPT, strategy: Strategy) -> TokenCandidates:
    inputs = DecodingInput(
        model=model,
        prompt_ids=PROMPT,
        generator=torch.Generator(),
        max_new_tokens=1,
        ends=frozenset({2, 3}),
        num_pieces=WIDTH,
        started_s=0.0,
        spelling=SPELLING,
    )
    return candidates_for(inputs, strategy, WIDTH, str)


def test_that_every_setting_that_is_told_of_is_compared_here() -> None:
    assert {name for name, _ in ALONE} == {*FILTER_NAMES, *PENALTY_NAMES}


@pytest.mark.parametrize(("name", "text"), ALONE)
def test_that_a_setting_alone_does_what_its_step_does(model: GPT, name: str, text: str) -> None:
    strategy = parse_strategy(text)
    theirs, known = found(model, strategy), found(model, Sample())
    ours = SettingEffects(known, PROMPT).of(strategy, name)
    assert ours is not None
    last = theirs.stages[-1]
    assert (ours.left, ours.total) == (last.least_left, WIDTH)
    assert ours.mass == pytest.approx(last.least_mass, abs=1e-6)
    assert ours.is_at_times == last.is_random
    own_v = np.exp(known.logits_v.astype(np.float64))
    for token in ours.first:
        place = int(token.text)
        assert token.before == pytest.approx(own_v[place] / own_v.sum(), abs=1e-6)
        if not last.is_random:
            assert token.after == pytest.approx(float(theirs.final_v[place]), abs=1e-6)


def test_that_penalties_tell_of_the_prompts_tokens_by_how_much_they_fall(model: GPT) -> None:
    effects = SettingEffects(found(model, Sample()), PROMPT)
    repeated = effects.of(Greedy(repetition_penalty=1.3), "repetition_penalty")
    assert repeated is not None
    assert repeated.changes == len(set(PROMPT))
    assert {one.text for one in repeated.first} <= set(map(str, PROMPT))
    assert all(one.after < one.before for one in repeated.first)
    banned = effects.of(Greedy(no_repeat_ngram_size=3), "no_repeat_ngram_size")
    assert banned is not None
    assert {(one.text, one.after) for one in banned.first} == {("30", 0.0), ("8", 0.0)}
    written = effects.of(Sample(presence_penalty=2.0), "presence_penalty")
    assert written is not None
    assert written.changes == 0, "nothing is written yet"


def test_that_a_token_without_a_known_text_goes_by_its_id_and_a_joined_model_says_nothing() -> None:
    logits_v = np.log(np.array([0.5, 0.3, 0.2], np.float32))
    own = FunnelStage(OWN, 3, 1.0, 3, 1.0)
    known = TokenCandidates(1, 0.0, (own,), (), logits_v, np.empty(0, np.float32))
    effects = SettingEffects(known, (0,))
    taken = effects.of(Greedy(), "kind")
    assert taken is not None
    assert [one.text for one in taken.first] == ["#0"]
    assert effects.of(parse_strategy('model_average(models=["b"])'), "top_k") is None
    assert effects.of(Greedy(), "stop_strings") is None

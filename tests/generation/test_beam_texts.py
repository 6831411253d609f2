"""The n best texts of a beam search, and what can be seen of its steps."""

import pytest
import torch
from decoding_references import options_of
from hugging_face import gpt2_twin, lively
from transformers import GPT2LMHeadModel

from workbench.activities.queries.beams import best_of
from workbench.errors import BadInput
from workbench.generation.decode import beam_texts, decoding_input, generate
from workbench.generation.spec import Beam, BeamSample, DiverseBeam, Greedy, parse_strategy
from workbench.generation.strategies.beam import BeamStep
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.spec import GPTSpec
from workbench.spec import BadSpec

SPEC = GPTSpec(num_layers=2, hidden_size=32, num_heads=4, context=64)
PROMPT, EOS = [3, 17, 40], 11


@pytest.fixture(scope="module")
def pair() -> tuple[GPT, GPT2LMHeadModel]:
    model = lively(build(SPEC, 61, seed=5), amount=0.15).eval().requires_grad_(False)
    assert isinstance(model, GPT)
    return model, gpt2_twin(SPEC, model)


@pytest.mark.parametrize(
    "text",
    [
        "beam(num_beams=4,num_return_sequences=4,length_penalty=0.6)",
        "beam(num_beams=4,num_return_sequences=2,early_stopping=true,repetition_penalty=1.2)",
        "beam_sample(num_beams=4,num_return_sequences=3,temperature=0.9,top_k=20)",
    ],
)
def test_that_the_best_texts_and_their_scores_equal_hugging_faces(
    pair: tuple[GPT, GPT2LMHeadModel], text: str
) -> None:
    strategy = parse_strategy(text)
    assert isinstance(strategy, Beam | BeamSample)
    ids_1t = torch.tensor([PROMPT])
    torch.manual_seed(7)
    theirs = pair[1].generate(
        ids_1t,
        attention_mask=torch.ones_like(ids_1t),
        max_new_tokens=14,
        eos_token_id=EOS,
        pad_token_id=0,
        num_return_sequences=strategy.num_return_sequences,
        return_dict_in_generate=True,
        output_scores=True,
        **options_of(strategy),
    )
    inputs = decoding_input(pair[0], PROMPT, strategy, seed=7, max_new_tokens=14, eos=EOS)
    ours = beam_texts(inputs, strategy)
    assert len(ours) == len(theirs.sequences) == strategy.num_return_sequences
    for text_n, ids_t in zip(ours, theirs.sequences.tolist(), strict=True):
        written = ids_t[len(PROMPT) :]
        assert list(text_n.ids) == written[: len(text_n.ids)]
        assert not any(written[len(text_n.ids) :])  # only padding stands behind
    torch.testing.assert_close(
        torch.tensor([text.score for text in ours]), theirs.sequences_scores, rtol=1e-5, atol=1e-5
    )


@pytest.mark.parametrize(
    "strategy",
    [Beam(num_beams=4), DiverseBeam(num_beams=4, num_return_sequences=4)],
    ids=["beam", "diverse_beam"],
)
def test_that_a_search_that_is_watched_tells_where_every_text_comes_from(
    pair: tuple[GPT, GPT2LMHeadModel], strategy: Beam | DiverseBeam
) -> None:
    steps: list[BeamStep] = []
    inputs = decoding_input(pair[0], PROMPT, strategy, max_new_tokens=12, eos=EOS)
    texts = beam_texts(inputs, strategy, steps.append)
    for group in {step.group for step in steps}:
        before, own = steps[0].kept, [step for step in steps if step.group == group]
        for number, step in enumerate(own):
            for one in (*step.kept, *step.ended, *step.dropped):
                assert len(one.tokens) == step.length == number + 1
                assert not number or before[one.parent].tokens == one.tokens[:-1]
            before = step.kept
        assert not own[-1].kept
    ended = {(one.tokens, one.score) for step in steps for one in step.ended}
    assert {(text.tokens, text.score) for text in texts} <= ended
    best = [token.id for token in generate(pair[0], PROMPT, strategy, max_new_tokens=12, eos=EOS)]
    assert list(texts[0].ids) == best


def test_that_more_texts_than_beams_cannot_be_asked_for() -> None:
    with pytest.raises(BadSpec, match="4 beams cannot give 5 texts"):
        parse_strategy("beam(num_return_sequences=5)")


def test_that_only_a_search_has_several_texts() -> None:
    with pytest.raises(BadInput, match="'greedy' writes one text"):
        best_of(Greedy(), iter(()))

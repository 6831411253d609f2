"""The speculative lab on tiny models: its counts, its proof of equality, and what it refuses."""

from typing import Any

import pytest
import torch
from hugging_face import lively

from workbench.activities.queries.prompts import Prompt
from workbench.activities.queries.speculation import Speculation, speculation
from workbench.activities.queries.speculation_verdict import (
    TextDifference,
    equality,
    unsteady,
    verdict,
)
from workbench.errors import BadInput
from workbench.generation.decode import generate
from workbench.generation.decoding import NewToken
from workbench.generation.drafting.lab import PLAIN, DraftLab
from workbench.generation.drafting.measured import (
    MeasuredDrafts,
    WrittenTrial,
    measured_drafts,
)
from workbench.generation.drafting.passes import DraftPass
from workbench.generation.spec import Beam, Greedy, Sample, Strategy
from workbench.models.build import Decoder, build
from workbench.models.spec import LlamaSpec

PROMPT = Prompt("", (10, 20, 30), ())


class Letters:
    """A tokenizer of which the lab needs its size and its pieces alone."""

    vocabulary_size = 40

    def piece(self, token: int) -> str:
        return chr(ord("A") + token)


@pytest.fixture(scope="module")
def pair() -> tuple[Decoder, Decoder]:
    """A teacher, and a draft that is the teacher with its weights a little moved."""
    spec = LlamaSpec(num_layers=2, hidden_size=32, num_heads=4, context=64, tied_embeddings=False)
    teacher, draft = (lively(build(spec, 40, seed=5), amount=0.3).eval() for _ in range(2))
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for weight in draft.parameters():
            weight.add_(0.05 * torch.randn(weight.shape, generator=generator))
    return teacher.requires_grad_(False), draft.requires_grad_(False)


@pytest.fixture
def spelled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are spelled a letter a token."""

    class Spells:
        def __init__(self, tokenizer: Letters) -> None:
            self.feed = tokenizer.piece

        def flush(self) -> str:
            return ""

    monkeypatch.setattr("workbench.activities.queries.speculation.TextDecoder", Spells)


def last_of(
    teacher: Decoder, draft: Decoder | None, strategy: Strategy, **settings: Any
) -> Speculation:
    given: dict[str, Any] = {
        "lengths": (1, 3),
        "rounds": 2,
        "max_new_tokens": 24,
        "seed": 0,
        "ngram_size": 3,
    }
    tokenizer: Any = Letters()
    *_, last = speculation(teacher, tokenizer, [PROMPT], strategy, draft, **given | settings)
    return last


@pytest.mark.slow
def test_that_acceptance_equals_what_the_two_models_would_choose_by_themselves(
    pair: tuple[Decoder, Decoder], spelled: None
) -> None:
    found = last_of(*pair, Greedy())
    teacher, draft = pair
    plain = [one.id for one in generate(teacher, PROMPT.ids, Greedy(), max_new_tokens=24)]
    for length, measured in zip((1, 3), found.lengths, strict=True):
        text, accepted, passes, own = list(PROMPT.ids), 0, 0, []
        while len(text) < 27:
            most = min(length, 27 - len(text) - 1)
            drafted = [one.id for one in generate(draft, text, Greedy(), max_new_tokens=most)]
            kept = 0
            while kept < most and drafted[kept] == plain[len(text) - 3 + kept]:
                kept += 1
            own += [True] * kept + [False]
            text += plain[len(text) - 3 : len(text) - 3 + kept + 1]
            accepted, passes = accepted + kept, passes + 1
        assert (measured.accepted, measured.passes) == (2 * accepted, 2 * passes)
        assert measured.tokens_per_pass == 24 / passes
        (shown,) = (one for one in found.texts if one.length == length)
        assert [one.is_drafted for one in shown.tokens] == own
        assert [one.id for one in shown.tokens] == plain
    assert found.differences == ()
    assert found.num_compared == 2 * 2 * 24
    assert found.done == found.total == 6
    assert "96 tokens compared, all equal" in str(found.equality)


def test_that_a_step_is_timed_by_when_tokens_were_decided_though_several_are_told_at_once() -> None:
    tokens = [NewToken(1, -1.0, 1.0, 1, 5.0 + 0.25 * step) for step in range(33)]
    lab = DraftLab(lambda *asked: iter(tokens), 1, (), 33)
    assert list(lab.run(1))
    (trial,) = lab.trials(PLAIN)
    assert trial.step_s == 0.25


def test_that_a_place_where_texts_part_is_told_with_the_gap_of_the_two_likeliest() -> None:
    told = str(equality(48, [TextDifference(0, 4, 7, 2.5e-6)], do_sample=False))
    assert "at token 8" in told
    assert "2.5e-06 logits apart" in told
    assert "by chance" in str(equality(0, [], do_sample=True))


@pytest.mark.slow
@pytest.mark.parametrize("draft", [0, 1])
def test_that_sampling_is_measured_and_not_compared(
    pair: tuple[Decoder, Decoder], spelled: None, draft: int
) -> None:
    found = last_of(pair[0], pair[1] if draft else None, Sample(top_k=5))
    assert found.num_compared == 0
    assert [one.length for one in found.lengths] == [1, 3]
    assert (found.predicted_length is None) == (draft == 0)


@pytest.mark.parametrize(
    ("strategy", "settings", "sentence"),
    [
        (Beam(), {}, "only greedy decoding and sampling can have drafts"),
        (Sample(mirostat_tau=5.0), {}, "speculative decoding has no mirostat_tau; leave them out"),
        (Greedy(), {"lengths": (4, 65)}, "drafts have 1 to 64 tokens"),
        (Greedy(), {"lengths": (2, 2)}, "given twice"),
        (Greedy(), {"rounds": 0}, "0 rounds cannot be measured"),
    ],
)
def test_that_what_cannot_be_drafted_for_ends_in_a_sentence(
    pair: tuple[Decoder, Decoder], strategy: Strategy, settings: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        last_of(*pair, strategy, **settings)


def timed(draft_s: float, seconds: float, num_accepted: int) -> MeasuredDrafts:
    """Two rounds of ten passes with drafts of four; a step alone takes a second."""
    passes = (DraftPass(4, num_accepted, 4 * draft_s, 1.2),) * 10
    num_tokens = 10 * (num_accepted + 1)
    ids, drafted = (1,) * num_tokens, (False,) * num_tokens
    plain = [[WrittenTrial(ids, drafted, (), float(num_tokens), 1.0)]] * 2
    return measured_drafts(4, [[WrittenTrial(ids, drafted, passes, seconds, 1.0)]] * 2, plain)


def test_that_a_text_of_one_pass_tells_what_its_draft_cost() -> None:
    passes = (DraftPass(4, 4, 2.0, 1.5),)
    plain = [[WrittenTrial((1,) * 5, (False,) * 5, (), 5.0, 1.0)]]
    found = measured_drafts(4, [[WrittenTrial((1,) * 5, (False,) * 5, passes, 4.0, 1.0)]], plain)
    assert (found.costs.cost, found.costs.reading) == (0.5, 1.5)
    assert found.predicted == pytest.approx(5 / 3)


def test_that_the_verdict_says_why_drafts_pay_or_do_not() -> None:
    fast = timed(0.25, 25.0, 4)
    assert fast.speed_up == 2.0
    assert (fast.costs.cost, fast.costs.reading) == (0.25, 1.2)
    assert "2.00 times as fast with drafts of 4" in str(verdict(fast))
    assert unsteady(fast) is None
    dear = timed(1.0, 100.0, 4)
    assert dear.least_alpha is None
    assert "a draft that is accepted whole would not pay" in str(verdict(dear))
    refused = str(verdict(timed(0.25, 40.0, 1)))
    assert "Slower here: at best 0.50 times as fast" in refused
    assert "accepted 50% of the drafted tokens that it came to, and it breaks even at" in refused

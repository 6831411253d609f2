"""What a draft is worth: counts against brute force, formulas against simulation."""

import random
from itertools import takewhile

import pytest

from workbench.generation.drafting.passes import (
    DraftPass,
    acceptance_rate,
    places,
    within_text,
)
from workbench.generation.drafting.speed_up import (
    best_length,
    least_alpha,
    most_cost,
    speed_up,
    speed_up_of_drafts,
    tokens_per_pass,
)


def drawn_verdicts(chance: random.Random, alpha: float, length: int) -> list[bool]:
    """Whether each drafted token would be accepted, those behind a refused one too."""
    return [chance.random() < alpha for _ in range(length)]


def as_pass(verdicts: list[bool]) -> DraftPass:
    return DraftPass(len(verdicts), sum(takewhile(bool, verdicts)))


def test_that_acceptance_by_place_equals_a_count_of_every_token() -> None:
    chance = random.Random(3)
    drafts = [drawn_verdicts(chance, 0.7, chance.randrange(6)) for _ in range(200)]
    passes = [as_pass(one) for one in drafts]
    for number, place in enumerate(places(passes)):
        there = [one for one in drafts if len(one) > number]
        before = [one for one in there if all(one[:number])]
        assert place.drafted == len(there)
        assert place.reached == len(before)
        assert place.accepted == sum(one[number] for one in before)
    looked_at = [
        verdict for one in drafts for n, verdict in enumerate(one) if all(one[:n])
    ]  # all up to the first that is refused
    assert acceptance_rate(passes) == sum(looked_at) / len(looked_at)
    assert acceptance_rate([DraftPass(0, 0)]) == 0.0
    assert places([DraftPass(0, 0)]) == ()


@pytest.mark.parametrize(("alpha", "length", "cost"), [(0.8, 4, 0.25), (0.5, 2, 0.1), (0.3, 6, 0)])
def test_that_the_predicted_speed_up_is_that_of_simulated_passes(
    alpha: float, length: int, cost: float
) -> None:
    chance = random.Random(7)
    passes = [as_pass(drawn_verdicts(chance, alpha, length)) for _ in range(40_000)]
    tokens = sum(one.num_accepted + 1 for one in passes)
    simulated = tokens / (len(passes) * (1 + length * cost))
    assert speed_up(alpha, length, cost) == pytest.approx(simulated, rel=0.01)
    assert acceptance_rate(passes) == pytest.approx(alpha, rel=0.02)
    lengths = [one.num_drafted for one in passes]
    assert speed_up_of_drafts(alpha, lengths, cost) == pytest.approx(speed_up(alpha, length, cost))


def test_that_drafts_begin_to_pay_where_the_formula_comes_to_one() -> None:
    for length, cost, reading in ((1, 0.4, 1.0), (4, 0.2, 1.1), (8, 0.05, 1.3)):
        alpha = least_alpha(length, cost, reading)
        assert alpha is not None
        assert speed_up(alpha, length, cost, reading) == pytest.approx(1.0)
        assert most_cost(alpha, length, reading) == pytest.approx(cost)
    assert least_alpha(1, 0.4) == pytest.approx(0.4)  # the paper's corollary: α > c
    assert least_alpha(4, 1.0, 1.2) is None
    assert most_cost(0.1, 4, 2.0) is None
    assert tokens_per_pass(1.0, 4) == 5.0
    assert best_length(0.2, 0.5) == 0
    lengths = range(1, 65)
    assert best_length(0.8, 0.1) == max(lengths, key=lambda one: speed_up(0.8, one, 0.1))


def test_that_a_pass_counts_as_far_as_its_tokens_stand_in_the_text() -> None:
    passes = [DraftPass(4, 2), DraftPass(4, 3)]  # seven tokens, of which the text ends behind five
    assert within_text(passes, 5) == [DraftPass(4, 2), DraftPass(2, 2)]
    assert within_text(passes, 7) == passes
    assert within_text([], 0) == []

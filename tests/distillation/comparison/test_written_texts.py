"""What a teacher and a student find of written texts, against float64 over the whole vocabulary."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from workbench.activities.queries.prompts import Prompt
from workbench.activities.queries.text_queries import cross_scored, expected_answer
from workbench.distillation.comparison.written import ReadPart, parts_as_written, score_written
from workbench.errors import BadInput
from workbench.generation.decode import generate
from workbench.generation.spec import Sample
from workbench.generation.texts.text_figures import first_difference, variety
from workbench.models.build import build
from workbench.models.spec import GPTSpec

VOCABULARY, CONTEXT = 31, 16


def model(seed: int, context: int = CONTEXT):
    spec = GPTSpec(num_layers=1, hidden_size=16, num_heads=2, context=context)
    built = build(spec, VOCABULARY, seed=seed)
    with torch.no_grad():
        built.token_embedding.weight.mul_(20.0)  # so that the models differ
    return built.eval()


@pytest.fixture(scope="module")
def teacher():
    return model(1)


@pytest.fixture(scope="module")
def student():
    return model(2, context=CONTEXT + 8)


NUMBERS: Any = SimpleNamespace(piece="<{}>".format)
"""A tokenizer whose pieces are their numbers."""


def asked(ids):
    return Prompt("", tuple(ids), ())


def log_distributions(read, ids, begin):
    """log p (t, v) in float64 of every token of `ids` from `begin` on."""
    with torch.no_grad():
        logits = read(torch.tensor([ids[:-1]]))[0].double()
    return logits.log_softmax(-1).numpy()[begin - 1 :]


def test_that_every_figure_is_its_sum_over_the_vocabulary(teacher, student):
    prompt, written = [3, 1, 4], [1, 5, 9, 2, 6, 5, 3, 5]
    found = score_written(teacher, student, prompt, written)
    p, q = (log_distributions(one, [*prompt, *written], 3) for one in (teacher, student))
    m = np.logaddexp(p, q) - np.log(2)

    def kl(a, b):
        return (np.exp(a) * (a - b)).sum(-1)

    np.testing.assert_allclose(found.kl_t, kl(p, q), atol=1e-4)
    np.testing.assert_allclose(found.reverse_kl_t, kl(q, p), atol=1e-4)
    np.testing.assert_allclose(found.js_t, (kl(p, m) + kl(q, m)) / 2, atol=1e-4)
    for scores, log, choices in (
        (found.teacher, p, found.teacher_choice_t),
        (found.student, q, found.student_choice_t),
    ):
        chosen = log[np.arange(len(log)), written]
        np.testing.assert_allclose(scores.log_probabilities_t, chosen, atol=1e-4)
        assert scores.ranks_t.tolist() == ((log > chosen[:, None]).sum(-1) + 1).tolist()
        assert choices.tolist() == log.argmax(-1).tolist()
    assert found.num_windows == 1


def test_that_a_text_longer_than_the_context_is_read_as_it_was_written(teacher):
    """The writer's own probabilities come out again, whatever had slid out of its context."""
    for prompt, kept in (([7], 0), (list(range(20)), 0), (list(range(20)), 2), ([7], 1)):
        wrote = list(
            generate(teacher, prompt, Sample(), seed=3, max_new_tokens=60, eos=(), num_kept=kept)
        )
        ids = [token.id for token in wrote]
        found = score_written(teacher, teacher, prompt, ids, num_kept=kept)
        assert found.num_windows > 3
        np.testing.assert_allclose(
            found.teacher.log_probabilities_t, [one.log_probability for one in wrote], atol=1e-4
        )
        assert found.teacher.ranks_t.tolist() == [one.rank for one in wrote]


def test_that_each_token_is_scored_once_within_the_context():
    parts = list(parts_as_written(5, 40, 10))
    assert parts[0] == ReadPart(0, 5, 11)
    assert [one for part in parts for one in range(part.first, part.end)] == list(range(5, 40))
    assert all(part.end - 1 - part.begin <= 10 for part in parts)
    kept = list(parts_as_written(15, 40, 10, num_kept=2))
    assert kept[:2] == [ReadPart(7, 15, 16, 2), ReadPart(13, 16, 22, 2)]
    assert [one for part in kept for one in range(part.first, part.end)] == list(range(15, 40))


def test_that_the_departure_is_where_the_other_would_have_chosen_otherwise(teacher, student):
    prompt = [3, 1, 4]
    written = [
        token.id
        for token in generate(
            teacher, prompt, Sample(temperature=9.0), seed=0, max_new_tokens=9, eos=()
        )
    ]
    told = cross_scored((teacher, student), NUMBERS, asked(prompt), written, "teacher")
    choices = [token.student.choice for token in told.tokens]
    differing = [n for n, (a, b) in enumerate(zip(written, choices, strict=True)) if a != b]
    assert told.departure == differing[0]
    assert told.other == "student"
    assert told.tokens[0].student.choice_text == f"<{choices[0]}>"
    own = cross_scored(
        (teacher, teacher), NUMBERS, asked(prompt), choices_of(teacher, prompt), "student"
    )
    assert own.departure is None
    assert own.kl == 0.0
    assert own.js == pytest.approx(0.0, abs=1e-6)
    assert own.agreement == 1.0


def choices_of(read, prompt):
    """Five tokens that are each the likeliest one."""
    ids = list(prompt)
    for _ in range(5):
        ids.append(int(log_distributions(read, [*ids, 0], len(ids))[0].argmax()))
    return ids[len(prompt) :]


def test_that_an_answers_rank_is_1_exactly_where_greedy_writes_it(teacher):
    answer = choices_of(teacher, [3, 1])
    likely = expected_answer(teacher, [3, 1], answer)
    log = log_distributions(teacher, [3, 1, *answer], 2)
    assert likely.rank == 1
    assert likely.log_probability == pytest.approx(log[np.arange(5), answer].sum(), abs=1e-4)
    assert expected_answer(teacher, [3, 1], [*answer[:-1], (answer[-1] + 1) % VOCABULARY]).rank > 1


def test_that_a_text_without_tokens_is_refused(teacher):
    with pytest.raises(BadInput, match="no text to score"):
        score_written(teacher, teacher, [1], [])


def test_that_variety_counts_different_n_grams_and_those_that_stood_before():
    figures = variety([1, 2, 1, 2, 1, 2, 1])
    assert (figures.length, figures.distinct_1, figures.distinct_2) == (7, 2 / 7, 2 / 6)
    assert (figures.distinct_3, figures.repetition) == (2 / 5, 1 - 2 / 4)
    short = variety([5, 6])
    assert (short.distinct_2, short.distinct_3, short.repetition) == (1.0, None, None)
    assert [first_difference(a, b) for a, b in (([1, 2], [1, 2]), ([1, 2], [1]), ([3], [1]))] == [
        None,
        1,
        0,
    ]

from typing import Any

import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import (
    LogitsProcessorList,
    MinPLogitsWarper,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from workbench.generation.processors import (
    keep_min_p,
    keep_top_k,
    keep_top_p,
    processed,
    scale_by_temperature,
)
from workbench.generation.spec import Sample

NO_IDS: Any = None
"""These processors read logits alone, though their types ask for the ids so far."""

logits = st.lists(st.integers(-8, 8), min_size=1, max_size=12).map(
    lambda values: torch.tensor([values], dtype=torch.float32) / 2
)


@given(logits_1v=logits, top_k=st.integers(1, 15))
def test_that_top_k_equals_hugging_faces_ties_included(logits_1v: torch.Tensor, top_k: int) -> None:
    expected_1v = TopKLogitsWarper(top_k)(NO_IDS, logits_1v.clone())
    assert torch.equal(keep_top_k(logits_1v, top_k), expected_1v)


@given(logits_1v=logits, top_p=st.floats(0.01, 0.99))
def test_that_top_p_equals_hugging_faces(logits_1v: torch.Tensor, top_p: float) -> None:
    expected_1v = TopPLogitsWarper(top_p)(NO_IDS, logits_1v.clone())
    assert torch.equal(keep_top_p(logits_1v, top_p), expected_1v)


@given(logits_1v=logits, min_p=st.floats(0.0, 1.0))
def test_that_min_p_equals_hugging_faces(logits_1v: torch.Tensor, min_p: float) -> None:
    expected_1v = MinPLogitsWarper(min_p)(NO_IDS, logits_1v.clone())
    assert torch.equal(keep_min_p(logits_1v, min_p), expected_1v)


@given(
    logits_1v=logits,
    temperature=st.floats(0.1, 5.0),
    top_k=st.integers(1, 15),
    top_p=st.floats(0.01, 0.99),
    min_p=st.floats(0.0, 1.0),
)
def test_that_all_processors_together_equal_hugging_faces(
    logits_1v: torch.Tensor, temperature: float, top_k: int, top_p: float, min_p: float
) -> None:
    theirs = LogitsProcessorList(
        [
            TemperatureLogitsWarper(temperature),
            TopKLogitsWarper(top_k),
            TopPLogitsWarper(top_p),
            MinPLogitsWarper(min_p),
        ]
    )
    strategy = Sample(temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p)
    assert torch.equal(processed(logits_1v, strategy), theirs(NO_IDS, logits_1v.clone()))


def test_that_ties_at_the_border_of_top_k_survive() -> None:
    kept_1v = keep_top_k(torch.tensor([[3.0, 1.0, 1.0, 0.0]]), 2)
    assert kept_1v.isfinite().tolist() == [[True, True, True, False]]


def test_that_the_token_that_crosses_p_stays() -> None:
    logits_1v = torch.tensor([[0.5, 0.3, 0.2]]).log()
    assert keep_top_p(logits_1v, 0.6).isfinite().tolist() == [[True, True, False]]
    assert keep_top_p(logits_1v, 0.01).isfinite().tolist() == [[True, False, False]]


def test_that_a_filter_sees_what_the_one_before_left() -> None:
    logits_1v = torch.tensor([[0.4, 0.3, 0.2, 0.1]]).log()
    assert keep_top_p(keep_top_k(logits_1v, 2), 0.55).isfinite().tolist() == [
        [True, False, False, False]
    ]


def test_that_processors_leave_their_argument_alone() -> None:
    logits_1v = torch.tensor([[1.0, 2.0, 3.0]])
    before_1v = logits_1v.clone()
    scale_by_temperature(logits_1v, 0.5)
    keep_top_k(logits_1v, 1)
    keep_top_p(logits_1v, 0.1)
    keep_min_p(logits_1v, 0.9)
    assert torch.equal(logits_1v, before_1v)

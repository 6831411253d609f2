import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.data import overlap
from workbench.data.overlap import seen_ngrams

tokens = st.lists(st.integers(0, 2), max_size=40)


def by_sets(pieces: list[list[int]], validation: list[int], n: int, boundary: int | None) -> float:
    """The same from the definition, with tuples in a set."""
    seen = {tuple(p[i : i + n]) for p in pieces for i in range(len(p) - n + 1)}
    grams = [tuple(validation[i : i + n]) for i in range(len(validation) - n + 1)]
    grams = [gram for gram in grams if boundary not in gram]
    return sum(gram in seen for gram in grams) / len(grams) if grams else 0.0


@given(st.lists(tokens, max_size=3), tokens, st.integers(1, 5), st.sampled_from([None, 0]))
def test_that_the_share_is_that_of_the_definition(
    pieces: list[list[int]], validation: list[int], n: int, boundary: int | None
) -> None:
    arrays = [np.array(piece, dtype=np.uint16) for piece in pieces]
    share = seen_ngrams(arrays, np.array(validation, dtype=np.uint16), n, boundary).share
    assert share == pytest.approx(by_sets(pieces, validation, n, boundary))


def test_that_pieces_are_read_in_chunks_without_losing_an_ngram(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(overlap, "_CHUNK_TOKENS", 7)
    text = np.random.default_rng(1).integers(0, 50, 200).astype(np.uint16)
    assert seen_ngrams([text], text, n=8).share == 1.0
    assert seen_ngrams([text[:100], text[100:]], text, n=8).share == pytest.approx(186 / 193)


def test_that_unrelated_texts_share_nothing() -> None:
    rng = np.random.default_rng(1)
    train, validation = rng.integers(0, 2000, 300_000), rng.integers(0, 2000, 20_000)
    assert seen_ngrams([train], validation).share == 0.0

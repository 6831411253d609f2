"""Statistics against collections.Counter over the same text."""

from collections import Counter as PlainCounter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.corpora.layout import slices
from workbench.corpora.statistics import Counter, script_of

DOCUMENTS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40), min_size=1
)


def offsets_of(documents: list[str]) -> np.ndarray:
    lengths = [len(document.encode()) for document in documents]
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint64)


@settings(max_examples=25)
@given(DOCUMENTS, st.integers(1, 5))
def test_that_counts_equal_those_of_plain_python(documents, together):
    counter = Counter()
    for start in range(0, len(documents), together):
        some = documents[start : start + together]
        data = np.frombuffer("".join(some).encode(), np.uint8)
        counter.add(data, offsets_of(some)[:-1].astype(np.int64))
    statistics = counter.statistics()
    text, lengths = "".join(documents), [len(document) for document in documents]
    plain = PlainCounter(text)
    assert statistics.characters == len(text)
    assert statistics.bytes == len(text.encode())
    assert statistics.documents == len(documents)
    assert (statistics.shortest, statistics.longest) == (min(lengths), max(lengths))
    assert statistics.distinct_characters == len(plain)
    assert [share.count for share in statistics.frequent] == sorted(plain.values(), reverse=True)[
        :50
    ]
    assert all(plain[share.name] == share.count for share in statistics.frequent)
    assert sum(share.count for share in statistics.scripts) == len(text)
    for length in statistics.lengths:
        inside = [length.least <= n < length.below for n in lengths]
        assert sum(inside) == length.documents
    assert sum(length.documents for length in statistics.lengths) == len(documents)


@pytest.mark.parametrize(
    ("char", "script"),
    [
        ("a", "Latin"),
        ("ß", "Latin"),
        ("Ａ", "Latin"),
        ("д", "Cyrillic"),
        ("Ω", "Greek"),
        ("诗", "Han"),
        ("ひ", "Hiragana"),
        ("カ", "Katakana"),
        ("한", "Hangul"),
        ("ع", "Arabic"),
        ("ש", "Hebrew"),
        ("क", "Devanagari"),
        ("7", "Digits"),
        ("。", "Punctuation"),
        ("😀", "Punctuation"),
        ("\n", "Spaces"),
        ("　", "Spaces"),
    ],
)
def test_that_scripts_are_told_by_the_names_of_characters(char, script):
    assert script_of(char) == script


@given(st.lists(st.integers(1, 3_000_000), min_size=1, max_size=40))
def test_that_slices_cover_every_document_once(lengths):
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint64)
    parts = list(slices(offsets))
    assert parts[0][0] == 0
    assert parts[-1][1] == len(lengths)
    assert all(one[1] == next_[0] for one, next_ in pairwise(parts))
    for first, end in parts:
        assert end == first + 1 or offsets[end] - offsets[first] <= 1024 * 1024


def bins_of(lengths: list[int]) -> list[tuple[int, int, int]]:
    counter = Counter()
    text = np.full(sum(lengths), ord("a"), np.uint8)
    counter.add(text, np.concatenate([[0], np.cumsum(lengths)])[:-1])
    return [(one.least, one.below, one.documents) for one in counter.statistics().lengths]


def test_that_like_lengths_have_a_bin_each_and_empty_bins_stay():
    assert bins_of([63, 63, 66]) == [(63, 64, 2), (64, 65, 0), (65, 66, 0), (66, 67, 1)]
    assert bins_of([7]) == [(7, 8, 1)]


def test_that_bins_are_evenly_spaced_between_round_numbers():
    bins = bins_of(list(range(30, 130)))
    assert [bin_[:2] for bin_ in bins] == [(low, low + 10) for low in range(30, 130, 10)]


def test_that_bins_grow_where_one_document_outgrows_the_others():
    bins = bins_of([40, 60, 70, 250_000])
    assert bins[:2] == [(20, 50, 1), (50, 100, 2)]
    assert bins[-1] == (200_000, 500_000, 1)
    assert sum(documents for _, _, documents in bins) == 4

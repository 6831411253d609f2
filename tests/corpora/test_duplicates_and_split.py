"""Duplicates against a set in memory, the split against its promises."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.corpora.duplicates import DuplicateFinder, marked
from workbench.corpora.split import chosen_by_size, held_out_blocks, validation_indices
from workbench.errors import BadInput


def by_hand(documents: list[bytes]) -> list[bool]:
    seen: set[bytes] = set()
    repeated = []
    for document in documents:
        repeated.append(document in seen)
        seen.add(document)
    return repeated


def by_finder(folder, documents: list[bytes], run: int, together: int) -> list[bool]:
    finder = DuplicateFinder(folder, run)
    for start in range(0, len(documents), together):
        finder.add(documents[start : start + together])
    for _ in finder.merge():
        pass
    finder.remove()
    assert not list(folder.iterdir())
    return marked(finder.marks, 0, len(documents)).tolist()


@settings(max_examples=40)
@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=200),
    st.sampled_from([8, 16, 64, 1024]),
    st.integers(1, 50),
)
def test_that_exactly_the_later_of_equal_documents_are_found(tmp_path_factory, numbers, run, by):
    documents = [f"document {number}".encode() for number in numbers]
    folder = tmp_path_factory.mktemp("runs")
    assert by_finder(folder, documents, run, by) == by_hand(documents)


def test_that_many_documents_in_many_runs_are_told_apart(tmp_path):
    source = np.random.default_rng(3)
    documents = [str(number).encode() for number in source.integers(0, 40_000, 60_000)]
    assert by_finder(tmp_path, documents, 4096, 777) == by_hand(documents)


def test_that_one_document_over_and_over_is_kept_once(tmp_path):
    assert by_finder(tmp_path, [b"same"] * 10_000, 64, 100) == [False] + [True] * 9999


@given(st.integers(2, 3000), st.floats(0.0001, 0.5), st.integers(0, 2**63 - 1))
def test_that_the_split_has_its_size_and_something_on_both_sides(documents, fraction, seed):
    indices = np.concatenate(list(validation_indices(documents, fraction, seed)))
    assert len(indices) == max(1, round(documents * fraction))
    assert len(indices) < documents
    assert (np.diff(indices.astype(np.int64)) > 0).all()
    assert indices[-1] < documents


def test_that_the_seed_alone_decides_the_split():
    one, again, other = (next(validation_indices(500, 0.1, seed)).tolist() for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_that_every_document_is_drawn_about_equally_often():
    counts = np.zeros(40)
    for seed in range(2000):
        counts[next(validation_indices(40, 0.25, seed)).astype(int)] += 1
    assert counts.sum() == 2000 * 10
    assert abs(counts - 500).max() < 5 * np.sqrt(500 * 0.75)


def test_that_a_split_of_many_documents_comes_in_parts_that_fit_together():
    parts = list(validation_indices(1_000_000, 0.2, 5))
    indices = np.concatenate(parts)
    assert len(parts) > 1
    assert len(np.unique(indices)) == 200_000


@given(st.text("aé第\n .", min_size=2, max_size=300), st.floats(0.01, 0.5), st.integers(0, 99))
def test_that_blocks_are_whole_characters_in_order_and_leave_something(text, fraction, seed):
    data = text.encode()
    blocks = held_out_blocks(data, fraction, np.random.PCG64(seed))
    assert 0 < sum(end - begin for begin, end in blocks) < len(data)
    edges = [0, *(edge for block in blocks for edge in block), len(data)]
    assert edges == sorted(edges)
    pieces = [data[begin:end].decode() for begin, end in itertools.pairwise(edges)]
    assert "".join(pieces) == text


@given(st.integers(100_000, 2_000_000), st.floats(0.02, 0.3), st.integers(0, 99))
@settings(max_examples=20)
def test_that_blocks_of_a_long_text_come_from_all_over_and_have_the_share(size, fraction, seed):
    paragraph = b"A line of a paragraph.\nAnother one, a little longer.\n\n"
    text = paragraph * (size // len(paragraph))
    blocks = held_out_blocks(text, fraction, np.random.PCG64(seed))
    sizes = [end - begin for begin, end in blocks]
    assert sum(sizes) / len(text) == pytest.approx(fraction, rel=0.15)
    if fraction * size > 16 * 1024:
        assert len(blocks) >= 4
        assert min(sizes) > 3.9 * 1024
    assert all(text[begin:].startswith(b"A line") for begin, _ in blocks)
    assert all(text[:end].endswith(b"\n\n") for _, end in blocks)
    gaps = np.diff([0, *(begin for begin, _ in blocks), len(text)])
    assert gaps.max() < 2.2 * len(text) / len(blocks)


def test_that_a_block_is_cut_at_the_end_of_a_line_where_there_are_no_paragraphs():
    text = ("line of a poem\n" * 100).rstrip().encode()
    ((begin, end),) = held_out_blocks(text, 0.1, np.random.PCG64(1))
    assert text[begin - 1 : begin] == text[end - 1 : end] == b"\n"
    assert (end - begin) / len(text) == pytest.approx(0.1, abs=0.02)


def test_that_a_single_line_is_cut_between_its_sentences():
    text = ("他走了。她来了。" * 400).encode()
    blocks = held_out_blocks(text, 0.1, np.random.PCG64(1))
    assert all(text[:edge].decode()[-1] == "。" for block in blocks for edge in block)


@pytest.mark.slow
@given(st.lists(st.integers(1, 8000), min_size=40, max_size=200), st.integers(0, 99))
def test_that_documents_of_very_different_sizes_give_about_the_share_in_bytes(sizes, seed):
    numbers = chosen_by_size(np.array(sizes), 0.25, seed)
    kept = sum(sizes[number] for number in numbers.tolist())
    assert abs(kept - 0.25 * sum(sizes)) <= max(0.25 * 0.25 * sum(sizes), max(sizes))
    assert sorted(set(numbers.tolist())) == numbers.tolist()


@pytest.mark.parametrize("text", ["a", "第"])
def test_that_a_single_character_cannot_be_cut(text):
    with pytest.raises(BadInput, match="too short"):
        held_out_blocks(text.encode(), 0.1, np.random.PCG64(1))

"""The index of copied passages, against a search through every part of a text."""

import json
import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.corpora.copied import index
from workbench.corpora.copied.folded import END, folded
from workbench.corpora.copied.index import IndexProgress, index_folder, open_index, stride_for
from workbench.corpora.copied.longest import SuffixSearch
from workbench.corpora.copied.suffix_order import suffix_order
from workbench.corpora.corpus import Corpus
from workbench.corpora.spec import AddCorpusSpec
from workbench.project import Project
from workbench.spec import validate

STRIDES = (1, 2, 8, 16)


def ended(generator):
    """What a generator returns, and what it yielded before."""
    items = []
    while True:
        try:
            items.append(next(generator))
        except StopIteration as end:
            return end.value, items


def longest_by_search(text: str, documents: list[str]) -> int:
    """The bytes of the longest part that stands in a document."""
    best = 0
    for begin in range(len(text)):
        end = begin + 1
        while end <= len(text) and any(text[begin:end] in one for one in documents):
            best = max(best, len(text[begin:end].encode()))
            end += 1
    return best


letters = st.sampled_from(["ab", "ab ", "天地人a", "é日\U0001f600x"])
texts = letters.flatmap(lambda some: st.text(alphabet=some, max_size=70))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(texts.filter(bool), min_size=1, max_size=5),
    texts,
    st.sampled_from(STRIDES),
    st.randoms(use_true_random=False),
)
def test_that_the_longest_match_is_that_of_a_search(documents, sought, stride, chance):
    copied = chance.choice(documents)
    begin = chance.randrange(len(copied))
    sought = sought[:9] + copied[begin:] + sought[9:]
    text = b"".join(one.encode() + END for one in documents)
    order_n, _ = ended(suffix_order(np.frombuffer(text, dtype=np.uint8), stride))
    suffixes = [text[number * stride :] for number in order_n.tolist()]
    assert all(one < other for one, other in pairwise(suffixes))
    found = SuffixSearch(text, order_n, stride)
    match = found.longest(sought.encode())
    part = sought.encode()[match.begin : match.end]
    assert part.decode() in sought
    assert part == text[match.place : match.place + match.length]
    expected = longest_by_search(sought, documents)
    assert match.length == expected or (match.length < expected < found.least)


def test_that_a_larger_text_has_fewer_suffixes_in_order():
    assert [stride_for(size) for size in (0, 1 << 24, (1 << 24) + 1, 100 << 20)] == [1, 1, 2, 8]


def test_that_texts_are_compared_without_what_tokenizers_change():
    assert folded("  Ａｄａ\n\n had，\ta\0kite ") == "Ada had, a kite"


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    chance = random.Random(3)
    words = ["kite", "lamp", "pond", "hill", "barn", "风筝", "池塘"]
    lines = [" ".join(chance.choices(words, k=12)) + f" {n}." for n in range(200)]
    text = tmp_path / "tales.txt"
    text.write_text("\n\n".join(lines), encoding="utf-8")
    with Project.open(tmp_path / "lab") as lab:
        lab.run(validate(AddCorpusSpec, {"name": "tales", "files": (str(text),)}))
        return Corpus.open(lab.corpora[0].folder)


def test_that_a_passage_is_found_in_the_training_text_alone(corpus: Corpus, tmp_path: Path):
    made, progress = ended(open_index(tmp_path / "copied", corpus))
    assert progress[-1] == IndexProgress("tales", 1.0)
    learnt = list(corpus.documents("train"))
    found = made.longest_copy(f"He said: {learnt[6]}  Then")
    assert (found.text, found.document, found.corpus) == (learnt[6], 7, "tales")
    assert found.begin == len("He said: ")
    assert found.share == len(learnt[6]) / found.characters
    for kept in corpus.documents("validation"):
        assert len(made.longest_copy(kept).text) < len(kept)
    nothing = made.longest_copy("")
    assert (nothing.text, nothing.document, nothing.share) == ("", 0, 0.0)


def test_that_an_index_is_made_once_and_again_when_it_is_damaged(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    parent = tmp_path / "copied"
    text = next(iter(corpus.documents("train")))
    first = ended(open_index(parent, corpus))[0].longest_copy(text)
    order = index_folder(parent, corpus.digest) / index.ORDER
    written = order.read_bytes()
    _, progress = ended(open_index(parent, corpus))
    assert progress == []
    order.write_bytes(b"\0" * len(written))
    mended, progress = ended(open_index(parent, corpus))
    assert progress != []
    assert order.read_bytes() == written
    assert first == mended.longest_copy(text)
    (order.parent / index.META).unlink()
    assert ended(open_index(parent, corpus))[1] != []
    monkeypatch.setattr(index, "MOST_SUFFIXES", 1024)
    order.unlink()
    coarse, _ = ended(open_index(parent, corpus))
    assert json.loads((order.parent / index.META).read_text())["stride"] == 16
    assert coarse.longest_copy(text).text == first.text == text

"""Minimal pairs are wrong in one thing, by construction, and what gives none is counted."""

from collections.abc import Sequence

import pytest

from workbench.corpora.minimal_pairs import made
from workbench.corpora.minimal_pairs.made import minimal_pairs
from workbench.corpora.minimal_pairs.pair import PairCount, PairKind

TEXT = (
    "The box (a red one) was old. She said “come home” twice. We walked down the long road. "
    "It was an apple and a pear. An hour went by. One day Ada met Bo. Later that day, Ada left."
)
OTHER = "Then Cy saw Dora. A cat saw the cats. Was this cat new?"


def by_kind(*documents: str, most: int = 5) -> dict[PairKind, list[tuple[str, str]]]:
    found: dict[PairKind, list[tuple[str, str]]] = {}
    for pair in minimal_pairs(documents, most).pairs:
        found.setdefault(pair.kind, []).append((pair.good, pair.bad))
    return found


def counted(documents: Sequence[str], kind: PairKind, most: int = 5) -> PairCount:
    counts = minimal_pairs(documents, most).counts
    return next(one for one in counts if one.kind == kind)


def test_that_each_kind_changes_one_thing() -> None:
    found = by_kind(TEXT, OTHER)
    assert found["brackets"] == [("The box (a red one) was old.", "The box (a red one] was old.")]
    assert found["quotes"][0][1] == "She said “come home“ twice."
    assert found["order"][0][1] == "We walked down long the road."
    assert found["agreement"] == [
        ("It was an apple and a pear.", "It were an apple and a pear."),
    ]
    assert found["determiner"] == [("Was this cat new?", "Was these cat new?")]
    assert [bad for _, bad in found["article"]] == [
        "The box (an red one) was old.",
        "It was a apple and a pear.",
    ]
    assert found["names"] == [
        (
            "One day Ada met Bo. Later that day, Ada",
            "One day Ada met Bo. Later that day, Cy",
        )
    ]


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("They were late.", "They was late."),
        ("I know that she has it.", "I know that she have it."),
        ("The dog is here.", "The dog are here."),
        ("The dogs have gone.", "The dogs has gone."),
    ],
)
def test_that_a_verb_gets_the_other_number_where_its_subject_is_certain(
    good: str, bad: str
) -> None:
    found = by_kind(f"A dog saw the dogs. {good}")
    assert found["agreement"] == [(good, bad)]


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("She would go if he was here.", "condition"),
        ("The family was here.", "no pronoun"),
        ("The dogs behind the dog were here.", "no pronoun"),
    ],
)
def test_that_a_verb_which_may_be_right_in_both_numbers_is_skipped_and_counted(
    sentence: str, why: str
) -> None:
    texts = [f"A dog and a family saw the dogs and the families. {sentence}"]
    count = counted(texts, "agreement")
    assert (count.found, count.num_skipped) == (0, 1)
    assert why in str(count.skipped[0].why)


def test_that_chinese_signs_and_words_give_pairs() -> None:
    found = by_kind("他看《红楼梦》。她说「好」。我们走。这里没有空格的句子。")
    assert found["brackets"] == [("他看《红楼梦》。", "他看《红楼梦）。")]
    assert found["quotes"] == [("她说「好」。", "她说「好「。")]
    assert found["order"] == [("我们走。", "们我走。")]
    assert set(found) == {"brackets", "quotes", "order"}


def test_that_straight_quotes_are_closed_by_a_bracket_where_they_tell_which_they_are() -> None:
    found = by_kind('He said "no" to all. Come home," he said, "and stay.')
    assert found["quotes"] == [('He said "no" to all.', 'He said "no) to all.')]


def test_that_what_may_be_right_is_passed_over() -> None:
    for text in (
        "An hour (or two went by.",
        "Close ) before ( it opens.",
        "Bo ate.",
        "An union and hours.",
        "We made so the good meal.",
        "这里没有空格的句子。",
    ):
        assert by_kind(text) == {}, text


def test_that_at_most_so_many_of_a_kind_are_used_and_all_are_counted() -> None:
    lines = [f"We saw the number of {word} today." for word in ("kites", "lamps", "boats", "kites")]
    text = " ".join(lines)
    assert [good for good, _ in by_kind(text, most=2)["order"]] == lines[:2]
    count = counted([text], "order", most=2)
    assert (count.found, count.used) == (3, 2)
    assert [(str(one.why), one.count) for one in count.skipped] == [
        ("the same as a pair before", 1)
    ]
    assert minimal_pairs([text], 2) == minimal_pairs([text], 2)


def test_that_what_is_not_read_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "MOST_DOCUMENTS", 2)
    found = minimal_pairs(["word " * 300, "They were.", "They were late."], 5)
    assert (found.documents, found.cut, found.is_whole) == (2, 1, False)
    assert minimal_pairs(["They were."], 5).is_whole

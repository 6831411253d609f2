"""Minimal pairs are wrong in one thing, by construction."""

from workbench.corpora.minimal_pairs import MinimalPair, minimal_pairs

TEXT = (
    "The box (a red one) was old. She said “come home” twice. We walked down the long road. "
    "It was an apple and a pear. An hour went by. One day Ada met Bo. Later that day, Ada left."
)
OTHER = "Then Cy saw Dora. The cat sat."


def by_kind(text: str, *others: str, most: int = 5) -> dict[str, list[MinimalPair]]:
    found: dict[str, list[MinimalPair]] = {}
    for pair in minimal_pairs([text, *others], most):
        found.setdefault(pair.kind, []).append(pair)
    return found


def test_that_each_kind_changes_one_thing() -> None:
    found = by_kind(TEXT, OTHER)
    assert [(one.good, one.bad) for one in found["brackets"]] == [
        ("The box (a red one) was old.", "The box (a red one] was old.")
    ]
    assert found["quotes"][0].bad == "She said “come home“ twice."
    assert found["order"][0].bad == "road long the down walked We."
    assert [one.bad for one in found["article"]] == [
        "The box (an red one) was old.",
        "It was a apple and a pear.",
    ]
    (names,) = found["names"]
    assert names.good == "One day Ada met Bo. Later that day, Ada"
    assert names.bad == "One day Ada met Bo. Later that day, Dora"


def test_that_what_may_be_right_is_passed_over() -> None:
    for text in (
        "An hour (or two went by.",
        "Close ) before ( it opens.",
        'He said "no" to all.',
        "Bo ate.",
        "An union and a hour.",
        "这里没有空格的句子。",
    ):
        found = by_kind(text)
        assert set(found) <= {"order"}, text
    assert "order" not in by_kind("Bo ate.")


def test_that_at_most_so_many_of_a_kind_are_made_in_the_order_of_the_text() -> None:
    text = " ".join(f"We saw the number of {word} today." for word in ("kites", "lamps", "boats"))
    found = by_kind(text, most=2)
    assert [one.good for one in found["order"]] == [
        "We saw the number of kites today.",
        "We saw the number of lamps today.",
    ]
    assert minimal_pairs([text], 2) == minimal_pairs([text], 2)

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from workbench.generation.trees.branches import branches


@dataclass(frozen=True)
class Letter:
    id: int


def texts_of(*words: str) -> list[list[Letter]]:
    return [[Letter(ord(letter)) for letter in word] for word in words]


def test_that_common_beginnings_stand_once() -> None:
    found = branches(texts_of("cat", "car", "cart", "dog", "ca", "dog", ""))
    spelled = ["".join(chr(token.id) for token in one.tokens) for one in found]
    assert spelled == ["ca", "dog", "t", "r", "t"]
    assert [one.parent for one in found] == [-1, -1, 0, 0, 3]
    assert [one.begin for one in found] == [0, 0, 2, 2, 3]
    assert [one.ended for one in found] == [(4,), (3, 5), (0,), (1,), (2,)]
    assert found[0].texts == (0, 1, 2, 4)


@given(st.lists(st.text("ab", max_size=6), max_size=8))
def test_that_every_text_is_found_along_its_stretches(words: list[str]) -> None:
    found = branches(texts_of(*words))
    for number, word in enumerate(words):
        path = [one for one in found if number in one.texts]
        assert "".join(chr(token.id) for one in path for token in one.tokens) == word
        assert all(found[one.parent].texts for one in path if one.parent >= 0)
        assert [number in one.ended for one in path] == [False] * (len(path) - 1) + [True] * (
            len(path) > 0
        )
    firsts = [(one.parent, one.tokens[0]) for one in found]
    assert len(firsts) == len(set(firsts))

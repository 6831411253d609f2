from hypothesis import given
from hypothesis import strategies as st

from workbench.tokenizers.parts import parts
from workbench.tokenizers.training.sampling import Lottery, stretches

TEXTS = st.text(alphabet=st.sampled_from("ab \n床é😀"), max_size=300)


@given(TEXTS, st.integers(4, 40))
def test_that_stretches_are_short_and_together_the_text(text, max_bytes):
    cut = list(stretches(text, max_bytes))
    assert b"".join(cut).decode() == text
    assert all(0 < len(stretch) <= max_bytes for stretch in cut)
    assert all(stretch.decode() for stretch in cut)


def test_that_a_document_is_cut_after_lines_or_else_before_spaces():
    assert list(stretches("one two\nthree four", 14)) == [b"one two\n", b"three four"]
    assert list(stretches("one two three", 9)) == [b"one two", b" three"]
    assert list(stretches("床前明月", 7)) == ["床前".encode(), "明月".encode()]


@given(TEXTS, st.integers(1, 40))
def test_that_parts_are_together_the_text(text, most):
    cut = list(parts(text, most))
    assert "".join(cut) == text
    assert cut
    assert all(len(part) <= most for part in cut)


def test_that_parts_begin_at_line_ends_or_else_at_spaces():
    assert list(parts("one two\nthree four", 12)) == ["one two", "\nthree four"]
    assert list(parts("one two three", 9)) == ["one two", " three"]


def test_that_the_sample_has_about_the_size_asked_for():
    lottery = Lottery(limit_bytes=100, total_bytes=1000, seed=1)
    drawn = sum(lottery.draw() for _ in range(10_000))
    assert 900 < drawn < 1100


def test_that_the_same_seed_draws_the_same_sample():
    first, again, other = (
        [lottery.draw() for _ in range(200)]
        for lottery in (Lottery(limit_bytes=1, total_bytes=2, seed=s) for s in (1, 1, 2))
    )
    assert first == again != other


def test_that_a_small_corpus_is_taken_whole():
    lottery = Lottery(limit_bytes=1000, total_bytes=1000, seed=1)
    assert all(lottery.draw() for _ in range(1000))

"""The sizes of a journey follow from the text it is made on."""

from pathlib import Path

import pytest

from workbench.corpora.spec import Sample
from workbench.errors import BadInput, NotFound
from workbench.plans.journey import JourneySpec, plan
from workbench.plans.journey_basis import JourneyBasis
from workbench.plans.journey_sizes import (
    journey_on,
    opening_words,
    training_tokens,
    vocabulary_for,
)
from workbench.plans.minutes.within_minutes import MachineSize


def test_that_a_short_text_gets_a_small_vocabulary_and_a_long_one_the_usual() -> None:
    assert vocabulary_for(["abc " * 10]) == 300
    letters = "abcdefghijklmnopqrstuvwxyz"
    assert 1_950 <= vocabulary_for([letters * 10_000]) <= 2_050


def test_that_every_frequent_character_has_room_for_a_piece() -> None:
    characters = "".join(chr(0x4E00 + n) for n in range(5_000))
    assert vocabulary_for([characters * 20]) > 263 + 4_950


def test_that_rare_characters_are_left_to_their_bytes() -> None:
    rare = "".join(chr(0x4E00 + n) for n in range(50))
    assert vocabulary_for(["a" * 1_000_000 + rare]) < 263 + 1_700 + 20


def test_that_the_prompt_is_how_the_text_begins() -> None:
    assert opening_words("Once upon a time there was") == "Once upon a"
    assert opening_words("床前明月光，疑是地上霜。") == "床前明月"
    assert opening_words("\n  Title\n\nBody") == "Title"


def test_that_a_journey_on_files_names_them_and_can_be_planned(tmp_path: Path) -> None:
    file = tmp_path / "my_novel.txt"
    file.write_text("It was a dark and stormy night.\n\n" * 100)
    spec = journey_on([str(file)])
    assert spec.name == "my novel"
    assert spec.prompt == "It was a"
    assert [one.kind for one in plan(spec, JourneyBasis(MachineSize(1e11)))][:3] == [
        "add_corpus",
        "train_tokenizer",
        "pretrain",
    ]


def test_that_the_length_of_a_text_is_told_before_there_is_a_tokenizer(tmp_path: Path) -> None:
    file = tmp_path / "novel.txt"
    file.write_text("It was a dark and stormy night.\n\n" * 10_000)
    spec = journey_on([str(file)])
    assert training_tokens(spec) == pytest.approx(0.95 * 310_000 / 3.8, rel=0.05)
    file.write_text("It was a dark and stormy night.\n\n" * 100_000)
    assert training_tokens(spec) == pytest.approx(0.95 * 3_300_000 / 3.8, rel=0.05)


@pytest.mark.parametrize("sample", ["stories_en", "stories_zh"])
def test_that_the_length_of_a_sample_is_known(sample: Sample) -> None:
    """The English stories have 1,346,673 tokens with the journey's tokenizer."""
    tokens = training_tokens(JourneySpec(sample=sample))
    assert tokens == pytest.approx(1_346_673, rel=0.1) if sample == "stories_en" else tokens > 1e5


@pytest.mark.parametrize("text", ["word", "It was dark.", "床前明月光，" * 30])
def test_that_a_text_too_short_for_a_window_is_refused_before_anything_is_made(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / "short.txt").write_text(text)
    with pytest.raises(BadInput, match="need 200 or more; choose a longer text"):
        journey_on([str(tmp_path / "short.txt")])


def test_that_a_context_longer_than_the_text_is_refused_before_anything_is_made(
    tmp_path: Path,
) -> None:
    (tmp_path / "short.txt").write_text("It was dark. " * 160)
    spec = journey_on([str(tmp_path / "short.txt")])
    with pytest.raises(BadInput, match="2080 bytes, and the teacher reads 4096 tokens at once"):
        training_tokens(with_context(spec, 4096))
    assert training_tokens(with_context(spec, 256)) > 256


def with_context(spec: JourneySpec, context: int) -> JourneySpec:
    teacher = spec.teacher.model_copy(update={"context": context})
    return spec.model_copy(update={"teacher": teacher})


def test_that_nothing_to_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    with pytest.raises(BadInput, match=r"empty\.txt"):
        journey_on([str(tmp_path / "empty.txt")])
    with pytest.raises(NotFound):
        journey_on([str(tmp_path / "absent.txt")])

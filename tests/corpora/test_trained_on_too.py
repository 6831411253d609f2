"""Validation text that is trained on too; the oracle is plain Python over the two splits."""

import random

import pytest

LINE = "A line of the story that is long enough to be written only once, number {}."


def plainly(texts: list[str], others: list[str]) -> tuple[int, int, int, int]:
    """Long lines, those found, documents, those found, counted in the plainest way."""
    trained = {line.strip() for text in others for line in text.split("\n")}
    lines = [line.strip() for text in texts for line in text.split("\n")]
    lines = [line for line in lines if len(line.encode()) >= 60]
    whole = [text.strip() for text in texts if len(text.encode()) >= 30]
    found = {text.strip() for text in others}
    return (
        len(lines),
        sum(line in trained for line in lines),
        len(whole),
        sum(text in found for text in whole),
    )


@pytest.mark.parametrize("seed", range(3))
def test_that_lines_and_documents_of_both_parts_are_counted(import_files, tmp_path, seed):
    source = random.Random(seed)
    stories = [
        "\n".join(["Short.", *(LINE.format(source.randrange(900)) for _ in range(3))])
        for _ in range(300)
    ]
    path = tmp_path / "stories.txt"
    path.write_text("\n\n".join(stories + stories[:40]))
    corpus = import_files(path, validation_fraction=0.1, seed=seed).corpus
    expected = plainly(list(corpus.documents("validation")), list(corpus.documents("train")))
    overlap = corpus.meta.overlap
    found = (overlap.long_lines, overlap.lines, overlap.long_documents, overlap.documents)
    assert found == expected
    assert 0 < overlap.documents < overlap.long_documents


def test_that_validation_files_with_training_text_in_them_are_told(import_files, tmp_path):
    train, measure = tmp_path / "train.txt", tmp_path / "measure.txt"
    train.write_text("\n\n".join(LINE.format(number) for number in range(9)))
    measure.write_text("\n\n".join(LINE.format(number) for number in (3, 50, 51)))
    result = import_files(train, validation_files=(str(measure),))
    assert "1 of 3 long lines and 1 of 3 documents also stand in the training text" in result.notes
    apart = import_files(train, validation_files=(str(measure),), dedupe=True)
    assert apart.corpus.meta.overlap.lines == 0
    assert "also stand in the training text" not in apart.notes
    assert str(apart.corpus.meta.overlap.words).startswith("of the validation text, none of")

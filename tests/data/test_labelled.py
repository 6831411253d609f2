from pathlib import Path

import pytest

from workbench.corpora.reading import ReadingLog
from workbench.data.labelled.examples import (
    Example,
    ExampleColumns,
    Examples,
    keep,
    kept,
    read_examples,
    split,
    without,
)
from workbench.errors import BadInput, Corrupt

COLUMNS = ExampleColumns(first="text", target="label")


def example(number: int) -> Example:
    return Example(first=f"text {number}", target=str(number % 3))


def test_that_incomplete_and_repeated_rows_are_counted_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("text,label\none,a\ntwo,\n  ,b\none,a\none,b\n")
    read = read_examples(str(path), COLUMNS, ReadingLog())
    assert [(e.first, e.target) for e in read.examples] == [("one", "a"), ("one", "b")]
    assert (read.incomplete, read.repeated) == (2, 1)


def test_that_no_label_is_made_of_the_rest_of_a_text(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("text,label\nHail fell, then sun,1\nGood,0\nBad,1\n")
    log = ReadingLog()
    read = read_examples(str(path), COLUMNS, log)
    assert [(e.first, e.target) for e in read.examples] == [("Good", "0"), ("Bad", "1")]
    assert read.incomplete == 1
    assert log.skipped[0].line == 2


def test_that_a_text_in_the_last_column_keeps_its_delimiters(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    path.write_text('label\ttext\n0\t"Not again, he said\n1\tHail\tand sun\n')
    read = read_examples(str(path), COLUMNS, ReadingLog())
    assert [(e.first, e.target) for e in read.examples] == [
        ('"Not again, he said', "0"),
        ("Hail\tand sun", "1"),
    ]
    answers = tmp_path / "answers.csv"
    answers.write_text("prompt,response\nWho sings?,The wren, of course\n")
    columns = ExampleColumns(first="prompt", target="response", target_is_text=True)
    read = read_examples(str(answers), columns, ReadingLog())
    assert read.examples[0].target == "The wren, of course"


def test_that_columns_without_a_heading_are_called_by_number(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('"Hail fell.",3\n"Good night.",1\n')
    read = read_examples(str(path), ExampleColumns(first="1", target="2"), ReadingLog())
    assert [(e.first, e.target) for e in read.examples] == [
        ("Hail fell.", "3"),
        ("Good night.", "1"),
    ]


def test_that_a_split_is_whole_even_and_a_function_of_its_seed() -> None:
    everyone = [example(number) for number in range(1000)]
    parts = split(everyone, 0.2, seed=5)
    assert len(parts.validation) == 200
    assert set(parts.train) | set(parts.validation) == set(everyone)
    assert not set(parts.train) & set(parts.validation)
    assert parts == split(everyone, 0.2, seed=5)
    assert parts != split(everyone, 0.2, seed=6)
    numbers = [int(e.first.split()[1]) for e in parts.validation]
    assert all(
        sum(begin <= p < begin + 100 for p in numbers) == 20 for begin in range(0, 1000, 100)
    )


def test_that_a_single_example_cannot_be_split() -> None:
    with pytest.raises(BadInput, match="there are 1 different examples; at least 2"):
        split([example(1)], 0.2, seed=1)


def test_that_kept_examples_come_back_equal_and_damage_is_named(tmp_path: Path) -> None:
    odd = Example(first="a\u2028b\n'“", second="\t", target="ž 春")
    examples = Examples((example(1), odd), (example(2),))
    folder = tmp_path / "examples"
    assert kept(folder) is None
    keep(examples, folder)
    assert kept(folder) == examples
    damaged = folder / "train.jsonl"
    damaged.write_bytes(damaged.read_bytes().replace(b"text", b"tast"))
    with pytest.raises(Corrupt, match=r"train\.jsonl"):
        kept(folder)


def test_that_what_is_measured_on_is_not_learnt_from() -> None:
    assert without([example(1), example(2)], [example(2), example(3)]) == (example(1),)

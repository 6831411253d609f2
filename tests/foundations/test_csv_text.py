import csv
import io

import numpy as np
import pytest

from workbench.file_formats.csv_text import csv_text

FORMULAS = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "  =1+1", "\t=1", "\r=1", "\n=1", "\tx", "\u00a0=1"),
    *("＝1+1", "＋1", "－1", "＠SUM(A1)", " ＝1", "\u200b=1", "\ufeff=1", "\x00=1", "\u3000-1"),
    *('=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0"),
)
TEXTS = (
    "",
    "x",
    "a=b",
    "1-2",
    "Ada, Bo",
    'say "hi"',
    "two\nlines",
    "two\rlines",
    "'=1",
    "漢字",
    "#",
    "_x",
)


def read_back(text: str) -> str:
    """What a reader of CSV finds in the one cell of text."""
    ((cell, number),) = csv.reader(io.StringIO(csv_text([[text, 1]]), newline=""))
    assert number == "1"
    return cell


@pytest.mark.parametrize("text", FORMULAS)
def test_that_text_is_never_a_formula(text: str):
    assert read_back(text) == f"'{text}"


@pytest.mark.parametrize("text", TEXTS)
def test_that_other_text_stays_as_it_is(text: str):
    assert read_back(text) == text


def test_that_numbers_stay_numbers_and_nothing_is_empty():
    assert csv_text([["a", "b"], [-1, -1.5], [np.int64(-3), None]]) == "a,b\n-1,-1.5\n-3,\n"


def test_that_halves_of_characters_can_be_written_too():
    csv_text([["\ud800x"]]).encode()

"""Tables in the dialects that people's programs write, and how far from any dialect they stray.

The csv module is the oracle wherever it can read a table; what it cannot is written out by hand.
"""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workbench.corpora.formats.cells import Counts, cut_rows
from workbench.corpora.formats.dialect import AskedDialect, Dialect, Heading, asked_dialect
from workbench.corpora.formats.guess import guessed_dialect
from workbench.corpora.formats.readers import ReadAs, read_documents
from workbench.corpora.preview import inspect_file
from workbench.corpora.reading import ReadingLog
from workbench.corpora.sources import Format, find_sources
from workbench.corpora.spec import AddCorpusSpec
from workbench.spec import BadSpec, validate

DELIMITERS = ",;\t|"
CELLS = st.text(st.sampled_from("ab ,;|\t\n\"'é"), max_size=8)


def cut(text: str, dialect: Dialect | None = None) -> list[list[str]]:
    lines = io.StringIO(text, newline="\n")
    return [row.cells for row in cut_rows(lines, dialect or Dialect(), Counts())]


def guess(text: str, format: Format = Format.CSV, **asked: str) -> Dialect:
    return guessed_dialect(text, format, AskedDialect(**asked))  # type: ignore[arg-type]


def read(
    folder: Path, text: str, name: str = "t.csv", log: ReadingLog | None = None, **read_as: str
) -> list[str]:
    path = folder / name
    path.write_bytes(text.encode())
    (source,) = find_sources([str(path)], ReadingLog())
    asked = AskedDialect(**{k: v for k, v in read_as.items() if k != "field"})  # type: ignore[arg-type]
    how = ReadAs(field=read_as.get("field", ""), dialect=asked)
    batches = read_documents(source, how, log or ReadingLog())
    return [document for batch in batches for document in batch.documents]


def notes(log: ReadingLog) -> str:
    return "\n".join(str(note.words) for note in log.take_notes())


# -- rows -------------------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=150)
@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1),
    st.sampled_from(DELIMITERS),
    st.sampled_from("\"'"),
    st.sampled_from(["", "\\"]),
    st.booleans(),
)
def test_that_what_the_csv_module_writes_is_cut_as_it_was(rows, delimiter, quote, escape, all_):
    buffer = io.StringIO()
    writer = csv.writer(
        buffer,
        delimiter=delimiter,
        quotechar=quote,
        escapechar=escape or None,
        doublequote=not escape,
        lineterminator="\n",
        quoting=csv.QUOTE_ALL if all_ else csv.QUOTE_MINIMAL,
    )
    writer.writerows(rows)
    assert cut(buffer.getvalue(), Dialect(delimiter, quote, escape)) == rows


@given(st.text(st.sampled_from("ab,\"\n '"), max_size=40))
def test_that_any_text_is_cut_and_no_line_is_lost(text):
    counts = Counts()
    rows = list(cut_rows(io.StringIO(text, newline="\n"), Dialect(), counts))
    letters = [char for row in rows for cell in row.cells for char in cell if char in "ab"]
    assert letters == [char for char in text if char in "ab"]
    assert [row.line for row in rows] == sorted({row.line for row in rows})
    sound = csv.reader(io.StringIO(text, newline="\n"), strict=True)
    try:
        expected = [row for row in sound if row]
    except csv.Error:
        assume(False)
    assert [row.cells for row in rows] == expected


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('1,"Fog\n2,Sun\n3,Hail\n', [["1", '"Fog'], ["2", "Sun"], ["3", "Hail"]]),
        ('1,"Fog\n2,"Sun"\n', [["1", '"Fog'], ["2", "Sun"]]),
        ('1,"Fog\n2,"Sun\n\n3,"x,\ny"', [["1", '"Fog'], ["2", '"Sun'], ["3", "x,\ny"]]),
        ('"He said "yes" to us",1\n', [['He said "yes" to us', "1"]]),
        ('"Well, "maybe", he said",1\n', [['Well, "maybe", he said', "1"]]),
        ('"5" nails",1\n', [['5" nails', "1"]]),
        ('"a" ,"b"  \n', [["a", "b"]]),
        ('a "b" c,d"e\n', [['a "b" c', 'd"e']]),
        ('1,"a""\n2,b\n', [["1", '"a""'], ["2", "b"]]),
        ('"\n', [['"']]),
    ],
)
def test_that_a_bad_quotation_mark_is_a_character_and_costs_no_other_row(text, rows):
    assert cut(text) == rows


def test_that_an_escape_sign_stands_for_itself_before_ordinary_characters():
    dialect = Dialect(escape="\\")
    text = '1,"a \\"b\\", C:\\\\new and \\alpha"\n2,"one\\\ntwo"\n3,x\\,y\n4,plain\n'
    assert cut('1,x\\,y,"z"\n', Dialect(quote="", escape="\\")) == [["1", "x,y", '"z"']]
    assert cut(text, dialect) == [
        ["1", 'a "b", C:\\new and \\alpha'],
        ["2", "one\ntwo"],
        ["3", "x,y"],
        ["4", "plain"],
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        '1,"open\n' + "2,plain words that go on\n" * 400_000,
        "".join(f'{i},"open words\n' for i in range(60_000)),
        '1,"a' + '" b ' * 100_000 + "\n2,x\n",
        ',"a b' * 40_000 + "\n",
        ',"a "b' * 40_000 + "\n",
    ],
    ids=["one", "all", "inner", "one line", "pairs in one line"],
)
@pytest.mark.timeout(60)
def test_that_open_quotation_marks_take_no_more_than_time_in_proportion(text):
    assert len(cut(text)) >= 1


# -- guessing ---------------------------------------------------------------------------------


@settings(max_examples=60)
@given(
    st.lists(st.text(st.sampled_from("abc d.,;|'"), min_size=6, max_size=40), min_size=4),
    st.sampled_from(DELIMITERS),
    st.booleans(),
)
def test_that_the_delimiter_a_table_was_written_with_is_found(texts, delimiter, all_):
    buffer = io.StringIO()
    written = {"delimiter": delimiter, "lineterminator": "\n"}
    writer = (
        csv.writer(buffer, quoting=csv.QUOTE_ALL, **written)
        if all_
        else csv.writer(buffer, **written)
    )
    writer.writerow(["id", "text", "label"])
    writer.writerows([i, text, "ab"[i % 2]] for i, text in enumerate(texts))
    dialect = guess(buffer.getvalue())
    assert (dialect.delimiter, dialect.heading, dialect.first_lines) == (delimiter, True, 0)


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("text\nHail fell, then sun\nGood\nA, b, c\n", ["Hail fell, then sun", "Good", "A, b, c"]),
        ("text\nHail, sun\nFog, rain\n", ["Hail, sun", "Fog, rain"]),
        ("Hail fell, then sun.\nGood.\nA, b, c.\n", ["Hail fell, then sun.", "Good.", "A, b, c."]),
        ('text\n"Hail, ""sun"""\n"two\nlines, here"\n', ['Hail, "sun"', "two\nlines, here"]),
        ("n;text\n1;Hail, then sun\n2;a, b, c\n", ["Hail, then sun", "a, b, c"]),
        ("n|text, all of it\n1|Hail, sun\n2|Fog\n", ["Hail, sun", "Fog"]),
        ("n,text\n1,Hail fell, then sun\n2,Good\n", ["Hail fell, then sun", "Good"]),
        ('n, text\n1, "Hail, sun"\n2, "Good"\n', ["Hail, sun", "Good"]),
        ("n, text\n1, Hail\n2, Good\n", ["Hail", "Good"]),
        ("'n','text'\n'1','Hail, it''s cold'\n'2','Good'\n", ["Hail, it's cold", "Good"]),
        ("n,text\n1,'Tis the season\n2,It's 'fine'\n", ["'Tis the season", "It's 'fine'"]),
        ('n,text\n1,"so \\"no\\", twice"\n2,"one\\\ntwo"\n', ['so "no", twice', "one\ntwo"]),
        ('n,text\n1,"C:\\texts\\"\n2,"D:\\more\\"\n', ["C:\\texts\\", "D:\\more\\"]),
        ("sep=;\nn;text\n1;Hail, sun\n", ["Hail, sun"]),
        ('"sep=|"\r\nn|text\r\n1|Hail; sun, fog\r\n', ["Hail; sun, fog"]),
        ('"n,text"\n"1,""Hail, sun"""\n"2,""Good"""\n', ["Hail, sun", "Good"]),
        ('"text"\n"Hail, sun and fog"\n"Good"\n', ["Hail, sun and fog", "Good"]),
        ("# made, by hand\n# today\nn,text\n1,Hail\n# between\n2,Sun\n", ["Hail", "Sun"]),
        ("#n,text\n1,Hail\n2,Sun\n", ["Hail", "Sun"]),
        ("text\n#hail today, they say\nsun\n", ["#hail today, they say", "sun"]),
        ("n,text\n1,Hail,,\n2,Sun,\n", ["Hail", "Sun"]),
        ('"Hail fell.",3\n"Good night.",1\n', ["Hail fell.", "Good night."]),
        ("good,A film\nbad,A dull film\ngood,More\n", ["A film", "A dull film", "More"]),
        ("下了雪。,1\n风停了。,0\n", ["下了雪。", "风停了。"]),
        (",text\n0,Hail\n1,Sun\n", ["Hail", "Sun"]),
        ("n,text\n1,Hail\\, then sun\n2,Fog\n", ["Hail, then sun", "Fog"]),
        ("'text'\n'it''s hail, and sun'\n'Fog'\n", ["it's hail, and sun", "Fog"]),
        ("\n\nn,text\n1,Hail\n#2,Sun\n", ["Hail", "Sun"]),
        ("Hail fell, and then came the sun\n", ["Hail fell, and then came the sun"]),
        ("hail,Ice falls, loudly\nfog,a grey day\n", ["Ice falls, loudly", "a grey day"]),
        ("hail,Ice fell, hard\nfog,All, grey\n", ["Ice fell, hard", "All, grey"]),
        ("0,A dull, long film\n1,Good\n0,No\n1,So, so, good\n",
         ["A dull, long film", "Good", "No", "So, so, good"]),
        ("2024-05-01,a,Hail, then sun\n2024-05-02,b,Fog\n", ["Hail, then sun", "Fog"]),
        ("kind,told\nhail,Ice, loudly\nfog,Grey\n", ["Ice, loudly", "Grey"]),
        ("Hail fell, then sun.\nFog rose, cold.\n", ["Hail fell, then sun.", "Fog rose, cold."]),
        ("hail\nfog\nsun\n", ["hail", "fog", "sun"]),
        ("I like hail\nI like fog, too\n", ["I like hail", "I like fog, too"]),
        ("n^text\n1^Hail, sun\n2^Fog\n", ["Hail, sun", "Fog"]),
        ("n~text\n1~Hail, sun\n2~Fog\n", ["Hail, sun", "Fog"]),
    ],
)  # fmt: skip
def test_that_a_table_is_read_as_its_writer_meant_it(tmp_path, text, documents):
    log = ReadingLog()
    assert read(tmp_path, text, log=log) == documents
    assert log.skipped_count == 0
    assert "t.csv is read as" in notes(log)


@pytest.mark.parametrize("row", ["3,c", "3,c,d,e"])
def test_that_a_single_odd_row_changes_no_columns(row):
    dialect = guess("1,a,b\n2,a,b\n" * 20 + row + "\n")
    assert (dialect.delimiter, dialect.columns) in ((",", 0), (",", 3))


def test_that_a_column_without_a_name_is_called_by_its_number(tmp_path):
    log = ReadingLog()
    read(tmp_path, "hail,Ice falls, loudly\nfog,a grey day\n", log=log)
    said = notes(log)
    assert "the text is read from column 2" in said
    assert "1 rows have more cells than the table has columns, the first in line 1" in said
    preview = inspect_file(str(tmp_path / "t.csv"))
    assert preview.rows[0] == ("hail", "Ice falls, loudly")


def test_that_tabs_are_the_delimiter_of_tsv_unless_there_are_none(tmp_path):
    assert read(tmp_path, "n\ta, b\n1\tHail, sun\n2\tFog, x\n", "t.tsv") == ["Hail, sun", "Fog, x"]
    assert read(tmp_path, "n,text\n1,Hail\n2,Sun\n", "u.tsv") == ["Hail", "Sun"]


def test_that_a_tsv_without_quotation_marks_keeps_those_of_its_texts(tmp_path):
    rows = ['1\t"Not again, he said,', '2\tand left. "', '3\t"So," she said, "be it.']
    texts = ['"Not again, he said,', 'and left. "', '"So," she said, "be it.']
    assert read(tmp_path, "\n".join(["n\ttext", *rows]), "t.tsv") == texts


def test_that_a_heading_is_a_choice(tmp_path):
    text = "Hail,Sun\nFog,Rain at noon\n"
    for heading, expected in (("auto", 1), ("yes", 1), ("no", 2)):
        answer: Heading = heading  # type: ignore[assignment]
        assert len(read(tmp_path, text, heading=answer)) == expected


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("3,The lamp burns low\n1,A gull\n", False),
        ("a1,The lamp burns low tonight\nb2,A gull above the old pier\n", False),
        ("Who goes there?,x y\nWhere is it?,z\n", False),
        ("Your mail,What did you like most?\na@b,The wren\nc@d,Its song\n", True),
        ("n;text, in full, as it came\n1;Hail fell, then sun\n2;Fog\n", True),
        ("The lamp burns low\nA gull above the pier\n", False),
        ("words\nThe lamp burns low\nA gull above the pier\n", True),
        ('"a name\nof two lines";text\n1;Hail\n', True),
    ],
)
def test_that_a_heading_is_told_from_a_first_text(text, heading):
    assert guess(text).heading is heading


@pytest.mark.parametrize("sign", [*"\"'\\ ,;|", "tab", "none"])
def test_that_any_sign_can_be_the_delimiter(tmp_path, sign):
    asked = asked_dialect(sign, "", "", "auto")
    for text in ('n;text\n1;"Hail"\n', "a 'b' \\\"c\" d, e|f\n'g' h\n", '"n,text"\n"1,""a"""\n'):
        dialect = guessed_dialect(text, Format.CSV, asked)
        assert dialect.delimiter == ("\t" if sign == "tab" else "" if sign == "none" else sign)
        assert all(cut(text, dialect))


@pytest.mark.parametrize(
    "wrong",
    [{"delimiter": "||"}, {"quote": " "}, {"escape": "\0"}, {"quote": "'", "escape": "'"}],
)
def test_that_impossible_signs_are_refused(wrong):
    with pytest.raises(BadSpec):
        validate(AddCorpusSpec, {"name": "x", "files": ["a.csv"], **wrong})


@pytest.mark.parametrize(
    ("asked", "documents"),
    [
        ({"delimiter": ";"}, ["Hail, sun"]),
        ({"delimiter": ""}, ['1;"Hail, sun"']),
        ({"delimiter": ";", "quote": ""}, ['"Hail, sun"']),
    ],
)
def test_that_what_is_asked_for_is_not_guessed(tmp_path, asked, documents):
    assert read(tmp_path, 'n;text\n1;"Hail, sun"\n', **asked) == documents


def test_that_a_guess_looks_at_many_rows_and_is_quick(tmp_path):
    rows = [f"{i},some words; {'more, ' * (i % 5)}words" for i in range(200_000)]
    text = "n,text\n" + "\n".join(rows)
    dialect = guess(text)
    assert (dialect.delimiter, dialect.heading) == (",", True)


# -- what does not fit ------------------------------------------------------------------------


def test_that_cells_beyond_the_heading_belong_to_a_text_in_the_last_column(tmp_path):
    log = ReadingLog()
    assert read(tmp_path, "n,text\n1,Hail, then sun, they say\n2,Good\n", log=log) == [
        "Hail, then sun, they say",
        "Good",
    ]
    assert "1 rows have more cells than the table has columns, the first in line 2" in notes(log)


def test_that_a_row_with_more_cells_is_named_where_the_text_is_not_last(tmp_path):
    log = ReadingLog()
    text = "text,label\nHail, then sun,1\nGood,0\nFog, rain,1\n"
    assert read(tmp_path, text, log=log) == ["Good"]
    assert [part.line for part in log.skipped] == [2, 4]
    assert "line 2: has 3 cells, and the table has 2 columns" in str(log.skipped[0].words)


def test_that_an_open_quotation_mark_is_counted_and_costs_nothing(tmp_path):
    log = ReadingLog()
    good = [f'{n},"A day, number {n}"' for n in range(40)]
    rows = ["n,text", *good[:20], '99,"Never closed', *good[20:]]
    texts = read(tmp_path, "\n".join(rows), log=log)
    assert texts == [f"A day, number {n}" for n in range(20)] + ['"Never closed'] + [
        f"A day, number {n}" for n in range(20, 40)
    ]
    assert log.skipped_count == 0
    assert "1 quotation marks are not closed or not doubled, the first in line 22" in notes(log)


def test_that_shorter_rows_are_counted_and_read_if_they_have_the_text(tmp_path):
    log = ReadingLog()
    text = "n,text,note\n1,Hail\n2,Sun,x\n3\n4,Fog,y\n"
    assert read(tmp_path, text, log=log) == ["Hail", "Sun", "Fog"]
    assert [part.line for part in log.skipped] == [4]
    assert "2 rows have fewer cells" in notes(log)


def test_that_two_columns_of_a_name_can_both_be_read(tmp_path):
    text = "text,n,text\nshort,1,the long one\n"
    assert read(tmp_path, text) == ["short"]
    assert read(tmp_path, text, field="text (2)") == ["the long one"]
    assert inspect_file(str(tmp_path / "t.csv")).fields == ("text", "n", "text (2)")


def test_that_very_short_values_are_doubted(tmp_path):
    log = ReadingLog()
    read(tmp_path, "id,n\na01,1\nb02,2\n", log=log)
    assert "the values of 'id' are 3 characters long on average" in notes(log)


def test_that_the_preview_shows_dialect_and_first_rows(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('n;text\n1;"Hail; sun"\n2;Fog\n')
    preview = inspect_file(str(path))
    assert preview.dialect == Dialect(";")
    assert preview.rows == (("1", "Hail; sun"), ("2", "Fog"))
    assert (preview.fields, preview.field) == (("n", "text"), "text")
    other = inspect_file(str(path), asked=AskedDialect(delimiter=""))
    assert other.fields == ("n;text",)

"""Files that hold records, tables or XML under a name that says plain text."""

import json

import pytest

from workbench.corpora.preview import inspect_file

LINES = "".join(json.dumps({"id": n, "text": f"Rain fell on day {n}."}) + "\n" for n in range(4))
LIST = json.dumps([{"text": "Rain"}, {"text": "Fog"}], indent=1)
TABLE = "id,text\n1,Rain fell\n2,Fog came\n"
QUOTED = 'id;text\n1;"Rain; snow"\n2;Fog\n'
TABS = "ham\tGo on, crazy\nspam\tWin a prize\nham\tSee you\n"

POEM = "Rain, on the roof,\nfog, on the sea,\nwind, in the tree,\n"
STAGE = "[Enter a ghost]\nWho is there?\n[Exit]\n"
QUOTES = '"Who is there?"\n"Nobody, go on."\n"Then good night."\n'
INDENTED = "\tRain on the roof\n\tfog on the sea\n\twind in the tree\n"
HEART = "I <3 rain, and text, of course.\n<sigh> he said.\n"
LOG = "2024-01-01 10:00:00,123 INFO rain\n" * 6
SETTINGS = '{"name": "rain", "size": 3}\n'


@pytest.mark.parametrize(
    ("text", "kind"),
    [(LINES, "jsonl"), (LIST, "json"), (TABLE, "csv"), (QUOTED, "csv"), (TABS, "tsv")],
)
def test_that_what_a_text_is_written_as_is_said_and_offered(tmp_path, import_files, text, kind):
    path = tmp_path / "rain.txt"
    path.write_text(text)
    preview = inspect_file(str(path))
    assert (preview.format, preview.looks_like) == ("text", kind)
    assert f"--format {kind}" in str(preview.notices[0])
    imported = import_files(path)
    assert f"--format {kind}" in imported.notes
    assert "".join(imported.documents).strip() == text.strip()
    chosen = import_files(path, format=kind)
    assert "--format" not in chosen.notes
    assert (
        len(chosen.documents) == len(text.strip().splitlines()) - (kind == "csv") or kind == "json"
    )
    assert inspect_file(str(path), format=kind).looks_like == ""
    assert "--format" not in import_files(path, format="text").notes


@pytest.mark.parametrize("text", [POEM, STAGE, QUOTES, INDENTED, HEART, LOG, SETTINGS, "", "{\n"])
def test_that_a_text_that_only_resembles_them_is_read_without_a_word(tmp_path, text):
    path = tmp_path / "rain.txt"
    path.write_text(text)
    preview = inspect_file(str(path))
    assert (preview.looks_like, preview.notices) == ("", ())


def test_that_lines_of_json_under_the_name_of_a_table_are_said_too(tmp_path):
    path = tmp_path / "rain.csv"
    path.write_text(LINES)
    assert inspect_file(str(path)).looks_like == "jsonl"


@pytest.mark.parametrize("text", ["<?xml version='1.0'?>\n<a/>", '<doc id="1">\nRain\n</doc>\n'])
def test_that_tags_of_xml_are_said_to_be_read_as_text(tmp_path, text):
    path = tmp_path / "rain.txt"
    path.write_text(text)
    assert "looks like XML" in str(inspect_file(str(path)).notices[0])


def test_that_one_file_is_read_otherwise_than_the_rest(tmp_path, import_files):
    (tmp_path / "a.txt").write_text(LINES)
    (tmp_path / "b.txt").write_bytes("naïve".encode("mac-roman"))
    (tmp_path / "c.txt").write_text("naïve")
    a, b, c = (tmp_path / name for name in ("a.txt", "b.txt", "c.txt"))
    apart = [{"file": str(a), "format": "jsonl"}, {"file": str(b), "encoding": "mac-roman"}]
    imported = import_files(a, b, c, validation_files=(str(a),), apart=apart)
    assert sorted(imported.documents)[-2:] == ["naïve", "naïve"]
    assert "Rain fell on day 0." in imported.documents
    with pytest.raises(ValueError, match="is none of the files"):
        import_files(b, c, apart=apart[:1])

"""Passages to try models on, read without the rest of their corpus."""

from pathlib import Path

import pytest

from workbench.corpora.corpus import Corpus
from workbench.corpora.passages import MOST_CHARACTERS, SPREAD, passages
from workbench.errors import Corrupt

SENTENCE = "Der Fuchs läuft über das weiße Feld und sucht noch immer seinen Bau. "


def test_that_passages_are_documents_of_the_validation_part(tmp_path: Path, import_files):
    path = tmp_path / "tales.txt"
    path.write_text("\n\n".join(f"Tale {n} is short." for n in range(200)))
    corpus = import_files(path, validation_fraction=0.1).corpus
    held_out = list(corpus.documents("validation"))
    found = passages(corpus, SPREAD)
    assert len(found) == len(SPREAD)
    assert [held_out[one.document - 1] for one in found] == [one.text for one in found]


@pytest.mark.parametrize("text", [SENTENCE * 3000, "狐狸在雪地里找它的家。" * 3000, "x" * 90_000])
def test_that_of_a_long_document_a_little_is_read_from_sentence_to_sentence(
    tmp_path: Path, import_files, text: str, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "novel.txt").write_text(text)
    corpus = import_files(tmp_path / "novel.txt", documents="files").corpus
    monkeypatch.setattr(Corpus, "documents", None)  # the whole is never asked for
    monkeypatch.setattr(Corpus, "unchecked_documents", None)
    found = [one.text for share in SPREAD for one in passages(corpus, [share])]
    assert len(found) == len(SPREAD)
    assert all(0 < len(one) <= MOST_CHARACTERS and one in text for one in found)
    if "." in text:
        assert all(one.startswith("Der Fuchs") and one.endswith("Bau.") for one in found)


def test_that_what_is_no_text_is_said_with_its_file(tmp_path: Path, import_files):
    (tmp_path / "novel.txt").write_text("Once upon a time.")
    imported = import_files(tmp_path / "novel.txt", documents="files")
    text = imported.folder / "text.bin"
    text.write_bytes(b"\xff" * text.stat().st_size)
    with pytest.raises(Corrupt, match=r"text\.bin is damaged"):
        passages(imported.corpus, [0.0])

"""What is no part of a text: said by default, left out when asked; the texts are invented."""

from pathlib import Path

import pytest

from workbench.corpora.preview import inspect_file

BODY = "It was a grey morning.\n\nThe ship lay in the harbour, and nobody came.\n\nThe end."
HEAD = (
    "The Project Gutenberg eBook of The Ship\n\nThis eBook is for the use of anyone.\n\n"
    "*** START OF THE PROJECT GUTENBERG EBOOK THE SHIP ***\n"
)
TAIL = (
    "\n\n*** END OF THE PROJECT GUTENBERG EBOOK THE SHIP ***\n\n"
    "Updated editions will replace the previous one.\n\nSection 1. General Terms of Use\n"
)
MATTER = "---\ntitle: The ship\ntags:\n  - sea\n# a remark\n---\n"
FILES = {
    "gutenberg": (HEAD + BODY + TAIL, "Project Gutenberg"),
    "old gutenberg": (
        HEAD.replace("THE PROJECT", "THIS PROJECT").replace("*** ", "***")
        + BODY
        + "\nEnd of the Project Gutenberg EBook of The Ship\n"
        + TAIL.replace("*** END", "***END"),
        "Project Gutenberg",
    ),
    "front matter": (MATTER + BODY, "front matter"),
    "form feeds": (BODY.replace("\n\nThe ship", "\n\n\fThe ship"), "page breaks"),
}


@pytest.mark.parametrize("kind", FILES)
def test_that_boilerplate_is_said_and_left_out_when_asked(import_files, tmp_path: Path, kind: str):
    text, name = FILES[kind]
    path = tmp_path / "ship.txt"
    path.write_text(text)
    kept = import_files(path)
    assert "boilerplate are read as text: " in kept.notes
    assert name in kept.notes
    assert "".join(kept.documents) == "".join(
        part.strip("\n") for part in text.split("\n\n") if part.strip("\n")
    ).replace("\n\n", "")
    removed = import_files(path, boilerplate="remove")
    assert removed.documents == BODY.split("\n\n")
    assert f"{len(text) - len(BODY)} characters" in removed.notes or kind != "front matter"
    assert removed.corpus.meta.boilerplate == kept.corpus.meta.boilerplate > 0
    (notice,) = inspect_file(str(path)).notices
    assert name in str(notice)
    assert inspect_file(str(path), remove_boilerplate=True).preview == BODY


def test_that_every_book_of_a_file_loses_its_licence(import_files, tmp_path: Path):
    path = tmp_path / "two.txt"
    path.write_text((HEAD + BODY + TAIL) * 2)
    assert import_files(path, boilerplate="remove").documents == BODY.split("\n\n") * 2


@pytest.mark.parametrize(
    "text",
    [
        "---\nA dash above, and none below.\n\nMore.",
        "---\n\nHe said: no.\nShe said nothing of the kind, and left\n---\n\nMore.",
        BODY + "\n\nHe wrote about the Project Gutenberg and its END.",
        BODY + TAIL,
    ],
)
def test_that_text_that_only_resembles_boilerplate_stays(import_files, tmp_path: Path, text: str):
    path = tmp_path / "text.txt"
    path.write_text(text)
    kept, removed = import_files(path), import_files(path, boilerplate="remove")
    assert kept.documents == removed.documents
    assert kept.corpus.meta.boilerplate == 0


def test_that_files_beside_the_data_are_named_and_left_out_when_asked(import_files, tmp_path: Path):
    folder = tmp_path / "set"
    folder.mkdir()
    for name in ("README.md", "LICENSE.txt", "train-00.txt", "test-00.txt", "latest.txt"):
        (folder / name).write_text(f"One text of {name}.\n\nAnother text of {name}.")
    kept = import_files(folder)
    assert kept.corpus.count() == 10
    assert "README.md tells about the data and is read as text" in kept.notes
    assert "test-00.txt is the test part of a data set" in kept.notes
    assert "latest.txt" not in kept.notes
    removed = import_files(folder, boilerplate="remove")
    assert removed.corpus.count() == 4
    assert {name for name, _ in removed.skipped} == {"README.md", "LICENSE.txt", "test-00.txt"}
    named = import_files(folder / "README.md", boilerplate="remove")
    assert named.corpus.count() == 2

"""A folder, a pipe or a link to nowhere in the place of a project's file is told of, at once."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from called_verbs import Call
from tiny_project import CORPUS, TEACHER, TOKENIZER

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="needs pipes in folders"),
]

KINDS: dict[str, Callable[[Path], object]] = {
    "folder": Path.mkdir,
    "pipe": os.mkfifo,
    "link to nowhere": lambda path: path.symlink_to("nowhere"),
    "link to itself": lambda path: path.symlink_to(path.name),
}
FILES = (
    *("project.db", "project.lock", "workbench.json"),
    *("runs/0003-big/meta.json", "runs/0003-big/spec.toml", "runs/0003-big/journal.jsonl"),
    *("runs/0003-big/inputs.json", "runs/0003-big/run.lock", "runs/0003-big/control.json"),
    *("runs/0003-big/following.json", "runs/0003-big/checkpoints/step-00000020/model.json"),
    "runs/0003-big/checkpoints/step-00000020/model.safetensors",
    *("corpora/0001-tales/meta.json", "corpora/0001-tales/manifest.json"),
    *("tokenizers/0001-pieces/meta.json", "tokenizers/0001-pieces/manifest.json"),
)
VERBS: tuple[tuple[str, ...], ...] = (
    ("runs", "--json"),
    ("reindex",),
    ("corpus", "show", CORPUS),
    ("tokenize", "--tokenizer", TOKENIZER, "Ada"),
    ("generate", "--model", TEACHER, "--max-new-tokens", "1"),
    ("resume", TEACHER),
    ("export", TEACHER, "--format", "hf", "--out", "OUT"),
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", FILES)
def test_that_what_is_no_file_in_a_project_is_told_of(
    cli: Call, tmp_path: Path, tiny_folder: Path, name: str, kind: str
):
    """`cli` fails on any exception but a verb's own end; a pipe that was read would never end."""
    path = tiny_folder / name
    path.unlink(missing_ok=True)
    KINDS[kind](path)
    for verb in VERBS:
        out = tmp_path / "out"
        shutil.rmtree(out, ignore_errors=True)
        result = cli(*(str(out) if argument == "OUT" else argument for argument in verb))
        assert "Traceback" not in result.err
        assert result.code == 0 or result.error


@pytest.mark.parametrize("kind", KINDS)
def test_that_a_project_whose_mark_is_no_file_is_not_made_anew(
    cli: Call, tmp_path: Path, tiny_folder: Path, kind: str
):
    mark = tiny_folder / "workbench.json"
    mark.unlink()
    KINDS[kind](mark)
    (tmp_path / "a.txt").write_text("Ada.")
    result = cli("corpus", "add", tmp_path / "a.txt", "--name", "a")
    assert "workbench.json is damaged and cannot be read" in result.error
    assert not mark.is_file()


def test_that_a_run_whose_journal_is_a_folder_is_listed_with_what_is_wrong(
    cli: Call, tiny_folder: Path
):
    path = tiny_folder / "runs" / "0003-big" / "journal.jsonl"
    path.unlink()
    path.mkdir()
    assert cli("reindex").code == 0
    listed = cli("runs", "--json")
    assert len(listed.objects) == 3
    assert "journal.jsonl cannot be read: It is a folder; put the run's journal" in listed.err

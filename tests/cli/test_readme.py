"""The terminal's lines of the README, one after the other."""

import re
import shlex
from pathlib import Path

import pytest
from called_verbs import Call
from tiny_project import ROOT, tales

SMALL = {
    "train_tokenizer.toml": ("vocabulary_size=300", "threads=1"),
    "pretrain.toml": (
        *("model.num_layers=1", "model.hidden_size=16", "model.num_heads=2", "model.context=32"),
        *("loop.steps=4", "loop.evaluate_every=2", "loop.evaluation_tokens=200"),
        "runtime.threads=1",
    ),
}


def in_small(words: list[str]) -> list[str]:
    """A line with small sizes in place of a sample file's."""
    sizes = (size for word in words for size in SMALL.get(Path(word).name, ()))
    return [*words, *(word for size in sizes for word in ("--set", size))]


@pytest.mark.slow
def test_that_the_terminals_lines_of_the_readme_run_one_after_the_other(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    section = readme.partition("## In the terminal")[2].partition("\n## ")[0]
    (block,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "resources").symlink_to(ROOT / "resources")
    (tmp_path / "novel.txt").write_text(tales(), encoding="utf-8")
    lines = [shlex.split(line) for line in block.splitlines()]
    assert len(lines) >= 4
    for program, *words in lines:
        assert program == "distill-workbench"
        result = call(*in_small(words))
        assert result.code == 0, result.err
    assert "Once" in result.out

import csv
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from called_verbs import Call
from tiny_project import TEACHER

TEXT = "Ada had a kite."
MODEL, PAIR = ("--model", TEACHER), ("--model", TEACHER, "--versus", TEACHER)
VERBS: dict[str, tuple[str, ...]] = {
    "attribute": (*MODEL, "--text", TEXT, "--position", "2"),
    "saliency": (*MODEL, "--text", TEXT, "--steps", "8"),
    "embeddings": (*PAIR, "--most", "20"),
    "neighbours": (*MODEL, "--id", "9"),
    "evolution": (*MODEL, "--text", TEXT),
    "heads": (*MODEL, "--text", TEXT, "--measures", "none"),
    "importance": (*MODEL, "--text", TEXT),
    "intervene": (*MODEL, "--text", TEXT, "--change", "head(layer=1,head=0)"),
    "lens": (*PAIR, "--text", TEXT),
    "neurons": (*MODEL, "--text", TEXT, "--layer", "1", "--neuron", "3"),
    "patch": (
        *MODEL,
        "--text",
        TEXT,
        "--corrupted",
        "Ada had a lamp.",
        "--target",
        "#20",
        "--other",
        "#21",
    ),
    "query-key": (
        *(*MODEL, "--text", TEXT, "--layer", "0", "--head", "1"),
        *("--query", "3", "--key", "1"),
    ),
    "similarity": (*PAIR, "--text", TEXT),
}


def facts_in(path: Path) -> dict[str, Any]:
    """What a file says it is about, read without any code of ours."""
    match path.suffix:
        case ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                told = next(csv.DictReader(file))["about"]
        case ".npz":
            with np.load(path, allow_pickle=False) as arrays:
                told = str(arrays["about"])
        case ".html":
            (told,) = re.findall(r'id="about">(.*?)</script>', path.read_text("utf-8"))
        case _:
            return dict(json.loads(path.read_text("utf-8"))["about"])
    return dict(json.loads(told))


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS)
def test_that_every_verb_writes_every_format_with_what_it_is_of(
    cli: Call, tmp_path: Path, verb: str
) -> None:
    arguments = VERBS[verb]
    for suffix in (".csv", ".npz", ".json", ".html"):
        out = tmp_path / f"found{suffix}"
        result = cli(verb, *arguments, "--out", out)
        assert result.code == 0, result.error
        told = facts_in(out)
        assert told["text"] == (TEXT if TEXT in arguments else "")
        assert all(model["name"] == TEACHER for model in told["models"].values())
        assert all(len(model["digest"]) == 64 for model in told["models"].values())
        assert len(told["models"]) == 1 + ("--versus" in arguments)
    written = {"--layer": "layer", "--most": "most", "--steps": "steps", "--id": "number"}
    for option, name in written.items():
        if option in arguments:
            assert str(told["settings"][name]) == arguments[arguments.index(option) + 1]

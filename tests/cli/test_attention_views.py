"""Attention as the terminal shows it: views, pairs, and what files say of themselves."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from called_verbs import Call
from tiny_project import TEACHER, perform, pretrain_spec

from workbench.project import Project

ASKED = ("attention", "--model", TEACHER, "--text", "Ada had a kite.")
SHAPE = {"num_layers": 2, "hidden_size": 16, "num_heads": 2, "context": 32}


def test_that_without_a_file_it_is_said_what_heads_do(cli: Call) -> None:
    result = cli(*ASKED)
    assert result.code == 0
    first, *kinds = result.out.splitlines()
    assert "2 layers × 2 heads" in first
    heads = [head.strip() for kind in kinds for head in kind.partition(":")[2].split(",")]
    assert sorted(heads) == ["0.0", "0.1", "1.0", "1.1"]
    labels = cli(*ASKED, "--json").object["labels"]
    assert [len(layer) for layer in labels] == [2, 2]


def test_that_a_view_is_what_the_file_holds(cli: Call, tmp_path: Path) -> None:
    whole, part, mean = (tmp_path / f"{name}.npz" for name in ("whole", "part", "mean"))
    for out, options in (
        (whole, ()),
        (part, ("--layer", "1", "--head", "0", "--hide", "first")),
        (mean, ("--aggregate", "mean", "--weighted", "output")),
    ):
        assert cli(*ASKED, *options, "--out", out).code == 0
    with np.load(whole) as everything, np.load(part) as one, np.load(mean) as aggregated:
        assert one["attention"].shape == (
            1,
            1,
            *(size - 1 for size in everything["attention"].shape[2:]),
        )
        rows = everything["attention"][1, 0, 1:, 1:]
        rows = rows / rows.sum(-1, keepdims=True)
        np.testing.assert_allclose(one["attention"][0, 0], rows, atol=1e-5)
        assert one["tokens"].tolist() == everything["tokens"].tolist()[1:]
        assert one["entropy"].tolist() == everything["entropy"][1:, :1].tolist()
        assert aggregated["attention"].shape[:2] == (2, 1)
        assert json.loads(str(aggregated["about"]))["settings"]["weighting"] == "output"


def test_that_several_heads_are_one_map(cli: Call, tmp_path: Path) -> None:
    whole, mean = tmp_path / "whole.npz", tmp_path / "mean.npz"
    assert cli(*ASKED, "--out", whole).code == 0
    options = ("--heads", "0.1,1.0", "--hide", "both", "--no-renormalise")
    assert cli(*ASKED, *options, "--out", mean).code == 0
    with np.load(whole) as everything, np.load(mean) as one:
        both = everything["attention"]
        expected = (both[0, 1] + both[1, 0]) / 2
        np.testing.assert_allclose(one["attention"][0, 0], expected[1:, 1:], atol=1e-5)
    told = cli(*ASKED, "--heads", "first")
    assert told.code == 2
    assert "names no heads" in told.error


@pytest.mark.parametrize("name", ["a.view.json", "a.json"])
def test_that_a_view_asks_the_same_again(cli: Call, tmp_path: Path, name: str) -> None:
    view, first, again = tmp_path / name, tmp_path / "1.csv", tmp_path / "2.csv"
    options = ("--aggregate", "rollout", "--words", "--layer", "1")
    for out in (view, first):
        assert cli(*ASKED, *options, "--out", out).code == 0
    told = cli("attention", "--view", view, "--out", again, "--json").object
    assert told["same_checkpoints"]
    assert again.read_text("utf-8") == first.read_text("utf-8")
    if name == "a.view.json":
        assert view.stat().st_size < 1000


def test_that_a_view_of_two_models_shows_each_ones_own_heads(cli: Call, tmp_path: Path) -> None:
    view, maps, again = tmp_path / "a.view.json", tmp_path / "a.npz", tmp_path / "b.view.json"
    asked = (*ASKED, "--versus", TEACHER)
    assert cli(*asked, "--out", view).code == 0
    plain = json.loads(view.read_text("utf-8"))
    plain["settings"] |= {"layer": 1, "head": 0}
    plain["student_settings"] = plain["settings"] | {"layer": 0, "head": 1}
    view.write_text(json.dumps(plain), "utf-8")
    assert cli("attention", "--view", view, "--out", maps).code == 0
    assert cli(*asked, "--out", tmp_path / "all.npz").code == 0
    with np.load(maps) as read, np.load(tmp_path / "all.npz") as whole:
        assert np.array_equal(read["attention"][0, 0], whole["attention"][1, 0])
        assert np.array_equal(read["student_attention"][0, 0], whole["student_attention"][0, 1])
    assert cli("attention", "--view", view, "--out", again).code == 0
    assert json.loads(again.read_text("utf-8"))["student_settings"]["head"] == 1
    del plain["student_settings"]
    view.write_text(json.dumps(plain), "utf-8")
    refused = cli("attention", "--view", view, "--out", maps)
    assert "two models have different layers and heads" in refused.error


def test_that_a_view_of_other_weights_says_so(cli: Call, tmp_path: Path) -> None:
    view = tmp_path / "a.view.json"
    cli(*ASKED, "--out", view)
    plain = json.loads(view.read_text("utf-8"))
    plain["models"]["model"]["digest"] = "0" * 64
    view.write_text(json.dumps(plain), "utf-8")
    assert not cli("attention", "--view", view, "--json").object["same_checkpoints"]
    assert "not those that the view was made of" in cli("attention", "--view", view).out


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "not valid JSON"),
        ("[]", "no view of attention"),
        ('{"format": "attention view", "text": "x", "models": {}, "settings": {}}', "models"),
        (
            '{"format": "attention view", "text": "x", "models": {}, "settings": {"hide": "all"}}',
            "settings.hide",
        ),
    ],
)
def test_that_a_file_that_is_no_view_is_told(
    cli: Call, tmp_path: Path, content: str, reason: str
) -> None:
    (tmp_path / "a.json").write_text(content, "utf-8")
    result = cli("attention", "--view", tmp_path / "a.json")
    assert result.code == 2
    assert reason in result.error


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--text", "Ada"), "no model"),
        (("--model", TEACHER), "no text"),
        ((*ASKED[1:], "--view", "a.json"), "leave the other options out"),
        ((*ASKED[1:], "--layer", "7"), "2 layers"),
        ((*ASKED[1:], "--head", "7"), "2 heads"),
        ((*ASKED[1:], "--pair", "ab"), "second text"),
        ((*ASKED[1:], "--second", "Bo"), "reads one text"),
        (("--model", "nobody", "--text", "Ada"), "nobody"),
        ((*ASKED[1:3], "--text", " \n"), "no text to look at"),
        ((*ASKED[1:3], "--text", "Ada had a kite. " * 40), "this model reads at most"),
    ],
)
def test_that_what_cannot_be_shown_is_told_in_a_sentence(
    cli: Call, tmp_path: Path, options: tuple[str, ...], reason: str
) -> None:
    result = cli("attention", *options, "--out", tmp_path / "a.npz")
    assert result.code in (1, 2)
    assert reason in result.error
    assert not list(tmp_path.glob("*.npz"))


def test_that_two_models_are_not_cut_to_one_layer(cli: Call, tiny: Project, tmp_path: Path) -> None:
    result = cli(*ASKED, "--versus", TEACHER, "--layer", "0", "--out", tmp_path / "a.npz")
    assert "one model's layer" in result.error


def test_that_a_bert_is_asked_about_a_pair(cli: Call, tiny: Project, tmp_path: Path) -> None:
    model = {"family": "bert", "dropout": 0, **SHAPE}
    loop = {"steps": 2, "evaluate_every": 2, "sample_prompt": ""}
    perform(tiny, pretrain_spec(name="bert", model=model, loop=loop))
    asked = ("attention", "--model", "bert", "--text", "Ada had", "--second", "a kite")
    tokens = cli(*asked, "--json").object["tokens"]
    cut = tokens.index("[SEP]") + 1
    out = tmp_path / "a.npz"
    assert cli(*asked, "--pair", "ba", "--out", out).code == 0
    with np.load(out) as maps:
        assert maps["tokens"].tolist() == tokens[cut:]
        assert maps["key_tokens"].tolist() == tokens[:cut]
        assert maps["special_pieces"].tolist() == ["[CLS]", "[SEP]"]
        np.testing.assert_allclose(maps["piece_share"].sum(0), maps["special_share"], atol=1e-6)


def test_that_a_csv_says_in_its_first_line_what_it_is_of(cli: Call, tmp_path: Path) -> None:
    cli(*ASKED, "--out", tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        first, *others = csv.DictReader(file)
    told = json.loads(first["about"])
    assert told["text"] == "Ada had a kite."
    assert len(told["models"]["model"]["digest"]) == 64
    assert not any(line["about"] for line in others)


def test_that_unknown_characters_are_counted(cli: Call) -> None:
    told = cli(
        "attention", "--model", TEACHER, "--text", "Ada \N{OLD ITALIC LETTER A} had", "--json"
    )
    assert told.object["unknown"] == told.object["tokens"].count("[UNK]")
    if told.object["unknown"]:
        assert "unknown to the tokenizer" in told.object["notes"][0]


@pytest.mark.parametrize(
    ("options", "code", "reason"),
    [
        (("--layer", "9"), 1, "there is no layer 9"),
        (("--layer", "0", "--head", "9"), 1, "there is no head 9"),
        (("--heads", "0.0,9.9"), 1, "there is no layer 9"),
        (("--heads", ",,"), 2, "names no heads"),
        (("--pair", "ab"), 1, "second text"),
        (("--mass", "nan"), 2, "mass: must be a finite number"),
        (("--least", "nan"), 2, "least: must be a finite number"),
    ],
)
def test_that_what_cannot_be_shown_is_said_without_a_file_too(
    cli: Call, options: tuple[str, ...], code: int, reason: str
) -> None:
    result = cli(*ASKED, *options)
    assert result.code == code
    assert reason in result.err


@pytest.mark.parametrize("name", ["lens.png", "lens", ".csv"])
def test_that_a_result_is_written_in_no_other_format_than_those_told(
    cli: Call, tmp_path: Path, name: str
) -> None:
    result = cli("lens", *ASKED[1:], "--out", tmp_path / name)
    assert result.code == 2
    assert "end it in .npz, .csv, .json, .html" in result.err
    assert not (tmp_path / name).exists()


def test_that_an_empty_token_is_said_to_be_none(cli: Call) -> None:
    result = cli("attribute", *ASKED[1:], "--token", "")
    assert result.code == 1
    assert "an empty text is no token" in result.err

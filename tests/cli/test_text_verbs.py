"""The verbs that compare what models write: versus-texts, prompts, vote, votes."""

import csv
import json
from pathlib import Path

import pytest
from called_verbs import Call
from click.testing import CliRunner
from tiny_project import TEACHER, pretrain_spec, spec_file

from workbench.cli.main import verbs
from workbench.store.choices.votes import read_votes

DRAWN = "sample(temperature=0.9)"
YOUNG = "young"


@pytest.fixture
def pair(cli: Call, tmp_path: Path) -> None:
    """A second model, which has learnt for a moment only."""
    spec = pretrain_spec(name=YOUNG, loop={"steps": 2, "evaluate_every": 2})
    assert cli("run", spec_file(tmp_path, spec)).code == 0


@pytest.mark.usefixtures("pair")
def test_that_versus_texts_scores_each_text_by_both_models(cli: Call):
    both = ("--teacher", TEACHER, "--student", YOUNG, "--prompt", "Ada had")
    result = cli("versus-texts", *both, "--max-new-tokens", "12", "--copied", "--json")
    theirs, ours = result.objects
    assert [row["writer"] for row in (theirs, ours)] == ["teacher", "student"]
    assert theirs["length"] == len(theirs["tokens"]) == 12
    assert all(one["teacher"]["rank"] == 1 for one in theirs["tokens"])
    assert theirs["departure"] == theirs["difference"] == ours["difference"]
    assert 0 <= theirs["js"] < 0.7
    copied = theirs["copied"]
    assert copied["corpus"] == "tales"
    assert copied["text"] in theirs["text"]
    assert copied["characters"] == len(copied["text"])
    spoken = cli("versus-texts", *both, "--max-new-tokens", "12", "--worst", "3").out
    assert "would have gone on otherwise from token" in spoken
    assert "copied from" not in spoken


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    path = tmp_path / "prompts.csv"
    path.write_text("question;answer\nAda had a;kite\nBo had;a lamp\n")
    return path


def test_that_prompts_gives_a_row_for_each_text_and_means_with_intervals(
    cli: Call, prompts: Path, tmp_path: Path
):
    out = tmp_path / "texts.csv"
    result = cli(
        *("prompts", prompts, "--model", TEACHER, "--strategy", "greedy", "--strategy", DRAWN),
        *("--seeds", "3", "--max-new-tokens", "6", "--teacher", TEACHER, "--json", "--out", out),
    )
    assert result.code == 0
    texts = [one for one in result.objects if one["type"] == "text"]
    greedy, drawn = (one for one in result.objects if one["type"] == "means")
    assert len(texts) == 2 * (1 + 3)
    assert (greedy["texts"], drawn["texts"], drawn["prompts"]) == (2, 6, 2)
    likely = {one["number"]: one["expected_log_probability"] for one in texts}
    assert likely[1] != likely[2]
    assert all(one["kl"] == 0.0 for one in texts)
    assert all(
        one["perplexity"] == pytest.approx(one["teacher_perplexity"], rel=1e-3) for one in texts
    )
    found = drawn["figures"]["expected_log_probability"]
    assert found["low"] <= found["value"] <= found["high"]
    assert found["value"] == pytest.approx(sum(likely.values()) / 2)
    assert "question" in result.err
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["text"] for row in rows] == [one["text"] for one in texts]


def test_that_prompts_writes_json_and_refuses_what_it_cannot_read(
    cli: Call, tmp_path: Path, prompts: Path
):
    lines, out = tmp_path / "lines.txt", tmp_path / "texts.json"
    lines.write_text("Ada had\n\nBo took\n")
    model = ("--model", TEACHER, "--max-new-tokens", "2")
    assert cli("prompts", lines, *model, "--out", out).code == 0
    written = json.loads(out.read_text())
    assert [one["prompt"] for one in written["texts"]] == ["Ada had", "Bo took"]
    assert written["texts"][0]["matches"] is None
    assert "ends in neither" in cli("prompts", lines, *model, "--out", tmp_path / "x.txt").error
    assert "without columns" in cli("prompts", lines, *model, "--prompt-column", "a").error
    assert "did you mean" in cli("prompts", prompts, *model, "--prompt-column", "questin").error
    unclear = tmp_path / "unclear.csv"
    unclear.write_text("one,two\na,b\nc,d\n")
    assert "which of its columns" in cli("prompts", unclear, *model).error
    lines.write_text("\n")
    assert "holds no prompt" in cli("prompts", lines, *model).error
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    assert "give a .txt with one a line" in cli("prompts", picture, *model).error


@pytest.mark.usefixtures("pair")
def test_that_votes_are_kept_and_counted(cli: Call, tiny_folder: Path):
    none = cli("votes")
    assert (none.out, "no votes yet" in none.err) == ("", True)
    same = ("vote", "--model", TEACHER, TEACHER, "--strategy", "greedy")
    assert "Both texts would be the same" in cli(*same).err
    asked = ("vote", "--model", TEACHER, YOUNG, "--pairs", "2", "--max-new-tokens", "3")
    result = CliRunner().invoke(
        verbs, [*asked, "--prompt", "Ada", "--project", str(tiny_folder)], input="a\ntie\n"
    )
    assert result.exit_code == 0, result.output
    kept = read_votes(tiny_folder)
    assert [vote.choice for vote in kept.votes] == ["a", "tie"]
    with (tiny_folder / "votes.jsonl").open("a") as file:
        file.write('{"torn')
    counted = cli("votes", "--json")
    assert "1 line of votes cannot be read" in counted.err
    row = counted.object
    assert (row["wins"] + row["losses"], row["ties"]) == (1, 1)
    assert row["rate"]["low"] < row["rate"]["high"]
    (tiny_folder / "votes.jsonl").unlink()


LONG = "Ada had a kite. " * 40


@pytest.mark.parametrize(
    "arguments",
    [
        ("generate", "--model", TEACHER, "--max-new-tokens", "1"),
        ("next-token", "--model", TEACHER),
        ("tree", "--model", TEACHER, "--max-new-tokens", "1"),
        ("versus-texts", "--teacher", TEACHER, "--student", TEACHER, "--max-new-tokens", "1"),
        ("speculate", "--model", TEACHER, "--draft", f"{TEACHER}@last", "--max-new-tokens", "2"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_that_a_verb_says_how_much_of_a_prompt_is_not_read(cli: Call, arguments: tuple[str, ...]):
    told = cli(*arguments, "--prompt", LONG).err
    assert f"warning: '{TEACHER}' does not read the first " in told
    assert "its context has 32" in told
    assert "does not read" not in cli(*arguments, "--prompt", "Ada had").err


def test_that_seeds_past_the_greatest_are_refused_before_the_first_text(
    cli: Call, prompts: Path, tmp_path: Path
):
    last = ("--model", TEACHER, "--seed", str(2**64 - 1), "--strategy", "sample")
    for verb in (
        ("generate", "--prompt", "a", "--samples", "3"),
        ("tree", "--prompt", "a", "--kind", "branches", "--samples", "3"),
        ("prompts", prompts, "--seeds", "3"),
        ("speculate", "--prompt", "a", "--rounds", "3"),
    ):
        result = cli(*verb, *last)
        assert f"begin at {2**64 - 3} or below" in result.error
        assert result.out == ""
    assert "not in the range" in cli("generate", *last[:2], "--samples", str(10**15)).err


def test_that_a_folder_that_is_not_there_is_said_before_the_first_prompt_is_written(
    cli: Call, prompts: Path, tmp_path: Path
):
    result = cli("prompts", prompts, "--model", TEACHER, "--out", tmp_path / "none" / "x.csv")
    assert "is not there; make it, or choose another one" in result.error
    assert result.out == ""


def test_that_one_of_a_kind_is_singular(cli: Call, tmp_path: Path):
    table = tmp_path / "table.csv"
    table.write_text("prompt,answer\nAda,had\n,x\n")
    one = ("--model", TEACHER, "--max-new-tokens", "1")
    assert "1 row without a prompt is left out" in cli("prompts", table, *one).err
    assert "behind 1 token, entropy" in cli("next-token", "--model", TEACHER, "--prompt", "").out
    assert "2 nodes, 1 token deep" in cli("tree", *one, "--prompt", "Ada", "--most-nodes", "1").err


def test_that_of_several_texts_to_delete_those_that_are_not_there_are_counted(cli: Call):
    cli("generate", "--model", TEACHER, "--prompt", "Ada", "--max-new-tokens", "1")
    (kept,) = cli("history", "--json").objects
    result = cli("history", "--delete", str(kept["id"]), "--delete", "99", "--delete", "99")
    assert "1 removed" in result.out
    assert "1 of these ids is no text of the history" in result.err
    assert "there is no text 98, 99" in cli("history", "--delete", "99", "--delete", "98").error


def test_that_prompts_counts_those_whose_beginning_was_not_read(
    cli: Call, prompts: Path, tmp_path: Path
):
    table = tmp_path / "long.csv"
    table.write_text(f"question\nAda\n{LONG}\n")
    result = cli("prompts", table, "--model", TEACHER, "--max-new-tokens", "1", "--json")
    told = f"'{TEACHER}' did not read the beginning of 1 of the 2 prompts"
    assert told in result.err
    short, long = [row["left_out"] for row in result.objects if row["type"] == "text"]
    assert short == 0
    assert long > 0

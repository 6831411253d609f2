"""Any text in any place of any verb ends in a sentence, and commands no terminal."""

import re
from pathlib import Path

import pytest
from called_verbs import Call, Result
from tiny_project import CORPUS, TEACHER, TOKENIZER, pretrain_spec, spec_file, tales

from workbench.cli.shown import escaped_json, in_line, visible
from workbench.project import Project

pytestmark = pytest.mark.slow

TEXTS = {
    "a zero byte": "a\0b",
    "a byte that is no UTF-8": "\udcff",
    "half a character": "\ud800",
    "very long": "x" * 5000,
    "colours and a title": "\x1b[31mred\x1b]0;title\x07",
    "a C1 control": "\x9b31mred",
    "other directions": "a\u202eb\u2066c",
    "a forged line": "a\nerror: all is well",
    "markup": "[/x][red]:smile:[link=x]",
    "a template": "{x}{0.__class__}%s%n",
    "nothing": "",
    "spaces": "  ",
    "a path upwards": "../../x",
    "many at signs": "a@b@c",
}
COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

PAIR = ("--teacher", TEACHER, "--student", TEACHER)
SHORT = ("--max-new-tokens", "2")
PLACES: dict[str, tuple[str, ...]] = {
    "attention, out": ("attention", "--model", TEACHER, "--text", "x", "--out", "OUT/*.csv"),
    "attention, text": ("attention", "--model", TEACHER, "--text", "*", "--out", "OUT/a.csv"),
    "classify, text": ("classify", "--model", TEACHER, "--text", "*"),
    "corpus add, encoding": ("corpus", "add", "FILE", "--name", "e", "--encoding", "*"),
    "corpus add, field": ("corpus", "add", "FILE", "--name", "f", "--field", "*"),
    "corpus add, file": ("corpus", "add", "*", "--name", "q"),
    "corpus add, name": ("corpus", "add", "FILE", "--name", "*"),
    "corpus show, name": ("corpus", "show", "*"),
    "demo, language": ("demo", "--headless", "--language", "*"),
    "estimate, setting": ("estimate", "SPEC", "--set", "corpus=*"),
    "evaluate, names": ("evaluate", "--model", "*", "--corpus", "*"),
    "export, model": ("export", "*", "--format", "hf", "--out", "OUT/m"),
    "export, out": ("export", TEACHER, "--format", "hf", "--out", "OUT/*/m"),
    "fill-mask, text": ("fill-mask", "--model", TEACHER, "--text", "*"),
    "generate, model": ("generate", "--model", "*"),
    "generate, option": ("generate", "--*"),
    "generate, prompt": ("generate", "--model", TEACHER, "--prompt", "*", *SHORT),
    "generate, prompt, json": ("generate", "--model", TEACHER, "--prompt", "*", *SHORT, "--json"),
    "generate, strategy": ("generate", "--model", TEACHER, "--strategy", "*", *SHORT),
    "import, folder": ("import", "*", "--name", "i"),
    "recipe, corpus": ("recipe", "plain_kd", "--teacher", TEACHER, "--corpus", "*"),
    "recipe, name": ("recipe", "*", "--teacher", TEACHER, "--corpus", CORPUS),
    "report, run": ("report", "*", "--out", "OUT/r.html"),
    "resume, run": ("resume", "*"),
    "run, file": ("run", "*"),
    "run, key": ("run", "SPEC", "--set", "*=1"),
    "run, setting": ("run", "SPEC", "--set", "*"),
    "run, names": ("run", "SPEC", "--set", "corpus=*", "--set", "tokenizer=*"),
    "runs, curves": ("runs", "--tensorboard", "OUT/*"),
    "score, text": ("score", "--model", TEACHER, "--text", "*"),
    "score, text, json": ("score", "--model", TEACHER, "--text", "*", "--json"),
    "speculate, prompt": (
        *("speculate", "--model", TEACHER, "--prompt", "*", *SHORT),
        *("--lengths", "1", "--rounds", "1"),
    ),
    "speculate, draft": ("speculate", "--model", TEACHER, "--draft", "*", "--prompt", "x"),
    "speculate, lengths": ("speculate", "--model", TEACHER, "--prompt", "x", "--lengths", "*"),
    "sweep, file": ("sweep", "*"),
    "tokenize, text": ("tokenize", "--tokenizer", TOKENIZER, "*"),
    "tokenize, text, json": ("tokenize", "--tokenizer", TOKENIZER, "*", "--json"),
    "tokenize, tokenizer": ("tokenize", "--tokenizer", "*", "x"),
    "watch, run": ("watch", "*"),
    "worst, corpus": ("worst", *PAIR, "--corpus", "*"),
    "worst, out": ("worst", *PAIR, "--corpus", CORPUS, "--tokens", "60", "--out", "OUT/*.csv"),
}
"""Where a text is given: `*` stands for it."""


@pytest.mark.parametrize("place", PLACES)
def test_that_any_text_in_any_place_ends_in_a_sentence(cli: Call, tmp_path: Path, place: str):
    """`cli` fails on any exception but a verb's own end."""
    (tmp_path / "out").mkdir()
    (tmp_path / "file.txt").write_text(tales(3))
    spec = spec_file(tmp_path, pretrain_spec(name="x"))
    known = {"OUT": str(tmp_path / "out"), "FILE": str(tmp_path / "file.txt"), "SPEC": str(spec)}
    for what, text in TEXTS.items():
        arguments = [filled(one, text, known) for one in PLACES[place]]
        require_plain(cli(*arguments), f"{place}: {what}")


def filled(argument: str, text: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        argument = argument.replace(name, value)
    return argument.replace("*", text)


def require_plain(result: Result, where: str) -> None:
    assert result.code in (0, 1, 2), where
    assert "Traceback" not in result.err, where
    assert "an unexpected error" not in result.err, where
    assert not COMMANDS.search(result.out + result.err), where
    assert "\nerror: all is well" not in result.err, where
    assert not result.err.startswith("error: all is well"), where


def test_that_a_verb_may_be_any_text(call: Call):
    for what, text in TEXTS.items():
        require_plain(call(text), what)


def test_that_a_project_may_be_called_any_text(call: Call, tmp_path: Path):
    for what, text in TEXTS.items():
        require_plain(call("runs", "--project", tmp_path / "p" / text / "lab"), what)


def test_that_a_project_whose_path_is_no_utf_8_is_refused_and_not_made(call: Call, tmp_path: Path):
    result = call("demo", "--headless", "--project", tmp_path / "\udcff")
    assert "its path is no text in UTF-8; rename the folder" in result.error
    assert list(tmp_path.iterdir()) == []


def test_that_what_a_corpus_holds_commands_no_terminal(cli: Call, tmp_path: Path):
    path = tmp_path / "wild.txt"
    path.write_text("\x1b[2J\x1b]0;owned\x07 \x9b31m \u202eabc\u2066 [/red] :smile:\n" * 3)
    assert cli("corpus", "add", path, "--name", "wild").code == 0
    shown = cli("corpus", "show", "wild")
    assert not COMMANDS.search(shown.out)
    assert r"\x1b[2J\x1b]0;owned\x07 \x9b31m \u202eabc\u2066 [/red] :smile:" in shown.out
    as_json = cli("corpus", "show", "wild", "--json")
    assert not COMMANDS.search(as_json.out)
    assert as_json.object["preview"].startswith("\x1b[2J\x1b]0;owned\x07")


def test_that_a_name_is_no_markup_where_runs_are_listed(cli: Call, tiny: Project):
    tiny.catalogue.rename(tiny.models[0], "[/x][red]:smile:")
    tiny.close()
    assert "[/x][red]:smile:" in cli("runs").out


def test_that_texts_and_lines_are_shown_as_text():
    assert visible("a\tb\nc\x1b\x7f\u2028\ud800é漢😀") == "a\tb\nc\\x1b\\x7f\\u2028\\ud800é漢😀"
    assert in_line("a\tb\nc\r") == r"a\tb\nc\x0d"
    assert escaped_json('"\x7f\u202e\udcff"') == r'"\u007f\u202e\udcff"'


@pytest.mark.parametrize("seed", ["-1", str(2**64 - 1), str(-(2**63))])
def test_that_every_seed_that_torch_takes_is_taken(cli: Call, seed: str):
    assert cli("generate", "--model", TEACHER, *SHORT, "--seed", seed).code == 0


@pytest.mark.parametrize("seed", [str(2**64), str(-(2**63) - 1), "9" * 5000, "1e3", "nan", "0x1"])
def test_that_any_other_seed_is_wrong_usage(cli: Call, seed: str):
    result = cli("generate", "--model", TEACHER, *SHORT, f"--seed={seed}")
    assert result.code == 2
    assert "--seed" in result.err


@pytest.mark.parametrize("seed", ["-1", str(2**31), str(2**64), "9" * 1000, "1.5", "nan", "'1x'"])
def test_that_a_seed_that_is_none_is_named_in_a_spec(cli: Call, tmp_path: Path, seed: str):
    spec = spec_file(tmp_path, pretrain_spec(name="x"))
    result = cli("run", spec, "--set", f"runtime.seed={seed}")
    assert result.code == 2
    assert "runtime.seed: must be" in result.error


@pytest.mark.parametrize("step", ["9" * 5000, "²", "٣", "-1", "1.0"])
def test_that_a_checkpoint_that_is_no_number_is_named(cli: Call, step: str):
    assert "is no checkpoint" in cli("generate", "--model", f"{TEACHER}@{step}").error

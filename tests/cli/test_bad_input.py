"""Whatever is wrong, one clear line says so, nothing is lost, and the exit code tells."""

import errno
import gzip
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from called_verbs import Call
from click.testing import CliRunner
from tiny_project import (
    CORPUS,
    TEACHER,
    TOKENIZER,
    distill_spec,
    pretrain_spec,
    spec_file,
    tales,
)

from main import window_verbs
from workbench.activities.spec import Candidate, EvaluateSpec
from workbench.cli.catalogue import corpus
from workbench.cli.main import verbs
from workbench.cli.paths import SomePath
from workbench.corpora.spec import AddCorpusSpec
from workbench.project import Project, catalogue
from workbench.spec import BadSpec, validate
from workbench.store.database import connections
from workbench.store.files import disk
from workbench.tokenizers.spec import TrainTokenizerSpec

FAILED, WRONG_USAGE = 1, 2
ROOT = Path(__file__).parents[2]
POEM = (
    "床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n\n"
    "春眠不觉晓，处处闻啼鸟。\n夜来风雨声，花落知多少。\n\n"
)


# -- texts ------------------------------------------------------------------------------------


def test_that_a_gb18030_file_is_recognised_and_read_right(cli: Call, tmp_path: Path):
    path = tmp_path / "poems.txt"
    path.write_bytes((POEM * 50).encode("gb18030"))
    assert cli("corpus", "add", path, "--name", "poems").code == 0
    shown = cli("corpus", "show", "poems", "--json").object
    assert shown["encoding"] == "gb18030"
    assert shown["preview"].startswith("床前明月光，疑是地上霜。")
    assert (shown["documents"], shown["skipped"]) == (100, 0)
    assert shown["characters"] < shown["bytes"]


def test_that_an_encoding_can_be_given(cli: Call, tmp_path: Path):
    path = tmp_path / "poems.txt"
    path.write_bytes("床前明月光".encode("big5"))
    assert cli("corpus", "add", path, "--name", "poems", "--encoding", "big5").code == 0
    assert cli("corpus", "show", "poems", "--json").object["preview"].strip() == "床前明月光"


@pytest.mark.parametrize("content", [b"", b"   \n\n  \n"])
def test_that_an_empty_file_is_named(cli: Call, tmp_path: Path, content: bytes):
    path = tmp_path / "nothing.txt"
    path.write_bytes(content)
    result = cli("corpus", "add", path, "--name", "nothing")
    assert result.code == FAILED
    assert "nothing.txt" in result.error or "no text" in result.error
    assert cli("corpus", "show", "nothing").code == FAILED


@pytest.mark.parametrize("content", [os.urandom(4096), b"\x7fELF\x02\x01\x01" + bytes(3000)])
def test_that_a_binary_file_is_named(cli: Call, tmp_path: Path, content: bytes):
    path = tmp_path / "program.txt"
    path.write_bytes(content)
    result = cli("corpus", "add", path, "--name", "program")
    assert result.code == FAILED
    assert "program.txt" in result.err
    assert result.error


def test_that_a_broken_archive_is_named(cli: Call, tmp_path: Path):
    path = tmp_path / "cut.txt.gz"
    path.write_bytes(gzip.compress(tales(500).encode())[:-200])
    result = cli("corpus", "add", path, "--name", "cut")
    assert "cut.txt.gz" in result.err
    assert "Traceback" not in result.err


def test_that_a_folder_without_text_is_named(cli: Call, tmp_path: Path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "one.png").write_bytes(b"\x89PNG")
    result = cli("corpus", "add", folder, "--name", "pictures")
    assert result.code == FAILED
    assert "pictures" in result.error


def test_that_a_link_that_leads_back_is_not_followed(cli: Call, tmp_path: Path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text(tales(20))
    (folder / "again").symlink_to(folder)
    assert cli("corpus", "add", folder, "--name", "texts").code == 0
    assert cli("corpus", "show", "texts", "--json").object["documents"] == 20


def test_that_a_link_to_itself_is_named(cli: Call, tmp_path: Path):
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    result = cli("corpus", "add", loop, "--name", "loop")
    assert result.code == FAILED
    assert "loop.txt" in result.error


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs mkfifo")
def test_that_a_pipe_is_not_waited_for(cli: Call, tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.txt")
    result = cli("corpus", "add", tmp_path / "pipe.txt", "--name", "pipe")
    assert result.code == FAILED
    assert "pipe.txt" in result.error


@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_that_why_a_run_failed_is_said_once(cli: Call, tmp_path: Path, as_json: tuple[str, ...]):
    (tmp_path / "tokenizer.model").write_bytes(b"IQ== 0\nIg== 1\n")
    result = cli("import", tmp_path, "--name", "ranks", *as_json)
    assert result.code == FAILED
    assert "is no SentencePiece model but a list of tiktoken's ranks" in result.error
    assert result.err.count("tiktoken") == 1
    assert result.out.count("tiktoken") == len(as_json)


def test_that_a_missing_file_is_named(cli: Call, tmp_path: Path):
    result = cli("corpus", "add", tmp_path / "absent.txt", "--name", "absent")
    assert result.code == FAILED
    assert "absent.txt" in result.error


@pytest.mark.parametrize(
    "arguments",
    [
        ("corpus", "add", "", "--name", "here"),
        ("import", "", "--name", "here"),
        ("export", TEACHER, "--format", "hf", "--out", ""),
        ("runs", "--tensorboard", ""),
        ("report", "none", "--out", ""),
        ("worst", "--teacher", "a", "--student", "b", "--corpus", "c", "--out", ""),
    ],
    ids=lambda arguments: arguments[0],
)
def test_that_an_empty_path_is_not_the_current_folder(cli: Call, arguments: tuple[str, ...]):
    result = cli(*arguments)
    assert result.code == WRONG_USAGE
    assert "'' is no path" in result.err


@pytest.mark.parametrize("arguments", [("open", ""), ("demo", "--project", "")])
def test_that_an_empty_path_opens_no_window_in_the_current_folder(arguments: tuple[str, ...]):
    result = CliRunner().invoke(window_verbs, list(arguments))
    assert result.exit_code == WRONG_USAGE
    assert "'' is no path" in result.stderr


def every_parameter() -> list[tuple[str, click.Parameter]]:
    verbs_of = [
        *verbs.commands.values(),
        *window_verbs.commands.values(),
        *corpus.commands.values(),
    ]
    return [(verb.name or "", one) for verb in verbs_of for one in verb.params]


def test_that_every_path_on_the_command_line_is_looked_at():
    given = [(verb, one) for verb, one in every_parameter() if isinstance(one.type, click.Path)]
    assert len(given) > 30
    assert [found for found in given if not isinstance(found[1].type, SomePath)] == []


def test_that_every_whole_number_on_the_command_line_has_bounds():
    numbers = [(verb, one.name, one.type) for verb, one in every_parameter()]
    assert [found for found in numbers if found[2] is click.INT] == []
    ranges = [
        (verb, name, kind) for verb, name, kind in numbers if isinstance(kind, click.IntRange)
    ]
    assert len(ranges) > 5
    assert [one for one in ranges if None in (one[2].min, one[2].max)] == []


@pytest.mark.parametrize("setting", ["files", "validation_files"])
def test_that_an_empty_path_in_a_spec_is_refused(setting: str):
    with pytest.raises(BadSpec, match=f"^{setting}: holds an empty path"):
        validate(AddCorpusSpec, {"name": "a", "files": ["a.txt"], setting: ["a.txt", ""]})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "arguments"),
    [([], ["--help"]), (["-u"], ["--version"]), ([], ["runs"]), (["-u"], ["run", "--help"])],
)
def test_that_a_full_disk_under_an_output_is_a_sentence_and_a_closed_pipe_is_silent(
    options: list[str], arguments: list[str], tiny_folder: Path
):
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    command = [sys.executable, *options, str(ROOT / "main.py"), *arguments]
    with Path("/dev/full").open("w") as full:
        told = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=tiny_folder
        )
    assert told.returncode == FAILED
    assert told.stderr.splitlines() == [
        "error: the output cannot be written: No space left on the disk"
    ]
    reading, writing = os.pipe()
    os.close(reading)
    closed = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, cwd=tiny_folder)
    os.close(writing)
    assert (closed.returncode, closed.stderr) == (FAILED, b"")


def test_that_a_name_that_is_taken_is_refused(cli: Call, tmp_path: Path):
    path = tmp_path / "more.txt"
    path.write_text(tales(10))
    result = cli("corpus", "add", path, "--name", CORPUS)
    assert result.code == FAILED
    assert f"the name '{CORPUS}' is taken" in result.error


@pytest.mark.skipif(sys.platform != "linux", reason="needs file names that are any bytes")
def test_that_a_file_whose_name_is_no_utf_8_is_named(cli: Call, tmp_path: Path):
    path = tmp_path / os.fsdecode(b"\xe4.txt")
    path.write_text(tales(10))
    result = cli("corpus", "add", path, "--name", "umlaut")
    assert result.code == WRONG_USAGE
    assert "\\udce4.txt' is no text in UTF-8; write or rename it as such" in result.error


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
@pytest.mark.parametrize(
    "arguments",
    [
        ("export", TEACHER, "--format", "hf", "--out", "/proc/x"),
        ("attention", "--model", TEACHER, "--text", "Ada", "--out", "/proc/x.npz"),
        ("report", "report", "--out", "/proc/x.html"),
        ("runs", "--tensorboard", "/proc/x"),
    ],
)
def test_that_a_folder_in_which_nothing_can_be_made_is_named(
    cli: Call, tmp_path: Path, arguments: tuple[str, ...]
):
    if arguments[0] == "report":
        measured = EvaluateSpec(
            name="report", corpus=CORPUS, candidates=(Candidate(model=TEACHER),), tokens=200
        )
        assert cli("run", spec_file(tmp_path, measured)).code == 0
    result = cli(*arguments)
    assert result.code == FAILED
    assert "/proc/x" in result.error
    assert "cannot be written: No such file or folder; choose another folder" in result.error


# -- specs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("kind = ", "is not valid TOML"),
        ('kind = "pretrian"', "'pretrian' is not one of"),
        ('name = "x"', "needs 'kind'"),
        ('kind = "pretrain"\ncorpus = "tales"', "choose a tokenizer, or a model to start from"),
        (
            'kind = "pretrain"\ncorpus = "tales"\ntokenizer = "pieces"\n[loop]\nstpes = 3',
            "loop.stpes: is not a setting that is known here",
        ),
        (
            'kind = "pretrain"\ncorpus = "a"\ntokenizer = "b"\n[optimizer]\nlearning_rate = nan',
            "learning_rate: must be a finite number",
        ),
        (
            'kind = "pretrain"\ncorpus = "a"\ntokenizer = "b"\n[model]\nnum_layers = 0',
            "num_layers: must be at least 1, not 0",
        ),
        ("# " + "x" * 1_100_000, "a spec file has at most 1048576"),
        ('kind = "pretrain"\nname = 2026-11-29', "name: must be text, not '2026-11-29'"),
        ("a = " + "[" * 20_000, "more than 50 deep within each other"),
    ],
)
def test_that_a_broken_spec_says_what_and_where(
    cli: Call, tmp_path: Path, tiny_folder: Path, text: str, sentence: str
):
    path = tmp_path / "broken.toml"
    path.write_text(text)
    result = cli("run", path)
    assert result.code == WRONG_USAGE
    assert sentence in result.error
    assert "broken.toml" in result.error
    assert len(list((tiny_folder / "runs").iterdir())) == 3


@pytest.mark.parametrize("verb", ["run", "estimate"])
def test_that_a_sweep_is_sent_to_its_own_verb(cli: Call, tmp_path: Path, verb: str):
    path = tmp_path / "many.toml"
    path.write_text('kind = "sweep"\n')
    result = cli(verb, path)
    assert result.code == WRONG_USAGE
    assert "many.toml is a sweep of many runs; use the verb sweep" in result.error


def test_that_what_is_no_sweep_is_sent_to_the_verb_run(cli: Call, tmp_path: Path):
    result = cli("sweep", spec_file(tmp_path, pretrain_spec(name="x")))
    assert result.code == WRONG_USAGE
    assert "is no sweep; use the verb run" in result.error


def test_that_a_spec_that_is_not_there_or_no_text_is_named(cli: Call, tmp_path: Path):
    result = cli("run", tmp_path / "absent.toml")
    assert (result.code, "absent.toml" in result.error) == (WRONG_USAGE, True)
    path = tmp_path / "bytes.toml"
    path.write_bytes(b"\xff\xfe\x00")
    result = cli("run", path)
    assert (result.code, "is not UTF-8 text" in result.error) == (WRONG_USAGE, True)


@pytest.mark.parametrize("setting", ["loop.steps", "loop.steps=many", "loop.stpes=3", "=3"])
def test_that_a_mistaken_setting_is_wrong_usage(cli: Call, tmp_path: Path, setting: str):
    result = cli("run", spec_file(tmp_path, pretrain_spec(name="x")), "--set", setting)
    assert result.code == WRONG_USAGE
    assert result.error


def test_that_a_vocabulary_that_cannot_be_filled_names_the_largest_possible(
    cli: Call, tmp_path: Path
):
    spec = TrainTokenizerSpec(name="huge", corpus=CORPUS, vocabulary_size=50_000, threads=1)
    result = cli("run", spec_file(tmp_path, spec))
    assert result.code == FAILED
    largest = [int(word) for word in result.error.replace(",", "").split() if word.isdigit()]
    assert any(300 < number < 50_000 for number in largest)
    possible = max(number for number in largest if number < 50_000)
    fits = spec.model_copy(update={"name": "fits", "vocabulary_size": possible})
    assert cli("run", spec_file(tmp_path, fits)).code == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"student": {"context": 64}}, "longer than the teacher's 32; choose at most 32"),
        ({"student": {"hidden_size": 64, "init": "from_teacher"}}, "cannot copy the teacher's"),
        ({"teacher": "bgi"}, "did you mean 'big'"),
        ({"name": TEACHER}, "is taken"),
    ],
)
def test_that_a_student_that_cannot_be_is_refused_before_a_run_is_made(
    cli: Call, tmp_path: Path, tiny_folder: Path, changes: dict[str, Any], sentence: str
):
    result = cli("run", spec_file(tmp_path, distill_spec(**changes)))
    assert result.code == FAILED
    assert sentence in result.error
    assert len(list((tiny_folder / "runs").iterdir())) == 3


def test_that_too_little_text_for_a_window_is_said(cli: Call, tmp_path: Path):
    text = tmp_path / "short.txt"
    text.write_text("One line.\n\nAnother line.\n\nA third one.")
    assert cli("corpus", "add", text, "--name", "short").code == 0
    spec = pretrain_spec(name="x", corpus="short", model={"context": 2048})
    result = cli("run", spec_file(tmp_path, spec))
    assert result.code == FAILED
    assert "add" in result.error


# -- names, strategies, places ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("generate", "--model", "bgi"), FAILED, "there is no model 'bgi'; did you mean 'big'?"),
        (("generate", "--model", "big@best@last"), FAILED, "is no checkpoint"),
        (("generate", "--model", "big@"), FAILED, "write big@best, big@last or big@STEP"),
        (("generate", "--model", "big@3"), FAILED, "no checkpoint at step 3; it has: 20"),
        (("score", "--model", "zzz", "--text", "x"), FAILED, "there is no model 'zzz'"),
        (("tokenize", "--tokenizer", "peices", "x"), FAILED, "did you mean 'pieces'?"),
        (("corpus", "show", "tale"), FAILED, "did you mean 'tales'?"),
        (("resume", "0009-none"), FAILED, "there is no run '0009-none'"),
        (
            ("report", "big", "--out", "r.csv"),
            WRONG_USAGE,
            "r.csv ends in neither .html nor .pdf; a report of runs is written as one of these",
        ),
        (("watch", "nobody"), FAILED, "there is no run 'nobody'"),
        (("watch", "n" * 300), FAILED, "there is no run 'nnn"),
        (("resume", "n" * 300), FAILED, "there is no run 'nnn"),
        (("report", "夜" * 100, "--out", "r.csv"), FAILED, "there is no run '夜夜夜"),
        (("evaluate", "--model", "big", "--corpus", "x"), FAILED, "there is no corpus 'x'"),
        (
            ("generate", "--model", "big", "--strategy", "gredy"),
            WRONG_USAGE,
            "did you mean 'greedy'?",
        ),
        (
            ("generate", "--model", "big", "--strategy", "sample(top-p=0.9)"),
            WRONG_USAGE,
            "top_p",
        ),
        (
            ("generate", "--model", "big", "--strategy", "sample(temperature=0)"),
            WRONG_USAGE,
            "greedy",
        ),
        (("attention", "--model", "big", "--text", "x", "--out", "a.gif"), WRONG_USAGE, ".npz"),
        (
            ("evaluate", "--model", "", "--corpus", "tales"),
            WRONG_USAGE,
            "candidates.0.model: must not be empty",
        ),
        (("demo", "--minutes", "nan"), WRONG_USAGE, "minutes: must be a finite number"),
        (("demo", "--minutes", "inf"), WRONG_USAGE, "minutes: must be a finite number"),
        (("demo", "--minutes", "1e9"), WRONG_USAGE, "minutes: must be at most 10000"),
    ],
)
def test_that_a_wrong_name_or_strategy_gets_one_line_that_helps(
    cli: Call, arguments: tuple[str, ...], code: int, sentence: str
):
    result = cli(*arguments)
    assert result.code == code
    assert sentence in result.error
    assert result.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("generate",),
        ("nothing",),
        ("run",),
        ("runs", "--colour"),
        ("corpus", "add"),
        ("generate", "--model", TEACHER, "--seed", str(2**64)),
        ("generate", "--model", TEACHER, "--max-new-tokens", str(2**31)),
        ("fill-mask", "--model", TEACHER, "--text", "[MASK]", "--top-k", str(2**63)),
        ("resume", "0001", "--from", str(-(2**64))),
    ],
)
def test_that_wrong_usage_leaves_with_2(cli: Call, arguments: tuple[str, ...]):
    assert cli(*arguments).code == WRONG_USAGE


def test_that_a_project_whose_name_is_too_long_for_a_folder_is_refused_in_a_sentence(
    call: Call, tmp_path: Path
):
    looked_at = call("runs", "--project", tmp_path / ("n" * 300))
    assert looked_at.code == FAILED
    assert "is not a project" in looked_at.error
    made = call("corpus", "add", tmp_path, "--name", "x", "--project", tmp_path / ("n" * 300))
    assert made.code == FAILED
    assert "The name is too long" in made.error


def test_that_outside_a_project_one_has_to_be_named(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_folder: Path
):
    monkeypatch.chdir(tmp_path)
    result = call("runs")
    assert result.code == WRONG_USAGE
    assert "name one with --project DIR" in result.err
    result = call("runs", "--project", tmp_path / "nowhere")
    assert result.code == FAILED
    assert "is not a project" in result.error
    monkeypatch.chdir(tiny_folder)
    assert call("runs", "--json").code == 0


def test_that_looking_makes_no_project(call: Call, tmp_path: Path):
    for verb in (("runs",), ("reindex",), ("corpus", "show", "x")):
        assert call(*verb, "--project", tmp_path / "lab").code == FAILED
    assert not (tmp_path / "lab").exists()


def test_that_a_folder_that_cannot_be_written_to_is_named(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """By injection, because root may write anywhere."""

    def denied(*arguments: Any) -> Any:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(disk, "make_folder", denied)
    monkeypatch.setattr(disk, "create", denied)
    text = tmp_path / "tales.txt"
    text.write_text(tales(10))
    result = call("corpus", "add", text, "--name", "x", "--project", tmp_path / "lab")
    assert result.code == FAILED
    assert "no project can be made in" in result.error
    assert "choose a folder that you may write to" in result.error


def test_that_a_project_that_became_read_only_can_be_looked_at_but_not_changed(
    call: Call, tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and real(path, mode))
    result = call("run", spec_file(tmp_path, distill_spec()), "--project", tiny_folder)
    assert result.code == FAILED
    assert "cannot be written to; it can be looked at, not changed" in result.error
    listed = call("runs", "--project", tiny_folder, "--json")
    assert (listed.code, len(listed.objects)) == (0, 3)
    written = call("generate", "--model", TEACHER, "--project", tiny_folder, "--json")
    assert written.code == 0
    pieces = call("tokenize", "--tokenizer", TOKENIZER, "Ada", "--project", tiny_folder)
    assert pieces.code == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do anything")
def test_that_a_real_folder_without_permission_is_named(call: Call, tmp_path: Path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    text = tmp_path / "tales.txt"
    text.write_text(tales(10))
    result = call("corpus", "add", text, "--name", "x", "--project", closed / "lab")
    assert (result.code, "closed" in result.error) == (FAILED, True)


def test_that_a_file_where_a_project_should_be_is_named(call: Call, tmp_path: Path):
    (tmp_path / "lab").write_text("")
    text = tmp_path / "tales.txt"
    text.write_text(tales(10))
    result = call("corpus", "add", text, "--name", "x", "--project", tmp_path / "lab")
    assert result.code in (FAILED, WRONG_USAGE)
    assert "lab" in result.err


# -- damage -----------------------------------------------------------------------------------


def test_that_a_damaged_checkpoint_is_named_when_asked(cli: Call, tiny_folder: Path):
    (weights,) = (tiny_folder / "runs").glob("*/checkpoints/*/model.safetensors")
    data = bytearray(weights.read_bytes())
    data[-5] ^= 1
    weights.write_bytes(data)
    result = cli("generate", "--model", TEACHER)
    assert result.code == FAILED
    assert "model.safetensors is damaged" in result.error


def test_that_a_damaged_tokenizer_is_named(cli: Call, tiny_folder: Path):
    (model,) = (tiny_folder / "tokenizers").glob("*/tokenizer.model")
    model.write_bytes(model.read_bytes()[:-100])
    result = cli("tokenize", "--tokenizer", TOKENIZER, "x")
    assert result.code == FAILED
    assert "tokenizer.model" in result.error


def test_that_a_damaged_run_is_told_of_and_the_others_are_listed(cli: Call, tiny_folder: Path):
    (tiny_folder / "runs" / "0002-pieces" / "meta.json").write_text("{")
    result = cli("runs", "--json")
    assert result.code == 0
    assert [run["id"] for run in result.objects if not run["problems"]] == [
        "0001-tales",
        "0003-big",
    ]
    assert "0002-pieces/meta.json is damaged" in result.err


def test_that_a_run_goes_on_without_the_database_and_says_so_once(
    cli: Call, tmp_path: Path, tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connections, "BUSY_TIMEOUT_S", 0.05)
    monkeypatch.setattr(catalogue, "_TRY_AGAIN_AFTER_S", 0.0)
    path = spec_file(tmp_path, pretrain_spec(name="again"))
    other = sqlite3.connect(tiny_folder / "project.db", isolation_level=None)
    other.execute("begin exclusive")
    result = cli("run", path, "--set", "loop.steps=3")
    other.close()
    assert result.code == 0
    (warning,) = [line for line in result.err.splitlines() if line.startswith("warning: ")]
    assert "in use by another process" in warning
    assert result.err.rstrip().endswith("Finished")


def test_that_a_run_that_failed_can_be_resumed_once_its_input_is_mended(
    cli: Call, tmp_path: Path, tiny_folder: Path
):
    (pieces,) = (tiny_folder / "tokenizers").glob("*/tokenizer.model")
    data = pieces.read_bytes()
    pieces.write_bytes(data[:-2])
    result = cli("run", spec_file(tmp_path, pretrain_spec(name="again")))
    assert result.code == FAILED
    assert "tokenizer.model" in result.error
    pieces.write_bytes(data)
    with Project.open(tiny_folder) as project:
        assert project.saved_run("again").record.status == "failed"
    assert cli("resume", "again").code == 0

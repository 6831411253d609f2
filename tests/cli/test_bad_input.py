"""Whatever is wrong, one clear line says so, nothing is lost, and the exit code tells."""

import errno
import gzip
import os
from pathlib import Path
from typing import Any

import pytest
from called_verbs import Say
from tiny_project import (
    CORPUS,
    TEACHER,
    TOKENIZER,
    distill_spec,
    pretrain_spec,
    spec_file,
    tales,
)

from workbench.project import Project
from workbench.store.files import disk
from workbench.tokenizers.spec import TrainTokenizerSpec

FAILED, WRONG_USAGE = 1, 2
POEM = (
    "床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n\n"
    "春眠不觉晓，处处闻啼鸟。\n夜来风雨声，花落知多少。\n\n"
)


# -- texts ------------------------------------------------------------------------------------


def test_that_a_gb18030_file_is_recognised_and_read_right(say: Say, tmp_path: Path):
    path = tmp_path / "poems.txt"
    path.write_bytes((POEM * 50).encode("gb18030"))
    assert say("corpus", "add", path, "--name", "poems").code == 0
    shown = say("corpus", "show", "poems", "--json").object
    assert shown["encoding"] == "gb18030"
    assert shown["preview"].startswith("床前明月光，疑是地上霜。")
    assert (shown["documents"], shown["skipped"]) == (100, 0)
    assert shown["characters"] < shown["bytes"]


def test_that_an_encoding_can_be_given(say: Say, tmp_path: Path):
    path = tmp_path / "poems.txt"
    path.write_bytes("床前明月光".encode("big5"))
    assert say("corpus", "add", path, "--name", "poems", "--encoding", "big5").code == 0
    assert say("corpus", "show", "poems", "--json").object["preview"].strip() == "床前明月光"


@pytest.mark.parametrize("content", [b"", b"   \n\n  \n"])
def test_that_an_empty_file_is_named(say: Say, tmp_path: Path, content: bytes):
    path = tmp_path / "nothing.txt"
    path.write_bytes(content)
    said = say("corpus", "add", path, "--name", "nothing")
    assert said.code == FAILED
    assert "nothing.txt" in said.error or "no text" in said.error
    assert say("corpus", "show", "nothing").code == FAILED


@pytest.mark.parametrize("content", [os.urandom(4096), b"\x7fELF\x02\x01\x01" + bytes(3000)])
def test_that_a_binary_file_is_named(say: Say, tmp_path: Path, content: bytes):
    path = tmp_path / "program.txt"
    path.write_bytes(content)
    said = say("corpus", "add", path, "--name", "program")
    assert said.code == FAILED
    assert "program.txt" in said.err
    assert said.error


def test_that_a_broken_archive_is_named(say: Say, tmp_path: Path):
    path = tmp_path / "cut.txt.gz"
    path.write_bytes(gzip.compress(tales(500).encode())[:-200])
    said = say("corpus", "add", path, "--name", "cut")
    assert "cut.txt.gz" in said.err
    assert "Traceback" not in said.err


def test_that_a_folder_without_text_is_named(say: Say, tmp_path: Path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "one.png").write_bytes(b"\x89PNG")
    said = say("corpus", "add", folder, "--name", "pictures")
    assert said.code == FAILED
    assert "pictures" in said.error


def test_that_a_link_that_leads_back_is_not_followed(say: Say, tmp_path: Path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text(tales(20))
    (folder / "again").symlink_to(folder)
    assert say("corpus", "add", folder, "--name", "texts").code == 0
    assert say("corpus", "show", "texts", "--json").object["documents"] == 20


def test_that_a_link_to_itself_is_named(say: Say, tmp_path: Path):
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    said = say("corpus", "add", loop, "--name", "loop")
    assert said.code == FAILED
    assert "loop.txt" in said.error


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs mkfifo")
def test_that_a_pipe_is_not_waited_for(say: Say, tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.txt")
    said = say("corpus", "add", tmp_path / "pipe.txt", "--name", "pipe")
    assert said.code == FAILED
    assert "pipe.txt" in said.error


def test_that_a_missing_file_is_named(say: Say, tmp_path: Path):
    said = say("corpus", "add", tmp_path / "absent.txt", "--name", "absent")
    assert said.code == FAILED
    assert "absent.txt" in said.error


def test_that_a_name_that_is_taken_is_refused(say: Say, tmp_path: Path):
    path = tmp_path / "more.txt"
    path.write_text(tales(10))
    said = say("corpus", "add", path, "--name", CORPUS)
    assert said.code == FAILED
    assert f"the name '{CORPUS}' is taken" in said.error


# -- specs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("kind = ", "is not valid TOML"),
        ('kind = "pretrian"', "'pretrian' is not one of"),
        ('name = "x"', "needs 'kind'"),
        ('kind = "pretrain"\ncorpus = "tales"', "tokenizer: is missing"),
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
        ("# " + "x" * 70_000, "a spec file has at most 65536"),
    ],
)
def test_that_a_broken_spec_says_what_and_where(
    say: Say, tmp_path: Path, tiny_folder: Path, text: str, sentence: str
):
    path = tmp_path / "broken.toml"
    path.write_text(text)
    said = say("run", path)
    assert said.code == WRONG_USAGE
    assert sentence in said.error
    assert "broken.toml" in said.error
    assert len(list((tiny_folder / "runs").iterdir())) == 3


def test_that_a_spec_that_is_not_there_or_no_text_is_named(say: Say, tmp_path: Path):
    said = say("run", tmp_path / "absent.toml")
    assert (said.code, "absent.toml" in said.error) == (WRONG_USAGE, True)
    path = tmp_path / "bytes.toml"
    path.write_bytes(b"\xff\xfe\x00")
    said = say("run", path)
    assert (said.code, "is not UTF-8 text" in said.error) == (WRONG_USAGE, True)


@pytest.mark.parametrize("setting", ["loop.steps", "loop.steps=many", "loop.stpes=3", "=3"])
def test_that_a_mistaken_setting_is_wrong_usage(say: Say, tmp_path: Path, setting: str):
    said = say("run", spec_file(tmp_path, pretrain_spec(name="x")), "--set", setting)
    assert said.code == WRONG_USAGE
    assert said.error


def test_that_a_vocabulary_that_cannot_be_filled_names_the_largest_possible(
    say: Say, tmp_path: Path
):
    spec = TrainTokenizerSpec(name="huge", corpus=CORPUS, vocabulary_size=50_000, threads=1)
    said = say("run", spec_file(tmp_path, spec))
    assert said.code == FAILED
    largest = [int(word) for word in said.error.replace(",", "").split() if word.isdigit()]
    assert any(300 < number < 50_000 for number in largest)
    possible = max(number for number in largest if number < 50_000)
    fits = spec.model_copy(update={"name": "fits", "vocabulary_size": possible})
    assert say("run", spec_file(tmp_path, fits)).code == 0


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
    say: Say, tmp_path: Path, tiny_folder: Path, changes: dict[str, Any], sentence: str
):
    said = say("run", spec_file(tmp_path, distill_spec(**changes)))
    assert said.code == FAILED
    assert sentence in said.error
    assert len(list((tiny_folder / "runs").iterdir())) == 3


def test_that_too_little_text_for_a_window_is_said(say: Say, tmp_path: Path):
    text = tmp_path / "short.txt"
    text.write_text("One line.\n\nAnother line.\n\nA third one.")
    assert say("corpus", "add", text, "--name", "short").code == 0
    spec = pretrain_spec(name="x", corpus="short", model={"context": 2048})
    said = say("run", spec_file(tmp_path, spec))
    assert said.code == FAILED
    assert "add" in said.error


# -- names, strategies, places ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("generate", "--model", "bgi"), FAILED, "there is no model 'bgi'; did you mean 'big'?"),
        (("generate", "--model", "big@best@last"), FAILED, "is no checkpoint"),
        (("generate", "--model", "big@3"), FAILED, "no checkpoint at step 3; it has: 20"),
        (("score", "--model", "zzz", "--text", "x"), FAILED, "there is no model 'zzz'"),
        (("tokenize", "--tokenizer", "peices", "x"), FAILED, "did you mean 'pieces'?"),
        (("corpus", "show", "tale"), FAILED, "did you mean 'tales'?"),
        (("resume", "0009-none"), FAILED, "there is no run '0009-none'"),
        (("watch", "nobody"), FAILED, "there is no run 'nobody'"),
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
    ],
)
def test_that_a_wrong_name_or_strategy_gets_one_line_that_helps(
    say: Say, arguments: tuple[str, ...], code: int, sentence: str
):
    said = say(*arguments)
    assert said.code == code
    assert sentence in said.error
    assert said.out == ""


@pytest.mark.parametrize(
    "arguments", [("generate",), ("nothing",), ("run",), ("runs", "--colour"), ("corpus", "add")]
)
def test_that_wrong_usage_leaves_with_2(say: Say, arguments: tuple[str, ...]):
    assert say(*arguments).code == WRONG_USAGE


def test_that_outside_a_project_one_has_to_be_named(
    call: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_folder: Path
):
    monkeypatch.chdir(tmp_path)
    said = call("runs")
    assert said.code == WRONG_USAGE
    assert "name one with --project DIR" in said.err
    said = call("runs", "--project", tmp_path / "nowhere")
    assert said.code == FAILED
    assert "is not a project" in said.error
    monkeypatch.chdir(tiny_folder)
    assert call("runs", "--json").code == 0


def test_that_looking_makes_no_project(call: Say, tmp_path: Path):
    for verb in (("runs",), ("reindex",), ("corpus", "show", "x")):
        assert call(*verb, "--project", tmp_path / "lab").code == FAILED
    assert not (tmp_path / "lab").exists()


def test_that_a_folder_that_cannot_be_written_to_is_named(
    call: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """By injection, because root may write anywhere."""

    def denied(*arguments: Any) -> Any:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(disk, "make_folder", denied)
    monkeypatch.setattr(disk, "create", denied)
    text = tmp_path / "tales.txt"
    text.write_text(tales(10))
    said = call("corpus", "add", text, "--name", "x", "--project", tmp_path / "lab")
    assert said.code == FAILED
    assert "no project can be made in" in said.error
    assert "choose a folder that you may write to" in said.error


def test_that_a_project_that_became_read_only_can_be_looked_at_but_not_changed(
    call: Say, tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and real(path, mode))
    said = call("run", spec_file(tmp_path, distill_spec()), "--project", tiny_folder)
    assert said.code == FAILED
    assert "cannot be written to; it can be looked at, not changed" in said.error
    listed = call("runs", "--project", tiny_folder, "--json")
    assert (listed.code, len(listed.objects)) == (0, 3)
    written = call("generate", "--model", TEACHER, "--project", tiny_folder, "--json")
    assert written.code == 0
    pieces = call("tokenize", "--tokenizer", TOKENIZER, "Ada", "--project", tiny_folder)
    assert pieces.code == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do anything")
def test_that_a_real_folder_without_permission_is_named(call: Say, tmp_path: Path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    text = tmp_path / "tales.txt"
    text.write_text(tales(10))
    said = call("corpus", "add", text, "--name", "x", "--project", closed / "lab")
    assert (said.code, "closed" in said.error) == (FAILED, True)


def test_that_a_file_where_a_project_should_be_is_named(call: Say, tmp_path: Path):
    (tmp_path / "lab").write_text("")
    text = tmp_path / "tales.txt"
    text.write_text(tales(10))
    said = call("corpus", "add", text, "--name", "x", "--project", tmp_path / "lab")
    assert said.code in (FAILED, WRONG_USAGE)
    assert "lab" in said.err


# -- damage -----------------------------------------------------------------------------------


def test_that_a_damaged_checkpoint_is_named_when_asked(say: Say, tiny_folder: Path):
    (weights,) = (tiny_folder / "runs").glob("*/checkpoints/*/model.safetensors")
    data = bytearray(weights.read_bytes())
    data[-5] ^= 1
    weights.write_bytes(data)
    said = say("generate", "--model", TEACHER)
    assert said.code == FAILED
    assert "model.safetensors is damaged" in said.error


def test_that_a_damaged_tokenizer_is_named(say: Say, tiny_folder: Path):
    (model,) = (tiny_folder / "tokenizers").glob("*/tokenizer.model")
    model.write_bytes(model.read_bytes()[:-100])
    said = say("tokenize", "--tokenizer", TOKENIZER, "x")
    assert said.code == FAILED
    assert "tokenizer.model" in said.error


def test_that_a_damaged_run_is_told_of_and_the_others_are_listed(say: Say, tiny_folder: Path):
    (tiny_folder / "runs" / "0002-pieces" / "meta.json").write_text("{")
    said = say("runs", "--json")
    assert said.code == 0
    assert len(said.objects) == 2
    assert "0002-pieces/meta.json is damaged" in said.err


def test_that_a_run_that_failed_can_be_resumed_once_its_input_is_mended(
    say: Say, tmp_path: Path, tiny_folder: Path
):
    (shard,) = (tiny_folder / "shards").glob("*/train.bin")
    data = shard.read_bytes()
    shard.write_bytes(data[:-2])
    said = say("run", spec_file(tmp_path, pretrain_spec(name="again")))
    assert said.code == FAILED
    assert "train.bin" in said.error
    shard.write_bytes(data)
    with Project.open(tiny_folder) as project:
        assert project.saved_run("again").record.status == "failed"
    assert say("resume", "again").code == 0

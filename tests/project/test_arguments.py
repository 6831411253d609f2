"""The facade takes what plain Python has at hand, and says of the rest what it would take."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from safetensors import SafetensorError
from tiny_project import CORPUS, TEACHER, perform, spec_file, tales

from workbench.activities.spec import Candidate, EvaluateSpec, load_spec
from workbench.errors import BadInput, DiskFull, Locked
from workbench.generation.spec import Sample
from workbench.inspection.exports.files import export
from workbench.project import Project
from workbench.project.models.comparing.model_comparison import ModelComparison
from workbench.store.files import disk

TEXT = "Ada had a kite."


def pair(lab: Project) -> ModelComparison:
    return lab.model(TEACHER).versus(lab.model("small"))


def untyped(value: Any) -> Any:
    """What a type checker would refuse, and a notebook lets pass."""
    return value


WRONG: list[tuple[Callable[[Project], Any], str]] = [
    (lambda lab: lab.model("small").generate("x", "gredy"), "did you mean 'greedy'"),
    (
        lambda lab: lab.model("small").generate("x", untyped(3)),
        "a strategy is needed, .* of type int",
    ),
    (lambda lab: lab.model("small").generate("x", max_new_tokens=-1), "ask for 0 or more"),
    (lambda lab: lab.model("small").generate("x", seed=2**70), "does not fit into 64 bits"),
    (
        lambda lab: lab.run(untyped({"kind": "pretrain"})),
        "a spec is needed, .* of type dict",
    ),
    (lambda lab: lab.start(untyped("x")), "a spec is needed, .* of type str"),
    (
        lambda lab: lab.start_detached(untyped(None)),
        "a spec is needed, .* of type NoneType",
    ),
    (lambda lab: lab.preview(untyped("x")), "a spec is needed, .* of type str"),
    (lambda lab: lab.model("small").export(untyped("pt"), Path("x")), "there are hf, onnx, gguf"),
    (
        lambda lab: list(pair(lab).worst_passages(CORPUS, by=untyped("foo"))),
        "'foo' is nothing to look for the worst by; there are kl, excess",
    ),
    (lambda lab: list(pair(lab).worst_passages(CORPUS, most_passages=-1)), "at least one"),
    (lambda lab: list(pair(lab).worst_passages(CORPUS, most_tokens=-9)), "at least one"),
    (lambda lab: pair(lab).distributions([5, 6], top_k=-1), "-1 cannot be shown; ask for at least"),
    (lambda lab: pair(lab).distributions([5, 10**6]), "there is no token 1000000; the vocabulary"),
    (lambda lab: pair(lab).distributions([-1, 5]), "there is no token -1; the vocabulary"),
    (lambda lab: answer(lab, alpha=2.0), "alpha: must be at most 1"),
    (lambda lab: answer(lab, top_k=-1), "-1 cannot be shown"),
    (lambda lab: answer(lab, position=999), "there is no token at position 999"),
]


def answer(lab: Project, **changes: Any) -> Any:
    asked: dict[str, Any] = {"alpha": 0.5, "temperature": 2.0, "squared": True, "position": 0}
    return pair(lab).what_if(TEXT).answer(**asked | changes)


@pytest.mark.parametrize(("ask", "sentence"), WRONG)
def test_that_an_impossible_argument_is_answered_with_what_is_possible(
    lab: Project, ask: Callable[[Project], Any], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        ask(lab)


def test_that_a_strategy_may_be_given_as_its_text(lab: Project) -> None:
    model = lab.model("small")
    assert model.generate("Ada", "sample(top_p=0.9)", seed=3, max_new_tokens=5) == model.generate(
        "Ada", Sample(top_p=0.9), seed=3, max_new_tokens=5
    )


def test_that_models_and_runs_are_found_by_each_others_records(lab: Project) -> None:
    (model,) = (model for model in lab.models if model.name == "small")
    run = lab.saved_run(model).record
    assert run.name == "small"
    assert lab.model(model).checkpoint == lab.model(run).checkpoint == lab.model("small").checkpoint


def test_that_a_student_may_be_given_by_its_name(lab: Project) -> None:
    assert lab.model(TEACHER).versus("small").tokens(TEXT) == pair(lab).tokens(TEXT)


def test_that_a_path_may_be_text_wherever_one_is_written_to(lab: Project, tmp_path: Path) -> None:
    spec = EvaluateSpec(
        name="report", corpus=CORPUS, candidates=(Candidate(model="small"),), tokens=200
    )
    perform(lab, spec)
    lab.saved_run("report").write_report(str(tmp_path / "report.csv"))
    assert (tmp_path / "report.csv").is_file()
    files = lab.model("small").export("hf", str(tmp_path / "hf"))
    assert all(file.is_file() for file in files)
    export(lab.model("small").attention(TEXT), str(tmp_path / "maps.npz"))
    assert (tmp_path / "maps.npz").is_file()
    assert load_spec(str(spec_file(tmp_path, spec))) == spec


def test_that_curves_are_written_for_tensorboard_to_a_path_that_is_text(
    lab: Project, tmp_path: Path
) -> None:
    assert lab.saved_run("small").write_tensorboard(str(tmp_path / "curves")) > 0


def test_that_curves_are_a_file_also_where_a_path_looks_like_a_place_in_a_network(
    lab: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert lab.saved_run("small").write_tensorboard("s3:curves") > 0
    (file,) = (tmp_path / "s3:curves").glob("*/events.out.tfevents.*")
    assert b"validation_loss" in file.read_bytes()


def test_that_a_full_disk_under_the_curves_is_said(
    lab: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(disk, "write", full)
    with pytest.raises(DiskFull, match=str(tmp_path)):
        lab.saved_run("small").write_tensorboard(tmp_path)


def test_that_a_disk_that_refuses_the_weights_of_an_export_is_said(
    lab: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workbench.models.hub import exporting

    def refused(*_: Any, **__: Any) -> None:
        raise SafetensorError("Error while serializing: I/O error: denied (os error 30)")

    monkeypatch.setattr(exporting, "save_file", refused)
    out = tmp_path / "out"
    with pytest.raises(BadInput, match=f"{out} cannot be written: The file system is read-only"):
        lab.model("small").export("hf", out)
    assert not out.exists()


def test_that_one_file_is_a_corpus_without_a_list_around_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("novel.txt").write_text(tales(20), encoding="utf-8")
    with Project.open("lab") as project:
        assert project.add_corpus("novel.txt", name="novel").documents == 20
        assert project.add_corpus(Path("novel.txt"), name="again").documents == 20


def test_that_an_empty_text_is_no_folder_of_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match="no folder is named"):
        Project.open("")
    assert not any(tmp_path.iterdir())


def test_that_a_closed_project_says_that_it_is_closed(tmp_path: Path) -> None:
    with Project.open(tmp_path / "lab") as project:
        (tmp_path / "novel.txt").write_text(tales(20), encoding="utf-8")
        corpus = project.add_corpus(tmp_path / "novel.txt", name="novel")
    with pytest.raises(Locked, match="the project is closed; open it again"):
        project.catalogue.rename(corpus, "other")

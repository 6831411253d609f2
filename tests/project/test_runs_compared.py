"""In what runs differ, and that the command that makes one again gives the same numbers."""

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from tiny_project import CORPUS, TEACHER, distill_spec, pretrain_spec

from workbench.activities.spec import AverageSpec, Candidate, EvaluateSpec
from workbench.cli.main import verbs
from workbench.errors import BadInput
from workbench.metrics import BY_WALL_TIME
from workbench.project import Project
from workbench.store.folders import ProjectFolder
from workbench.store.naming import rename
from workbench.store.runs.run_folder import RunFolder
from workbench.training.spec import RuntimeSpec


def test_that_only_what_differs_is_told(tiny_folder: Path) -> None:
    with Project.open(tiny_folder) as project:
        first = project.run(distill_spec(name="one"))
        second = project.run(distill_spec(name="two", optimizer={"learning_rate": 0.010000001}))
        compared = project.run_table.differences([first, second])
    assert compared.runs == ("one", "two")
    assert [(one.name, one.values) for one in compared.differences] == [
        ("optimizer.learning_rate", ("0.01", "0.010000001"))
    ]
    assert compared.same > 50


def test_that_one_run_alone_differs_from_nothing(tiny_folder: Path) -> None:
    with Project.open(tiny_folder) as project, pytest.raises(BadInput, match="2 to 50 runs"):
        project.run_table.differences([project.runs[0]])


@pytest.mark.slow
def test_that_the_command_makes_the_run_again_to_the_same_numbers(tiny_folder: Path) -> None:
    with Project.open(tiny_folder) as project:
        first = project.run(distill_spec())
        corpus = next(one for one in project.corpora if one.name == CORPUS)
        rename(ProjectFolder.open(tiny_folder), corpus, "stories of now")
        again = project.run_table.reproduction(first)
    assert again.notes == ()
    program, *arguments = shlex.split(again.command)
    assert program == "distill-workbench"
    assert "corpus=stories of now" in arguments
    assert f"teacher={TEACHER}@20" in arguments
    assert CliRunner().invoke(verbs, arguments).exit_code == 0
    with Project.open(tiny_folder) as project:
        second = project.saved_run("small 2").record
    for values in (first.metrics, second.metrics):
        for name in BY_WALL_TIME:
            values.pop(name, None)
    assert second.metrics == first.metrics


@pytest.mark.parametrize("kind", ["evaluate", "average"])
def test_that_the_command_pins_the_checkpoint_of_every_model_that_is_named(
    tiny_folder: Path, kind: str
) -> None:
    runtime = RuntimeSpec(device="cpu", precision="fp32", threads=1)
    with Project.open(tiny_folder) as project:
        project.run(pretrain_spec(name="kept", loop={"steps": 4, "keep_every": 2}))
        spec: EvaluateSpec | AverageSpec = EvaluateSpec(
            corpus=CORPUS,
            candidates=(
                Candidate(model=TEACHER),
                Candidate(model="kept@2"),
                Candidate(model="kept"),
            ),
            teacher=TEACHER,
            tokens=200,
            baseline=False,
            sample_tokens=0,
            runtime=runtime,
        )
        if kind == "average":
            spec = AverageSpec(checkpoints=("kept@2", "kept@last"), runtime=runtime)
        first = project.run(spec)
        given = RunFolder(first.folder).inputs().candidates
        command = project.run_table.reproduction(first).command
        project.run(pretrain_spec(name="more", warm_start="kept", loop={"steps": 2}))
    arguments = shlex.split(command)[1:]
    if kind == "evaluate":
        assert {"candidates.0.model=big@20", "candidates.2.model=kept@4"} <= set(arguments)
    result = CliRunner().invoke(verbs, arguments)
    assert result.exit_code == 0, result.output
    with Project.open(tiny_folder) as project:
        second = project.saved_run(f"{first.name} 2").record
    assert RunFolder(second.folder).inputs().candidates == given


@pytest.mark.slow
def test_that_the_command_makes_a_branch_again_from_its_parents_checkpoint(
    tiny_folder: Path,
) -> None:
    with Project.open(tiny_folder) as project:
        parent = project.run(pretrain_spec(name="parent", loop={"steps": 12}))
        changes = [
            "loop.steps=16",
            "optimizer.learning_rate=1e-3",
            "loop.sample_prompt=\"say 'a'\"",
        ]
        planned = project.saved_run(parent).branch(12, name="on", overrides=changes)
        first = project.run(planned)
        again = project.run_table.reproduction(first)
        assert again.notes == ()
        project.catalogue.delete(project.saved_run("parent").record)
        gone = project.run_table.reproduction(first)
        (item,) = project.catalogue.bin()
        project.catalogue.restore(item)
    assert "is no longer in the project" in str(gone.notes[0])
    for number, command in enumerate((again.command, gone.command), 2):
        arguments = shlex.split(command)[1:]
        place = arguments.index("--name") + 1
        arguments[place] = f"on {number}"
        result = CliRunner().invoke(verbs, arguments)
        assert result.exit_code == 0, result.output
        with Project.open(tiny_folder) as project:
            second = project.saved_run(f"on {number}").record
        assert second.step == 16
        values = [dict(one.metrics) for one in (first, second)]
        for name in BY_WALL_TIME:
            for one in values:
                one.pop(name, None)
        assert values[0] == values[1]


def test_that_what_has_changed_since_is_said(tiny_folder: Path) -> None:
    with Project.open(tiny_folder) as project:
        run = project.saved_run(TEACHER).record
        corpus = next(one for one in project.corpora if one.name == CORPUS)
        project.catalogue.delete(corpus)
        notes = list(map(str, project.run_table.reproduction(run).notes))
    assert notes == [
        f"'{CORPUS}', which it was given, is no longer in the project; restore it from the bin, or "
        "import it again"
    ]

"""What a run's folder says of its inputs leads nowhere but to what the project stores."""

from pathlib import Path

import pytest
from a_project import add_run

from workbench.errors import Corrupt
from workbench.store.files import durable
from workbench.store.files.summed import with_checksum
from workbench.store.folders import ProjectFolder
from workbench.store.runs.inputs import Inputs

ELSEWHERE = (
    "..",
    "../out",
    "/out",
    "C:/out",
    "corpora",
    "corpora/",
    "corpora/../../out",
    "corpora\\..\\..\\out",
    "corpora/a\0",
    "plans/a",
)
LOCATED = {"id": "0001-a", "name": "a", "digest": "d"}


def refuses(tmp_path: Path, plain: dict[str, object]) -> None:
    run = add_run(ProjectFolder.open(tmp_path / "lab", create=True), "big")
    durable.write_json(run.path / "inputs.json", with_checksum(plain))
    with pytest.raises(Corrupt, match=r"inputs\.json is damaged and cannot be read"):
        run.inputs()


@pytest.mark.parametrize("folder", [*ELSEWHERE, "runs/0001-a", "bin/a", "corpora/a/b"])
def test_that_a_run_makes_things_where_the_project_keeps_them_alone(folder: str, tmp_path: Path):
    refuses(tmp_path, {"target": folder})


@pytest.mark.parametrize("folder", ["", *ELSEWHERE])
def test_that_a_run_reads_what_the_project_keeps_alone(folder: str, tmp_path: Path):
    refuses(tmp_path, {"corpus": {**LOCATED, "folder": folder}})


def test_that_what_a_project_keeps_is_read_and_made():
    for folder in ("corpora/0001-a", "runs/0003-big/checkpoints/step-00000030"):
        given = Inputs.model_validate(
            {"target": "caches/0001-a", "model": {**LOCATED, "folder": folder}}
        )
        assert given.model is not None
        assert given.model.folder == folder

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_project import distill_spec, perform

from workbench.project import Project


@pytest.fixture(scope="module")
def lab(tiny_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The tiny project with a student of the teacher."""
    folder = shutil.copytree(tiny_template, tmp_path_factory.mktemp("notebook") / "lab")
    with Project.open(folder, create=False) as project:
        perform(project, distill_spec())
        yield project

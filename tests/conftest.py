"""What rooms share: one tiny project with a trained teacher, built once and copied."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import tiny_project

from workbench.project import Project

# Before Qt is loaded: without a display it would abort the whole process.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def tiny_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny project that is copied; never change it."""
    folder = tmp_path_factory.mktemp("template") / "lab"
    tiny_project.build(folder)
    return folder


@pytest.fixture
def tiny_folder(tiny_template: Path, tmp_path: Path) -> Path:
    """A tiny project of one's own."""
    return Path(shutil.copytree(tiny_template, tmp_path / "lab"))


@pytest.fixture
def tiny(tiny_folder: Path) -> Iterator[Project]:
    """The same, opened."""
    with Project.open(tiny_folder, create=False) as project:
        yield project

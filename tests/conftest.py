"""What rooms share: a tiny project with a trained teacher, and how to do without Qt's libraries."""

import gc
import os
import shutil
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import NoReturn

import hypothesis
import pytest
import tiny_project
from memory_folder import roomy_memory_folder

from ui.check import display_problem
from workbench.project import Project

# Before Qt is loaded: without a display it would abort the whole process.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Before torch is loaded: models this small only lose by more threads, which wait for each other
# on the cores that the other process of these tests has too.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# What is imported here and in the programs that tests start is compiled once and kept, also where
# a container's environment says that nothing is: compiling is a third of each start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# Every file that is written for good waits for the disk, a third of the time of tests of the
# store; in memory it waits for nothing.
if MEMORY_FOLDER := roomy_memory_folder():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY_FOLDER))

DEVICES = ("cuda", "mps")
"""Markers of tests that need a graphics processor."""
# No test asserts how long something takes: a busy machine would fail it.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

WINDOW_TESTS = Path(__file__).parent / "ui"
WINDOW_PROBLEM = display_problem()
"""Which packages to install before a window can be shown here; None when it can."""


def skip_window_test() -> NoReturn:
    """One place to skip from, so that pytest sums all up in one line."""
    pytest.skip(WINDOW_PROBLEM or "", allow_module_level=True)


class SkippedModule(pytest.Module):
    """A file of window tests on a machine without Qt's libraries: skipped before it is imported."""

    def collect(self) -> NoReturn:
        skip_window_test()


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Take pytest-qt out where Qt cannot be loaded, which would end the session."""
    if WINDOW_PROBLEM is not None:
        pluginmanager.unregister(name="pytest-qt")


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Module | None:
    """Skip the window's tests where no window can be shown; pytest goes its own way otherwise."""
    if WINDOW_PROBLEM is None or WINDOW_TESTS not in module_path.parents:
        return None
    return SkippedModule.from_parent(parent, path=module_path)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while everything is imported, never again among what was, and seldom:
    trees of syntax and models are made of so many objects that each look costs more than they."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files of slow tests: those left for the end keep no process waiting long."""
    slow = {item.path for item in items if item.get_closest_marker("slow") is not None}
    items.sort(key=lambda item: item.path not in slow)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their size: two processes that share the tests must call them the same.

    What a compressor writes holds the time, so that its bytes differ from process to process.
    """
    return f"{argname} of {len(val)} bytes" if isinstance(val, bytes) else None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip the tests of other rooms that need Qt, and those of a device that is not here."""
    if WINDOW_PROBLEM is not None and item.get_closest_marker("qt") is not None:
        skip_window_test()
    for device in DEVICES:
        if item.get_closest_marker(device) is not None:
            skip_without(device)


def skip_without(device: str) -> None:
    """Skip a test where torch cannot use the device that it is about, and say so."""
    import torch

    module = torch.cuda if device == "cuda" else torch.backends.mps
    if not module.is_available():
        pytest.skip(f"torch finds no {device} device here")


@pytest.fixture(scope="session")
def brief_timing() -> Iterator[None]:
    """How fast models write is timed over few tokens, and a step over few: no test asks for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workbench.activities.evaluate.inference_speed._TIMED_TOKENS", 4)
        patch.setattr("workbench.activities.estimate.step_timing._TIMED_S", 0.0)
        yield


@pytest.fixture(scope="session")
def tiny_template(tmp_path_factory: pytest.TempPathFactory, brief_timing: None) -> Path:
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

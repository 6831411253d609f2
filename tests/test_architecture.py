import ast
import functools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def imported_by(statement: str) -> set[str]:
    """The top-level modules a fresh interpreter has loaded after a statement."""
    process = subprocess.run(
        [sys.executable, "-c", f"{statement}\nimport sys\nprint(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in process.stdout.split()}


def test_that_the_import_contracts_hold():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stdout


@pytest.mark.qt
def test_that_the_window_is_loaded_without_torch():
    assert not imported_by("import ui.main_window, ui.app, ui.panels.everything") & {
        *("torch", "sentencepiece", "tokenizers", "pyarrow", "transformers")
    }


def test_that_the_command_line_is_loaded_without_qt_and_torch():
    loaded = imported_by("import workbench.cli.main")
    assert not loaded & {
        "PySide6",
        "shiboken6",
        "pyqtgraph",
        "torch",
        "sentencepiece",
        "tokenizers",
    }


@pytest.mark.slow
def test_that_opening_a_project_needs_neither_torch_nor_qt(tmp_path):
    loaded = imported_by(
        f"from workbench import Project\nProject.open({str(tmp_path / 'lab')!r}).close()"
    )
    assert not loaded & {"PySide6", "torch", "sentencepiece", "pyarrow"}


@pytest.mark.slow
def test_that_training_never_imports_the_oracle():
    loaded = imported_by(
        "import workbench.activities.engine, workbench.activities.queries.model_queries"
    )
    assert "torch" in loaded
    assert not loaded & {"transformers", "PySide6", "sqlite_utils"}


def trees(*rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT), parsed(path)


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_that_no_two_public_classes_share_a_name():
    homes: dict[str, list[Path]] = {}
    for path, tree in trees("workbench", "ui"):
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(path)
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}


def test_that_panels_are_independent_of_each_other():
    """Only the list of all panels knows several."""
    dependent = []
    for path, tree in trees("ui/panels"):
        own = path.relative_to("ui/panels").with_suffix("").parts[0]
        modules = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
        others = {module.split(".")[2] for module in modules if module.startswith("ui.panels.")}
        if own != "everything" and others - {own}:
            dependent.append(path)
    assert dependent == []


_NOT_OF_A_PROJECT = {
    "workbench/file_formats/plain_file.py": "it is the one that opens",
    "workbench/tokenizers/training/process.py": "the scratch folder of its own child",
    "workbench/corpora/text.py": "a source that was asked before what it is",
    "workbench/corpora/samples/stories.py": "comes with the program",
}


def test_that_files_are_read_by_the_module_that_waits_for_no_pipe():
    """`plain_file` asks first what a path is; `open` of a pipe waits for ever."""
    reads = ("read_bytes", "read_text", "open")
    found = []
    for path, tree in trees("workbench"):
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in reads
                and (node.func.attr != "open" or _opens_to_read(node))
                and not (isinstance(node.func.value, ast.Name) and node.func.value.id == "looking")
                and path.as_posix() not in _NOT_OF_A_PROJECT
            ):
                found.append(f"{path}:{node.lineno}")
    assert found == []


def _opens_to_read(call: ast.Call) -> bool:
    """Whether it is a path's `open` (others open projects, databases, descriptors)."""
    mode = call.args[0] if call.args else None
    return isinstance(mode, ast.Constant) and mode.value in ("r", "rb", "rt")

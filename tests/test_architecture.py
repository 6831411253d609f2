import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def imported_by(statement: str) -> set[str]:
    """The top-level modules a fresh interpreter has loaded after a statement."""
    found = subprocess.run(
        [sys.executable, "-c", f"{statement}\nimport sys\nprint(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in found.stdout.split()}


def test_that_the_import_contracts_hold():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


@pytest.mark.qt
@pytest.mark.parametrize(
    "statement", ["import ui.main_window", "import ui.app", "import ui.panels.everything"]
)
def test_that_the_window_is_loaded_without_torch(statement):
    assert not imported_by(statement) & {
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


def test_that_opening_a_project_needs_neither_torch_nor_qt(tmp_path):
    loaded = imported_by(
        f"from workbench import Project\nProject.open({str(tmp_path / 'lab')!r}).close()"
    )
    assert not loaded & {"PySide6", "torch", "sentencepiece", "pyarrow"}


def test_that_training_never_imports_the_oracle():
    loaded = imported_by(
        "import workbench.activities.engine, workbench.activities.queries.model_queries"
    )
    assert "torch" in loaded
    assert not loaded & {"transformers", "PySide6", "sqlite_utils"}

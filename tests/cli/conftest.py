from pathlib import Path

import pytest
from called_verbs import Call, invoke


@pytest.fixture
def call() -> Call:
    """Call a verb."""
    return invoke


@pytest.fixture
def cli(tiny_folder: Path) -> Call:
    """Call a verb in the tiny project."""
    return lambda *arguments: invoke(*arguments, "--project", tiny_folder)

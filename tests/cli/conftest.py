from pathlib import Path

import pytest
from called_verbs import Say, invoke


@pytest.fixture
def call() -> Say:
    """Call a verb."""
    return invoke


@pytest.fixture
def say(tiny_folder: Path) -> Say:
    """Call a verb in the tiny project."""
    return lambda *arguments: invoke(*arguments, "--project", tiny_folder)

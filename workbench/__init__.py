"""The engine of Distill Workbench: everything the window and the terminal can do, without Qt."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.project import Project

__all__ = ["Project"]

# Idle threads of torch's pool sleep instead of spinning. Spinning is faster by a tenth or two on a
# machine that does nothing else; beside any other busy program, such as a browser, it makes a
# training step several times slower. Read once, when torch is loaded; what a person has set stays.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def __getattr__(name: str) -> object:
    """`from workbench import Project`, loaded only when asked for: events and specs cost less."""
    if name == "Project":
        from workbench.project import Project

        return Project
    raise AttributeError(f"module 'workbench' has no attribute '{name}'")

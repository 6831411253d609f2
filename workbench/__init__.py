"""The engine of Distill Workbench: everything the window and the terminal can do, without Qt."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.project import Project

__all__ = ["Project"]


def __getattr__(name: str) -> object:
    """`from workbench import Project`, loaded only when asked for: events and specs cost less."""
    if name == "Project":
        from workbench.project import Project

        return Project
    raise AttributeError(f"module 'workbench' has no attribute '{name}'")

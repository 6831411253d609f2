"""The facade, by nouns: what a notebook, the terminal and the window do with a project.

Importing it imports neither torch nor sentencepiece; the first thing that needs them does.
"""

from workbench.project.project import Project
from workbench.project.runs.attempt import Attempt

__all__ = ["Attempt", "Project"]

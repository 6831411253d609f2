"""The facade, by nouns: what a notebook, the terminal and the window do with a project.

Importing it imports neither torch nor sentencepiece; the first thing that needs them does.
"""

from workbench.project.attempt import Attempt
from workbench.project.project import Project

__all__ = ["Attempt", "Project"]

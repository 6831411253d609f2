"""What is still missing on the journey through a project."""

from enum import Enum, auto

from ui.open_project import OpenProject
from ui.workspace import Workspace


class NextStep(Enum):
    """What is to be added or made next."""

    CORPUS = auto()
    TOKENIZER = auto()
    TEACHER = auto()
    STUDENT = auto()
    WRITE = auto()

    @property
    def place(self) -> tuple[Workspace, str]:
        """The workspace where it is done, and the panel to raise there."""
        match self:
            case NextStep.CORPUS:
                return Workspace.DATA, "corpora"
            case NextStep.TOKENIZER:
                return Workspace.DATA, "tokenizers"
            case NextStep.TEACHER | NextStep.STUDENT:
                return Workspace.TRAIN, ""
            case NextStep.WRITE:
                return Workspace.WRITE, ""


def next_step(project: OpenProject | None) -> NextStep:
    """By what a project holds."""
    if project is None or not project.corpora:
        return NextStep.CORPUS
    if not project.tokenizers:
        return NextStep.TOKENIZER
    return (NextStep.TEACHER, NextStep.STUDENT, NextStep.WRITE)[min(len(project.models), 2)]

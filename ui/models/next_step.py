"""The order of the journey through a project, and what is still missing on it."""

from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from ui.protocols.open_project import OpenProject
from ui.workspace import Workspace
from workbench.store.records import RunStatus


class NextStep(Enum):
    """What is to be added or made next, in the order in which it is."""

    CORPUS = auto()
    TOKENIZER = auto()
    TEACHER = auto()
    STUDENT = auto()
    COMPARE = auto()
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
                return Workspace.TRAIN, "train_setup"
            case NextStep.COMPARE:
                return Workspace.RUNS, "models"
            case NextStep.WRITE:
                return Workspace.WRITE, ""

    @property
    def text(self) -> str:
        """What a button says that leads there."""
        match self:
            case NextStep.CORPUS:
                return QCoreApplication.translate("NextStep", "Next: add a corpus")
            case NextStep.TOKENIZER:
                return QCoreApplication.translate("NextStep", "Next: train a tokenizer")
            case NextStep.TEACHER:
                return QCoreApplication.translate("NextStep", "Next: train a teacher")
            case NextStep.STUDENT:
                return QCoreApplication.translate("NextStep", "Next: distil a student")
            case NextStep.COMPARE:
                return QCoreApplication.translate("NextStep", "Next: compare in a report")
            case NextStep.WRITE:
                return QCoreApplication.translate("NextStep", "Next: let your models write")


def next_step(project: OpenProject | None) -> NextStep:
    """By what a project holds."""
    if project is None or not project.corpora:
        return NextStep.CORPUS
    if not project.tokenizers:
        return NextStep.TOKENIZER
    models = len(project.models)
    if models < 2:
        return NextStep.STUDENT if models else NextStep.TEACHER
    finished = (run.kind for run in project.runs if run.status is RunStatus.FINISHED)
    return NextStep.WRITE if "evaluate" in finished else NextStep.COMPARE


def step_after(kind: str) -> NextStep | None:
    """What follows a run of a kind that has finished; None where nothing certain does."""
    match kind:
        case "add_corpus":
            return NextStep.TOKENIZER
        case "train_tokenizer":
            return NextStep.TEACHER
        case "pretrain" | "cache_teacher":
            return NextStep.STUDENT
        case "distill":
            return NextStep.COMPARE
        case "evaluate" | "finetune":
            return NextStep.WRITE
        case _:
            return None

"""Which models to show when nobody has chosen any."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ui.models.fitness import does_the_same
from ui.models.run_style import role_of
from ui.protocols.open_project import OpenProject
from workbench.errors import WorkbenchError
from workbench.store.membership import STUDENT
from workbench.store.records import ModelRecord

_MOST_READ = 20


def default_pair(
    models: Sequence[ModelRecord], taught: Iterable[tuple[str, str]] = ()
) -> tuple[str, str]:
    """References of a teacher and a student, empty if missing: the first of those that were
    `taught` (the teacher's name, the run that made the student), of which both are there.

    Without one, the two largest that read and do the same, or the largest model. Among models of
    one size the later one goes first.
    """
    usable = [model for model in models if model.checkpoints]
    names, by_run = {model.name for model in usable}, {model.run: model for model in usable}
    for teacher, run in taught:
        if teacher in names and run in by_run:
            return f"{teacher}@best", f"{by_run[run].name}@best"
    by_size = sorted(enumerate(usable), key=lambda item: (-item[1].parameters, -item[0]))
    largest = [model for _, model in by_size]
    for number, model in enumerate(largest):
        for other in does_the_same(model, largest[number + 1 :]):
            return f"{model.name}@best", f"{other.name}@best"
    return (f"{largest[0].name}@best" if largest else "", "")


def taught_pairs(project: OpenProject) -> Iterator[tuple[str, str]]:
    """The teacher's name and the student's run of the newest distillations, the newest first.

    A control learns from no teacher. Of more than some, a folder each is read in the thread that
    paints, for nothing where their teachers are gone.
    """
    students = (run for run in reversed(project.runs) if role_of(run) == STUDENT)
    for run in islice(students, _MOST_READ):
        try:
            yield project.saved_run(run.id).teacher(), run.id
        except WorkbenchError:
            continue  # what is damaged says so in the table of runs

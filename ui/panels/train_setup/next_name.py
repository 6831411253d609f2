"""Names count up: what is set up next is never called as something that is there."""

import re
from collections.abc import Collection, Iterator

from ui.models.names import free_name
from ui.session import Session
from workbench.distillation.spec import control_name

_NUMBER = re.compile(r" \d+$")
_MAKES_MODEL = ("pretrain", "distill", "finetune", "import_model", "average")


def next_name(name: str, taken: set[str]) -> str:
    """The name itself, or "name 2", "name 3" where it is taken."""
    return free_name(_NUMBER.sub("", name), taken) if name in taken else name


def names_of_models(session: Session, started: Collection[str]) -> set[str]:
    """What a new model cannot be called: as one that is there, was started, or waits.

    A name whose control is there is taken too, so that a student can be started with its own.
    """
    names = {*started, *_names_of_models(session)}
    ending = control_name("")
    return names | {name.removesuffix(ending) for name in names if name.endswith(ending)}


def _names_of_models(session: Session) -> Iterator[str]:
    project = session.project
    if project is None:
        return
    yield from (model.name for model in project.models)
    yield from (run.name for run in project.runs if run.kind in _MAKES_MODEL)
    yield from session.runner.queued

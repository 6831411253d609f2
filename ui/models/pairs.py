"""Which models to show when nobody has chosen any."""

from collections.abc import Sequence

from workbench.store.records import ModelRecord


def default_pair(models: Sequence[ModelRecord]) -> tuple[str, str]:
    """References of a teacher (the largest model) and a student (the next one); empty if missing.

    Among models of one size the later one goes first: a distilled student before its control.
    """
    by_size = sorted(enumerate(models), key=lambda item: (-item[1].parameters, -item[0]))
    names = [f"{model.name}@best" for _, model in by_size if model.checkpoints]
    teacher, student, *_ = [*names, "", ""]
    return teacher, student

"""What cannot be averaged, nor compared, though each checkpoint of it is there."""

from collections.abc import Sequence
from pathlib import Path

from workbench.activities.spec import AverageSpec
from workbench.errors import BadInput
from workbench.words import listed


def check_averaging(spec: AverageSpec, folders: Sequence[Path], best: Path | None) -> None:
    """Raise BadInput for one checkpoint alone, averaged or compared with itself.

    `folders` are those of the checkpoints, `best` that of the model it must not be worse than.
    """
    if len(set(folders)) > 1:
        return
    if len(folders) > 1:
        raise BadInput(
            "{named} are one and the same checkpoint, so that there is nothing to average; name it "
            "once for a copy",
            named=listed(spec.checkpoints),
        )
    if folders[0] == best:
        raise BadInput(
            "'{model}' would be compared with itself and could not be worse; name another model",
            model=spec.no_worse_than,
        )

"""A run's curves as TensorBoard event files, by the optional package tensorboardX."""

from pathlib import Path

from workbench.errors import BadInput
from workbench.store.files.refused import naming_what_is_refused
from workbench.store.state import RunState


def write_tensorboard(state: RunState, folder: Path) -> int:
    """Write every metric of a run below `folder`; gives the number of points.

    Raises BadInput, naming the extra to install, when tensorboardX is missing.
    """
    try:
        from tensorboardX import SummaryWriter
    except ImportError:
        raise BadInput(
            "TensorBoard files need the package tensorboardX; install it with: "
            "pip install 'distill-workbench[tensorboard]'"
        ) from None
    points = 0
    with (
        naming_what_is_refused(folder),
        SummaryWriter(str(folder / state.run), write_to_disk=True) as writer,
    ):
        for name, series in state.series.items():
            for step, value in zip(series.steps, series.values, strict=True):
                writer.add_scalar(name, value, step)
            points += len(series)
    return points

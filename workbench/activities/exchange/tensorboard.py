"""A run's curves as TensorBoard event files, by the optional package tensorboardX."""

import time
from contextlib import closing
from pathlib import Path

from workbench.errors import BadInput
from workbench.store.files.own import require_not_kept
from workbench.store.files.refused import naming_what_is_refused
from workbench.store.runs.state import RunState


def write_tensorboard(state: RunState, run_id: str, folder: Path) -> int:
    """Write every metric of a run to `folder/run_id`; gives the number of points.

    Not by the package's SummaryWriter: its thread dies of a full disk, and is then waited for
    without end. The path is absolute, or `s3:` and `gs:` would be places in a network.
    Raises BadInput, naming the extra to install, when tensorboardX is missing.
    """
    try:
        from tensorboardX.event_file_writer import EventsWriter
        from tensorboardX.proto.event_pb2 import Event
        from tensorboardX.summary import scalar
    except ImportError:
        raise BadInput(
            "TensorBoard files need the package tensorboardX; install it with: "
            "pip install 'distill-workbench[tensorboard]'"
        ) from None
    into = (folder / run_id).absolute()
    points = 0
    with naming_what_is_refused(folder):
        require_not_kept(into)
        into.mkdir(parents=True, exist_ok=True)
        with closing(EventsWriter(str(into / "events"))) as writer:
            for name, series in state.series.items():
                for step, value in zip(series.steps, series.values, strict=True):
                    summary = scalar(name, value)
                    writer.write_event(Event(step=step, wall_time=time.time(), summary=summary))
                points += len(series)
    return points

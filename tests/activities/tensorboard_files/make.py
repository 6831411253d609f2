"""Writes the event files here with TensorBoard's own writer, and what TensorBoard reads in them."""

import json
import time
from pathlib import Path
from typing import Any

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.histogram.summary_v2 import histogram_pb
from tensorboard.plugins.scalar.summary_v2 import scalar_pb
from tensorboard.plugins.text.summary_v2 import text_pb
from tensorboard.summary.writer.event_file_writer import EventFileWriter

HERE = Path(__file__).parent
BEGUN = 1_700_000_000.0


def simple(step: int, after: float = 0.0, **values: float) -> Event:
    made = [Summary.Value(tag=k.replace("__", "/"), simple_value=v) for k, v in values.items()]
    return Event(step=step, wall_time=BEGUN + after + step, summary=Summary(value=made))


def write(name: str, events: list[Any]) -> None:
    writer = EventFileWriter(str(HERE / name))
    for event in events:
        writer.add_event(event)
    writer.close()
    time.sleep(1.1)  # the names tell the second


def main() -> None:
    losses = [simple(n, train__loss=3 / n, train__learning_rate=1e-3) for n in range(1, 31)]
    write("simple", [*losses, *(simple(n, eval__loss=4 / n) for n in (10, 20, 30))])
    tensors = [
        Event(step=n, wall_time=BEGUN + n, summary=scalar_pb("loss", 1 / (n + 1)))
        for n in range(20)
    ]
    others = [text_pb("note", "hello"), histogram_pb("weights", [1.0, 2.0, 3.0])]
    more = [Event(step=1, wall_time=BEGUN, summary=one) for one in others]
    odd = [simple(20, odd=float("nan")), simple(21, odd=float("inf")), simple(-3, odd=1.0)]
    write("tensor", [*tensors, *more, *odd])
    write("restart", [simple(n, loss=float(n)) for n in range(1, 16)])
    start = Event(step=11, wall_time=BEGUN + 100, session_log=SessionLog(status=SessionLog.START))
    write("restart", [start, *(simple(n, 100, loss=100.0 + n) for n in range(11, 21))])
    told = {}
    for folder in sorted(path for path in HERE.iterdir() if path.is_dir()):
        read = EventAccumulator(str(folder), size_guidance={"scalars": 0, "tensors": 0}).Reload()
        plain = {tag: _points(read.Scalars(tag)) for tag in read.Tags()["scalars"]}
        tensors_of = {
            tag: [[e.wall_time, e.step, e.tensor_proto.float_val[0]] for e in read.Tensors(tag)]
            for tag in read.Tags()["tensors"]
            if read.SummaryMetadata(tag).plugin_data.plugin_name == "scalars"
        }
        told[folder.name] = {**plain, **tensors_of}
    (HERE / "expected.json").write_text(json.dumps(told) + "\n")


def _points(events: list[Any]) -> list[list[float]]:
    return [[event.wall_time, event.step, event.value] for event in events]


if __name__ == "__main__":
    main()

"""The figures of a report on several models."""

from dataclasses import replace

from workbench.metrics.kinds import BYTES, NATS_PER_TOKEN, Direction, Form, Metric
from workbench.metrics.training import TRAINING
from workbench.words import words

_VALIDATION = {one.name: one for one in TRAINING}


def _in_report(name: str) -> Metric:
    """A validation metric as a column of a report, which may be of any text."""
    return replace(_VALIDATION[f"validation_{name}"], name=name)


REPORT = (
    Metric(
        "parameters",
        words("Parameters"),
        words("Parameters"),
        direction=Direction.LOWER,
        form=Form.COUNT,
    ),
    Metric(
        "loss",
        words("Loss"),
        words("Loss"),
        unit=NATS_PER_TOKEN,
        direction=Direction.LOWER,
        help=words("Nats per token, lower is better"),
    ),
    Metric(
        "loss_margin",
        words("95 % interval of the loss"),
        words("±"),
        help=words("Half the 95 % interval of the loss over this text"),
    ),
    _in_report("perplexity"),
    _in_report("bits_per_byte"),
    _in_report("agreement"),
    _in_report("agreement_top5"),
    _in_report("kl"),
    _in_report("accuracy"),
    _in_report("calibration_error"),
    Metric(
        "disk_bytes",
        words("Size on disk"),
        words("Disk"),
        unit=BYTES,
        direction=Direction.LOWER,
        form=Form.BYTES,
        help=words("The weights' file"),
    ),
    Metric(
        "memory_bytes",
        words("Size in memory"),
        words("Memory"),
        unit=BYTES,
        direction=Direction.LOWER,
        form=Form.BYTES,
        help=words("Weights and, where it writes, the cache of a full context"),
    ),
    Metric(
        "ms_per_token",
        words("Time per token"),
        words("ms/token"),
        direction=Direction.LOWER,
        digits=2,
        help=words("Time to write one token, one text at a time"),
    ),
    Metric(
        "tokens_per_second_16",
        words("Tokens per second at batch 16"),
        words("Tokens/s × 16"),
        direction=Direction.HIGHER,
        digits=0,
        help=words("Tokens a second when sixteen texts are written together"),
    ),
)
"""The figures of a `ReportRow`, by its fields' names, in the order of a report's columns."""


def report_figure(name: str) -> Metric:
    """The entry of a figure of a report."""
    return _REPORT_BY_NAME[name]


_REPORT_BY_NAME = {one.name: one for one in REPORT}

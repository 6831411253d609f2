"""What of a verb's output is compared: its figures and texts, not how it came to them."""

import json
import re
from typing import Any

from forked import Said

from workbench.metrics import BY_WALL_TIME

_FIGURES = ("Metrics", "SampleWritten", "Reference", "ReportReady", "Classified", "RunEnded")
_EVENTS_THAT_TELL = (*_FIGURES, "CheckpointSaved", "ArtifactReady", "RunStarted", "RunResumed")
_TIMED = re.compile(
    "elapsed_s|tokens_per_second.*|ms_per_token.*|seconds|.*_at|threads|available_bytes|"
    + "|".join(BY_WALL_TIME)
)
_ADDRESS = re.compile("0x[0-9a-f]{6,}")


def compared(said: Said) -> list[str]:
    """The lines that must be the same; events that only report progress are left out."""
    lines = []
    for line in said.out.splitlines():
        plain = _parsed(line)
        if isinstance(plain, dict) and "type" in plain and not _tells(plain):
            continue
        lines.append(json.dumps(_without_times(plain), sort_keys=True))
    return lines


def _tells(plain: dict[str, Any]) -> bool:
    """Not shards: that they are there is said in the run that made them, and figures prove them."""
    kind = plain["type"]
    return kind not in _ALL_EVENTS or (
        kind in _EVENTS_THAT_TELL and plain.get("artifact") != "shards"
    )


_ALL_EVENTS = {
    *_EVENTS_THAT_TELL,
    *("Note", "Progress", "StageStarted", "Paused", "Continued", "CheckpointRemoved"),
}


def notes(said: Said) -> list[str]:
    """The warnings: lines of standard error, and notes among the events."""
    events = [_parsed(line) for line in said.out.splitlines()]
    told = [
        json.dumps(event, ensure_ascii=False)
        for event in events
        if isinstance(event, dict) and event.get("type") == "Note"
    ]
    return [*said.err.splitlines(), *told]


def differences(expected: list[str], actual: list[str]) -> str:
    """The first line that differs, in both versions; empty when there is none."""
    if expected == actual:
        return ""
    for one, other in zip(expected, actual, strict=False):
        if one != other:
            at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
            begin = max(0, at - 40)
            return f"…{one[begin : at + 60]}… became …{other[begin : at + 60]}…"
    return f"{len(expected)} lines became {len(actual)}"


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return _ADDRESS.sub("0x…", line)


def _without_times(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {k: _without_times(v) for k, v in plain.items() if not _TIMED.fullmatch(str(k))}
    if isinstance(plain, list):
        return [_without_times(one) for one in plain]
    return plain

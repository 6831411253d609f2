"""Training steps of several sides, called and compiled, with their share of the matrix peak."""

import os
import statistics
import tempfile
from collections.abc import Callable, Sequence
from typing import Any

from pairing import ratio

Row = tuple[str, bool]
"""A side, and whether it is compiled."""


def print_table(
    measured: Callable[..., dict[str, Any]], sides: Sequence[str], rounds: int, flops: float
) -> None:
    """Print medians over the rounds, in which all rows take turns; ours is the first side.

    `measured` runs a side in a process of its own, `flops` are those of a token. What is compiled
    is kept from round to round (from run to run with TORCHINDUCTOR_CACHE_DIR), so that the longest
    first step is the one that compiled.
    """
    rows = [(side, compiled) for compiled in (False, True) for side in sides]
    runs: dict[Row, list[dict[str, Any]]] = {row: [] for row in rows}
    with tempfile.TemporaryDirectory() as folder:
        cache = os.environ.get("TORCHINDUCTOR_CACHE_DIR", folder)
        for _ in range(rounds):
            for side, compiled in rows:
                keep = side == sides[0]
                run = measured(side, "bf16", keep=keep, compiled=compiled, cache=cache)
                runs[side, compiled].append(run)
    for row in rows:
        _print_row(row, runs[row], runs[sides[0], row[1]], flops)


def _print_row(
    row: Row, runs: list[dict[str, Any]], ours: list[dict[str, Any]], flops: float
) -> None:
    speeds, own = ([run["tokens_per_second"] for run in side] for side in (runs, ours))
    shares = [run["tokens_per_second"] * flops / run["peak"] for run in runs]
    first_s = max(run["first_s"] for run in runs)
    print(
        f"bf16 {row[0]:8} {'compiled' if row[1] else 'called':8} "
        f"{statistics.median(speeds):7.0f} tokens/s   "
        f"{statistics.median(shares):4.0%} of the matrix peak "
        f"({min(shares):.0%} to {max(shares):.0%})   longest first step {first_s:5.1f} s   "
        f"ours to it {ratio(own, speeds):.2f}",
        flush=True,
    )

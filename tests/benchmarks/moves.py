"""What a person does with the window again and again, timed by the clock and by the processor."""

import statistics
import time
from collections.abc import Callable

WARM_UP = 3


def show(name: str, move: Callable[[int], None], moves: int, bound_ms: float) -> None:
    """Print the median and the 95th percentile of moves, each told its number.

    An exclamation mark stands before a median that is above its bound by the clock.
    """
    clocks = {"wall": time.perf_counter, "processor": time.process_time}
    took_ms: dict[str, list[float]] = {clock: [] for clock in clocks}
    for number in range(moves + WARM_UP):
        began = {clock: now() for clock, now in clocks.items()}
        move(number)
        for clock, now in clocks.items():
            took_ms[clock].append(1000 * (now() - began[clock]))
    for clock, all_ms in took_ms.items():
        kept = sorted(all_ms[WARM_UP:])
        median, high = statistics.median(kept), kept[int(0.95 * len(kept))]
        mark = "!" if clock == "wall" and median > bound_ms else " "
        bound = f"  (at most {bound_ms:.0f} ms)" if clock == "wall" else ""
        print(f"{mark} {name:30}{clock:10}median {median:6.1f} ms  p95 {high:6.1f} ms{bound}")

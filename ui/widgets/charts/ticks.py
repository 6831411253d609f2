"""Where an axis has its marks: at numbers that a person reads at a glance."""

import math

_MOST = 5


def even_ticks(low: float, high: float, most: int = _MOST) -> list[float]:
    """The multiples of 1, 2 or 5 times a power of ten from `low` to `high`, at most so many."""
    if not low < high:
        return [low]
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (k * power for k in (1, 2, 5, 10, 20)):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first < most:
            return [number * step for number in range(first, last + 1)]
    return [low]


def ticks_from_zero(highest: float, *, whole: bool = False) -> list[float]:
    """Even marks from 0 to the first at or above `highest`; those of counts are whole numbers."""
    if not 0 < highest < math.inf:
        return [0, 1]
    power = 10.0 ** math.floor(math.log10(highest / _MOST))
    steps = [max(1.0, k * power) if whole else k * power for k in (1, 2, 5, 10)]
    counts = [math.ceil(highest / step * (1 - 1e-12)) for step in steps]
    step, num_steps = next(pair for pair in zip(steps, counts, strict=True) if pair[1] <= _MOST)
    return [number * step for number in range(num_steps + 1)]


def log_ticks(low: float, high: float, most: int = _MOST) -> list[float]:
    """Numbers for a logarithmic axis from `low` to `high` (above 0): powers of ten, with their
    doubles and fivefolds where there is room; even ones within less than that."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for factors in ((1, 2, 5), (1, 3), (1,)):
        ticks = [k * 10.0**d for d in decades for k in factors if low <= k * 10.0**d <= high]
        if 2 < len(ticks) <= most:
            return ticks
    powers = [10.0**d for d in decades if low <= 10.0**d <= high]
    if len(powers) > most:
        return powers[:: -(-len(powers) // most)]
    if len(powers) == 2 and most < _MOST:  # small: there is no room for what stands between them
        return powers
    return even_ticks(low, high, most)


def decimals(ticks: list[float]) -> int:
    """How many decimals tell neighbours among even ticks apart."""
    if len(ticks) < 2:
        return 2
    return max(0, -math.floor(math.log10(ticks[1] - ticks[0]) + 1e-9))

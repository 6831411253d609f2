"""How numbers are written where space is short."""

import math


def short(value: float) -> str:
    """Four significant digits, without a needless exponent: 3.142, 12 345, 1.2e-05, NaN, ∞."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    if size >= 1e7 or 0 < size < 1e-4:
        return f"{value:.3g}"
    if size >= 1000:
        return f"{value:,.0f}".replace(",", "\N{THIN SPACE}")
    return f"{value:.4g}"


def compact(value: float) -> str:
    """A count with a suffix: 950, 1.2k, 3.4M, 5.6G."""
    for bound, suffix in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= bound:
            return f"{value / bound:.3g}{suffix}"
    return f"{value:.4g}"

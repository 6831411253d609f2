"""How numbers are written, in every text of the window: thousands, decimals, shares, sizes."""

import math

MISSING = "–"
_THIN_SPACE = "\N{THIN SPACE}"
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def short(value: float) -> str:
    """Four significant digits, without a needless exponent: 3.142, 12 345, 1.2e-05, NaN, ∞.

    Zeros at the end are left out where they say nothing: 5 is 5, and 4.99996 is 5.000.
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    if size >= 1e7 or 0 < size < 1e-4:
        return f"{value:.3g}"
    if size >= 1000:
        return count(round(value))
    text = f"{value:.4g}"
    return text if math.isclose(float(text), value, rel_tol=1e-9) else f"{value:#.4g}"


def compact(value: float) -> str:
    """A count with a suffix: 950, 1.2k, 3.4M, 5.6G, and T, P, E of FLOPs."""
    larger = ((1e18, "E"), (1e15, "P"), (1e12, "T"))
    for bound, suffix in (*larger, (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= bound:
            return f"{value / bound:.3g}{suffix}"
    return f"{value:.4g}"


def count(number: int | None) -> str:
    """A whole number with its thousands apart: 12 345 678."""
    return MISSING if number is None else f"{number:,}".replace(",", _THIN_SPACE)


def counted(number: int, one: str, many: str) -> str:
    """A phrase for so many: `one` as it stands for a single one, else `many` with its {count}."""
    return one if number == 1 else many.format(count=count(number))


def measure(number: float | None, digits: int = 3) -> str:
    """A number with a fixed count of decimals, so that a column can be read downwards."""
    if number is None:
        return MISSING
    if not math.isfinite(number):
        return "NaN" if math.isnan(number) else f"{'−' if number < 0 else ''}∞"
    return f"{number:,.{digits}f}".replace(",", _THIN_SPACE)


def share(number: float | None, digits: int = 1) -> str:
    """A share from 0 to 1 as per cent."""
    return MISSING if number is None else f"{100 * number:.{digits}f}{_NO_BREAK_SPACE}%"


def size(num_bytes: float) -> str:
    """A number of bytes in decimal units, as file managers write it: 3.4 MB."""
    for bound, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if num_bytes >= bound:
            return f"{num_bytes / bound:.1f}{_NO_BREAK_SPACE}{unit}"
    return f"{num_bytes:.0f}{_NO_BREAK_SPACE}B"


def probability(number: float) -> str:
    """A share that may be tiny: two decimals below one per cent."""
    return share(number, 1 if number >= 0.01 else 2)


def in_form(value: str | float, form: str) -> str:
    """A value in a form of `format`, with the window's thousands and per cent."""
    if isinstance(value, int) and not isinstance(value, bool) and not form:
        return count(value)
    text = format(value, form)
    if isinstance(value, str):
        return text
    return text.replace(",", _THIN_SPACE).replace("%", f"{_NO_BREAK_SPACE}%")

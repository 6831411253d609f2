"""One comparison of a condition: what stands to the right of the sign is read as the left needs."""

import math
import operator
import re
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from fnmatch import fnmatchcase

from workbench.errors import BadInput
from workbench.store.filtering.fields import KINDS, RunField, RunRow, Value
from workbench.store.records import RunStatus

_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "≤": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "≥": operator.ge,
}
_EQUAL, _UNEQUAL = ("=", "=="), ("!=", "≠")
_NUMBER = re.compile(r"([-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*([a-z%]*)", re.IGNORECASE)
_UNITS = {"": 1.0, "%": 0.01, "k": 1e3, "m": 1e6, "g": 1e9, "b": 1e9}
_TIMES_S = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86_400.0}
_YES, _NO = ("yes", "true", "1", "on"), ("no", "false", "0", "off")
_NONE = "none"
_YES_OR_NO = ("pinned", "archived", "damaged")
_CLOSED: dict[str, Sequence[str]] = {"kind": KINDS, "status": tuple(RunStatus)}
_IS_NUMBER = ("progress", "step", "steps", "parameters", "duration", "tokens", "started")


def comparison(field: RunField, sign: str, written: str) -> Callable[[RunRow], bool]:
    """The test of a field against what is written; raises BadInput where they do not go together.

    Texts are equal whatever their case; `*` stands for any characters, and `~` asks whether the
    text is a part. A setting is compared as a number where both are numbers.
    """
    if written.casefold() == _NONE and sign in (*_EQUAL, *_UNEQUAL):
        wants_none = sign in _EQUAL
        return lambda row: (field.value(row) is None) is wants_none
    if field.sort == "own" and field.name in _YES_OR_NO:
        wanted = _yes_or_no(field, sign, written)
        return lambda row: field.value(row) is wanted
    if field.sort == "figure" or field.name in _IS_NUMBER:
        return _of_value(field, _number_test(field, sign, _number(field, written)))
    if field.name in _CLOSED and sign in (*_EQUAL, *_UNEQUAL) and "*" not in written:
        written = _one_of(_CLOSED[field.name], field, written)
    return _of_value(field, _test(field, sign, written))


def _one_of(known: Sequence[str], field: RunField, written: str) -> str:
    """What is written of names that are all known, or the only one that it begins."""
    begun = [name for name in known if name.startswith(written.casefold())]
    if written.casefold() in known or len(begun) == 1:
        return written if written.casefold() in known else begun[0]
    raise BadInput(
        "no run's {field} is '{value}'; it is one of {names}",
        field=field.name,
        value=written,
        names=", ".join(known),
    )


def _of_value(field: RunField, test: Callable[[Value], bool]) -> Callable[[RunRow], bool]:
    def fits(row: RunRow) -> bool:
        value = field.value(row)
        return value is not None and test(value)

    return fits


def _number_test(field: RunField, sign: str, wanted: float) -> Callable[[Value], bool]:
    if sign in _ORDER:
        compare = _ORDER[sign]
        return lambda value: isinstance(value, int | float) and compare(value, wanted)
    if sign in _EQUAL or sign in _UNEQUAL:
        same = sign in _EQUAL
        return lambda value: isinstance(value, int | float) and _equal(value, wanted) is same
    raise BadInput("{name} is a number; compare it by =, !=, <, <=, > or >=", name=field.name)


def _equal(value: float, wanted: float) -> bool:
    """As it was written: 0.1 is 0.1, whatever the last bit."""
    return math.isclose(value, wanted, rel_tol=1e-9)


def _test(field: RunField, sign: str, written: str) -> Callable[[Value], bool]:
    """Of a setting or a text: by what each run has there."""
    number = _plain_number(written)
    if sign in _ORDER:
        if number is None:
            raise BadInput(
                "'{value}' is no number, so that nothing can be {sign} it", value=written, sign=sign
            )
        return _number_test(field, sign, number)
    text_test = _text_test(sign, written.casefold())
    if number is None or sign in ("~", "!~"):
        return text_test
    number_test = _number_test(field, sign, number)

    def fits(value: Value) -> bool:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return number_test(value) if is_number else text_test(value)

    return fits


def _text_test(sign: str, wanted: str) -> Callable[[Value], bool]:
    if sign in ("~", "!~"):
        return lambda value: any(wanted in one for one in _texts(value)) is (sign == "~")
    pattern = wanted.replace("[", "[[]")
    same = sign in _EQUAL
    return lambda value: any(fnmatchcase(one, pattern) for one in _texts(value)) is same


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(one.casefold() for one in value)
    return (("true" if value else "false") if isinstance(value, bool) else str(value).casefold(),)


def _yes_or_no(field: RunField, sign: str, written: str) -> bool:
    folded = written.casefold()
    if sign in (*_EQUAL, *_UNEQUAL) and folded in (*_YES, *_NO):
        return (folded in _YES) is (sign in _EQUAL)
    raise BadInput("{name} is yes or no; write '{name} = yes'", name=field.name)


def _number(field: RunField, written: str) -> float:
    if field.name == "started":
        return _moment(written)
    number = _plain_number(written)
    if number is None and field.name == "duration":
        number = _with_unit(written, _TIMES_S)
    if number is None:
        raise BadInput("{name} is a number, and '{value}' is none", name=field.name, value=written)
    return number


def _plain_number(written: str) -> float | None:
    """A number with a unit of counts behind it, such as 10k or 3M; None for what is none."""
    return _with_unit(written, _UNITS)


def _with_unit(written: str, units: dict[str, float]) -> float | None:
    match = _NUMBER.fullmatch(written)
    factor = units.get(match[2].casefold()) if match else None
    return None if match is None or factor is None else float(match[1]) * factor


def _moment(written: str) -> float:
    """A day or a moment of this place, or so many days ago as `7d`; in seconds since 1970."""
    ago = _with_unit(written, _TIMES_S)
    if ago is not None:
        return time.time() - ago
    try:
        return datetime.fromisoformat(written).timestamp()
    except (ValueError, OverflowError, OSError):
        raise BadInput(
            "'{value}' is no day; write it as 2026-11-30, or as 7d for seven days ago",
            value=written,
        ) from None

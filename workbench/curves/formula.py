"""Curves that are computed from others: `val_loss - control.val_loss`, `running_min(loss)`.

A formula is read by Python's own parser and nothing of it is ever run: only numbers, names of
metrics, the signs + - * / ** and the functions below have a meaning, everything else is refused.
"""

import ast
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from workbench.errors import BadInput
from workbench.store.runs.state import MetricSeries

Floats = npt.NDArray[np.float64]
Value = MetricSeries | float
Lookup = Callable[[str, str], Value]
"""What a name stands for: `validation_loss` of the run itself (owner ""), or of an owner."""

LONGEST = 300
FUNCTIONS: Mapping[str, Callable[[Floats], Floats]] = {
    "running_min": np.fmin.accumulate,
    "running_max": np.fmax.accumulate,
    "abs": np.abs,
    "exp": np.exp,
    "log": np.log,
    "log10": np.log10,
    "sqrt": np.sqrt,
}
_RUNNING = ("running_min", "running_max")
_SIGNS: Mapping[type[ast.operator], Callable[[Floats, Floats], Floats]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}


def is_formula(curve: str) -> bool:
    """Whether the text of a curve is more than the name of a metric."""
    return not curve.isidentifier()


def full_name(name: str) -> str:
    """`val_loss` is short for `validation_loss`."""
    return name.replace("val_", "validation_", 1) if name.startswith("val_") else name


def check(formula: str) -> tuple[tuple[str, str], ...]:
    """The names of a formula with their owners; raises BadInput for what is none."""
    return tuple(dict.fromkeys(_names(_parsed(formula))))


def constant(formula: str) -> float | None:
    """The value of a formula that names no curve; None of one that does. Raises BadInput."""
    tree = _parsed(formula)
    if _names(tree):
        return None
    with np.errstate(all="ignore"):
        return float(_value(tree, {}).item())


def evaluate(formula: str, lookup: Lookup) -> MetricSeries:
    """The curve of a formula, at the steps at which every curve in it has a point.

    Tokens, epochs and seconds are those of the first of them; a running minimum or maximum is that
    of all points of its own curve. Raises BadInput.
    """
    return evaluate_together((formula,), lookup)[0]


def evaluate_together(formulas: Sequence[str], lookup: Lookup) -> list[MetricSeries]:
    """The curves of several formulas, at the steps at which every curve in any has a point.

    A formula without a curve, such as `10`, is level. Raises BadInput.
    """
    trees = [_parsed(formula) for formula in formulas]
    found = {name: lookup(*name) for tree in trees for name in _names(tree)}
    if not any(isinstance(one, MetricSeries) for one in found.values()):
        raise BadInput("'{formula}' names no curve", formula=", ".join(formulas))
    return _at_shared_steps([_without_running(tree, found) for tree in trees], found)


def _at_shared_steps(
    trees: Sequence[ast.expr], found: Mapping[tuple[str, str], Value]
) -> list[MetricSeries]:
    known = {name: found[name] for tree in trees for name in _names(tree)}
    curves = {name: one for name, one in known.items() if isinstance(one, MetricSeries)}
    steps = _shared_steps(curves)
    values = {
        name: _at(one, steps) if isinstance(one, MetricSeries) else np.array(one)
        for name, one in known.items()
    }
    with np.errstate(all="ignore"):
        results = [np.broadcast_to(_value(tree, values), steps.shape) for tree in trees]
    first = next(iter(curves.values()))
    return [_series_like(first, steps, result) for result in results]


def _without_running(node: ast.expr, found: dict[tuple[str, str], Value]) -> ast.expr:
    """The same with a name in place of each running minimum or maximum of a curve.

    Such a curve is `found` from all of its own points, whichever steps stand beside it.
    """
    match node:
        case ast.UnaryOp(op=op, operand=operand):
            return ast.UnaryOp(op, _without_running(operand, found))
        case ast.BinOp(left=left, op=op, right=right):
            return ast.BinOp(_without_running(left, found), op, _without_running(right, found))
        case ast.Call(func=ast.Name(id=name) as func, args=[argument]):
            call = ast.Call(func, [_without_running(argument, found)], [])
            is_curve = any(isinstance(found[one], MetricSeries) for one in _names(call))
            if name not in _RUNNING or not is_curve:
                return call
            text = ast.unparse(call)
            found["", text] = _at_shared_steps([call], found)[0]
            return ast.Name(text)
        case _:
            return node


def _parsed(formula: str) -> ast.expr:
    if len(formula) > LONGEST:
        raise BadInput("a formula has at most {most} characters", most=LONGEST)
    try:
        tree = ast.parse(formula.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise BadInput("'{formula}' is no formula; write 'a - b', say", formula=formula) from None
    _names(tree)
    return tree


def _names(node: ast.expr) -> list[tuple[str, str]]:
    """Every name below a node; raises BadInput for whatever has no meaning in a formula."""
    match node:
        case ast.Constant(value=bool() | complex()):
            raise _refused(node)
        case ast.Constant(value=int() | float()):
            return []
        case ast.Name(id=name):
            return [("", full_name(name))]
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return [(owner, full_name(name))]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            return _names(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            return [*_names(left), *_names(right)]
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
            return _names(argument)
        case _:
            raise _refused(node)


def _refused(node: ast.expr) -> BadInput:
    return BadInput(
        "'{part}' has no meaning in a formula; there are numbers, metrics, + - * / ** and {names}",
        part=ast.unparse(node),
        names=", ".join(FUNCTIONS),
    )


def _value(node: ast.expr, known: Mapping[tuple[str, str], Floats]) -> Floats:
    match node:
        case ast.Constant(value=int() | float() as number):
            return np.array(_as_float(number))
        case ast.Name(id=name):
            return known["", full_name(name)]
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return known[owner, full_name(name)]
        case ast.UnaryOp(op=op, operand=operand):
            value = _value(operand, known)
            return -value if isinstance(op, ast.USub) else value
        case ast.BinOp(left=left, op=op, right=right):
            return _SIGNS[type(op)](_value(left, known), _value(right, known))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return FUNCTIONS[name](np.atleast_1d(_value(argument, known)))
        case _:
            raise _refused(node)


def _as_float(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return float("inf")


def _shared_steps(curves: Mapping[tuple[str, str], MetricSeries]) -> npt.NDArray[np.int64]:
    """The steps at which all curves have a point; raises BadInput when there are none."""
    names = [".".join(filter(None, name)) for name in curves]
    steps = np.array(next(iter(curves.values())).steps)
    for one in curves.values():
        steps = np.intersect1d(steps, np.array(one.steps), assume_unique=True)
    if not steps.size:
        raise BadInput("{names} have no step in common", names=", ".join(names))
    return steps


def _at(series: MetricSeries, steps: npt.NDArray[np.int64]) -> Floats:
    return np.array(series.values)[np.searchsorted(np.array(series.steps), steps)]


def _series_like(first: MetricSeries, steps: npt.NDArray[np.int64], values: Floats) -> MetricSeries:
    places = np.searchsorted(np.array(first.steps), steps)
    made = MetricSeries()
    made.steps.extend(steps.tolist())
    made.values.extend(values.tolist())
    for column in ("tokens", "elapsed_s", "epochs"):
        getattr(made, column).extend(np.array(getattr(first, column))[places].tolist())
    return made

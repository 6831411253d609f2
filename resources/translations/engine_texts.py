"""Finds every text for people in the engine's source, of which only the names are imported."""

import ast
import functools
from collections.abc import Iterable, Iterator
from pathlib import Path

from workbench.named import named

TEMPLATE_TAKERS = ("words", "Impossible")
"""What takes an English template as its first argument; so do `WorkbenchError` and its children."""

TERMINAL_ONLY = ("cli",)
"""Rooms of the engine whose sentences no window ever shows."""

_NAME_TAKERS = ("ModelPreset", "TokenizerPreset")
"""What takes the name that a person chooses it by as its first argument."""

_SETTING_TEXTS = ("title", "help", "unit", "zero", "group")


def engine_texts(engine: Path) -> list[str]:
    """The texts of the engine below a folder, each once, in the order of files and lines."""
    modules = _modules(engine)
    errors = _errors(modules.values())
    choices = _literal_aliases(modules.values())
    texts = (text for module in modules.values() for text in _texts(module, errors, choices))
    return [text for text in dict.fromkeys(texts) if text and not _only_a_placeholder(text)]


def hidden_templates(engine: Path) -> list[str]:
    """Calls (`file:line`) whose template is no literal, so that nobody could translate it.

    A parameter named `template` that is passed on is fine: its callers have the literals.
    """
    modules = _modules(engine)
    takers = _takers(_errors(modules.values()))
    return [
        f"{path}:{call.lineno}"
        for path, module in modules.items()
        for call in _calls(module, takers)
        if call.args and not _literals(call.args[0]) and not _is_passed_on(call.args[0])
    ]


@functools.cache
def _modules(engine: Path) -> dict[Path, ast.Module]:
    paths = [path for path in sorted(engine.rglob("*.py")) if not _is_for_terminals(path, engine)]
    return {path.relative_to(engine): ast.parse(path.read_text("utf-8")) for path in paths}


def _is_for_terminals(path: Path, engine: Path) -> bool:
    return path.relative_to(engine).parts[0] in TERMINAL_ONLY


def _errors(modules: Iterable[ast.Module]) -> dict[str, ast.ClassDef]:
    """`WorkbenchError` and all that descends from it, by name."""
    classes = [n for module in modules for n in ast.walk(module) if isinstance(n, ast.ClassDef)]
    errors: dict[str, ast.ClassDef] = {}
    more = {c.name: c for c in classes if c.name == "WorkbenchError"}
    while more.keys() - errors.keys():
        errors |= more
        more = {c.name: c for c in classes if errors.keys() & {_name(base) for base in c.bases}}
    return errors


def _takers(errors: dict[str, ast.ClassDef]) -> set[str]:
    """What is called with a template; an error with a constructor of its own is not."""
    of_own_shape = {name for name, error in errors.items() if _has_constructor(error)}
    return {*TEMPLATE_TAKERS, *errors} - (of_own_shape - {"WorkbenchError"})


def _has_constructor(error: ast.ClassDef) -> bool:
    return any(isinstance(n, ast.FunctionDef) and n.name == "__init__" for n in error.body)


def _texts(
    module: ast.Module, errors: dict[str, ast.ClassDef], choices: dict[str, ast.expr]
) -> Iterator[str]:
    """The texts of one module in the order of its lines."""
    aliases, takers = choices | _literal_aliases([module]), _takers(errors)
    for node in _in_order(module):
        if isinstance(node, ast.Call):
            yield from _texts_of_call(node, takers)
        elif isinstance(node, ast.AnnAssign) and _is_setting(node.value):
            yield from _choices(node.annotation, aliases)
        elif isinstance(node, ast.ClassDef) and node.name in errors:
            yield from _texts_of_constructor(node)


def _texts_of_call(call: ast.Call, takers: set[str]) -> Iterator[str]:
    if _is_setting(call):
        for keyword in call.keywords:
            if keyword.arg in _SETTING_TEXTS:
                yield from _literals(keyword.value)
    elif _name(call.func) in takers and call.args:
        yield from _literals(call.args[0])
    elif _name(call.func) in _NAME_TAKERS and call.args:
        yield from (str(named(text)) for text in _literals(call.args[0]))


def _texts_of_constructor(error: ast.ClassDef) -> Iterator[str]:
    """An error of its own shape hands its templates to `super().__init__`."""
    for call in _calls(error, {"__init__"}):
        if call.args:
            yield from _literals(call.args[0])


def _choices(annotation: ast.expr, aliases: dict[str, ast.expr]) -> Iterator[str]:
    """The values of `Literal[...]` as a form shows them."""
    chosen = aliases.get(_name(annotation), annotation)
    if isinstance(chosen, ast.Subscript) and _name(chosen.value) == "Literal":
        parts = chosen.slice.elts if isinstance(chosen.slice, ast.Tuple) else [chosen.slice]
        for text in (text for part in parts for text in _literals(part)):
            yield str(named(text))


def _literal_aliases(modules: Iterable[ast.Module]) -> dict[str, ast.expr]:
    """`Name = Literal[...]` of modules, by name."""
    bodies = [node for module in modules for node in module.body]
    assignments = [node for node in bodies if isinstance(node, ast.Assign)]
    named = [assign for assign in assignments if isinstance(assign.targets[0], ast.Name)]
    return {_name(assign.targets[0]): assign.value for assign in named}


def _literals(node: ast.expr) -> list[str]:
    """The strings an expression can be, when all are written out."""
    if isinstance(node, ast.IfExp):
        return [*_literals(node.body), *_literals(node.orelse)]
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return [str(ast.literal_eval(node))] if is_text else []


def _calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in _in_order(tree):
        if isinstance(node, ast.Call) and _name(node.func) in names:
            yield node


def _in_order(tree: ast.AST) -> Iterable[ast.AST]:
    """Every node, as written from top to bottom."""
    due = [tree]
    while due:
        node = due.pop()
        yield node
        due += reversed(list(ast.iter_child_nodes(node)))


def _is_setting(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Call) and _name(node.func) == "setting"


def _is_passed_on(node: ast.expr) -> bool:
    return _name(node) == "template" or isinstance(node, ast.Starred)


def _name(node: ast.expr) -> str:
    """The last part of a dotted name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _only_a_placeholder(text: str) -> bool:
    """Whether a template such as `{reason}` says nothing of its own."""
    return text.startswith("{") and text.endswith("}") and text.count("{") == 1

"""The settings that a spec has, as lines to choose from: title, value of now, dotted name."""

from collections.abc import Iterator
from typing import Any

from ui.forms.shapes import Nested, OneOf, Setting, Several, settings_to_show
from ui.shell.messages import engine_text
from workbench.spec import Spec

_BETWEEN = " › "


def setting_lines(spec: Spec) -> list[str]:
    """A line for each setting of a spec but its name; `name_in` gives the dotted name in a line."""
    return [
        f"{_BETWEEN.join(titles)} = {_shown(value)}   {path}"
        for path, titles, value in _settings(spec, "", ())
        if path != "name"
    ]


def setting_title(spec: Spec, name: str) -> str:
    """The titles that lead to a setting by its dotted name; the name itself without such a one."""
    titles = (titles for path, titles, _ in _settings(spec, "", ()) if path == name)
    return _BETWEEN.join(next(titles, (name,)))


def name_in(line: str) -> str:
    """The dotted name at the end of a line; of a name alone, the name."""
    return line.split()[-1] if line.strip() else ""


def _settings(
    spec: Spec, before: str, titles: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    for setting in settings_to_show(type(spec)):
        path, value = f"{before}{setting.name}", getattr(spec, setting.name)
        yield from _within(setting.shape, path, (*titles, _title(setting)), value)


def _within(
    shape: Any, path: str, titles: tuple[str, ...], value: Any
) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    match shape:
        case Nested() if isinstance(value, Spec):
            yield from _settings(value, f"{path}.", titles)
        case OneOf(tag=tag) if isinstance(value, Spec):
            yield f"{path}.{tag}", titles, getattr(value, tag)
            yield from _settings(value, f"{path}.", titles)
        case Several(item=item):
            for number, one in enumerate(value):
                numbered = (*titles[:-1], f"{titles[-1]} {number + 1}")
                yield from _within(item, f"{path}.{number}", numbered, one)
        case Nested() | OneOf():
            return  # what is left out has no settings
        case _:
            yield path, titles, value


def _title(setting: Setting) -> str:
    return engine_text(setting.title)


def _shown(value: Any) -> str:
    """As in a spec file, so far as it fits into a line."""
    match value:
        case bool():
            return str(value).lower()
        case None | "" | ():
            return "–"
        case float():
            return f"{value:g}"
        case tuple():
            return ", ".join(map(_shown, value))
        case _:
            return " ".join(str(value).split())

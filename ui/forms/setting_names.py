"""What settings are called, and what their values are: for lines to choose from, and for texts."""

from collections.abc import Iterator, Sequence
from typing import Any

from ui.forms.shapes import ChoiceShape, Nested, OneOf, Setting, Several, settings_to_show
from ui.i18n import beside, joined
from ui.models.figures import count
from ui.shell.messages import engine_text, name_of
from workbench.spec import Spec

BETWEEN = " › "
_NONE = "–"
_MOST_SHOWN = 80


def setting_lines(spec: Spec) -> list[str]:
    """A line for each setting of a spec but its name; `name_in` gives the dotted name in a line.

    Values are written as they are to be typed, as in a spec file.
    """
    return [
        f"{BETWEEN.join(titles)} = {_written(value)}   {path}"
        for path, titles, value in _settings(spec, "", ())
        if path != "name"
    ]


def name_in(line: str) -> str:
    """The dotted name at the end of a line; of a name alone, the name."""
    return line.split()[-1] if line.strip() else ""


def setting_title(spec_type: type[Spec], path: str) -> str:
    """What the setting at a dotted path is called, with what it is within: Stage 1 › Temperature.

    A part that is no setting stays as it is written.
    """
    return BETWEEN.join(_titles(spec_type, path.split(".")))


def choice_text(spec_type: type[Spec], path: str, written: str) -> str:
    """A value of the setting at a dotted path, written as in a spec file, as people read it."""
    setting = _setting_at((spec_type,), path.split("."))
    if setting is None:
        return name_of(written)
    if setting.zero and written in ("0", "0.0"):
        return engine_text(setting.zero)
    return name_of(written) if isinstance(setting.shape, ChoiceShape) else written


def spec_text(spec: Spec, tag: str = "kind") -> str:
    """What a spec is called, and the settings that are not at their defaults."""
    name, changed = name_of(getattr(spec, tag)), changed_settings(spec)
    return f"{name} ({beside(changed)})" if changed else name


def changed_settings(spec: Spec) -> list[str]:
    """The settings that are not at their defaults, each with its value, a long one in short."""
    return [
        f"{engine_text(setting.title)} {_in_short(value_text(setting, value))}"
        for setting in settings_to_show(type(spec))
        if (value := getattr(spec, setting.name)) != setting.default
    ]


def _in_short(value: str) -> str:
    """One that fills lines, such as a schema, by its beginning."""
    return value if len(value) <= _MOST_SHOWN else f"{value[:_MOST_SHOWN]}…"


def value_text(setting: Setting, value: Any) -> str:
    """The value of a setting that holds no specs, as a form shows it."""
    match value:
        case bool():
            return name_of("yes" if value else "no")
        case 0 if setting.zero:
            return engine_text(setting.zero)
        case int():
            return count(value)
        case float():
            return f"{value:g}"
        case tuple():
            return joined(map(str, value))
        case _:
            return name_of(value) if isinstance(setting.shape, ChoiceShape) else str(value)


def _settings(
    spec: Spec, before: str, titles: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    for setting in settings_to_show(type(spec)):
        path, value = f"{before}{setting.name}", getattr(spec, setting.name)
        yield from _within(setting.shape, path, (*titles, engine_text(setting.title)), value)


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


def _written(value: Any) -> str:
    """As in a spec file, so far as it fits into a line."""
    match value:
        case bool():
            return str(value).lower()
        case None | "" | ():
            return _NONE
        case float():
            return f"{value:g}"
        case tuple():
            return ", ".join(map(_written, value))
        case _:
            return " ".join(str(value).split())


def _titles(spec_type: type[Spec], parts: Sequence[str]) -> Iterator[str]:
    types: tuple[type[Spec], ...] = (spec_type,)
    for place, part in enumerate(parts):
        if part.isdigit():
            continue
        setting = _setting_in(types, part)
        if setting is None:
            if not any(part in one.model_fields for one in types):
                yield ".".join(parts[place:])
            return
        number = parts[place + 1] if place + 1 < len(parts) else ""
        title = engine_text(setting.title)
        yield f"{title} {int(number) + 1}" if number.isdigit() else title
        types = _types_in(setting.shape)


def _setting_at(types: tuple[type[Spec], ...], parts: Sequence[str]) -> Setting | None:
    setting = None
    for part in parts:
        if not part.isdigit():
            setting = _setting_in(types, part)
            types = _types_in(setting.shape) if setting is not None else ()
    return setting


def _setting_in(types: tuple[type[Spec], ...], name: str) -> Setting | None:
    """The setting of that name of the first type that has it; a constant is none."""
    return next((s for one in types for s in settings_to_show(one) if s.name == name), None)


def _types_in(shape: Any) -> tuple[type[Spec], ...]:
    match shape:
        case Nested(spec_type):
            return (spec_type,)
        case OneOf(spec_types):
            return spec_types
        case Several(item):
            return _types_in(item)
        case _:
            return ()

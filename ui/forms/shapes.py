"""What kind of editor a setting needs, read from its declaration; no widgets here."""

import types
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MinLen
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from workbench.spec import Spec

NAMES_OF_STORED = ("corpus", "tokenizer", "teacher", "model", "cache", "warm_start")
"""Settings of type str with these names are chosen from what the project holds."""


@dataclass(frozen=True)
class Number:
    """A whole or real number within bounds; None is open."""

    whole: bool
    least: float | None
    most: float | None


@dataclass(frozen=True)
class Flag:
    """True or false."""


@dataclass(frozen=True)
class Text:
    """Free text."""


@dataclass(frozen=True)
class Lines:
    """Free text of several lines."""


@dataclass(frozen=True)
class FilePath:
    """Where a file is."""


@dataclass(frozen=True)
class ColumnName:
    """The name of a table's column: free text, with those of the table to choose from."""


@dataclass(frozen=True)
class SettingName:
    """The dotted name of a setting: free text, with those of some spec to choose from."""


@dataclass(frozen=True)
class StoredName:
    """The name of something in the project; `optional` may stay empty."""

    optional: bool = False


@dataclass(frozen=True)
class StoredNames:
    """The names of several things in the project, or of none."""


@dataclass(frozen=True)
class ChoiceShape:
    """One of a few fixed values."""

    options: tuple[Any, ...]


@dataclass(frozen=True)
class Texts:
    """Several texts or whole numbers."""

    whole: bool


@dataclass(frozen=True)
class TextLines:
    """Several texts, one a line, exact to their spaces."""


@dataclass(frozen=True)
class Nested:
    """A spec inside the spec."""

    spec_type: type[Spec]


@dataclass(frozen=True)
class OneOf:
    """One of several spec types, told apart by a constant setting they all have."""

    spec_types: tuple[type[Spec], ...]
    tag: str


@dataclass(frozen=True)
class Several:
    """A list of specs of one type, or each of one of several types; `least` are needed."""

    item: Nested | OneOf
    least: int


Shape = (
    Number
    | Flag
    | Text
    | Lines
    | FilePath
    | ColumnName
    | SettingName
    | StoredName
    | StoredNames
    | ChoiceShape
    | Texts
    | TextLines
    | Nested
    | OneOf
    | Several
)

_TEXTS: dict[str, Shape] = {
    "lines": Lines(),
    "file": FilePath(),
    "column": ColumnName(),
    "setting": SettingName(),
}
"""What `setting(text=...)` calls the texts that are more than a line."""
_LISTS: dict[str, Shape] = {"lines": TextLines(), "model": StoredNames()}
"""The same of lists."""


@dataclass(frozen=True)
class Setting:
    """One setting of a spec as a form sees it; texts are the engine's English ones."""

    name: str
    title: str
    help: str
    unit: str
    zero: str
    advanced: bool
    shape: Shape
    default: Any
    group: str = ""


def settings_to_show(spec_type: type[Spec]) -> list[Setting]:
    """The settings a person can change, in the order of their declaration; constants are not."""
    shown = []
    for name, field in spec_type.model_fields.items():
        if not _is_constant(field):
            shown.append(_setting(name, field))
    return shown


def constants(spec_type: type[Spec]) -> dict[str, Any]:
    """The settings with one possible value, such as a spec's kind."""
    fields = spec_type.model_fields.items()
    return {name: get_args(field.annotation)[0] for name, field in fields if _is_constant(field)}


def _is_constant(field: FieldInfo) -> bool:
    return get_origin(field.annotation) is Literal and len(get_args(field.annotation)) == 1


def _setting(name: str, field: FieldInfo) -> Setting:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    default = field.get_default(call_default_factory=False)
    return Setting(
        name=name,
        title=field.title or name,
        help=field.description or "",
        unit=str(extra.get("unit", "")),
        zero=str(extra.get("zero", "")),
        advanced=bool(extra.get("advanced", False)),
        shape=_shape_of(name, field, str(extra.get("text", ""))),
        default=None if default is PydanticUndefined else default,
        group=str(extra.get("group", "")),
    )


def _shape_of(name: str, field: FieldInfo, text: str) -> Shape:
    shape = _shape(name, field.annotation, field.metadata)
    if isinstance(shape, Texts) and text in _LISTS:
        return _LISTS[text]
    if text in _TEXTS:
        return _TEXTS[text]
    if isinstance(shape, StoredName) or text == "model":
        return StoredName(optional=field.default == "")
    return shape


def _shape(name: str, annotation: Any, metadata: list[Any]) -> Shape:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(name, arguments[0], [*metadata, *arguments[1:]])
    if origin in (Union, types.UnionType):
        return _union(name, arguments, metadata)
    if origin is Literal:
        return ChoiceShape(arguments)
    if origin is tuple:
        return _sequence(name, arguments[0], metadata)
    return _plain(name, annotation, metadata)


def _plain(name: str, annotation: Any, metadata: list[Any]) -> Shape:
    assert isinstance(annotation, type), f"no editor for {name}: {annotation}"
    if issubclass(annotation, bool):
        return Flag()
    if issubclass(annotation, Enum):
        return ChoiceShape(tuple(member.value for member in annotation))
    if issubclass(annotation, int | float):
        whole = issubclass(annotation, int)
        return Number(whole, _least(metadata, whole), _most(metadata, whole))
    if issubclass(annotation, Spec):
        return Nested(annotation)
    return StoredName() if name in NAMES_OF_STORED else Text()


def _sequence(name: str, item: Any, metadata: list[Any]) -> Shape:
    if item in (int, str):
        return Texts(whole=item is int)
    shape = _shape(name, item, [])
    assert isinstance(shape, Nested | OneOf), f"no editor for a list of {item}"
    least = next((bound.min_length for bound in metadata if isinstance(bound, MinLen)), 0)
    return Several(shape, least)


def _union(name: str, arguments: tuple[Any, ...], metadata: list[Any]) -> Shape:
    members = tuple(member for member in arguments if member is not type(None))
    if len(members) == 1:
        return _shape(name, members[0], metadata)
    tags = set.intersection(*(set(constants(member)) for member in members))
    assert len(tags) == 1, f"{name}: the types need one constant setting to tell them apart"
    return OneOf(members, tags.pop())


def _least(metadata: list[Any], whole: bool) -> float | None:
    for bound in metadata:
        if isinstance(bound, Ge):
            return float(bound.ge)  # type: ignore[arg-type]
        if isinstance(bound, Gt):
            return float(bound.gt) + whole  # type: ignore[arg-type]
    return None


def _most(metadata: list[Any], whole: bool) -> float | None:
    for bound in metadata:
        if isinstance(bound, Le):
            return float(bound.le)  # type: ignore[arg-type]
        if isinstance(bound, Lt):
            return float(bound.lt) - whole  # type: ignore[arg-type]
    return None

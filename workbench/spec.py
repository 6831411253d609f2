"""Specs: frozen models in which each setting is declared once, with title, help, bounds, unit.

Forms, TOML files, the command line's `--set`, the run's record, tooltips and the list of texts to
translate are all derived from these declarations.
"""

import copy
import difflib
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import tomli_w
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    field_validator,
)
from pydantic_core import ErrorDetails

from workbench.errors import BadInput, CannotBeRead, is_no_file, reason_of
from workbench.file_formats.plain_file import TooLarge, read_plain_file
from workbench.file_formats.toml_text import MAX_DEPTH, NotToml, is_too_deep, parse_toml, too_deep
from workbench.words import Words, words

MAX_SPEC_BYTES = 1 << 20
"""A larger spec file is refused unread, and none is written; 20,000 names of files fit."""
LARGEST = 10**15
"""The bound of whole numbers without one of their own; what is kept of runs has 64 bits."""

TextOf = Literal["line", "lines", "file", "column", "setting", "model"]
"""What a setting of type str holds: a line, several, a file's path, the name of a table's column,
the dotted name of a setting, a model of the project; of a list, what each of its texts is."""

_MOST_TOLD = 12
"""So many impossible settings are named in one error."""

_SHOWN = 60
"""So many characters of a wrong value are shown."""

_SHORTEST_BEGINNING = 3
"""Fewer letters begin too many names."""

Plain = Mapping[str, Any]
S = TypeVar("S")


class Spec(BaseModel):
    """The base of everything a person can set: frozen, closed, finite."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True
    )

    @field_validator("*")
    @classmethod
    def _can_be_kept(cls, value: object) -> object:
        """A spec is kept as UTF-8, which the names of some files are not, in numbers of 64 bits."""
        for one in _members(value):
            _require_keepable(one)
        return value


def _members(value: object) -> Iterator[object]:
    """A value, or what a list of them, or of pairs, holds."""
    if not isinstance(value, tuple):
        yield value
        return
    for one in value:
        yield from _members(one)


def _require_keepable(value: object) -> None:
    if isinstance(value, int) and value > LARGEST:
        raise Impossible(
            "must be at most {bound}, not {given}", bound=LARGEST, given=_shortened(value)
        )
    if isinstance(value, int) and value < -LARGEST:
        raise Impossible(
            "must be at least {bound}, not {given}", bound=-LARGEST, given=_shortened(value)
        )
    if isinstance(value, str) and not is_utf8(value):
        raise Impossible("'{given}' is no text in UTF-8; write or rename it as such", given=value)


def setting(
    default: Any = ...,
    *,
    title: str,
    help: str,
    unit: str = "",
    advanced: bool = False,
    text: TextOf = "line",
    zero: str = "",
    group: str = "",
    **bounds: Any,
) -> Any:
    """Declare one setting of a spec.

    `title` labels its editor, `help` is its tooltip and its line in the reference, `unit` stands
    behind its number, `advanced` folds it away at first, `text` tells what a text consists of,
    `zero` is the word for 0 where that is no quantity, such as "off", and `group` heads it and its
    like among the advanced settings.
    `bounds` are pydantic's (ge, gt, le, lt, min_length, ...).
    """
    extra: dict[str, Any] = {"unit": unit, "advanced": advanced, "text": text, "zero": zero}
    extra["group"] = group
    return Field(default, title=title, description=help, json_schema_extra=extra, **bounds)


def _none_empty(paths: tuple[str, ...]) -> tuple[str, ...]:
    if "" in paths:
        raise Impossible("holds an empty path; name a file or a folder")
    return paths


Paths = Annotated[tuple[str, ...], AfterValidator(_none_empty)]
"""Files and folders as a person names them: an empty path would be the current folder."""


class Problem(BaseModel):
    """What is wrong with one setting: its dotted path (empty: the whole) and a sentence."""

    model_config = ConfigDict(frozen=True)

    path: str
    words: Words

    def __str__(self) -> str:
        return f"{self.path}: {self.words}" if self.path else str(self.words)


class BadSpec(BadInput):
    """A spec with at least one impossible setting; `problems` names each."""

    def __init__(self, problems: Sequence[Problem], where: str = "") -> None:
        self.problems = tuple(problems)
        listed = "; ".join(str(problem) for problem in problems)
        if where:
            super().__init__("{where}: {problems}", where=where, problems=listed)
        else:
            super().__init__("{problems}", problems=listed)


def validate(spec_type: type[S] | TypeAdapter[S], data: Plain, where: str = "") -> S:
    """Build a spec from plain values; raises BadSpec, a sentence for each impossible setting.

    Of very many the first dozen are named, and the rest are counted.
    """
    adapter = spec_type if isinstance(spec_type, TypeAdapter) else TypeAdapter(spec_type)
    try:
        return adapter.validate_python(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        wrong = [one for one in details if not _follows(one, details)]
        told = [_problem(one, data) for one in wrong[:_MOST_TOLD]]
        if more := len(wrong) - len(told):
            told.append(Problem(path="", words=words("and {count} more", count=more)))
        raise BadSpec(told, where) from None


def _follows(detail: ErrorDetails, details: Sequence[ErrorDetails]) -> bool:
    """Whether a list is called too short only because members of it are impossible themselves."""
    place = detail["loc"]
    return detail["type"] == "too_short" and any(
        one["loc"][: len(place)] == place and len(one["loc"]) > len(place) for one in details
    )


def read_toml(path: Path) -> dict[str, Any]:
    """The plain values of a spec file; raises BadInput when it is none, or too large.

    Raises CannotBeRead where the system refuses it.

    A pipe or a device is refused at once.
    """
    try:
        text = read_plain_file(path, MAX_SPEC_BYTES).decode("utf-8")
    except TooLarge as found:
        raise BadInput(
            "{path} has {size} bytes; a spec file has at most {most}. Is it the right file?",
            path=path,
            size=found.size,
            most=found.most,
        ) from None
    except OSError as error:
        is_given = isinstance(error, FileNotFoundError) or is_no_file(error)
        kind = BadInput if is_given else CannotBeRead
        raise kind("{path} cannot be read: {reason}", path=path, reason=reason_of(error)) from None
    except UnicodeDecodeError:
        raise BadInput("{path} is not UTF-8 text; save the spec file as UTF-8", path=path) from None
    return parse_toml(text, path)


def with_overrides(data: Plain, overrides: Sequence[str]) -> dict[str, Any]:
    """A copy of `data` with `a.b=value` settings applied; the value is TOML, or else plain text."""
    result = copy.deepcopy(dict(data))
    for override in overrides:
        path, equals, text = override.partition("=")
        if not equals or not path.strip():
            raise BadInput("'{text}' is not a setting; write it as name=value", text=override)
        where = f"--set {_shortened(override)}"
        keys = path.strip().split(".")
        if len(keys) > MAX_DEPTH:
            raise too_deep(where)
        _assign(result, keys, _toml_value(text.strip(), where))
        if is_too_deep(result):
            raise too_deep(where)
    return result


def _assign(data: dict[str, Any], keys: list[str], value: Any) -> None:
    """Set a nested value; a numeric key indexes a list (`stages.0.alpha`)."""
    target: Any = data
    for index, key in enumerate(keys):
        last = index == len(keys) - 1
        if isinstance(target, list):
            if not _is_index(key, len(target)):
                raise BadInput(
                    "'{path}' needs a number below {count} at '{key}'",
                    path=".".join(keys),
                    count=len(target),
                    key=key,
                )
            position: Any = int(key)
        elif isinstance(target, dict):
            position = key
            if not last:
                target.setdefault(key, {})
        else:
            raise BadInput("'{path}': there is nothing below '{key}'", path=".".join(keys), key=key)
        if last:
            target[position] = value
        else:
            target = target[position]


def _is_index(key: str, count: int) -> bool:
    """Whether a key says which of `count` members of a list is meant."""
    return key.isascii() and key.isdigit() and len(key) <= len(str(count)) and int(key) < count


def _toml_value(text: str, where: str) -> Any:
    """A value as TOML; what is none is plain text."""
    try:
        plain = parse_toml(f"value = {text}", where)
    except NotToml:
        return text
    return plain["value"] if len(plain) == 1 else text


def to_plain(spec: BaseModel) -> dict[str, Any]:
    """A spec's plain values, without those that are None (TOML has no null)."""
    plain: dict[str, Any] = spec.model_dump(mode="json", exclude_none=True)
    return plain


def to_toml(spec: BaseModel) -> str:
    """A spec as the text of a spec file; reading it back gives an equal spec.

    Raises BadInput for one so long that no spec file may hold it.
    """
    text = tomli_w.dumps(to_plain(spec))
    size = len(text.encode())
    if size > MAX_SPEC_BYTES:
        raise BadInput(
            "these settings take {size} bytes, and a spec file has at most {most}; name a folder "
            "instead of many files, and shorten long texts",
            size=size,
            most=MAX_SPEC_BYTES,
        )
    return text


def digest(value: BaseModel | Plain) -> str:
    """A SHA-256 fingerprint (hex) of a spec or of plain values, independent of key order."""
    plain = to_plain(value) if isinstance(value, BaseModel) else value
    canonical = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def settings_of(spec_type: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every setting of a spec type as (dotted path, pydantic FieldInfo), nested specs included."""
    for name, field in spec_type.model_fields.items():
        path = f"{prefix}{name}"
        yield path, field
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from settings_of(field.annotation, f"{path}.")


def is_utf8(text: str) -> bool:
    """Whether a text can be written as UTF-8; Python reads other bytes as halves of characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def closest(name: str, known: Sequence[str]) -> str:
    """The known name most like `name`, or an empty string: for 'did you mean ...?'.

    One that `name` begins or goes on from comes before one that is spelled alike: `stop` is
    nearer to `stop_strings` than to `top_p`.
    """
    written = name.strip().lower().replace("-", "_").replace(" ", "_")
    if len(written) >= _SHORTEST_BEGINNING:
        begun = [one for one in known if one.lower().startswith(written)]
        begins = [one for one in known if written.startswith(f"{one.lower()}_")]
        for found in (begun, begins):
            if found:
                return found[0]
    matches = difflib.get_close_matches(written, known, n=1)
    matches = matches or difflib.get_close_matches(name, known, n=1)
    return matches[0] if matches else ""


def _written_path(detail: ErrorDetails, data: Any) -> str:
    """The setting's path as a person wrote it; pydantic puts the member of a union into it."""
    written: list[str] = []
    for part in detail["loc"]:
        is_missing = detail["type"] == "missing" and part == detail["loc"][-1]
        if isinstance(data, Mapping) and part not in data and not is_missing:
            continue
        written.append(_shortened(part))
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            data = None
    return ".".join(written)


def _problem(detail: ErrorDetails, data: Plain) -> Problem:
    path = _written_path(detail, data)
    context = detail.get("ctx", {})
    given = detail["input"]
    shown = "…" if isinstance(given, dict | list | tuple) else _shortened(given)
    match detail["type"]:
        case "missing":
            message = words("is missing")
        case "extra_forbidden":
            message = words("is not a setting that is known here; check its spelling")
        case "greater_than_equal":
            message = words(
                "must be at least {bound}, not {given}", bound=context["ge"], given=shown
            )
        case "greater_than":
            message = words(
                "must be more than {bound}, not {given}", bound=context["gt"], given=shown
            )
        case "less_than_equal":
            message = words(
                "must be at most {bound}, not {given}", bound=context["le"], given=shown
            )
        case "less_than":
            message = words(
                "must be less than {bound}, not {given}", bound=context["lt"], given=shown
            )
        case "int_parsing_size":
            message = words("must be at most {bound}, not {given}", bound=LARGEST, given=shown)
        case "int_parsing" | "int_type" | "int_from_float":
            message = words("must be a whole number, not '{given}'", given=shown)
        case "float_parsing" | "float_type":
            message = words("must be a number, not '{given}'", given=shown)
        case "finite_number":
            message = words("must be a finite number")
        case "bool_parsing" | "bool_type":
            message = words("must be true or false, not '{given}'", given=shown)
        case "string_type":
            message = words("must be text, not '{given}'", given=shown)
        case "string_unicode":
            message = words(
                "'{given}' is no text in UTF-8; write or rename it as such", given=shown
            )
        case "string_too_short" | "too_short" if context["min_length"] == 1:
            message = words("must not be empty")
        case "string_too_long":
            message = words(
                "must have at most {most} characters, not {given}",
                most=context["max_length"],
                given=len(given),
            )
        case "tuple_type" | "list_type":
            message = words("must be a list in [ ], not '{given}'", given=shown)
        case "model_type" | "model_attributes_type" | "dict_type":
            message = words("must be a table of settings, not '{given}'", given=shown)
        case "literal_error" | "enum":
            message = words(
                "'{given}' is not one of {expected}", given=shown, expected=context["expected"]
            )
        case "union_tag_invalid":
            message = words(
                "'{tag}' is not one of {expected}",
                tag=context["tag"],
                expected=context["expected_tags"],
            )
        case "union_tag_not_found":
            message = words("needs '{key}'", key=str(context["discriminator"]).strip("'"))
        case "value_error":
            message = _of_value_error(context.get("error"), detail["msg"])
        case _:
            message = words("{reason}", reason=detail["msg"])
    return Problem(path=path, words=message)


def _shortened(given: object) -> str:
    """A value as it is shown: one that fills a screen by its beginning."""
    try:
        text = str(given)
    except ValueError:  # Python writes no number of more than some thousand digits
        return "…"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _of_value_error(error: object, message: str) -> Words:
    """The sentence of a check of our own (`raise Impossible(...)` inside a validator)."""
    return error.words if isinstance(error, Impossible) else words("{reason}", reason=message)


class Impossible(ValueError):
    """Raised by a spec's own validator: settings that each are fine and together are not."""

    def __init__(self, template: str, /, **values: Any) -> None:
        self.words = words(template, **values)
        super().__init__(str(self.words))

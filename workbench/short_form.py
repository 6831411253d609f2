"""The short form of a spec, as people write it: `sample(temperature=0.8,top_p=0.9)`."""

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, TypeVar, get_origin

from pydantic import TypeAdapter

from workbench.errors import BadInput
from workbench.spec import Spec, closest, to_plain, validate
from workbench.words import listed
from workbench.written_values import as_value, as_written, split_at_commas

S = TypeVar("S", bound=Spec)

KIND = "kind"
"""The field that says which spec it is; the short form begins with it."""

_MOST_SHOWN = 200


def parse_short_form(
    text: str,
    types: Mapping[str, type[S]],
    *,
    unreadable: Callable[[str], BadInput],
    unknown: Callable[[str], BadInput],
    beside: Collection[str] = (),
) -> S:
    """The spec that a person wrote; raises BadInput or BadSpec with what to write instead.

    `types` has the specs by their kinds. `unreadable` is the error for a text of another form, and
    `unknown` the one for a kind that there is not. What is `beside` is given for all, outside.
    """
    written = re.fullmatch(r"\s*([^\s()=,]+)\s*(?:\((.*)\))?\s*", text, re.DOTALL)
    if written is None:
        raise unreadable(shortened(text))
    if written[1] not in types:
        raise unknown(shortened(written[1]))
    spec_type = types[written[1]]
    settings: dict[str, Any] = {}
    for part in filter(str.strip, split_at_commas(written[2] or "")):
        name, value = _parse_setting(part, spec_type, types, beside)
        if name in settings:
            raise BadInput(
                "'{name}' is given twice in {text}; keep one of the two",
                name=name,
                text=shortened(text),
            )
        settings[name] = value
    adapter: TypeAdapter[S] = _adapter(spec_type)
    return validate(adapter, settings, where=shortened(text))


@cache
def _adapter(spec_type: type[Spec]) -> TypeAdapter[Any]:
    """Made once: a history has thousands of strategies to read."""
    return TypeAdapter(spec_type)


def format_short_form(spec: Spec) -> str:
    """The short form, without what stands at its default; parsing it gives the spec back."""
    fields = type(spec).model_fields
    changed = {
        name: value
        for name, value in to_plain(spec).items()
        if fields[name].is_required() or getattr(spec, name) != fields[name].default
    }
    inside = ",".join(f"{name}={as_written(value)}" for name, value in changed.items())
    kind = kind_of_spec(type(spec))
    return f"{kind}({inside})" if inside else kind


def kind_of_spec(spec_type: type[Spec]) -> str:
    """What a spec is called in files and in the short form."""
    return str(spec_type.model_fields[KIND].default)


def settings_of(spec_type: type[Spec]) -> tuple[str, ...]:
    """The names that may stand in the brackets."""
    return tuple(name for name in spec_type.model_fields if name != KIND)


def shortened(text: str) -> str:
    """What a person wrote, as a sentence repeats it: one that fills a screen by its beginning."""
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _parse_setting(
    part: str, spec_type: type[S], types: Mapping[str, type[S]], beside: Collection[str]
) -> tuple[str, Any]:
    name, equals, value = (piece.strip() for piece in part.partition("="))
    field = spec_type.model_fields.get(name)
    may_be_empty = field is not None and field.annotation is str
    if not equals or not (value or may_be_empty):
        raise BadInput(
            "'{part}' is not a setting; write it as name=value", part=shortened(part.strip())
        )
    if name in beside:
        raise BadInput(
            "'{name}' belongs to no strategy; it is given beside it, for all of them", name=name
        )
    if field is None or name == KIND:
        raise _unknown_setting(name, spec_type, types)
    return name, as_value(value, is_list=get_origin(field.annotation) is tuple)


def _unknown_setting(name: str, spec_type: type[S], types: Mapping[str, type[S]]) -> BadInput:
    """What to write instead of a setting that a spec does not have."""
    name = shortened(name)
    known, strategy = settings_of(spec_type), kind_of_spec(spec_type)
    others = tuple(kind for kind, other in types.items() if name in settings_of(other))
    if others:
        return BadInput(
            "'{name}' is not a setting of {strategy}; these have it: {others}",
            name=name,
            strategy=strategy,
            others=listed(others),
        )
    if near := closest(name, known):
        return BadInput(
            "'{name}' is not a setting of {strategy}; did you mean '{near}'?",
            name=name,
            strategy=strategy,
            near=near,
        )
    return BadInput(
        "'{name}' is not a setting of {strategy}; it has {known}",
        name=name,
        strategy=strategy,
        known=listed(known) or "none",
    )

"""The commented spec files that ship name every setting: what one lacks is put in with its help."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import BaseModel

from resources import ROOT
from workbench.activities.spec import ANY_SPEC
from workbench.spec import to_plain, validate

SAMPLE_SPECS = ROOT / "samples" / "specs"
MOST_COLUMNS = 100

_COMMENT_COLUMN = 32


@dataclass(frozen=True)
class SampleSetting:
    """A setting of a sample: its table, such as `stages.divergence`, its name, value and help."""

    table: tuple[str, ...]
    key: str
    value: Any
    help: str

    @property
    def is_table(self) -> bool:
        return isinstance(self.value, BaseModel)

    def __str__(self) -> str:
        return ".".join((*self.table, self.key))


def missing_settings(text: str) -> list[SampleSetting]:
    """The settings that a spec file leaves at their defaults without naming them.

    Of a list of specs, such as the stages, it is enough that one names a setting.
    """
    plain = tomllib.loads(text)
    settings = _settings(validate(ANY_SPEC, plain))
    return [one for one in settings if not _is_named(plain, (*one.table, one.key))]


def completed(text: str) -> str:
    """A spec file with a line for every setting that it did not name; the spec is the same."""
    before = validate(ANY_SPEC, tomllib.loads(text))
    for setting in missing_settings(text):
        text = _with_table(text, setting) if setting.is_table else _with_line(text, setting, before)
    assert validate(ANY_SPEC, tomllib.loads(text)) == before
    return text


def complete_samples(folder: Path = SAMPLE_SPECS) -> None:
    """Complete every sample of a folder in place."""
    for path in sorted(folder.glob("*.toml")):
        path.write_text(completed(path.read_text("ascii")), encoding="ascii")


def _settings(spec: BaseModel, table: tuple[str, ...] = ()) -> Iterator[SampleSetting]:
    """Every setting that has a value, in the order of declaration, those of inner specs too."""
    plain = to_plain(spec)
    for key, field in type(spec).model_fields.items():
        value = getattr(spec, key)
        inner = value[0] if isinstance(value, tuple) and value else value
        if isinstance(inner, BaseModel):
            yield SampleSetting(table, key, inner, "")
            yield from _settings(inner, (*table, key))
        elif key in plain:
            yield SampleSetting(table, key, plain[key], field.description or "")


def _is_named(plain: Any, path: Sequence[str]) -> bool:
    if not path:
        return True
    if isinstance(plain, list):
        return any(_is_named(one, path) for one in plain)
    return path[0] in plain and _is_named(plain[path[0]], path[1:])


def _with_table(text: str, setting: SampleSetting) -> str:
    """The header goes behind what encloses it; a table of the whole spec to the end."""
    lines = text.splitlines()
    at = _span(lines, setting.table).stop if setting.table else len(lines)
    before = lines[:at]
    while before and not before[-1]:
        before.pop()
    return _joined([*before, "", f"[{setting}]", *([""] if lines[at:] else []), *lines[at:]])


def _with_line(text: str, setting: SampleSetting, spec: BaseModel) -> str:
    """The line goes behind the setting that is declared before it, and that one's comment."""
    lines = text.splitlines()
    span = _span(lines, setting.table)
    siblings = [one.key for one in _settings(spec) if one.table == setting.table]
    earlier = siblings[: siblings.index(setting.key)]
    named = [at for at in span if re.match(r"(\w+) *=", lines[at]) and _key(lines[at]) in earlier]
    at = (named or [span.start - 1])[-1] + 1
    while at < span.stop and re.match(r" +#", lines[at]):
        at += 1
    return _joined([*lines[:at], *_written(setting), *lines[at:]])


def _key(line: str) -> str:
    return line.partition("=")[0].strip()


def _span(lines: Sequence[str], table: tuple[str, ...]) -> range:
    """The lines of the first table of that name, without its header."""
    headers = [at for at, line in enumerate(lines) if line.startswith("[")]
    name = ".".join(table)
    start = (
        next(at for at in headers if lines[at].split("]")[0].lstrip("[") == name) if table else -1
    )
    return range(start + 1, next((at for at in headers if at > start), len(lines)))


def _written(setting: SampleSetting) -> list[str]:
    """The setting as a line, with the first sentence of its help where that fits."""
    lines = tomli_w.dumps({setting.key: setting.value}).splitlines()
    comment = _uncapitalised(setting.help.split(". ")[0].removesuffix("."))
    explained = f"{lines[0]:<{_COMMENT_COLUMN - 1}} # {comment}"
    fits = len(lines) == 1 and explained.isascii() and len(explained) <= MOST_COLUMNS
    return [explained] if fits and comment else lines


def _uncapitalised(sentence: str) -> str:
    """As comments begin here; names such as SGD keep their letters."""
    first = sentence.split(" ")[0]
    return first.lower() + sentence[len(first) :] if first.istitle() else sentence


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"

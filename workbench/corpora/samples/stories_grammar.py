"""A small grammar of text: templates whose slots are drawn from lists, once a story or anew.

`{name}`        the story's own value: drawn at its first use, then kept
`{name.field}`  a field of a drawn record, such as a person's kind
`{Name}`        the same, beginning with a capital
`{a name}`      with "a" or "an" before it (`{A name}` with a capital)
`{*name}`       drawn anew at each use
`[this|that]`   one of several wordings, which may hold slots and wordings of their own
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")

_TOKEN = re.compile(r"\{(\*?)(?:([aA]) )?(\w+)(?:\.(\w+))?\}|([\[\]|])")
_AN = (*"aeiou", "honest", "hour")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that a list fills; see the templates' notation at the top of this file."""

    name: str
    field: str
    fresh: bool
    article: bool
    capital: bool


@dataclass(frozen=True, slots=True)
class GrammarChoice:
    """Several wordings, one of which is told."""

    options: "tuple[Parts, ...]"


Parts = tuple[str | Slot | GrammarChoice, ...]
Record = Mapping[str, tuple[Parts, ...]]
Lists = Mapping[str, tuple[Record, ...]]


def parse(template: str) -> Parts:
    """Cut a template into its parts; brackets must be balanced."""
    open_options: list[list[list[str | Slot | GrammarChoice]]] = [[[]]]
    end = 0
    for match in _TOKEN.finditer(template):
        if match.start() > end:
            open_options[-1][-1].append(template[end : match.start()])
        end = match.end()
        match match[5]:
            case "[":
                open_options.append([[]])
            case "|":
                open_options[-1].append([])
            case "]":
                choice = GrammarChoice(tuple(tuple(parts) for parts in open_options.pop()))
                open_options[-1][-1].append(choice)
            case _:
                open_options[-1][-1].append(_slot(*match.group(1, 2, 3, 4)))
    open_options[-1][-1].append(template[end:])
    assert len(open_options) == 1, f"a bracket is open in {template!r}"
    return tuple(part for part in open_options[0][0] if part != "")


def _slot(star: str, article: str | None, name: str, field: str | None) -> Slot:
    spelt = f"{article or ''}{name}{field or ''}"
    return Slot(
        name=name.lower(),
        field=(field or "name").lower(),
        fresh=bool(star),
        article=article is not None,
        capital=spelt != spelt.lower(),
    )


def record(entry: str | Mapping[str, str | list[str]]) -> Record:
    """One entry of a list: a plain text is a record with the one field `name`."""
    fields: Mapping[str, Any] = {"name": entry} if isinstance(entry, str) else entry
    return {
        field: tuple(parse(text) for text in ([value] if isinstance(value, str) else value))
        for field, value in fields.items()
    }


class Telling:
    """One story being told: what was drawn for it stays the same to its end.

    `random` yields numbers in [0, 1); `lists` are looked up from the first to the last.
    """

    def __init__(self, random: Callable[[], float], cast: Mapping[str, Record], *lists: Lists):
        self._random = random
        self._records = dict(cast)
        self._lists = lists
        self._texts: dict[tuple[str, str], str] = {}

    def tell(self, parts: Parts) -> str:
        """The parts as text, every slot filled; raises KeyError for a slot no list fills."""
        return "".join([part if type(part) is str else self._fill(part) for part in parts])

    def _fill(self, part: str | Slot | GrammarChoice) -> str:
        match part:
            case Slot():
                text = self._fresh(part) if part.fresh else self._kept(part)
                if part.article:
                    text = f"an {text}" if text.startswith(_AN) else f"a {text}"
                return text[0].upper() + text[1:] if part.capital else text
            case GrammarChoice(options):
                return self.tell(self._pick(options))
            case str():
                return part

    def _kept(self, slot: Slot) -> str:
        key = (slot.name, slot.field)
        if key not in self._texts:
            if slot.name not in self._records:
                self._records[slot.name] = self._pick(self._list(slot.name))
            self._texts[key] = self.tell(self._pick(self._records[slot.name][slot.field]))
        return self._texts[key]

    def _fresh(self, slot: Slot) -> str:
        return self.tell(self._pick(self._pick(self._list(slot.name))[slot.field]))

    def _list(self, name: str) -> tuple[Record, ...]:
        return next(lists[name] for lists in self._lists if name in lists)

    def _pick(self, options: tuple[T, ...]) -> T:
        return options[int(self._random() * len(options))]

"""The fields of nested records, as JSON and Parquet have them, each with a path as its name.

`data.text` is a field within a field, `messages[].content` one of all members of a list. Two
combinations that many files have count as fields too: `prompt` and `response` of a chat (all that
is said before the assistant's last words, and those) or of Alpaca's three columns, and these three
together as one text. A whole chat is a column of its own for tuning on chats (`chats`), as JSON.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from workbench.corpora.encodings.decoding import MARK
from workbench.corpora.formats.tables import WHOLE_ALPACA, as_text, unique_names
from workbench.corpora.reading import readable

Path = tuple[str, ...]
"""The keys that lead to a value, one within the other; `EACH` stands for a list's members."""

EACH = "[]"
_DEEPEST = 6
_MOST_FIELDS = 200
"""Objects whose keys are data of their own have no end of fields."""

_CHATS = ("messages", "conversations", "conversation", "chat", "dialog", "dialogue")
_ROLES, _SAID = ("role", "from"), ("content", "value")
_ASSISTANTS = ("assistant", "gpt", "model", "bot", "chatgpt")
_USERS = ("user", "human", "prompter")
ASSISTANT, USER, SYSTEM = "assistant", "user", "system"
ALPACA = ("instruction", "input", "output")
PROMPT, RESPONSE = "prompt", "response"


class Turn(NamedTuple):
    """What somebody says in a chat; `role` is system, user or assistant, or as the file has it."""

    role: str
    text: str

    @property
    def is_answer(self) -> bool:
        """Whether the assistant speaks."""
        return self.role.lower() in _ASSISTANTS


Field = Callable[[Any], Any]
"""Finds a field's value in a record; None, or a value that is no text, where there is none."""


class RecordFields:
    """The fields that some records have, by name, in the order in which they were met.

    `paths` has those that are no combinations; `tops` the outermost keys that a field needs.
    `chats` are the lists of who says what, which are no texts to read.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        known = list(islice(dict.fromkeys(paths), _MOST_FIELDS))
        names = unique_names(name_of(path) for path in known if path)
        names += [""] * (() in known)  # values that are no objects are their own field
        known.sort(key=lambda path: not path)
        self.paths: dict[str, Path] = dict(zip(names, known, strict=True))
        self.tops = {name: set(path[:1]) for name, path in self.paths.items()}
        self._fields: dict[str, Field] = {n: _follower(path) for n, path in self.paths.items()}
        for name, (field, tops) in _combined(known).items():
            if name not in self._fields:
                self._fields[name], self.tops[name] = field, tops
        found = {name_of(path): path for path in _chats_in(known)}
        self.chats = {name: path for name, path in found.items() if name not in self._fields}
        self.tops |= {name: {path[0]} for name, path in self.chats.items()}

    @classmethod
    def of(cls, records: Iterable[Any]) -> "RecordFields":
        return cls(path for record in records for path in paths_in(record))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._fields)

    @property
    def columns(self) -> tuple[str, ...]:
        """What an example can be made of: the fields, and whole chats."""
        return (*self._fields, *self.chats)

    def __getitem__(self, name: str) -> Field:
        return self._fields[name]

    def of_rows(self, names: Sequence[str], texts: Collection[str]) -> list[Field]:
        """The fields of a labelled example; a list is put together in `texts` alone."""
        return [self._of_row(name, name in texts) for name in names]

    def _of_row(self, name: str, is_text: bool) -> Field:
        if name in self.chats:
            return _chat(self.chats[name])
        if is_text or name not in self.paths:
            return self._fields[name]
        return _label(self.paths[name])


def name_of(path: Path) -> str:
    """A path as a person writes it."""
    return ".".join(path).replace(f".{EACH}", EACH)


def paths_in(record: Any) -> Iterator[Path]:
    """The paths to all plain values in a record; a list of them is one value."""
    yield from _paths(record, (), _DEEPEST)


def _paths(value: Any, before: Path, deeper: int) -> Iterator[Path]:
    if isinstance(value, dict) and deeper:
        for key, inner in value.items():
            yield from _paths(inner, (*before, key), deeper - 1)
    elif isinstance(value, list) and deeper and _is_of_objects(value) and not _are_parts(value):
        for inner in value:
            yield from _paths(inner, (*before, EACH), deeper - 1)
    elif not isinstance(value, dict):
        yield before


def _is_of_objects(values: Sequence[Any]) -> bool:
    return any(isinstance(value, dict | list) for value in values)


def _are_parts(values: Sequence[Any]) -> bool:
    """Whether a list holds the parts of a message: texts, and what is not for reading."""
    parts = all(isinstance(value, dict) and "type" in value for value in values)
    return parts and any("text" in value for value in values)


def _follower(path: Path) -> Field:
    if len(path) == 1 and path[0] != EACH:
        return lambda record: joined(_of(record, path[0]))
    if not path:
        return lambda record: None if isinstance(record, dict) else joined(record)
    return lambda record: joined(_at(record, path))


def _label(path: Path) -> Field:
    return lambda record: _at(record, path)


def _of(record: Any, key: str) -> Any:
    return record.get(key) if isinstance(record, dict) else None


def _at(value: Any, path: Path) -> Any:
    for place, key in enumerate(path):
        if key == EACH and isinstance(value, list):
            rest = path[place + 1 :]
            return [found for inner in value if (found := _at(inner, rest)) is not None]
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def joined(value: Any) -> Any:
    """A list of texts, or of parts of a message, as one text, a line each; others as they are."""
    if not isinstance(value, list):
        return value
    flat = [inner.get("text") if isinstance(inner, dict) else joined(inner) for inner in value]
    return "\n".join(text for text in flat if isinstance(text, str)) or None


# -- chats and instructions -------------------------------------------------------------------


def _combined(paths: Sequence[Path]) -> Mapping[str, tuple[Field, set[str]]]:
    """The fields that are made of others, each with the outermost keys it needs."""
    tops = {path[0] for path in paths if path}
    chat = next((key for key in _CHATS if key in tops and _is_chat(key, paths)), None)
    if chat is not None:
        return {
            PROMPT: (lambda record: _before_answer(_turns(_of(record, chat))), {chat}),
            RESPONSE: (lambda record: _answer(_turns(_of(record, chat))), {chat}),
        }
    if {"instruction", "output"} <= tops:
        needed = {key for key in ALPACA if key in tops}
        return {
            PROMPT: (lambda record: _texts(record, ALPACA[:2]), needed),
            RESPONSE: (lambda record: _texts(record, ALPACA[2:]), needed),
            WHOLE_ALPACA: (lambda record: _texts(record, ALPACA), needed),
        }
    return {}


def _is_chat(key: str, paths: Sequence[Path]) -> bool:
    inner = {path[2] for path in paths if len(path) > 2 and path[:2] == (key, EACH)}
    return not inner.isdisjoint(_ROLES) and not inner.isdisjoint(_SAID)


def _chats_in(paths: Collection[Path]) -> Iterator[Path]:
    """Where lists of messages are, each with who says it and what is said."""
    for path in paths:
        *outer, each, key = path if len(path) > 2 else ("", "", "")
        if each == EACH and key in _ROLES and EACH not in outer:
            keys = {p[len(outer) + 1] for p in paths if p[: len(outer) + 1] == (*outer, EACH)}
            if not keys.isdisjoint(_SAID):
                yield tuple(outer)


def _chat(path: Path) -> Field:
    def found(record: Any) -> str:
        said = [
            {"role": one.role, "content": one.text.replace("\0", MARK)}  # JSON would hide it
            for one in _turns(_at(record, path))
        ]
        return json.dumps(said, ensure_ascii=False) if said else ""

    return found


def turns(chat: Any) -> list[Turn]:
    """Who says what, in a list of objects with role and content, or from and value.

    What cannot be stored as UTF-8, or is NUL, is replaced.
    """
    return [turn._replace(text=readable(turn.text)[0]) for turn in _turns(chat)]


def _turns(chat: Any) -> list[Turn]:
    """The same with all characters as they are, to be counted where they are replaced."""
    said = [one for one in chat if isinstance(one, dict)] if isinstance(chat, list) else []
    return [Turn(_first_of(one, _ROLES), _first_of(one, _SAID)) for one in said]


def with_usual_role(turn: Turn) -> Turn:
    """A turn whose speaker is called as chat templates do."""
    role = turn.role.strip().lower()
    if role in _ASSISTANTS:
        return turn._replace(role=ASSISTANT)
    return turn._replace(role=USER if role in _USERS else role)


def _first_of(turn: Mapping[str, Any], keys: Sequence[str]) -> str:
    """A turn's first text under one of the keys; parts of a message are put together."""
    for key in keys:
        text = joined(turn.get(key))
        if isinstance(text, str):
            return text
    return ""


def _before_answer(said: Sequence[Turn]) -> str | None:
    last = _last_answer(said)
    return None if last is None else "\n\n".join(turn.text for turn in said[:last] if turn.text)


def _answer(said: Sequence[Turn]) -> str | None:
    last = _last_answer(said)
    return None if last is None else said[last].text


def _last_answer(said: Sequence[Turn]) -> int | None:
    places = [at for at, turn in enumerate(said) if turn.is_answer]
    return places[-1] if places else None


def _texts(record: Any, keys: Sequence[str]) -> str | None:
    values = (as_text(joined(_of(record, key))) for key in keys)
    return "\n\n".join(value for value in values if value.strip()) or None

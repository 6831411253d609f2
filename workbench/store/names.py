"""Display names and what is found by them: clean, unique within their sort, easy to mistype."""

import itertools
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Protocol, TypeVar, assert_never

from workbench.errors import BadInput, CannotBeRead, Corrupt, NotFound, WorkbenchError
from workbench.spec import closest
from workbench.words import listed

MAX_NAME_LENGTH = 80


class Sort(StrEnum):
    """The sorts of things that have a name; each has a namespace of its own."""

    CORPUS = "corpus"
    TOKENIZER = "tokenizer"
    CACHE = "cache"
    MODEL = "model"
    RUN = "run"


class Named(Protocol):
    """What a record has in common with the others."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


class Unreadable(Protocol):
    """Something that is there and cannot be read, and `why`; its name is empty if nobody knows."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def why(self) -> WorkbenchError: ...


N = TypeVar("N", bound=Named)


def clean(name: str) -> str:
    """A name as it is stored; raises BadInput when it cannot be one."""
    cleaned = unicodedata.normalize("NFC", " ".join(name.split()))
    if not cleaned:
        raise BadInput("a name needs at least one letter")
    if len(cleaned) > MAX_NAME_LENGTH:
        raise BadInput(
            "the name has {length} characters; at most {most} are possible",
            length=len(cleaned),
            most=MAX_NAME_LENGTH,
        )
    if "@" in cleaned:
        raise BadInput("'{name}' holds an @, which separates a model from its step", name=cleaned)
    if not cleaned.isprintable():
        raise BadInput("a name can only hold characters that can be seen")
    return cleaned


def slug(name: str, fallback: str) -> str:
    """A name as part of a folder's name: lower-case words of any script, or else the fallback.

    Latin letters lose their accents, which file systems spell in different ways.
    """
    spelt = "".join(map(_spelt, unicodedata.normalize("NFKC", name)))
    return "-".join(spelt.split())[:40].strip("-") or fallback


def _spelt(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode().lower()
    if plain:
        return plain if plain.isalnum() else " "
    belongs = character.isalnum() or unicodedata.category(character).startswith("M")
    return character.lower() if belongs else " "


def require_free(name: str, others: Sequence[Named]) -> None:
    """Raise BadInput when another thing of the sort has the name (or differs in case alone)."""
    for other in others:
        if other.name.casefold() == name.casefold():
            raise BadInput(
                "the name '{name}' is taken by {id}; choose another one", name=name, id=other.id
            )


def free_name(name: str, others: Sequence[Named]) -> str:
    """The name, or the first of `name 2`, `name 3`, … that none of the others has."""
    taken = {other.name.casefold() for other in others}
    numbered = (f"{name} {number}" for number in itertools.count(2))
    return next(one for one in itertools.chain((name,), numbered) if one.casefold() not in taken)


def find(
    sort: Sort,
    reference: str,
    records: Sequence[N],
    damaged: Callable[[], Iterable[Unreadable]] = lambda: (),
) -> N:
    """The thing with an id or a name.

    Raises NotFound, which suggests; BadInput if there are several; Corrupt if it is `damaged`, or
    CannotBeRead where the system refuses to tell.
    """
    wanted = unicodedata.normalize("NFC", reference.strip())
    matches = [record for record in records if record.id == wanted]
    matches = matches or [record for record in records if record.name == wanted]
    if not matches:
        for one in damaged():
            if wanted in (one.id, one.name) or _is_slug_of(wanted, one.id, sort):
                raise _unreadable(sort, reference, one)
        missing = _missing(sort, reference, closest(wanted, [record.name for record in records]))
        missing.sort, missing.name = sort, wanted
        raise missing
    if len(matches) > 1:
        raise BadInput(
            "'{name}' is the name of several: {ids}; give one of these ids instead",
            name=reference,
            ids=listed(record.id for record in matches),
        )
    return matches[0]


def _is_slug_of(name: str, thing_id: str, sort: Sort) -> bool:
    """Whether an id was made of a name; one that every name of other letters has tells nothing."""
    made_of = slug(name, sort)
    return made_of != sort and thing_id.partition("-")[2] == made_of


def _unreadable(sort: Sort, name: str, thing: Unreadable) -> WorkbenchError:
    if isinstance(thing.why, CannotBeRead):
        return thing.why
    values = {"name": name, "id": thing.id, "reason": thing.why.words}
    match sort:
        case Sort.CORPUS:
            return Corrupt(
                "corpus '{name}' ({id}) is damaged: {reason}; restore it from a copy or the bin, "
                "or add it again",
                **values,
            )
        case Sort.TOKENIZER:
            return Corrupt(
                "tokenizer '{name}' ({id}) is damaged: {reason}; restore it from a copy or the "
                "bin, or train it again",
                **values,
            )
        case Sort.CACHE:
            return Corrupt(
                "teacher cache '{name}' ({id}) is damaged: {reason}; restore it from a copy or the "
                "bin, or make it again",
                **values,
            )
        case Sort.MODEL:
            return Corrupt("model '{name}' ({id}) is damaged: {reason}", **values)
        case Sort.RUN:
            return Corrupt("run '{name}' ({id}) is damaged: {reason}", **values)
        case _:
            assert_never(sort)


def _missing(sort: Sort, name: str, like: str) -> NotFound:
    if like:
        return _mistyped(sort, name, like)
    match sort:
        case Sort.CORPUS:
            return NotFound("there is no corpus '{name}' in this project; add it first", name=name)
        case Sort.TOKENIZER:
            return NotFound("there is no tokenizer '{name}' in this project; train it", name=name)
        case Sort.CACHE:
            return NotFound(
                "there is no teacher cache '{name}' in this project; make it first", name=name
            )
        case Sort.MODEL:
            return NotFound(
                "there is no model '{name}' in this project (a model is there once its training "
                "has saved a checkpoint)",
                name=name,
            )
        case Sort.RUN:
            return NotFound("there is no run '{name}' in this project", name=name)
        case _:
            assert_never(sort)


def _mistyped(sort: Sort, name: str, like: str) -> NotFound:
    match sort:
        case Sort.CORPUS:
            return NotFound(
                "there is no corpus '{name}'; did you mean '{like}'?", **_two(name, like)
            )
        case Sort.TOKENIZER:
            return NotFound(
                "there is no tokenizer '{name}'; did you mean '{like}'?", **_two(name, like)
            )
        case Sort.CACHE:
            return NotFound(
                "there is no teacher cache '{name}'; did you mean '{like}'?", **_two(name, like)
            )
        case Sort.MODEL:
            return NotFound(
                "there is no model '{name}'; did you mean '{like}'?", **_two(name, like)
            )
        case Sort.RUN:
            return NotFound("there is no run '{name}'; did you mean '{like}'?", **_two(name, like))
        case _:
            assert_never(sort)


def _two(name: str, like: str) -> dict[str, str]:
    return {"name": name, "like": like}

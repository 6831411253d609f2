"""What is said of a run: tags, a note, that it is pinned or archived; kept in `meta.json`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict

from workbench.errors import BadInput

MOST_TAGS = 50
MOST_TAG_CHARACTERS = 60
MOST_NOTE_CHARACTERS = 10_000


class Remarks(BaseModel):
    """A run that nobody said anything of has the empty ones.

    What is pinned is never proposed for cleaning; what is archived is left out of the table.
    `alerts` counts what a person's rules told of it; `alerts.json` beside has them.
    """

    model_config = ConfigDict(frozen=True)

    tags: tuple[str, ...] = ()
    note: str = ""
    is_pinned: bool = False
    is_archived: bool = False
    alerts: int = 0


NO_REMARKS = Remarks()


@dataclass(frozen=True)
class RemarksChange:
    """What is to change of a run's remarks; None leaves that as it is."""

    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    note: str | None = None
    is_pinned: bool | None = None
    is_archived: bool | None = None

    def of(self, remarks: Remarks) -> Remarks:
        """The remarks after the change; raises BadInput for a tag or a note that is none."""
        removed = {tag.casefold() for tag in cleaned_tags(self.remove_tags)}
        kept = [tag for tag in remarks.tags if tag.casefold() not in removed]
        tags = cleaned_tags((*kept, *self.add_tags))
        if len(tags) > MOST_TAGS:
            raise BadInput("a run has at most {count} tags", count=MOST_TAGS)
        return Remarks(
            tags=tags,
            note=remarks.note if self.note is None else cleaned_note(self.note),
            is_pinned=remarks.is_pinned if self.is_pinned is None else self.is_pinned,
            is_archived=remarks.is_archived if self.is_archived is None else self.is_archived,
            alerts=remarks.alerts,
        )

    def with_tags(self, tags: Sequence[str], known: Sequence[str]) -> "RemarksChange":
        """The change that leaves these tags of those that are known."""
        wanted = {tag.casefold() for tag in tags}
        removed = tuple(tag for tag in known if tag.casefold() not in wanted)
        return replace(self, add_tags=tuple(tags), remove_tags=removed)


def cleaned_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """Tags as they are kept, each once whatever its case; raises BadInput for what is none."""
    kept: dict[str, str] = {}
    for tag in tags:
        plain = " ".join(tag.split())
        if not plain or "," in plain or len(plain) > MOST_TAG_CHARACTERS:
            raise BadInput(
                "'{tag}' is no tag; write 1 to {count} characters without a comma",
                tag=tag[:MOST_TAG_CHARACTERS],
                count=MOST_TAG_CHARACTERS,
            )
        kept.setdefault(plain.casefold(), plain)
    return tuple(kept.values())


def cleaned_note(note: str) -> str:
    """A note as it is kept; raises BadInput for one that is too long."""
    if len(note) > MOST_NOTE_CHARACTERS:
        raise BadInput(
            "a note has at most {most} characters, this one has {count}",
            most=MOST_NOTE_CHARACTERS,
            count=len(note),
        )
    return note.strip()

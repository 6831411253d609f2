"""The texts that models wrote in a project: kept, searched, annotated, exported."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.errors import BadInput
from workbench.generation.texts.written_text import WrittenText, as_csv, as_json, as_markdown
from workbench.store.files.named import write_file
from workbench.store.history.history import MOST_FOUND, History, HistoryEntry

EXPORTS: dict[str, Callable[[Sequence[WrittenText]], str]] = {
    ".md": as_markdown,
    ".json": as_json,
    ".csv": as_csv,
}
"""From the ending of a file's name to what is written into it."""


@dataclass(frozen=True)
class KeptText:
    """A text of the history, when it was written, and what a person says about it."""

    entry: HistoryEntry
    written: WrittenText

    @property
    def id(self) -> int:
        return self.entry.id

    @property
    def note(self) -> str:
        return self.entry.note

    @property
    def is_starred(self) -> bool:
        return self.entry.is_starred


@dataclass(frozen=True)
class FoundTexts:
    """The newest texts of a search, of `total`; see `store.history.Found`."""

    texts: tuple[KeptText, ...]
    total: int
    damaged: int
    let_go: int


class TextHistory:
    """The history of one project; every call raises as `History` does."""

    def __init__(self, folder: Path, busy_s: float | None = None) -> None:
        self._history = History(folder) if busy_s is None else History(folder, busy_s)

    def keep(self, written: WrittenText) -> int:
        """Keep a text; gives its id. What is known of single tokens is left out."""
        return self._history.add(replace(written, tokens=()).plain(), written.searched())

    def find(self, text: str = "", *, starred: bool = False, most: int = MOST_FOUND) -> FoundTexts:
        """The texts that hold all of these words or characters, the newest first."""
        found = self._history.find(text, starred=starred, most=most)
        texts, damaged = [], found.damaged
        for entry in found.entries:
            try:
                texts.append(KeptText(entry, WrittenText.of_plain(entry.plain)))
            except BadInput:
                damaged += 1
        return FoundTexts(tuple(texts), found.total, damaged, found.let_go)

    def annotate(self, text: KeptText, *, note: str, is_starred: bool) -> None:
        """Keep what a person says about a text; it is found by that as well."""
        searched = text.written.searched()
        self._history.annotate(text.entry, searched, note=note, is_starred=is_starred)

    def delete(self, ids: Sequence[int]) -> int:
        """Remove texts for good; gives how many there were."""
        return self._history.delete(ids)


def export_texts(texts: Sequence[WrittenText], path: Path) -> None:
    """Write texts into a file, as the ending of its name says; raises BadInput for another."""
    write = EXPORTS.get(path.suffix.lower())
    if write is None:
        raise BadInput(
            "{path} does not say how to write texts; end its name in .md, .json or .csv", path=path
        )
    write_file(path, write(texts).encode(errors="replace"))

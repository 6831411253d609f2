"""Importing text in a test as the product does, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from workbench.corpora.corpus import Corpus
from workbench.corpora.importing.add import add_corpus
from workbench.corpora.spec import AddCorpusSpec
from workbench.events import Event, Note, Outcome
from workbench.jobs import Control, ThreadControl


@dataclass(frozen=True)
class Imported:
    events: list[Event]
    outcome: Outcome
    folder: Path

    @property
    def corpus(self) -> Corpus:
        return Corpus.open(self.folder)

    @property
    def documents(self) -> list[str]:
        return list(self.corpus.documents())

    @property
    def notes(self) -> str:
        return "\n".join(str(event.words) for event in self.events if isinstance(event, Note))

    @property
    def skipped(self) -> list[tuple[str, int]]:
        """File name and line of each part that was skipped."""
        return [(Path(part.file).name, part.line) for part in self.corpus.skipped_parts]


Import = Callable[..., Imported]


@pytest.fixture
def import_files(tmp_path: Path) -> Import:
    """Import files and folders; settings are those of AddCorpusSpec."""
    folders = iter(tmp_path / "corpora" / f"{number:04d}-text" for number in range(1, 1000))

    def imported(*files: Path, control: Control | None = None, **settings: Any) -> Imported:
        folder = next(folders)
        spec = AddCorpusSpec(name="text", files=tuple(map(str, files)), **settings)
        steps = add_corpus(spec, folder, control or ThreadControl())
        events: list[Event] = []
        while True:
            try:
                events.append(next(steps))
            except StopIteration as stop:
                return Imported(events, stop.value, folder)

    return imported

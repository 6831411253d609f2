"""A search of a project, and the documents in which it found something."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.project.searching.found_document import FoundDocument, found_document
from workbench.project.searching.search import SearchHit, SearchState, search

if TYPE_CHECKING:
    from workbench.project.project import Project


class ProjectSearch:
    """Iterating gives what was found by now, again and again; raises BadInput for a text that
    cannot be looked for."""

    def __init__(self, project: "Project", text: str) -> None:
        self._project = project
        self.text = text

    def __iter__(self) -> Iterator[SearchState]:
        return search(self._project, self.text)

    def document(self, hit: SearchHit) -> FoundDocument:
        """The document of a corpus in which something was found, and where in it that stands.

        Raises BadInput for a hit elsewhere, NotFound or Corrupt.
        """
        return found_document(self._project, hit, self.text)

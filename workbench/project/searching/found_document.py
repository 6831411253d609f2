"""The document of a corpus in which something was found, and where in it that stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.corpora.search_text import folded
from workbench.errors import BadInput, NotFound
from workbench.project.searching.search import SearchHit, parts_of

if TYPE_CHECKING:
    from workbench.project.project import Project

MOST_CHARACTERS = 20_000
MOST_PLACES = 1_000


@dataclass(frozen=True)
class FoundDocument:
    """The text around the first place, from its `line` (from 1) of the document on.

    `places` are where what was sought begins and ends in it, the first place first; of a document
    that is too long so many characters are `left_out`.
    """

    text: str
    line: int
    places: tuple[tuple[int, int], ...]
    left_out: int = 0


def found_document(project: "Project", hit: SearchHit, text: str) -> FoundDocument:
    """What stands in the document of a hit; raises BadInput for a hit that is in no corpus."""
    if hit.place != "corpus":
        raise BadInput("only documents of corpora are read here; go to the hit instead")
    corpus = project.corpus(hit.name)
    if not 1 <= hit.at <= corpus.count():
        raise NotFound("the corpus '{name}' is another one by now; search again", name=hit.name)
    whole, parts = corpus.document(hit.at - 1), parts_of(text)
    plain = folded(whole)
    # Folding may change how many characters there are: then the text is shown as it was folded.
    shown = whole if len(plain) == len(whole) else plain
    first = max(plain.find(parts[0]), 0)
    begin = max(0, first - MOST_CHARACTERS // 4)
    end = begin + MOST_CHARACTERS
    return FoundDocument(
        text=shown[begin:end],
        line=shown.count("\n", 0, begin) + 1,
        places=tuple(_places(plain[begin:end], parts)),
        left_out=max(len(shown) - len(shown[begin:end]), 0),
    )


def _places(plain: str, parts: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where each part stands, part by part; not more than can be shown."""
    count = 0
    for part in parts:
        at = plain.find(part)
        while at >= 0 and count < MOST_PLACES:
            yield at, at + len(part)
            count += 1
            at = plain.find(part, at + len(part))

"""A map of embeddings as a table: a line each piece, with its place and properties."""

from collections.abc import Iterator
from pathlib import Path

from workbench.csv_text import csv_text
from workbench.errors import BadInput
from workbench.inspection.embeddings.spec import EmbeddingMap
from workbench.store.files.named import write_file

_PROPERTIES = ("id", "piece", "kind", "length", "begins_word", "script", "frequency")
_PLACES = ("x", "y", "norm")


def export_map(found: EmbeddingMap, path: Path) -> None:
    """Write the table as CSV; raises BadInput for another name, or where it cannot be written."""
    check_csv_name(path)
    write_file(path, csv_text(table(found)).encode("utf-8-sig"))


def check_csv_name(path: Path) -> None:
    """Raise BadInput unless it is the name of a CSV; asked before the work begins."""
    if path.suffix.lower() != ".csv":
        raise BadInput("{path} is no name of a table; end it in .csv", path=path)


def table(found: EmbeddingMap) -> Iterator[tuple[object, ...]]:
    """The heading, and a line each piece; of a student under names that begin with `student_`."""
    ends = ("", "student_")[: len(found.models)]
    heading = [*_PROPERTIES, *(end + name for end in ends for name in _PLACES)]
    yield (*heading, *(["aligned_cosine"] if found.cosines else []))
    for number, piece in enumerate(found.pieces):
        line: list[object] = [getattr(piece, name) for name in _PROPERTIES]
        for points_nd, norms_n in zip(found.points_mnd, found.norms_mn, strict=True):
            line += [*points_nd[number].tolist(), norms_n[number].item()]
        yield (*line, *found.cosines[number : number + 1])

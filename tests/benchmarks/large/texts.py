"""A text of any size: the paragraphs of given texts again and again, each time changed.

Every copy of a paragraph has another word or a number in one place, so that almost no document is
written twice; some are, word for word, as in what is gathered from the web.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

FILE_BYTES = 256 << 20
_AT_ONCE = 4096
_CUTS = 8
_REPEATED = 0.02


def write_large(folder: Path, sources: Sequence[str], num_bytes: int, document_bytes: int) -> None:
    """Write so many bytes of documents, a blank line between them, into files of a folder."""
    left, documents = num_bytes, _documents(sources, document_bytes)
    for number in range(-(-num_bytes // FILE_BYTES)):
        room = min(left, FILE_BYTES)
        with (folder / f"{number:04}.txt").open("wb") as file:
            while room > 0:
                data = next(documents)
                room -= file.write(data)
                left -= len(data)


def _documents(sources: Sequence[str], document_bytes: int) -> Iterator[bytes]:
    """Some megabytes of documents at a time, for ever."""
    chance = np.random.default_rng(1)
    cuts = [cut for source in sources for cut in _cut(source, chance)]
    words = sorted({word for source in sources for word in source.split()})
    per_document = max(1, round(document_bytes / np.mean([len(a) + len(b) for a, b in cuts])))
    while True:
        chosen = chance.integers(0, len(cuts), _AT_ONCE * per_document).tolist()
        fillers = chance.integers(0, len(words), len(chosen)).tolist()
        changed = [
            f"{cuts[cut][0]} {words[filler]} {cuts[cut][1]}"
            for cut, filler in zip(chosen, fillers, strict=True)
        ]
        documents = [
            "\n".join(changed[first : first + per_document])
            for first in range(0, len(changed), per_document)
        ]
        again = documents[: int(_REPEATED * len(documents))]
        yield ("\n\n".join(documents + again) + "\n\n").encode()


def _cut(source: str, chance: np.random.Generator) -> Iterator[tuple[str, str]]:
    """Each paragraph in two at some of its spaces, where something is put between."""
    for paragraph in source.split("\n\n"):
        words = paragraph.split(" ")
        for place in chance.integers(0, len(words) + 1, _CUTS).tolist():
            yield " ".join(words[:place]), " ".join(words[place:])

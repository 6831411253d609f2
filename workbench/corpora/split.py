"""Which documents are kept for validation."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from workbench.errors import BadInput

_DRAWN_TOGETHER = 64 * 1024


def validation_indices(
    documents: int, fraction: float, seed: int
) -> Iterator[npt.NDArray[np.uint64]]:
    """The numbers of the validation documents, ascending, some at a time; at least one.

    The documents are cut into as many equal stretches as validation documents are wanted, and
    one is drawn from each: the split has the exact size and every part of the corpus in it.
    Needs at least two documents, and a fraction of at most 1/2.
    """
    assert documents >= 2
    count = max(1, round(documents * fraction))
    source = np.random.PCG64(seed)  # its raw stream is the same in every version of NumPy
    for first in range(0, count, _DRAWN_TOGETHER):
        edges = np.arange(first, min(first + _DRAWN_TOGETHER, count) + 1, dtype=np.uint64)
        edges = edges * np.uint64(documents) // np.uint64(count)
        drawn = source.random_raw(len(edges) - 1)
        yield edges[:-1] + drawn % np.diff(edges)


def cut_position(text: bytes, fraction: float) -> int:
    """Where to cut the only document so that about `fraction` of its bytes come after the cut.

    At a line's end in its second half if there is one, or else between two characters. Raises
    BadInput for a text of a single character.
    """
    middle, target = len(text) // 2, int(len(text) * (1 - fraction))
    for position in (text.rfind(b"\n", middle, target) + 1, text.find(b"\n", target) + 1):
        if 0 < position < len(text):
            return position
    for positions in (range(target, 0, -1), range(target + 1, len(text))):
        for position in positions:
            if text[position] & 0xC0 != 0x80:  # where a character begins
                return position
    raise BadInput("the text is too short to keep a part of it for validation; add more text")

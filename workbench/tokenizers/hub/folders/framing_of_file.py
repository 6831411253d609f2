"""What the post-processor of a `tokenizer.json` puts around a text, found by using it."""

import json
from dataclasses import replace

import tokenizers

from workbench.tokenizers.framing import Framing
from workbench.tokenizers.hub.hub_file import Plain

_PROBES = ("a", "the", "The old fox", "1", "床", "x y")
"""One of them has a token in any vocabulary."""


def framing_of_file(plain: Plain, *, tells_segments: bool = True) -> Framing:
    """The framing; a file that was made to harm may bring the library down (see `trial`).

    Where the tokenizer does not tell segments, both texts are read as of the first.
    """
    library = tokenizers.Tokenizer.from_str(json.dumps(plain))
    library.no_padding()
    library.no_truncation()
    for probe in _PROBES:
        ids = library.encode(probe, add_special_tokens=False).ids
        if ids:
            pair = library.encode(probe, probe)
            framing = _around(ids, library.encode(probe).ids, pair.ids)
            segments = (0, max(pair.type_ids)) if tells_segments else (0, 0)
            return replace(framing, segments=segments)
    return Framing()


def _around(ids: list[int], framed: list[int], pair: list[int]) -> Framing:
    """What stands before and behind a text's ids, and between two of the same."""
    begin, end = _cut(framed, ids)
    _, rest = _cut(pair, ids)
    between, _ = _cut(rest, ids)
    return Framing(begin=tuple(begin), end=tuple(end), between=tuple(between))


def _cut(whole: list[int], part: list[int]) -> tuple[list[int], list[int]]:
    """What stands before and behind a part that is in the whole."""
    for at in range(len(whole) - len(part) + 1):
        if whole[at : at + len(part)] == part:
            return whole[:at], whole[at + len(part) :]
    return [], []

"""How often each piece occurs in a text, and how well the tokenizer fits it."""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.errors import Corrupt
from workbench.store.files import looking
from workbench.tokenizers.special import SpecialIds

FREQUENCIES_FILE = "frequencies.npy"

Frequencies = NDArray[np.int64]


@dataclass(frozen=True)
class Measurement:
    """What a text of `bytes` of UTF-8 became; special tokens do not count, but that
    for unknown text does."""

    bytes: int
    tokens: int
    unknown: int

    @property
    def bytes_per_token(self) -> float:
        """More is better: the same text in fewer tokens."""
        return self.bytes / max(self.tokens, 1)

    @property
    def unknown_rate(self) -> float:
        """The share of tokens that stand for unknown text; one may stand for several characters."""
        return self.unknown / max(self.tokens, 1)


def measurement(num_bytes: int, frequencies: Frequencies, special: SpecialIds) -> Measurement:
    """The figures of a text from its size and how often each id occurs in it."""
    unknown = 0 if special.unk is None else int(frequencies[special.unk])
    silent = int(frequencies[list(special.known)].sum())
    return Measurement(num_bytes, int(frequencies.sum()) - silent + unknown, unknown)


def to_npy(frequencies: Frequencies) -> bytes:
    """The content of a frequencies file."""
    buffer = io.BytesIO()
    np.save(buffer, frequencies, allow_pickle=False)
    return buffer.getvalue()


def read_npy(path: Path) -> Frequencies:
    """What `to_npy` wrote; raises Corrupt."""
    try:
        data = io.BytesIO(looking.read_bytes(path))
        frequencies: Frequencies = np.load(data, allow_pickle=False)
    except (FileNotFoundError, EOFError, ValueError):
        raise Corrupt("{path} is missing or not what was written", path=path) from None
    return frequencies

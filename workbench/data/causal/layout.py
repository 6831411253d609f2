"""How encoded text lies on disk: one file of token ids a split, and what is known of it.

Each document stands as `<s> ids </s>`, one after another, in the smallest unsigned type that holds
the vocabulary.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from workbench.errors import Corrupt
from workbench.tokenizers.source import Split

FORMAT = 1
META_FILE = "meta.json"
SPLITS: tuple[Split, ...] = ("train", "validation")

Tokens = NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True)
class SplitFacts:
    """What a split holds; `tokens` includes <s> and </s>, `bytes` are UTF-8 of the text."""

    documents: int = 0
    tokens: int = 0
    bytes: int = 0


def token_type(vocabulary_size: int) -> np.dtype[Any]:
    """The smallest unsigned type that holds every id."""
    return np.min_scalar_type(vocabulary_size - 1)


def file_of(split: Split) -> str:
    """The name of a split's tokens in their folder."""
    return f"{split}.bin"


def map_tokens(path: Path, dtype: DTypeLike) -> Tokens:
    """A file's tokens as a read-only memory map (an empty file cannot be mapped)."""
    if not path.stat().st_size:
        return np.empty(0, dtype=dtype)
    return np.memmap(path, dtype=dtype, mode="r")


def check_size(path: Path, needed: int) -> None:
    """Raise Corrupt, naming the file, unless it has `needed` bytes."""
    size = path.stat().st_size if path.exists() else 0
    if size != needed:
        raise Corrupt(
            "{path} has {found} bytes instead of {needed}; delete its folder to encode again",
            path=path,
            found=size,
            needed=needed,
        )

"""How encoded sentences lie on disk: flat token ids, where sentences begin, where documents do.

Offsets are 64-bit numbers, least byte first, one more than there are things: the first is 0.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from workbench.data.causal.layout import META_FILE, SPLITS, check_size, file_of
from workbench.errors import Corrupt, NotFound
from workbench.file_formats import json_text
from workbench.store.files import looking
from workbench.tokenizers.source import Split

SENTENCE_FORMAT = 1
OFFSET = np.dtype("<i8")
"""The same bytes as unsigned ones; NumPy makes floats of signed and unsigned numbers together."""


@dataclass(frozen=True)
class SentenceFacts:
    """What a split holds; `tokens` counts no special ones, `bytes` are UTF-8 of the text."""

    documents: int = 0
    sentences: int = 0
    tokens: int = 0
    bytes: int = 0


def sentences_file(split: Split) -> str:
    """The name of the file that says at which token each sentence begins."""
    return f"{split}.sentences.bin"


def documents_file(split: Split) -> str:
    """The name of the file that says at which sentence each document begins."""
    return f"{split}.documents.bin"


FILES: tuple[Callable[[Split], str], ...] = (file_of, sentences_file, documents_file)


def read_meta(folder: Path) -> tuple[dict[str, Any], dict[Split, SentenceFacts]]:
    """What is noted of a folder, and of its splits; raises NotFound or Corrupt."""
    path = folder / META_FILE
    try:
        meta = json_text.loads(looking.read_bytes(path))
        facts = {split: SentenceFacts(**meta["splits"][split]) for split in SPLITS}
        return {name: meta[name] for name in ("fingerprint", "vocabulary_size")}, facts
    except FileNotFoundError:
        raise NotFound("{folder} holds no encoded sentences", folder=folder) from None
    except (ValueError, KeyError, TypeError):
        raise Corrupt("{path} is not what was written", path=path) from None


def check_files(folder: Path, split: Split, facts: SentenceFacts, token_bytes: int) -> None:
    """Raise Corrupt, naming the file, unless all of a split's have the size they need."""
    check_size(folder / file_of(split), facts.tokens * token_bytes)
    check_size(folder / sentences_file(split), (facts.sentences + 1) * OFFSET.itemsize)
    check_size(folder / documents_file(split), (facts.documents + 1) * OFFSET.itemsize)

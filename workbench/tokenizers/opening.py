"""Opening a stored tokenizer, of whichever sort it is."""

import json
from pathlib import Path

from workbench.errors import Corrupt, NotFound
from workbench.store.files import checked, looking
from workbench.tokenizers.frequencies import FREQUENCIES_FILE, read_npy
from workbench.tokenizers.special import SpecialIds
from workbench.tokenizers.tokenizer import HUB_FILE, META_FILE, MODEL_FILE, Tokenizer


def open_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer stored in `folder`; raises NotFound, or Corrupt naming the file.

    Each of the two libraries is loaded only when a tokenizer of its sort is opened.
    """
    if not folder.is_dir():
        raise NotFound("there is no tokenizer in {folder}", folder=folder)
    # Most damaged models load without complaint and cut text differently.
    checked.require_intact(folder)
    counted = folder / FREQUENCIES_FILE
    frequencies = read_npy(counted) if counted.exists() else None
    if (folder / HUB_FILE).exists():
        from workbench.tokenizers.hub.hub_tokenizer import HubTokenizer

        return HubTokenizer(looking.read_bytes(folder / HUB_FILE), _special(folder), frequencies)
    if not (folder / MODEL_FILE).exists():
        raise Corrupt("{path} is missing", path=folder / MODEL_FILE)
    from workbench.tokenizers.sentencepiece_tokenizer import SentencePieceTokenizer

    return SentencePieceTokenizer(looking.read_bytes(folder / MODEL_FILE), frequencies)


def _special(folder: Path) -> SpecialIds:
    path = folder / META_FILE
    try:
        return SpecialIds(**json.loads(looking.read_bytes(path))["special"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        raise Corrupt("{path} is missing or not what was written", path=path) from None

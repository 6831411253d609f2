"""Opening a stored tokenizer, of whichever sort it is."""

from pathlib import Path
from typing import Any

from workbench.errors import Corrupt, NotFound
from workbench.file_formats import json_text
from workbench.store.files import checked, looking
from workbench.tokenizers.framing import Framing
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

        data, meta = looking.read_bytes(folder / HUB_FILE), _meta(folder)
        return HubTokenizer(
            data, _special(folder, meta), frequencies, framing=_framing(folder, meta)
        )
    if not (folder / MODEL_FILE).exists():
        raise Corrupt("{path} is missing", path=folder / MODEL_FILE)
    from workbench.tokenizers.sentencepiece_tokenizer import SentencePieceTokenizer

    meta = _meta(folder) if (folder / META_FILE).exists() else {}
    model = looking.read_bytes(folder / MODEL_FILE)
    return SentencePieceTokenizer(model, frequencies, framing=_framing(folder, meta))


def _meta(folder: Path) -> dict[str, Any]:
    try:
        plain = json_text.loads(looking.read_bytes(folder / META_FILE))
    except (FileNotFoundError, ValueError):
        raise _not_ours(folder) from None
    if not isinstance(plain, dict):
        raise _not_ours(folder)
    return plain


def _special(folder: Path, meta: dict[str, Any]) -> SpecialIds:
    try:
        return SpecialIds(**meta["special"])
    except (KeyError, TypeError):
        raise _not_ours(folder) from None


def _framing(folder: Path, meta: dict[str, Any]) -> Framing | None:
    """What stands around a text; None where that was not recorded yet."""
    plain = meta.get("framing")
    try:
        return None if plain is None else Framing.of_plain(plain)
    except (TypeError, ValueError, AttributeError):
        raise _not_ours(folder) from None


def _not_ours(folder: Path) -> Corrupt:
    path = folder / META_FILE
    return Corrupt("{path} is missing or not what was written", path=path)

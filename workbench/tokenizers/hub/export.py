"""A tokenizer of the project as the files that Hugging Face's `AutoTokenizer` reads."""

import json
from pathlib import Path
from typing import Any

from workbench.store.files import looking
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.hub.fast_file import (
    SPECIAL_TOKENS,
    TOKENIZER_CONFIG,
    fast_config,
    frame_of,
    tokenizer_files,
)
from workbench.tokenizers.special import ROLES, SpecialIds
from workbench.tokenizers.tokenizer import HUB_FILE, MODEL_FILE, Tokenizer


def exported_files(
    folder: Path,
    tokenizer: Tokenizer,
    framing: Framing,
    *,
    context: int,
    pairs: bool,
    chat_template: str = "",
    special: SpecialIds | None = None,
) -> dict[str, bytes]:
    """The files by name, from the tokenizer's own folder; ids stay equal, those around a text too.

    `framing` is what the model reads around a text, `context` the most tokens it reads; `pairs`
    also gives the segments that a BERT reads. `special` are the tokens to name, where not all of
    the tokenizer's own. Raises BadInput for a tokenizer that has no such
    form.
    """
    has_file = (folder / HUB_FILE).is_file()
    data = looking.read_bytes(folder / HUB_FILE) if has_file else b""
    names = _names(tokenizer, special or tokenizer.special, data)
    if has_file:
        config = fast_config(names, context=context, pairs=pairs, chat_template=chat_template)
        return {
            HUB_FILE: _framed(data, tokenizer, framing),
            TOKENIZER_CONFIG: _text(config),
            SPECIAL_TOKENS: _text(names),
        }
    model = looking.read_bytes(folder / MODEL_FILE)
    texts = tokenizer_files(
        model, names, context=context, framing=framing, pairs=pairs, chat_template=chat_template
    )
    return {name: text.encode() for name, text in texts.items()} | {MODEL_FILE: model}


def _names(tokenizer: Tokenizer, special: SpecialIds, data: bytes) -> dict[str, str]:
    """How the special tokens are spelled, by role."""
    added = json.loads(data).get("added_tokens", []) if data else []
    spelt = {token["id"]: token["content"] for token in added}
    ids = {role: getattr(special, role) for role in ROLES}
    known = {role: i for role, i in ids.items() if i is not None}
    return {f"{role}_token": spelt.get(i, tokenizer.piece(i)) for role, i in known.items()}


def _framed(data: bytes, tokenizer: Tokenizer, framing: Framing) -> bytes:
    """A tokenizer.json with this framing: as it is where that is its own."""
    recorded = tokenizer.frame.recorded
    if recorded is not None and recorded.around_texts == framing.around_texts:
        return data
    plain = json.loads(data)
    spelt = {token["id"]: token["content"] for token in plain.get("added_tokens", [])}
    frame = frame_of(framing, lambda i: spelt.get(i, tokenizer.piece(i)))
    return _text({**plain, "post_processor": frame})


def _text(plain: dict[str, Any]) -> bytes:
    return json.dumps(plain, ensure_ascii=False, indent=2).encode()

"""A tokenizer of the project as the files that Hugging Face's `AutoTokenizer` reads."""

import json
from pathlib import Path

from workbench.errors import BadInput
from workbench.store.files import looking
from workbench.tokenizers.hub.fast_file import (
    SPECIAL_TOKENS,
    TOKENIZER_CONFIG,
    fast_config,
    tokenizer_files,
)
from workbench.tokenizers.special import OURS, ROLES
from workbench.tokenizers.tokenizer import HUB_FILE, MODEL_FILE, Tokenizer


def exported_files(
    folder: Path, tokenizer: Tokenizer, *, context: int, pairs: bool
) -> dict[str, bytes]:
    """The files by name, from the tokenizer's own folder; ids stay equal.

    `context` is the most tokens the model reads; `pairs` frames texts as a BERT reads them. Raises
    BadInput for a tokenizer that has no such form.
    """
    if (folder / HUB_FILE).is_file():
        return _of_hub(folder, tokenizer, context=context, pairs=pairs)
    model = looking.read_bytes(folder / MODEL_FILE)
    if tokenizer.special != OURS:
        raise BadInput(
            "this tokenizer came as a tokenizer.model of another project and has no "
            "tokenizer.json; copy the files of the tokenizer from where it came from"
        )
    texts = tokenizer_files(model, context=context, pairs=pairs)
    return {name: text.encode() for name, text in texts.items()} | {MODEL_FILE: model}


def _of_hub(folder: Path, tokenizer: Tokenizer, *, context: int, pairs: bool) -> dict[str, bytes]:
    ids = {role: getattr(tokenizer.special, role) for role in ROLES}
    data = looking.read_bytes(folder / HUB_FILE)
    spelt = {token["id"]: token["content"] for token in json.loads(data).get("added_tokens", [])}
    known = {role: i for role, i in ids.items() if i is not None}
    names = {f"{role}_token": spelt.get(i, tokenizer.piece(i)) for role, i in known.items()}
    config = fast_config(names, context=context, pairs=pairs)
    return {
        HUB_FILE: data,
        TOKENIZER_CONFIG: json.dumps(config, ensure_ascii=False, indent=2).encode(),
        SPECIAL_TOKENS: json.dumps(names, ensure_ascii=False, indent=2).encode(),
    }

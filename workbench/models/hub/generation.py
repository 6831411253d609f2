"""`generation_config.json` of a foreign folder, which is kept: which tokens end a text."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbench.models.hub.architectures.settings import shown
from workbench.models.hub.config import CONFIG_NAME, MAX_CONFIG_BYTES
from workbench.models.hub.files import own_file, read_json_object

GENERATION_NAME = "generation_config.json"


def read_generation(folder: Path) -> dict[str, Any]:
    """What the file says; nothing where there is none. Raises BadInput for one that is no JSON."""
    if own_file(folder, GENERATION_NAME) is None:
        return {}
    return read_json_object(folder, GENERATION_NAME, MAX_CONFIG_BYTES)


_NEUTRAL: dict[str, tuple[Any, ...]] = {
    "do_sample": (None, False),
    "repetition_penalty": (None, 1, 1.0),
    "encoder_repetition_penalty": (None, 1, 1.0),
    "no_repeat_ngram_size": (None, 0),
    "bad_words_ids": (None, []),
    "sequence_bias": (None, {}, []),
    "suppress_tokens": (None, []),
    "begin_suppress_tokens": (None, []),
    "forced_bos_token_id": (None,),
    "forced_eos_token_id": (None,),
    "min_length": (None, 0),
    "min_new_tokens": (None, 0),
    "num_beams": (None, 1),
    "guidance_scale": (None, 1, 1.0),
    "exponential_decay_length_penalty": (None,),
    "stop_strings": (None, []),
}
"""What each setting says that changes no text; other values change what is written greedily too."""


def settings_that_count(generation: Mapping[str, Any]) -> dict[str, str]:
    """The settings by which transformers writes other texts than greedily, each as it is said."""
    asked = (key for key, neutral in _NEUTRAL.items() if generation.get(key) not in neutral)
    return {key: f"{key} = {shown(generation[key])}" for key in asked}


def ends_said(folder: Path, generation: Mapping[str, Any], rows: int) -> tuple[int, ...]:
    """The tokens that end what the model writes, as transformers has them; none where unsaid.

    `generation_config.json` counts; where there is none, `config.json`. Ids that the model has no
    rows for are left out.
    """
    said = generation or read_json_object(folder, CONFIG_NAME, MAX_CONFIG_BYTES)
    ends = said.get("eos_token_id")
    listed = ends if isinstance(ends, list) else [ends]
    return tuple(dict.fromkeys(i for i in listed if type(i) is int and 0 <= i < rows))


def without_pads(folder: Path, end: tuple[int, ...]) -> tuple[int, ...]:
    """What stands behind a text whose class a decoder tells, without the pad tokens it ends with.

    transformers tells the class from the last token that is no pad token, and nothing before it
    sees those behind.
    """
    pad = read_json_object(folder, CONFIG_NAME, MAX_CONFIG_BYTES).get("pad_token_id")
    while end and end[-1] == pad:
        end = end[:-1]
    return end


def generation_config(
    generation: Mapping[str, Any], ends: tuple[int, ...], begin: int | None, pad: int | None
) -> dict[str, Any]:
    """The file to export: what came with the model, or else how its texts begin and end."""
    if generation:
        return dict(generation)
    end: Any = list(ends) if len(ends) > 1 else next(iter(ends), None)
    named = {"bos_token_id": begin, "eos_token_id": end, "pad_token_id": pad}
    return {name: value for name, value in named.items() if value is not None}

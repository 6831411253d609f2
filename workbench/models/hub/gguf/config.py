"""From a GGUF file's settings to the keys of a config.json; what would be computed otherwise is
refused by llama.cpp's name for it."""

import math
from typing import Any

import numpy as np
from torch import Tensor

from workbench.errors import BadInput
from workbench.file_formats.gguf_header import GGUFHeader
from workbench.models.families import ARCHITECTURES
from workbench.models.hub.architectures.settings import MAX_CONTEXT
from workbench.models.hub.gguf.architectures import GGUF_ARCHITECTURES, GGUFArchitecture
from workbench.words import listed

EMBEDDING = "token_embd.weight"
OUTPUT = "output.weight"
ROTARY_FACTORS = "rope_freqs.weight"

_REQUIRED: dict[str, tuple[Any, ...]] = {
    "attention.causal": (True,),
    "attention.clamp_kqv": (0.0,),
    "attention.max_alibi_bias": (0.0,),
    "use_parallel_residual": (False,),
}
"""Settings with the only value under which they change nothing."""

_OPTIONAL = ("attention.head_count_kv", "rope.freq_base")
"""Settings with a usual value: as many heads as of queries, and 10,000."""

_CHANGING = ("attention.scale", "logit_scale", "embedding_scale", "residual_scale")
"""Settings that change what is computed whatever they say."""

_HARMLESS = frozenset(
    {
        "vocab_size",
        "tensor_data_layout",
        "expert_used_count",
        "rope.dimension_count",
        "attention.key_length",
        "attention.value_length",
        "rope.scaling.type",
        "rope.scaling.factor",
        "rope.scaling.original_context_length",
        "rope.scaling.finetuned",
        "rope.scale_linear",
        "attention.sliding_window",
        "expert_count",
    }
)
"""Settings that are checked, or that change nothing."""

_SCALED_CONTEXTS = (8192, 4096, 16384, 32768, 65536, 131072, 2048)
"""Lengths that models with Llama 3's scaling were trained on before it; Llama's own comes first."""

_LOW, _HIGH = 1.0, 4.0
"""Llama 3's factors for the longest and the shortest wavelengths that are scaled in part."""


def architecture_of_gguf(header: GGUFHeader) -> tuple[str, GGUFArchitecture]:
    """What the file holds, by llama.cpp's name; raises BadInput for what is no model known here."""
    settings, path = header.settings, header.path
    kind, parts = settings.get("general.type", "model"), settings.get("split.count", 1)
    if kind != "model":
        raise BadInput(
            "{path} holds no whole model but '{kind}'; take the file of the model itself",
            path=path,
            kind=shown(kind),
        )
    if type(parts) is int and parts > 1:
        raise BadInput(
            "{path} is one of {count} parts of a model; join them with llama.cpp's "
            "llama-gguf-split --merge, and import the whole",
            path=path,
            count=parts,
        )
    name = settings.get("general.architecture")
    read = {architecture.model_type for architecture in ARCHITECTURES}
    known = {key: one for key, one in GGUF_ARCHITECTURES.items() if one.model_type in read}
    if not isinstance(name, str) or name not in known:
        raise BadInput(
            "{path} holds a model of the architecture '{given}', which cannot be imported from "
            "GGUF; known are {known}. Another form of it, a Hugging Face folder, may be",
            path=path,
            given=shown(name),
            known=listed(known),
        )
    if experts := settings.get(f"{name}.expert_count", 0):
        raise BadInput(
            "{path} holds a mixture of {count} experts, which cannot be imported; take a dense "
            "model of that family",
            path=path,
            count=experts,
        )
    return name, known[name]


def gguf_config(header: GGUFHeader, factors: Tensor | None = None) -> dict[str, Any]:
    """The keys of a config.json; `factors` are what rotary frequencies are divided by.

    Raises BadInput, naming the file and the setting.
    """
    name, architecture = architecture_of_gguf(header)
    _check_required(header, name)
    plain: dict[str, Any] = {"model_type": architecture.model_type, **architecture.unsaid}
    for theirs, ours in architecture.settings.items():
        value = _number(header, f"{name}.{theirs}")
        if value is not None:
            plain[ours] = value
        elif theirs not in _OPTIONAL:
            raise BadInput(
                "{path} does not say {key}, without which its model cannot be computed; convert "
                "the model anew",
                path=header.path,
                key=f"{name}.{theirs}",
            )
    embedding = header.tensors.get(EMBEDDING)
    if embedding is None or len(embedding.shape) != 2:
        raise BadInput("{path} has no table of tokens ({name})", path=header.path, name=EMBEDDING)
    plain["vocab_size"] = embedding.shape[0]
    plain["tie_word_embeddings"] = OUTPUT not in header.tensors
    head_size = _head_size(header, name)
    if head_size is not None:
        plain["head_dim"] = head_size
    scaling = _scaling(header, name)
    if factors is not None:
        scaling = _llama3_scaling(header, factors, plain, head_size)
    return plain | ({} if scaling is None else {"rope_scaling": scaling})


def ignored_settings(header: GGUFHeader, name: str, architecture: GGUFArchitecture) -> list[str]:
    """Settings of the model that have no meaning here, and those that are cut."""
    known = {*architecture.settings, *_HARMLESS, *_REQUIRED}
    own = [key for key in header.settings if key.startswith(f"{name}.")]
    unknown = [key for key in own if key.removeprefix(f"{name}.") not in known]
    context = header.settings.get(f"{name}.context_length")
    is_cut = isinstance(context, int) and context > MAX_CONTEXT
    return [*unknown, *([f"{name}.context_length"] if is_cut else [])]


def _check_required(header: GGUFHeader, name: str) -> None:
    for key, allowed in _REQUIRED.items():
        given = header.settings.get(f"{name}.{key}")
        if given is not None and given not in allowed:
            raise _unsupported(header, f"{name}.{key}", given)
    for key in _CHANGING:
        if f"{name}.{key}" in header.settings:
            raise _unsupported(header, f"{name}.{key}", header.settings[f"{name}.{key}"])
    window = header.settings.get(f"{name}.attention.sliding_window")
    context = header.settings.get(f"{name}.context_length")
    if type(window) is int and type(context) is int and 0 < window < context:
        raise _unsupported(header, f"{name}.attention.sliding_window", window)


def _head_size(header: GGUFHeader, name: str) -> int | None:
    """The width of a head, if the file says it; its parts must be as wide, and rotated whole."""
    keys = ("attention.key_length", "attention.value_length", "rope.dimension_count")
    sizes = {key: _number(header, f"{name}.{key}") for key in keys}
    width, heads = (
        _number(header, f"{name}.{key}") for key in ("embedding_length", "attention.head_count")
    )
    expected = sizes[keys[0]] or ((width or 0) // heads if heads else None)
    for key, size in sizes.items():
        if size not in (None, expected):
            raise _unsupported(header, f"{name}.{key}", size)
    return expected if sizes[keys[0]] else None


def _scaling(header: GGUFHeader, name: str) -> dict[str, Any] | None:
    """How rotary positions are stretched, in the words of a config.json."""
    kind = header.settings.get(f"{name}.rope.scaling.type", "none")
    old = _number(header, f"{name}.rope.scale_linear")
    factor = _number(header, f"{name}.rope.scaling.factor") or old or 1.0
    if kind == "none" and old not in (None, 1.0):
        kind = "linear"
    if kind == "none" or (kind == "linear" and factor == 1.0):
        return None
    if kind not in ("linear", "yarn"):
        raise _unsupported(header, f"{name}.rope.scaling.type", kind)
    trained = _number(header, f"{name}.rope.scaling.original_context_length")
    return {"rope_type": kind, "factor": factor} | (
        {"original_max_position_embeddings": trained} if kind == "yarn" and trained else {}
    )


def _llama3_scaling(
    header: GGUFHeader, factors: Tensor, plain: dict[str, Any], head_size: int | None
) -> dict[str, Any] | None:
    """Llama 3's scaling, found by what it makes of the frequencies; the file has only that."""
    given = factors.double().numpy().ravel()
    factor = float(given.max())
    if np.allclose(given, 1.0):
        return None
    width = head_size or plain["hidden_size"] // plain["num_attention_heads"]
    theta = float(plain.get("rope_theta", 10_000.0))
    if len(given) == width // 2:
        for context in _SCALED_CONTEXTS:
            expected = llama3_factors(width, theta, factor, context)
            if np.allclose(given, expected, rtol=1e-4):
                return {
                    "rope_type": "llama3",
                    "factor": round(factor, 4),
                    "low_freq_factor": _LOW,
                    "high_freq_factor": _HIGH,
                    "original_max_position_embeddings": context,
                }
    raise BadInput(
        "{path} divides its rotary frequencies ({name}) in a way that is not Llama 3's, and that "
        "cannot be computed here; import the model's Hugging Face folder",
        path=header.path,
        name=ROTARY_FACTORS,
    )


def llama3_factors(
    head_size: int, theta: float, factor: float, context: int
) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """What Llama 3.1 divides each rotary frequency by: long wavelengths by `factor`, short by 1."""
    frequencies = theta ** -(np.arange(0, head_size, 2) / head_size)
    turns = context * frequencies / (2 * math.pi)
    smooth = np.clip((turns - _LOW) / (_HIGH - _LOW), 0.0, 1.0)
    divided: np.ndarray[Any, np.dtype[np.float64]] = 1 / ((1 - smooth) / factor + smooth)
    return divided


def _number(header: GGUFHeader, key: str) -> Any:
    """An int, or a float as the shortest decimal that stands for it in 32 bits; None if unsaid."""
    value = header.settings.get(key)
    if value is None or type(value) is int:
        return value
    if type(value) is float:
        return float(str(np.float32(value))) if math.isfinite(value) else value
    if isinstance(value, np.ndarray) and value.size and (value == value[0]).all():
        return value[0].item()  # the same for each layer
    raise BadInput(
        "{path} says {key} = {given}, where a single number is needed; a model whose layers "
        "differ cannot be imported",
        path=header.path,
        key=key,
        given=shown(value),
    )


def _unsupported(header: GGUFHeader, key: str, given: Any) -> BadInput:
    return BadInput(
        "{path} says {key} = {given}, which would change what the model computes and is not "
        "supported; another model of that family may do without",
        path=header.path,
        key=key,
        given=shown(given),
    )


def shown(value: Any) -> str:
    """A value of the file, short enough for a sentence."""
    text = str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"

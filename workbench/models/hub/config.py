"""From a foreign `config.json` to our settings; what we cannot compute is refused by name."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import BadInput
from workbench.models.families import ARCHITECTURES
from workbench.models.hub.architectures.architecture import HubArchitecture
from workbench.models.hub.files import read_json_object
from workbench.models.spec import AnyModelSpec
from workbench.spec import validate

CONFIG_NAME = "config.json"
MAX_CONFIG_BYTES = 256 * 1024
_USUAL_LABELS = 2
"""How many classes transformers takes where the file names none."""

_REQUIRED_OF_ALL: dict[str, tuple[Any, ...]] = {
    "auto_map": (None, {}),
    "quantization_config": (None,),
    "is_encoder_decoder": (False, None),
    "add_cross_attention": (False, None),
    "pruned_heads": (None, {}),
}
_HARMLESS_FOR_ALL = frozenset(
    {
        "model_type",
        "architectures",
        "_name_or_path",
        "transformers_version",
        "torch_dtype",
        "dtype",
        "use_cache",
        "initializer_range",
        "bos_token_id",
        "eos_token_id",
        "pad_token_id",
        "gradient_checkpointing",
        "output_past",
        "output_attentions",
        "output_hidden_states",
        "return_dict",
        "chunk_size_feed_forward",
        "cross_attention_hidden_size",
        "tie_encoder_decoder",
        "problem_type",
        "id2label",
        "label2id",
        "task_specific_params",
        "classifier_dropout",
        "attention_dropout",
        "_attn_implementation_autoset",
        "is_decoder",
        "tokenizer_class",
    }
)


@dataclass(frozen=True)
class ForeignConfig:
    """A foreign model's architecture and sizes; `ignored` are keys that have no meaning here.

    The spec has every head its architecture can have; the weights tell which are there. `labels`
    are the classes that a classifier of a single label tells, in the order of its logits.
    """

    architecture: HubArchitecture[Any]
    spec: AnyModelSpec
    vocabulary_size: int
    ignored: tuple[str, ...]
    labels: tuple[str, ...] = ()


def read_config(folder: Path) -> ForeignConfig:
    """What `config.json` describes; raises NotFound, or BadInput, naming the file and the key."""
    return config_of(read_json_object(folder, CONFIG_NAME, MAX_CONFIG_BYTES), folder / CONFIG_NAME)


def config_of(plain: dict[str, Any], path: Path) -> ForeignConfig:
    """What these keys of a config describe; `path` is where they come from, for sentences."""
    architecture = _architecture(plain, path)
    plain = _without_idle_window(_with_rotary_base(plain, path))
    for key, allowed in _required_of(architecture).items():
        if key in plain and plain[key] not in allowed:
            raise _unsupported(path, key, plain[key], allowed)
    _check_layers(plain, path)
    settings = validate(architecture.settings, plain, str(path))
    spec = settings.to_spec(str(path))
    _check_head_size(plain, spec, path)
    unknown = sorted(plain.keys() - _known_to(architecture) - {"head_dim", "layer_types"})
    ignored = (*settings.cut(), *unknown)
    labels = _labels(plain, architecture)
    return ForeignConfig(architecture, spec, settings.vocab_size, ignored, labels)


def _labels(plain: dict[str, Any], architecture: HubArchitecture[Any]) -> tuple[str, ...]:
    """The classes, where the folder holds a classifier that this project can compute."""
    named = plain.get(
        "id2label", {str(number): f"LABEL_{number}" for number in range(_USUAL_LABELS)}
    )
    is_one = plain.get("architectures") == [architecture.classifier_name]
    single = plain.get("problem_type") in (None, "single_label_classification")
    if not (is_one and single and isinstance(named, dict)):
        return ()
    numbers = [str(number) for number in range(len(named))]
    if sorted(named) != sorted(numbers) or len(set(map(str, named.values()))) != len(named):
        return ()
    return tuple(str(named[number]) for number in numbers)


def _required_of(architecture: HubArchitecture[Any]) -> dict[str, tuple[Any, ...]]:
    """Every key that must have one of the given values, if it is there at all."""
    return {**_REQUIRED_OF_ALL, **architecture.required}


def _known_to(architecture: HubArchitecture[Any]) -> frozenset[str]:
    """Every key that is read, checked or known to change nothing."""
    read = frozenset(architecture.settings.model_fields)
    required = frozenset(_required_of(architecture))
    return read | required | architecture.harmless | _HARMLESS_FOR_ALL


def _architecture(plain: dict[str, Any], path: Path) -> HubArchitecture[Any]:
    for architecture in ARCHITECTURES:
        if plain.get("model_type") == architecture.model_type:
            return architecture
    raise BadInput(
        "{path} describes a model of the type '{given}', which cannot be imported; known are "
        "{known}",
        path=path,
        given=_shown(plain.get("model_type", "")),
        known=", ".join(known.model_type for known in ARCHITECTURES),
    )


def _with_rotary_base(plain: dict[str, Any], path: Path) -> dict[str, Any]:
    """The keys with `rope_theta` among them, wherever it was; any scaling is refused.

    Newer files hold it in `rope_parameters`, older ones beside a `rope_scaling` that is usually
    null.
    """
    plain = dict(plain)
    for key in ("rope_scaling", "rope_parameters"):
        rotary = plain.pop(key, None)
        if rotary is None:
            continue
        if not isinstance(rotary, dict):
            raise _unsupported(path, key, rotary, (None,))
        kind = rotary.get("rope_type", rotary.get("type", "default"))
        if kind != "default":
            raise _unsupported(path, f"{key}.rope_type", kind, ("default",))
        if "rope_theta" in rotary:
            plain["rope_theta"] = rotary["rope_theta"]
        extra = sorted(rotary.keys() - {"rope_type", "type", "rope_theta"})
        if extra:
            raise _unsupported(path, f"{key}.{extra[0]}", rotary[extra[0]], (None,))
    return plain


def _without_idle_window(plain: dict[str, Any]) -> dict[str, Any]:
    """The keys without a window of attention that is as long as the context, or for no layer."""
    window, layers = plain.get("sliding_window"), plain.get("num_hidden_layers")
    lengths = plain.get("max_position_embeddings"), plain.get("max_window_layers")
    is_long = _reaches(window, lengths[0])
    is_for_none = _reaches(lengths[1], layers) and "layer_types" not in plain
    kinds = plain.get("layer_types")
    if not (is_long or is_for_none):
        return plain
    idle: dict[str, Any] = {"use_sliding_window": False} if "use_sliding_window" in plain else {}
    if is_long and isinstance(kinds, list):
        idle["layer_types"] = [
            "full_attention" if kind == "sliding_attention" else kind for kind in kinds
        ]
    return plain | idle


def _reaches(one: Any, other: Any) -> bool:
    return type(one) is int and type(other) is int and one >= other


def _check_layers(plain: dict[str, Any], path: Path) -> None:
    kinds = plain.get("layer_types")
    if kinds is None:
        return
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if kind != "full_attention":
            raise _unsupported(path, "layer_types", kind, ("full_attention",))


def _check_head_size(plain: dict[str, Any], spec: AnyModelSpec, path: Path) -> None:
    given = plain.get("head_dim")
    if given not in (None, spec.head_size):
        raise _unsupported(path, "head_dim", given, (spec.head_size,))


def _unsupported(path: Path, key: str, given: Any, allowed: tuple[Any, ...]) -> BadInput:
    return BadInput(
        "{path} asks for {key} = {given}, which would change what the model computes and is not "
        "supported; only {allowed} can be imported",
        path=path,
        key=key,
        given=_shown(given),
        allowed=" / ".join(_shown(value) for value in allowed),
    )


def _shown(value: Any) -> str:
    """A value of the file, short enough for a sentence."""
    text = "null" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"

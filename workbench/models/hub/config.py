"""From a foreign `config.json` to our settings; what we cannot compute is refused by name."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.models.hub.architectures.architecture import HubArchitecture
from workbench.models.hub.architectures.rotary import with_rotary
from workbench.models.hub.architectures.settings import shown, unsupported
from workbench.models.hub.files import read_json_object
from workbench.models.hub.kinds import architecture_said
from workbench.models.spec import AnyModelSpec
from workbench.spec import validate
from workbench.words import Words, words

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
        "num_labels",
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
    are the classes that a classifier of a single label tells, in the order of its logits;
    `unclassed` is why there are none of a classifier. `unsaid` are keys that the file lacks, and
    that were told by others, `notes` what to say of it.
    """

    architecture: HubArchitecture[Any]
    spec: AnyModelSpec
    vocabulary_size: int
    ignored: tuple[str, ...]
    labels: tuple[str, ...] = ()
    unclassed: Words | None = None
    unsaid: tuple[str, ...] = ()
    notes: tuple[Words, ...] = ()


def read_config(folder: Path) -> ForeignConfig:
    """What `config.json` describes; raises NotFound, or BadInput, naming the file and the key."""
    return config_of(read_json_object(folder, CONFIG_NAME, MAX_CONFIG_BYTES), folder / CONFIG_NAME)


def config_of(plain: dict[str, Any], path: Path) -> ForeignConfig:
    """What these keys of a config describe; `path` is where they come from, for sentences."""
    architecture, unsaid = architecture_said(plain, path)
    plain, notes = with_rotary(plain, architecture.settings, path)
    for key, allowed in _required_of(architecture).items():
        if key in plain and plain[key] not in allowed:
            raise unsupported(path, key, plain[key], allowed)
    if "layer_types" not in architecture.settings.model_fields:
        _check_layers(plain, path)
    settings = validate(architecture.settings, plain, str(path))
    spec = settings.to_spec(str(path))
    unknown = sorted(plain.keys() - _known_to(architecture) - {"layer_types"})
    ignored = (*settings.cut(), *unknown)
    labels, unclassed = _labels(plain, architecture, path)
    return ForeignConfig(
        architecture, spec, settings.vocab_size, ignored, labels, unclassed, unsaid, notes
    )


def _labels(
    plain: dict[str, Any], architecture: HubArchitecture[Any], path: Path
) -> tuple[tuple[str, ...], Words | None]:
    """The classes of a classifier that this project can compute, or why it is none."""
    if plain.get("architectures") != [architecture.classifier_name]:
        return (), None
    count = plain.get("num_labels")
    usual = count if type(count) is int and count > 0 else _USUAL_LABELS
    named = plain.get("id2label")
    if named is None:
        named = {str(number): f"LABEL_{number}" for number in range(usual)}
    kind = plain.get("problem_type")
    if kind not in (None, "single_label_classification"):
        return (), words("{path} says problem_type = {kind}", path=path, kind=shown(kind))
    numbers = [str(number) for number in range(len(named))] if isinstance(named, dict) else []
    if not numbers or sorted(named) != sorted(numbers):
        return (), words("the classes in {path} are not numbered from 0 (id2label)", path=path)
    if len(numbers) == 1:
        return (), words("{path} names a single class, so that it tells a number", path=path)
    labels = tuple(str(named[number]) for number in numbers)
    if len(set(labels)) < len(labels):
        return (), words("two classes in {path} have the same name (id2label)", path=path)
    return labels, None


def _required_of(architecture: HubArchitecture[Any]) -> dict[str, tuple[Any, ...]]:
    """Every key that must have one of the given values, if it is there at all."""
    return {**_REQUIRED_OF_ALL, **architecture.required}


def _known_to(architecture: HubArchitecture[Any]) -> frozenset[str]:
    """Every key that is read, checked or known to change nothing."""
    read = frozenset(architecture.settings.model_fields)
    required = frozenset(_required_of(architecture))
    return read | required | architecture.harmless | _HARMLESS_FOR_ALL


def _check_layers(plain: dict[str, Any], path: Path) -> None:
    kinds = plain.get("layer_types")
    if kinds is None:
        return
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if kind != "full_attention":
            raise unsupported(path, "layer_types", kind, ("full_attention",))

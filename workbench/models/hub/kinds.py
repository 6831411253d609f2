"""What sort of model a `config.json` describes, and the reason where none of ours computes it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbench.errors import BadInput
from workbench.models.families import ARCHITECTURES
from workbench.models.hub.architectures.architecture import HubArchitecture
from workbench.models.hub.architectures.settings import shown
from workbench.words import listed

_EXPERTS = frozenset(
    {
        "num_local_experts",
        "num_experts",
        "n_routed_experts",
        "moe_num_experts",
        "num_experts_per_tok",
    }
)
_PICTURES = frozenset({"vision_config", "image_size", "patch_size"})
_TELLING = {
    "local_attention": "modernbert",
    "type_vocab_size": "bert",
    "n_embd": "gpt2",
    "n_layers": "distilbert",
    "rotary_pct": "gpt_neox",
    "rms_norm_eps": "llama",
}
"""Keys that one architecture alone has, of those without a `model_type`."""


def architecture_said(
    plain: Mapping[str, Any], path: Path
) -> tuple[HubArchitecture[Any], tuple[str, ...]]:
    """The architecture that a config names or shows, and the keys that it lacks of saying so.

    Raises BadInput with the reason where it is none of ours.
    """
    _check_sort(plain, path)
    named = plain.get("model_type")
    if named is None:
        if (shows := _shown_type(plain)) is not None:
            return shows, ("model_type",)
        raise BadInput(
            "{path} does not say its model_type, and nothing else there tells what the model is; "
            'write it into the file, such as "model_type": "bert"',
            path=path,
        )
    for architecture in ARCHITECTURES:
        if named == architecture.model_type:
            return architecture, ()
    raise BadInput(
        "{path} describes a model of the type '{given}', which cannot be imported; known are "
        "{known}",
        path=path,
        given=shown(named),
        known=listed(known.model_type for known in ARCHITECTURES),
    )


def _shown_type(plain: Mapping[str, Any]) -> HubArchitecture[Any] | None:
    """By the class that `architectures` names, or by a key that one sort alone has."""
    classes = plain.get("architectures")
    name = classes[0] if isinstance(classes, list) and classes else ""
    told = next((kind for key, kind in _TELLING.items() if key in plain), None)
    for architecture in ARCHITECTURES:
        stem = architecture.classifier_name.removesuffix("ForSequenceClassification")
        is_named = isinstance(name, str) and name.partition("For")[0].removesuffix("LMHeadModel")
        if is_named and is_named.removesuffix("Model") == stem:
            return architecture
    return next((one for one in ARCHITECTURES if not name and one.model_type == told), None)


def _check_sort(plain: Mapping[str, Any], path: Path) -> None:
    """Raise BadInput for what no model of ours computes, whatever it is called."""
    if any(type(plain.get(key)) is int and plain[key] > 1 for key in _EXPERTS):
        raise BadInput(
            "{path} describes a mixture of experts ({given}), where each token passes a few of "
            "many feed-forward parts; models here have one. Import a dense model of that family "
            "instead",
            path=path,
            given=shown(plain.get("model_type", "")),
        )
    if _PICTURES & plain.keys():
        raise BadInput(
            "{path} describes a model that sees pictures ({given}), and models here read text "
            "alone; import a model for text of that family instead",
            path=path,
            given=shown(plain.get("model_type", "")),
        )
    if plain.get("is_encoder_decoder") is True:
        raise BadInput(
            "{path} describes an encoder with a decoder ({given}, is_encoder_decoder), and models "
            "here are one or the other; import a model that is only an encoder, as BERT, or only "
            "a decoder, as Llama",
            path=path,
            given=shown(plain.get("model_type", "")),
        )

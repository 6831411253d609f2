"""Keys of `config.json`: which are read, which must hold, which change nothing."""

from typing import Any

from workbench.models.hub.architecture import HubArchitecture

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


def required_of(architecture: HubArchitecture[Any]) -> dict[str, tuple[Any, ...]]:
    """Every key that must have one of the given values, if it is there at all."""
    return {**_REQUIRED_OF_ALL, **architecture.required}


def known_to(architecture: HubArchitecture[Any]) -> frozenset[str]:
    """Every key that is read, checked or known to change nothing."""
    read = frozenset(architecture.settings.model_fields)
    required = frozenset(required_of(architecture))
    return read | required | architecture.harmless | _HARMLESS_FOR_ALL

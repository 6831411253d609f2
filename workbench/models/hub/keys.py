"""Keys of `config.json`: which are read, which must hold, which change nothing."""

from dataclasses import dataclass
from typing import Any

from workbench.models.hub.settings import (
    Architecture,
    BertSettings,
    DistilBertSettings,
    ForeignSettings,
    GPT2Settings,
    LlamaSettings,
    Qwen2Settings,
)

GPT2_EPSILON = 1e-5
"""Our GPT's norms have this one."""


@dataclass(frozen=True)
class KeyPolicy:
    """How one architecture's file is read.

    `required` are keys that would change the mathematics, with the values under which they do
    not; `harmless` are keys that change nothing of what a forward pass computes.
    """

    settings: type[ForeignSettings]
    required: dict[str, tuple[Any, ...]]
    harmless: frozenset[str]


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
_ROTARY: dict[str, tuple[Any, ...]] = {
    "hidden_act": ("silu", "swish"),
    "partial_rotary_factor": (None, 1, 1.0),
}

READINGS: dict[Architecture, KeyPolicy] = {
    "bert": KeyPolicy(
        BertSettings,
        {"position_embedding_type": ("absolute", None), "is_decoder": (False, None)},
        frozenset(
            {
                "directionality",
                "pooler_fc_size",
                "pooler_num_attention_heads",
                "pooler_num_fc_layers",
                "pooler_size_per_head",
                "pooler_type",
            }
        ),
    ),
    "distilbert": KeyPolicy(
        DistilBertSettings,
        {},
        # Sinusoidal positions are stored like learned ones.
        frozenset({"sinusoidal_pos_embds", "qa_dropout", "seq_classif_dropout"}),
    ),
    "gpt2": KeyPolicy(
        GPT2Settings,
        {
            "layer_norm_epsilon": (GPT2_EPSILON, None),
            "scale_attn_weights": (True, None),
            "scale_attn_by_inverse_layer_idx": (False, None),
        },
        frozenset(
            {
                "n_ctx",
                "reorder_and_upcast_attn",
                "summary_type",
                "summary_use_proj",
                "summary_activation",
                "summary_proj_to_labels",
                "summary_first_dropout",
            }
        ),
    ),
    "llama": KeyPolicy(
        LlamaSettings,
        # Llama's `attention_bias` puts one on the output projection too, which ours has not.
        _ROTARY | {"attention_bias": (False, None), "mlp_bias": (False, None)},
        frozenset({"pretraining_tp"}),
    ),
    "qwen2": KeyPolicy(
        Qwen2Settings,
        _ROTARY | {"use_sliding_window": (False, None)},
        frozenset({"sliding_window", "max_window_layers"}),
    ),
}


def required_of(architecture: Architecture) -> dict[str, tuple[Any, ...]]:
    """Every key that must have one of the given values, if it is there at all."""
    return _REQUIRED_OF_ALL | READINGS[architecture].required


def known_to(architecture: Architecture) -> frozenset[str]:
    """Every key that is read, checked or known to change nothing."""
    reading = READINGS[architecture]
    read = frozenset(reading.settings.model_fields)
    return read | frozenset(required_of(architecture)) | reading.harmless | _HARMLESS_FOR_ALL

"""Tiny models of transformers' own classes, a few uneven shapes of every family that is read."""

from dataclasses import dataclass, field
from typing import Any

import torch
from foreign_folders import lively
from hugging_face import eager
from torch import Tensor
from transformers import (
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    GPTNeoXConfig,
    GPTNeoXForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    ModernBertConfig,
    ModernBertForMaskedLM,
    ModernBertForSequenceClassification,
    Phi3Config,
    Phi3ForCausalLM,
    PreTrainedModel,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
    RobertaConfig,
    RobertaForMaskedLM,
    RobertaForSequenceClassification,
    XLMRobertaConfig,
    XLMRobertaForMaskedLM,
    XLMRobertaForSequenceClassification,
)

VOCABULARY = 29
CONTEXT = 48


@dataclass(frozen=True)
class Case:
    """A class of transformers' with settings that are not its usual ones."""

    name: str
    model: type[PreTrainedModel]
    config: type[Any]
    settings: dict[str, Any] = field(default_factory=dict)

    def build(self) -> PreTrainedModel:
        """The model, with every weight moved by much."""
        config = self.config(
            vocab_size=VOCABULARY,
            max_position_embeddings=CONTEXT,
            **({"bos_token_id": None, "eos_token_id": None, "pad_token_id": None} | self.settings),
        )
        with torch.random.fork_rng():
            torch.manual_seed(5)
            return lively(eager(self.model(config)), seed=5)


_SHAPE = {
    "hidden_size": 24,
    "intermediate_size": 19,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "rms_norm_eps": 3e-6,
}
_LLAMA3 = {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}
_YARN = {"rope_type": "yarn", "rope_theta": 300.0, "factor": 4.0}


def _llama(name: str, rope: dict[str, Any], **settings: Any) -> Case:
    return Case(
        f"llama-{name}",
        LlamaForCausalLM,
        LlamaConfig,
        _SHAPE | {"rope_parameters": rope} | settings,
    )


LLAMAS = (
    _llama("plain", {"rope_type": "default", "rope_theta": 700.0}, head_dim=10),
    _llama("linear", {"rope_type": "linear", "rope_theta": 50.0, "factor": 2.5}),
    _llama("dynamic", {"rope_type": "dynamic", "rope_theta": 50.0, "factor": 2.5}),
    _llama(
        "llama3",
        {
            "rope_type": "llama3",
            "rope_theta": 300.0,
            "original_max_position_embeddings": 24,
            **_LLAMA3,
        },
        head_dim=16,
        tie_word_embeddings=True,
    ),
    _llama("llama3-whole", {"rope_type": "llama3", "rope_theta": 90.0, **_LLAMA3}, head_dim=12),
    _llama("yarn", _YARN | {"original_max_position_embeddings": 12}, head_dim=16),
    _llama(
        "yarn-scaled",
        _YARN
        | {
            "original_max_position_embeddings": 20,
            "mscale": 0.7,
            "mscale_all_dim": 0.4,
            "beta_fast": 6.0,
            "beta_slow": 0.5,
            "truncate": False,
        },
        head_dim=16,
    ),
    _llama("yarn-sharp", _YARN | {"attention_factor": 1.3}, head_dim=8),
)


def _windowed(name: str, kind: str, window: int | None, **settings: Any) -> Case:
    model, config = _WINDOWED[kind]
    shape = _SHAPE | {"rope_parameters": {"rope_type": "default", "rope_theta": 80.0}}
    return Case(f"{kind}-{name}", model, config, shape | {"sliding_window": window} | settings)


_WINDOWED: dict[str, tuple[type[PreTrainedModel], type[Any]]] = {
    "mistral": (MistralForCausalLM, MistralConfig),
    "qwen2": (Qwen2ForCausalLM, Qwen2Config),
    "qwen3": (Qwen3ForCausalLM, Qwen3Config),
}
WINDOWED = (
    _windowed("biting", "mistral", 9, head_dim=8),
    _windowed("of-two", "mistral", 2, tie_word_embeddings=True),
    _windowed("biting", "qwen2", 11, use_sliding_window=True, max_window_layers=0),
    _windowed("plain", "qwen3", None, head_dim=10, tie_word_embeddings=True),
    _windowed(
        "biting",
        "qwen3",
        4,
        head_dim=6,
        num_attention_heads=5,
        num_key_value_heads=1,
        use_sliding_window=True,
        max_window_layers=0,
    ),
    _windowed("linear", "qwen2", 5, rope_parameters={"rope_type": "linear", "factor": 1.7}),
)


def _neox(name: str, **settings: Any) -> Case:
    shape = {
        "hidden_size": 40,
        "intermediate_size": 23,
        "num_hidden_layers": 3,
        "num_attention_heads": 5,
        "layer_norm_eps": 2e-5,
    }
    return Case(f"neox-{name}", GPTNeoXForCausalLM, GPTNeoXConfig, shape | settings)


_PARTLY = {"rope_type": "default", "rope_theta": 70.0, "partial_rotary_factor": 0.75}
NEOXES = (
    _neox("pythia"),
    _neox("tied", tie_word_embeddings=True, rope_parameters=_PARTLY, hidden_act="gelu_new"),
    _neox("serial", use_parallel_residual=False, rotary_pct=1.0, rotary_emb_base=200),
    _neox("linear", rope_parameters=_PARTLY | {"rope_type": "linear", "factor": 1.5}),
)


def _gemma(name: str, **settings: Any) -> Case:
    shape = _SHAPE | {"num_hidden_layers": 4, "head_dim": 10, "query_pre_attn_scalar": 10}
    return Case(f"gemma-{name}", Gemma3ForCausalLM, Gemma3TextConfig, shape | settings)


_LOCAL = {"rope_type": "default", "rope_theta": 60.0}
GEMMAS = (
    _gemma(
        "biting",
        sliding_window=7,
        sliding_window_pattern=2,
        rope_parameters={
            "sliding_attention": _LOCAL,
            "full_attention": {"rope_type": "linear", "rope_theta": 900.0, "factor": 3.0},
        },
    ),
    _gemma(
        "scaled-queries",
        sliding_window=5,
        sliding_window_pattern=3,
        query_pre_attn_scalar=3,
        tie_word_embeddings=False,
        num_attention_heads=6,
        num_key_value_heads=1,
    ),
    _gemma("whole", sliding_window=CONTEXT, sliding_window_pattern=1),
    _gemma("local", sliding_window=4),
)


def _phi(name: str, **settings: Any) -> Case:
    return Case(f"phi-{name}", Phi3ForCausalLM, Phi3Config, _SHAPE | settings)


PHIS = (
    _phi("biting", sliding_window=8, rope_parameters={"rope_type": "default", "rope_theta": 80.0}),
    _phi("whole", sliding_window=CONTEXT, tie_word_embeddings=True),
    _phi(
        "partly",
        hidden_size=40,
        rope_parameters={
            "rope_type": "default",
            "rope_theta": 80.0,
            "partial_rotary_factor": 0.65,
        },
        sliding_window=6,
    ),
)
DECODERS = LLAMAS + WINDOWED + NEOXES + GEMMAS + PHIS
IDLE_WINDOWS = (
    _windowed("none", "mistral", None, head_dim=8),
    _windowed("idle", "mistral", CONTEXT),
    _windowed("idle", "qwen2", CONTEXT, use_sliding_window=True, max_window_layers=2),
    _windowed("for-none", "qwen2", 4, use_sliding_window=True, max_window_layers=3),
)

_ENCODER = {
    "hidden_size": 24,
    "intermediate_size": 19,
    "num_hidden_layers": 2,
    "num_attention_heads": 3,
    "layer_norm_eps": 2e-5,
    "type_vocab_size": 1,
    "pad_token_id": 1,
}


def _modernbert(name: str, **settings: Any) -> Case:
    shape = {
        "hidden_size": 24,
        "intermediate_size": 19,
        "num_hidden_layers": 5,
        "num_attention_heads": 3,
        "norm_eps": 2e-5,
        "local_attention": 10,
        "pad_token_id": 3,
    }
    return Case(f"modernbert-{name}", ModernBertForMaskedLM, ModernBertConfig, shape | settings)


_BASES = {
    "full_attention": {"rope_type": "default", "rope_theta": 700.0},
    "sliding_attention": {"rope_type": "default", "rope_theta": 30.0},
}
MODERNBERTS = (
    _modernbert("usual"),
    _modernbert("bases", rope_parameters=_BASES, global_attn_every_n_layers=2, local_attention=3),
    _modernbert("untied", tie_word_embeddings=False, global_attn_every_n_layers=1),
    _modernbert(
        "local", layer_types=["sliding_attention"] * 2, num_hidden_layers=2, local_attention=5
    ),
    _modernbert(
        "one-whole",
        global_attn_every_n_layers=9,
        hidden_activation="relu",
        classifier_activation="relu",
    ),
    _modernbert("single", num_hidden_layers=1, num_attention_heads=2),
)
_LABELS = {
    "id2label": {0: "bad", 1: "good", 2: "so so"},
    "label2id": {"bad": 0, "good": 1, "so so": 2},
}
ENCODERS = (
    Case("roberta", RobertaForMaskedLM, RobertaConfig, _ENCODER),
    Case(
        "roberta-untied",
        RobertaForMaskedLM,
        RobertaConfig,
        _ENCODER | {"tie_word_embeddings": False, "pad_token_id": 4, "type_vocab_size": 2},
    ),
    Case("xlm-roberta", XLMRobertaForMaskedLM, XLMRobertaConfig, _ENCODER),
    *MODERNBERTS,
)
CLASSIFIERS = (
    Case("roberta", RobertaForSequenceClassification, RobertaConfig, _ENCODER | _LABELS),
    Case("xlm-roberta", XLMRobertaForSequenceClassification, XLMRobertaConfig, _ENCODER | _LABELS),
    *(
        Case(
            f"modernbert-{pooling}",
            ModernBertForSequenceClassification,
            ModernBertConfig,
            MODERNBERTS[0].settings | _LABELS | {"classifier_pooling": pooling},
        )
        for pooling in ("cls", "mean")
    ),
)


def tokens(rows: int = 2, length: int = 40) -> Tensor:
    generator = torch.Generator().manual_seed(7)
    return torch.randint(0, VOCABULARY, (rows, length), generator=generator)

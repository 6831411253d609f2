"""How a GGUF file holds the architectures that are read from it: its settings, its tensors' names.

Both are translated into those of Hugging Face's transformers, which `hub.architectures` knows: what
is read of a folder there is read of a GGUF file too, once its name stands in the table here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_LAYER = re.compile(r"(?:model\.layers|transformer\.h)\.(\d+)\.(.+)")


@dataclass(frozen=True)
class GGUFArchitecture:
    """One `general.architecture` of llama.cpp, as the `model_type` of transformers.

    `settings` maps llama.cpp's keys to those of config.json, `tensors` transformers' names of
    parts outside the layers and inside them to llama.cpp's. `interleaved`: pairs of numbers that
    are rotated together stand side by side in queries and keys. `unsaid` is what a config.json says
    and a GGUF file does not.
    """

    model_type: str
    settings: Mapping[str, str]
    tensors: Mapping[str, str]
    interleaved: bool = False
    unsaid: Mapping[str, Any] = field(default_factory=dict)

    def own_name(self, hub_name: str) -> str:
        """How the file calls what transformers calls `hub_name`."""
        stem, _, part = hub_name.rpartition(".")
        inside = _LAYER.fullmatch(stem)
        if inside is None:
            return f"{self.tensors[stem]}.{part}"
        return f"blk.{inside[1]}.{self.tensors[inside[2]]}.{part}"


_DECODER_SETTINGS = {
    "embedding_length": "hidden_size",
    "block_count": "num_hidden_layers",
    "attention.head_count": "num_attention_heads",
    "attention.head_count_kv": "num_key_value_heads",
    "feed_forward_length": "intermediate_size",
    "context_length": "max_position_embeddings",
    "attention.layer_norm_rms_epsilon": "rms_norm_eps",
    "rope.freq_base": "rope_theta",
}

_DECODER_TENSORS = {
    "model.embed_tokens": "token_embd",
    "model.norm": "output_norm",
    "lm_head": "output",
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}

_GPT2 = GGUFArchitecture(
    "gpt2",
    {
        "embedding_length": "n_embd",
        "block_count": "n_layer",
        "attention.head_count": "n_head",
        "feed_forward_length": "n_inner",
        "context_length": "n_positions",
        "attention.layer_norm_epsilon": "layer_norm_epsilon",
    },
    {
        "transformer.wte": "token_embd",
        "transformer.wpe": "position_embd",
        "transformer.ln_f": "output_norm",
        "lm_head": "output",
        "ln_1": "attn_norm",
        "attn.c_attn": "attn_qkv",
        "attn.c_proj": "attn_output",
        "ln_2": "ffn_norm",
        "mlp.c_fc": "ffn_up",
        "mlp.c_proj": "ffn_down",
    },
    unsaid=dict.fromkeys(("resid_pdrop", "embd_pdrop", "attn_pdrop"), 0.0),
)

GGUF_ARCHITECTURES = {
    "llama": GGUFArchitecture("llama", _DECODER_SETTINGS, _DECODER_TENSORS, interleaved=True),
    "qwen2": GGUFArchitecture("qwen2", _DECODER_SETTINGS, _DECODER_TENSORS),
    "qwen3": GGUFArchitecture("qwen3", _DECODER_SETTINGS, _DECODER_TENSORS),
    "gpt2": _GPT2,
}
"""By llama.cpp's name. One is read as soon as `families.ARCHITECTURES` has its `model_type`."""

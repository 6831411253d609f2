"""Hugging Face's models with our weights: the reference that our own are checked against."""

from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from transformers import (
    BertConfig,
    BertForPreTraining,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedModel,
    Qwen2Config,
    Qwen2ForCausalLM,
)

from workbench.models.architectures.bert import Bert
from workbench.models.architectures.gpt import GPT
from workbench.models.architectures.llama import Llama, LlamaBlock
from workbench.models.spec import BertSpec, GPTSpec, LlamaSpec

M = TypeVar("M", bound=nn.Module)
P = TypeVar("P", bound=PreTrainedModel)

GPT2_NAMES = {
    "token_embedding": "wte",
    "position_embedding": "wpe",
    "blocks": "h",
    "attention_norm": "ln_1",
    "qkv": "attn.c_attn",
    "attention_out": "attn.c_proj",
    "ffn_norm": "ln_2",
    "ffn_in": "mlp.c_fc",
    "ffn_out": "mlp.c_proj",
    "final_norm": "ln_f",
}
GPT2_ACTIVATIONS = {"gelu_tanh": "gelu_new", "gelu": "gelu", "relu": "relu"}


def gpt2_twin(spec: GPTSpec, model: GPT) -> GPT2LMHeadModel:
    """GPT-2 with the weights of `model`, attention written out, and no end token."""
    twin = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=model.head_weight.shape[0],
            n_layer=spec.num_layers,
            n_embd=spec.hidden_size,
            n_head=spec.num_heads,
            n_inner=spec.inner_size,
            n_positions=spec.context,
            activation_function=GPT2_ACTIVATIONS[spec.activation],
            bos_token_id=None,
            eos_token_id=None,
            pad_token_id=0,
        )
    )
    weights = {"lm_head.weight": model.head_weight}
    for name, tensor in model.state_dict().items():
        twin_name = ".".join(GPT2_NAMES.get(part, part) for part in name.split("."))
        is_conv1d = tensor.dim() == 2 and "embedding" not in name
        weights[f"transformer.{twin_name}"] = tensor.T if is_conv1d else tensor
    twin.load_state_dict(weights)
    return eager(twin)


def llama_twin(spec: LlamaSpec, model: Llama) -> LlamaForCausalLM | Qwen2ForCausalLM:
    """Llama (Qwen2 when queries, keys and values have biases) with the weights of `model`."""
    config_type = Qwen2Config if spec.qkv_bias else LlamaConfig
    config = config_type(
        vocab_size=model.head_weight.shape[0],
        num_hidden_layers=spec.num_layers,
        hidden_size=spec.hidden_size,
        num_attention_heads=spec.num_heads,
        num_key_value_heads=spec.kv_heads,
        intermediate_size=spec.inner_size,
        max_position_embeddings=spec.context,
        rope_parameters={"rope_type": "default", "rope_theta": spec.rope_theta},
        rms_norm_eps=spec.norm_epsilon,
        tie_word_embeddings=spec.tied_embeddings,
    )
    weights = {
        "lm_head.weight": model.head_weight,
        "model.embed_tokens.weight": model.token_embedding.weight,
        "model.norm.weight": model.final_norm.weight,
    }
    widths = (spec.hidden_size, *(spec.kv_heads * spec.head_size,) * 2)
    for layer, block in enumerate(model.blocks):
        assert isinstance(block, LlamaBlock)
        begin = f"model.layers.{layer}"
        for kind, tensor in block.qkv.named_parameters():
            for name, part in zip("qkv", tensor.split(widths), strict=True):
                weights[f"{begin}.self_attn.{name}_proj.{kind}"] = part
        gate, up = block.ffn_in.weight.chunk(2)
        weights |= {
            f"{begin}.self_attn.o_proj.weight": block.attention_out.weight,
            f"{begin}.mlp.gate_proj.weight": gate,
            f"{begin}.mlp.up_proj.weight": up,
            f"{begin}.mlp.down_proj.weight": block.ffn_out.weight,
            f"{begin}.input_layernorm.weight": block.attention_norm.get_parameter("weight"),
            f"{begin}.post_attention_layernorm.weight": block.ffn_norm.get_parameter("weight"),
        }
    twin: LlamaForCausalLM | Qwen2ForCausalLM = (
        Qwen2ForCausalLM(config) if isinstance(config, Qwen2Config) else LlamaForCausalLM(config)
    )
    twin.load_state_dict(weights)
    return eager(twin)


BERT_LAYER_NAMES = {
    "attention_out": "attention.output.dense",
    "attention_norm": "attention.output.LayerNorm",
    "ffn_in": "intermediate.dense",
    "ffn_out": "output.dense",
    "ffn_norm": "output.LayerNorm",
}
BERT_NAMES = {
    "token_embedding": "bert.embeddings.word_embeddings",
    "position_embedding": "bert.embeddings.position_embeddings",
    "segment_embedding": "bert.embeddings.token_type_embeddings",
    "embedding_norm": "bert.embeddings.LayerNorm",
    "pooler": "bert.pooler.dense",
    "next_sentence": "cls.seq_relationship",
    "masked_head.dense": "cls.predictions.transform.dense",
    "masked_head.norm": "cls.predictions.transform.LayerNorm",
    "masked_head": "cls.predictions",
}
BERT_ACTIVATIONS = {"gelu_tanh": "gelu_new", "gelu": "gelu", "relu": "relu"}


def bert_twin(spec: BertSpec, model: Bert) -> BertForPreTraining:
    """BERT with both heads and the weights of `model`."""
    twin = BertForPreTraining(
        BertConfig(
            vocab_size=model.head_weight.shape[0],
            num_hidden_layers=spec.num_layers,
            hidden_size=spec.hidden_size,
            num_attention_heads=spec.num_heads,
            intermediate_size=spec.inner_size,
            max_position_embeddings=spec.context,
            type_vocab_size=spec.num_segments,
            hidden_act=BERT_ACTIVATIONS[spec.activation],
            layer_norm_eps=spec.norm_epsilon,
        )
    )
    weights = {"cls.predictions.decoder.weight": model.head_weight}
    for name, tensor in model.state_dict().items():
        weights |= _bert_tensors(name, tensor)
    weights["cls.predictions.decoder.bias"] = weights["cls.predictions.bias"]
    twin.load_state_dict(weights)
    return eager(twin)


def _bert_tensors(name: str, tensor: Tensor) -> dict[str, Tensor]:
    module, kind = name.rsplit(".", 1)
    if not module.startswith("blocks."):
        return {f"{BERT_NAMES[module]}.{kind}": tensor}
    _, layer, part = module.split(".")
    begin = f"bert.encoder.layer.{layer}"
    if part == "qkv":
        names = ("query", "key", "value")
        parts = zip(names, tensor.chunk(3), strict=True)
        return {f"{begin}.attention.self.{one}.{kind}": piece for one, piece in parts}
    return {f"{begin}.{BERT_LAYER_NAMES[part]}.{kind}": tensor}


def eager(model: P) -> P:
    """In eval mode, its attention written out: the fused kinds give no maps."""
    model.set_attn_implementation("eager")
    model.eval()
    return model


def loaded(kind: Any, folder: Path, **settings: Any) -> tuple[Any, dict[str, Any]]:
    """What transformers makes of a folder, and what it says of that: its types leave that out."""
    model, info = kind.from_pretrained(folder, output_loading_info=True, **settings)
    return model, info


def lively(model: M, amount: float = 0.15) -> M:
    """Larger weights, biases included, so that distributions are uneven and a test can fail."""
    generator = torch.Generator().manual_seed(11)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.empty_like(parameter).normal_(0.0, amount, generator=generator)
            parameter.add_(noise)
    return model

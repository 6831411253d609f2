"""Hugging Face's models with our weights: the reference that our own are checked against."""

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from workbench.models.gpt import GPT
from workbench.models.spec import GPTSpec

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
            attn_implementation="eager",
        )
    ).eval()
    weights = {"lm_head.weight": model.head_weight}
    for name, tensor in model.state_dict().items():
        twin_name = ".".join(GPT2_NAMES.get(part, part) for part in name.split("."))
        is_conv1d = tensor.dim() == 2 and "embedding" not in name
        weights[f"transformer.{twin_name}"] = tensor.T if is_conv1d else tensor
    twin.load_state_dict(weights)
    return twin


def lively(model: GPT, amount: float = 0.15) -> GPT:
    """Larger weights, biases included, so that distributions are uneven and a test can fail."""
    generator = torch.Generator().manual_seed(11)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.empty_like(parameter).normal_(0.0, amount, generator=generator)
            parameter.add_(noise)
    return model

"""Small GGUF files as llama.cpp's converter writes them, by its own library."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch
from hub_material import byte_bpe
from tokenizers import Tokenizer
from transformers import LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM

CONTROL, USER_DEFINED, NORMAL = 3, 4, 1

Kind = gguf.GGMLQuantizationType


def config_of(sort: str, **changes: Any) -> Any:
    """Settings of a small model of transformers: `sort` is llama or qwen2."""
    make = {"llama": LlamaConfig, "qwen2": Qwen2Config}[sort]
    sizes = {
        "vocab_size": 404,
        "hidden_size": 96,
        "num_hidden_layers": 2,
        "num_attention_heads": 6,
        "num_key_value_heads": 2,
        "intermediate_size": 160,
        "max_position_embeddings": 64,
        "rope_theta": 5e5,
        "rms_norm_eps": 1e-6,
    }
    return make(**sizes | changes)


def decoder(sort: str, **changes: Any) -> Any:
    """Such a model with random weights."""
    make = {"llama": LlamaForCausalLM, "qwen2": Qwen2ForCausalLM}[sort]
    torch.manual_seed(3)
    model = make(config_of(sort, **changes))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    return model.eval()


def sized_writer(path: Path, architecture: str, config: Any) -> gguf.GGUFWriter:
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_name("a model")
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(5e5)
    writer.add_rope_dimension_count(config.hidden_size // config.num_attention_heads)
    return writer


def add_tensors(writer: gguf.GGUFWriter, architecture: str, model: Any, kind: Kind) -> None:
    """The weights under the names of the library's own table; matrices stored as `kind`."""
    names = gguf.get_tensor_name_map(
        {"llama": gguf.MODEL_ARCH.LLAMA, "qwen2": gguf.MODEL_ARCH.QWEN2}[architecture],
        model.config.num_hidden_layers,
    )
    heads = {"q": model.config.num_attention_heads, "k": model.config.num_key_value_heads}
    for name, parameter in model.named_parameters():
        numbers = parameter.detach().numpy()
        if architecture == "llama" and (turned := re.search(r"\.([qk])_proj", name)):
            numbers = _permuted(numbers, heads[turned[1]])
        theirs = names.get_name(name, try_suffixes=(".weight", ".bias"))
        assert theirs is not None
        stored = Kind.F32 if numbers.ndim < 2 else kind
        writer.add_tensor(theirs, gguf.quantize(numbers, stored), raw_dtype=stored)


def _permuted(numbers: np.ndarray, heads: int) -> np.ndarray:
    """As `permute` of llama.cpp's convert_hf_to_gguf.py."""
    apart = numbers.reshape(heads, 2, numbers.shape[0] // heads // 2, *numbers.shape[1:])
    return apart.swapaxes(1, 2).reshape(numbers.shape)


def add_byte_pairs(
    writer: gguf.GGUFWriter, pre: str | None, made: Tokenizer | None = None, **habits: Any
) -> None:
    """A tokenizer of byte-level BPE; its first piece is special."""
    plain = _plain(made or byte_bpe())
    tokens = [piece for piece, _ in sorted(plain["vocab"].items(), key=lambda item: item[1])]
    added = ["<|im_start|>", "<|im_end|>", "<tool>"]
    writer.add_tokenizer_model("gpt2")
    if pre is not None:
        writer.add_tokenizer_pre(pre)
    writer.add_token_list([*tokens, *added])
    writer.add_token_types([CONTROL, *[NORMAL] * (len(tokens) - 1), CONTROL, CONTROL, USER_DEFINED])
    writer.add_token_merges([" ".join(pair) for pair in plain["merges"]])
    writer.add_bos_token_id(len(tokens))
    writer.add_eos_token_id(len(tokens) + 1)
    writer.add_eot_token_id(0)
    writer.add_chat_template("{{ messages }}")
    for name, value in habits.items():
        getattr(writer, f"add_{name}")(value)


def _plain(made: Tokenizer) -> Mapping[str, Any]:
    model: Mapping[str, Any] = json.loads(made.to_str())["model"]
    return model


def finished(writer: gguf.GGUFWriter) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def gguf_model(
    path: Path,
    architecture: str = "llama",
    *,
    kind: Kind = Kind.F32,
    pre: str | None = "gpt-2",
    settings: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Any:
    """A whole file; gives the model of transformers that it holds. `settings` are further keys."""
    model = decoder(architecture, **changes)
    writer = sized_writer(path, architecture, model.config)
    for key, value in (settings or {}).items():
        match value:
            case str():
                writer.add_string(key, value)
            case int():
                writer.add_uint32(key, value)
            case _:
                writer.add_float32(key, value)
    add_byte_pairs(writer, pre)
    add_tensors(writer, architecture, model, kind)
    finished(writer)
    return model

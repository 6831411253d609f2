"""A model and its tokenizer as one GGUF file, the format of llama.cpp.

llama.cpp reads text with a SentencePiece reader of its own, which cuts as ours does only for bpe
with byte fallback, nothing normalised and no space dropped: the "portable" preset. Its `llama`
rotates neighbouring numbers of a query or key, where ours rotates the first half with the second,
so their rows are put in another order; its `qwen2` rotates as ours. Shapes: h heads, d width of a
head, c hidden size, o rows of a weight.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from workbench.errors import BadInput
from workbench.models.bert import Bert
from workbench.models.build import Decoder, Model
from workbench.models.gpt import GPT
from workbench.models.llama import Llama
from workbench.models.model_file import ModelFile
from workbench.models.spec import BertSpec, GPTSpec, LlamaSpec
from workbench.tokenizers.hub.model_proto import ModelProto, ModelType, PieceType, read_model_proto
from workbench.tokenizers.special import BOS, EOS, PAD, UNK

if TYPE_CHECKING:
    from gguf import GGUFWriter

_GPT_NORM_EPSILON = 1e-5

Named = Iterator[tuple[str, Tensor]]


def write_gguf(
    model: Model, model_file: ModelFile, tokenizer: bytes, path: Path, name: str
) -> None:
    """Write a GPT or Llama model in float32 with its SentencePiece `tokenizer` to `path`.

    `path` is a new file, usually inside `durable.staging`; an empty `tokenizer` says that there is
    no SentencePiece model. Raises BadInput for what llama.cpp cannot read as it is meant, and,
    naming the extra to install, when the package gguf is missing.
    """
    check_writable(model_file)
    assert not isinstance(model, Bert)
    if not tokenizer:
        raise _not_portable()
    proto = read_model_proto(tokenizer)
    _check_tokenizer(proto)
    try:
        from gguf import GGUFWriter
    except ImportError:
        raise BadInput(
            "GGUF files need the package gguf; install it with: "
            "pip install 'distill-workbench[export]'"
        ) from None
    writer = GGUFWriter(path, architecture(model_file))
    try:
        writer.add_name(name)
        _add_sizes(writer, model_file)
        _add_tokenizer(writer, proto)
        for tensor_name, tensor in tensors(model):
            writer.add_tensor(tensor_name, _array(tensor))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()


def architecture(model_file: ModelFile) -> str:
    """llama.cpp's name for what the model is; raises BadInput for a BERT."""
    match model_file.spec:
        case GPTSpec():
            return "gpt2"
        case LlamaSpec(qkv_bias=True):
            return "qwen2"
        case LlamaSpec():
            return "llama"
        case _:
            raise BadInput(
                "a GGUF file can hold a GPT or Llama model, and this one is a BERT; export it as "
                "a Hugging Face folder or as ONNX instead"
            )


def check_writable(model_file: ModelFile) -> None:
    """Raise BadInput for a model that llama.cpp cannot compute."""
    architecture(model_file)
    spec = model_file.spec
    if model_file.labels:
        raise BadInput(
            "this model tells classes, and a GGUF file has no place for its classifier; export it "
            "as a Hugging Face folder or as ONNX instead"
        )
    if isinstance(spec, GPTSpec) and spec.activation != "gelu_tanh":
        raise BadInput(
            "llama.cpp computes GPT-2 with the activation gelu_tanh alone, and this model has "
            "{activation}; export it as a Hugging Face folder or as ONNX instead",
            activation=spec.activation,
        )


def _check_tokenizer(proto: ModelProto) -> None:
    symbols = any(piece.type is PieceType.USER_DEFINED for piece in proto.pieces)
    portable = (
        proto.model_type is ModelType.BPE
        and proto.byte_fallback
        and not proto.charsmap
        and not proto.remove_extra_whitespaces
        and proto.add_dummy_prefix
        and not symbols
    )
    if not portable:
        raise _not_portable()


def _not_portable() -> BadInput:
    return BadInput(
        "llama.cpp would cut text differently from this model's tokenizer; it reads bpe with "
        "byte fallback, without normalization, extra spaces kept and no symbols of your own: "
        "train a tokenizer with the preset 'portable' and a model on it, or export this one as "
        "a Hugging Face folder"
    )


def _add_sizes(writer: "GGUFWriter", model_file: ModelFile) -> None:
    spec = model_file.spec
    assert not isinstance(spec, BertSpec)
    writer.add_file_type(0)  # all in float32
    writer.add_vocab_size(model_file.vocabulary_size)
    writer.add_context_length(spec.context)
    writer.add_embedding_length(spec.hidden_size)
    writer.add_block_count(spec.num_layers)
    writer.add_feed_forward_length(spec.inner_size)
    writer.add_head_count(spec.num_heads)
    if isinstance(spec, GPTSpec):
        writer.add_layer_norm_eps(_GPT_NORM_EPSILON)
        return
    writer.add_head_count_kv(spec.kv_heads)
    writer.add_layer_norm_rms_eps(spec.norm_epsilon)
    writer.add_rope_dimension_count(spec.head_size)
    writer.add_rope_freq_base(spec.rope_theta)


def _add_tokenizer(writer: "GGUFWriter", proto: ModelProto) -> None:
    writer.add_tokenizer_model("llama")
    writer.add_token_list([piece.piece for piece in proto.pieces])
    writer.add_token_scores([piece.score for piece in proto.pieces])
    # GGUF numbers the types as SentencePiece does.
    writer.add_token_types([int(piece.type) for piece in proto.pieces])
    writer.add_pad_token_id(PAD)
    writer.add_unk_token_id(UNK)
    writer.add_bos_token_id(BOS)
    writer.add_eos_token_id(EOS)
    writer.add_add_bos_token(False)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(True)
    writer.add_remove_extra_whitespaces(False)


def tensors(model: Decoder) -> Named:
    """Every weight under the name that llama.cpp looks for; a tied output layer is left out."""
    yield "token_embd.weight", model.token_embedding.weight
    if model.head is not None:
        yield "output.weight", model.head.weight
    if isinstance(model, GPT):
        yield from _gpt_tensors(model)
    else:
        yield from _llama_tensors(model)


def _gpt_tensors(model: GPT) -> Named:
    parts = {
        "attention_norm": "attn_norm",
        "qkv": "attn_qkv",
        "attention_out": "attn_output",
        "ffn_norm": "ffn_norm",
        "ffn_in": "ffn_up",
        "ffn_out": "ffn_down",
    }
    yield "position_embd.weight", model.position_embedding.weight
    yield "output_norm.weight", model.final_norm.weight
    yield "output_norm.bias", model.final_norm.bias
    for layer, block in enumerate(model.blocks):
        for ours, theirs in parts.items():
            for kind in ("weight", "bias"):
                yield f"blk.{layer}.{theirs}.{kind}", block.get_parameter(f"{ours}.{kind}")


def _llama_tensors(model: Llama) -> Named:
    parts = {
        "attention_norm": "attn_norm",
        "attention_out": "attn_output",
        "ffn_norm": "ffn_norm",
        "ffn_out": "ffn_down",
    }
    yield "output_norm.weight", model.final_norm.weight
    for layer, block in enumerate(model.blocks):
        for ours, theirs in parts.items():
            yield f"blk.{layer}.{theirs}.weight", block.get_parameter(f"{ours}.weight")
        gate, up = block.get_parameter("ffn_in.weight").chunk(2)
        yield f"blk.{layer}.ffn_gate.weight", gate
        yield f"blk.{layer}.ffn_up.weight", up
        yield from _attention(model, layer)


def _attention(model: Llama, layer: int) -> Named:
    """Queries, keys and values apart, and turned to llama.cpp's rotary order where it differs."""
    keys = model.num_kv_heads * model.head_size
    sizes = (model.num_heads * model.head_size, keys, keys)
    stacked = dict(model.blocks[layer].get_submodule("qkv").named_parameters())
    is_llama = "bias" not in stacked
    for kind, parameter in stacked.items():
        q, k, v = torch.split(parameter, list(sizes))
        if is_llama:
            q, k = (interleaved(part, model.head_size) for part in (q, k))
        for name, part in (("q", q), ("k", k), ("v", v)):
            yield f"blk.{layer}.attn_{name}.{kind}", part


def interleaved(weight_oc: Tensor, head_size: int) -> Tensor:
    """Rows of each head from (first half, second half) to pairs (i, i + d/2) side by side."""
    columns = weight_oc.shape[1:]
    halves = weight_oc.reshape(-1, 2, head_size // 2, *columns)
    return halves.transpose(1, 2).reshape(-1, *columns)


def _array(tensor: Tensor) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    return np.ascontiguousarray(tensor.detach().float().cpu().numpy())

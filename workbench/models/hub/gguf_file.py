"""A model and its tokenizer as one GGUF file, the format of llama.cpp.

llama.cpp reads text with a SentencePiece reader of its own, which cuts as ours does only for bpe
with byte fallback, nothing normalised and no space dropped: the "portable" preset. Byte-level bpe
of others goes out where llama.cpp has a name for how it cuts text into words.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, assert_never, get_args

import numpy as np
from torch import Tensor

from workbench.errors import BadInput
from workbench.models.build import Decoder, Model
from workbench.models.hub.architectures.architecture import GGUFMapping
from workbench.models.hub.exporting import architecture_of
from workbench.models.hub.gguf.weights import require_gguf_package
from workbench.models.model_file import ModelFile, framing_of
from workbench.models.spec import AnyModelSpec
from workbench.tokenizers.hub.gguf.byte_pairs import BytePairs, byte_pairs_of
from workbench.tokenizers.hub.model_proto import (
    ModelProto,
    ModelType,
    PieceType,
    ProtoPiece,
    read_model_proto,
)
from workbench.tokenizers.tokenizer import Tokenizer

if TYPE_CHECKING:
    from gguf import GGMLQuantizationType, GGUFWriter

GGUFPrecision = Literal["f32", "f16", "bf16", "q8_0"]
"""How weights are stored: as they are, in 16 bits, or in blocks of 32 that share a scale."""

PRECISIONS: tuple[GGUFPrecision, ...] = get_args(GGUFPrecision)

_EXACT = ("position_embd.weight",)
"""Stored in float32 whatever is asked for, as are all that have one dimension; as in llama.cpp."""

_NEVER_CHOSEN = -10_000.0
"""The score of a piece that no text becomes."""


def write_gguf(
    model: Model,
    model_file: ModelFile,
    tokenizer: Tokenizer,
    sentencepiece: bytes,
    path: Path,
    name: str,
    precision: GGUFPrecision = "f32",
    *,
    hub_file: bytes = b"",
) -> None:
    """Write a GPT or Llama model with its tokenizer to `path`.

    `path` is a new file, usually inside `durable.staging`; `sentencepiece` is the tokenizer's
    model, `hub_file` its tokenizer.json, each empty where there is none. Raises
    BadInput for what llama.cpp cannot read as it is meant, and, naming the extra to install, when
    the package gguf is missing.
    """
    check_writable(model_file)
    mapping = mapping_of(model_file.spec)
    assert model.is_causal
    add_tokenizer = _tokenizer_writer(
        sentencepiece, hub_file, tokenizer, model_file.vocabulary_size
    )
    require_gguf_package()
    from gguf import GGUFWriter

    writer = GGUFWriter(path, mapping.name)
    try:
        writer.add_name(name)
        _add_sizes(writer, model_file)
        _add_precision(writer, precision)
        mapping.add_sizes(writer, model_file.spec)
        add_tokenizer(writer)
        _add_habits(writer, model_file, tokenizer)
        for tensor_name, tensor in tensors(model, mapping):
            _add_tensor(writer, tensor_name, tensor, precision)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()


def mapping_of(spec: AnyModelSpec) -> GGUFMapping[Any, Any]:
    """How a GGUF file holds the model; raises BadInput for one that it cannot."""
    architecture = architecture_of(spec)
    if architecture.gguf is None:
        raise BadInput(
            "a GGUF file can hold a GPT or Llama model, and this one is a {family}; export it "
            "as a Hugging Face folder or as ONNX instead",
            family=spec.title,
        )
    return architecture.gguf


def check_writable(model_file: ModelFile) -> None:
    """Raise BadInput for a model that llama.cpp cannot compute."""
    mapping = mapping_of(model_file.spec)
    if model_file.labels:
        raise BadInput(
            "this model tells classes, and a GGUF file has no place for its classifier; export it "
            "as a Hugging Face folder or as ONNX instead"
        )
    mapping.check(model_file.spec)


def _tokenizer_writer(
    sentencepiece: bytes, hub_file: bytes, tokenizer: Tokenizer, rows: int
) -> "Callable[[GGUFWriter], None]":
    """What writes the pieces; raises BadInput where llama.cpp would cut text differently."""
    if sentencepiece:
        proto = read_model_proto(sentencepiece)
        _check_tokenizer(proto)
        return partial(_add_pieces, _padded(proto, tokenizer, rows))
    pairs = byte_pairs_of(json.loads(hub_file), tokenizer.special.known) if hub_file else None
    if pairs is None:
        raise _not_portable()
    return partial(_add_byte_pairs, pairs, rows)


def _add_byte_pairs(pairs: BytePairs, rows: int, writer: "GGUFWriter") -> None:
    unused = range(len(pairs.tokens), rows)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(pairs.pre)
    writer.add_token_list([*pairs.tokens, *(f"[PAD{i}]" for i in unused)])
    writer.add_token_types([*pairs.kinds, *(int(PieceType.UNUSED) for _ in unused)])
    writer.add_token_merges(pairs.merges)
    writer.add_add_space_prefix(False)


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
        "byte fallback, without normalization, extra spaces kept and no symbols of your own, and "
        "byte-level bpe that cuts words as GPT-2, Llama 3, Qwen2 or SmolLM do: "
        "train a tokenizer with the preset 'portable' and a model on it, or export this one as "
        "a Hugging Face folder"
    )


def _add_sizes(writer: "GGUFWriter", model_file: ModelFile) -> None:
    spec = model_file.spec
    writer.add_vocab_size(model_file.vocabulary_size)
    writer.add_context_length(spec.context)
    writer.add_embedding_length(spec.hidden_size)
    writer.add_block_count(spec.num_layers)
    writer.add_feed_forward_length(spec.inner_size)
    writer.add_head_count(spec.num_heads)


def _padded(proto: ModelProto, tokenizer: Tokenizer, rows: int) -> list[ProtoPiece]:
    """A piece for each of the model's rows: the tokenizer's, then pieces that are never used."""
    silent = tokenizer.special.known
    added = [
        ProtoPiece(
            tokenizer.piece(i), 0.0, PieceType.CONTROL if i in silent else PieceType.USER_DEFINED
        )
        for i in range(len(proto.pieces), tokenizer.vocabulary_size)
    ]
    pieces = [*proto.pieces, *added]
    return pieces + [
        ProtoPiece(f"[PAD{i}]", _NEVER_CHOSEN, PieceType.UNUSED) for i in range(len(pieces), rows)
    ]


def _add_pieces(pieces: list[ProtoPiece], writer: "GGUFWriter") -> None:
    writer.add_tokenizer_model("llama")
    writer.add_token_list([piece.piece for piece in pieces])
    writer.add_token_scores([piece.score for piece in pieces])
    # GGUF numbers the types as SentencePiece does.
    writer.add_token_types([int(piece.type) for piece in pieces])
    writer.add_add_space_prefix(True)
    writer.add_remove_extra_whitespaces(False)


def _add_habits(writer: "GGUFWriter", model_file: ModelFile, tokenizer: Tokenizer) -> None:
    """The special tokens, what stands around a text, and what ends one."""
    special, framing = tokenizer.special, framing_of(model_file, tokenizer)
    ends = [*framing.ends, *special.document_end]
    begin = framing.begin[0] if framing.begin else special.bos
    for add, token_id in (
        (writer.add_pad_token_id, special.pad),
        (writer.add_unk_token_id, special.unk),
        (writer.add_bos_token_id, begin),
        (writer.add_eos_token_id, next(iter(ends), None)),
        (writer.add_eot_token_id, next((i for i in ends if i != ends[0]), None)),
    ):
        if token_id is not None:
            add(token_id)
    writer.add_add_bos_token(bool(framing.begin))
    writer.add_add_eos_token(bool(framing.end))
    if model_file.chat_template:
        writer.add_chat_template(model_file.chat_template)


def tensors(model: Decoder, mapping: GGUFMapping[Any, Any]) -> Iterator[tuple[str, Tensor]]:
    """Every weight under the name that llama.cpp looks for; a tied output layer is left out."""
    yield "token_embd.weight", model.token_embedding.weight
    if model.head is not None:
        yield "output.weight", model.head.weight
    yield from mapping.tensors(model)


# -- precision --------------------------------------------------------------------------------


def _add_precision(writer: "GGUFWriter", precision: GGUFPrecision) -> None:
    from gguf import GGML_QUANT_VERSION, LlamaFileType

    match precision:
        case "f32":
            writer.add_file_type(LlamaFileType.ALL_F32)
        case "f16":
            writer.add_file_type(LlamaFileType.MOSTLY_F16)
        case "bf16":
            writer.add_file_type(LlamaFileType.MOSTLY_BF16)
        case "q8_0":
            writer.add_file_type(LlamaFileType.MOSTLY_Q8_0)
            writer.add_quantization_version(GGML_QUANT_VERSION)
        case _:
            assert_never(precision)


def _add_tensor(writer: "GGUFWriter", name: str, tensor: Tensor, precision: GGUFPrecision) -> None:
    from gguf import quantize

    numbers = np.ascontiguousarray(tensor.detach().float().cpu().numpy())
    kind = _kind(name, tensor, precision)
    with np.errstate(over="ignore"):
        stored = quantize(numbers, kind)
    if stored.dtype == np.float16 and not np.isfinite(stored).all():
        raise BadInput(
            "'{name}' has weights beyond 65504, which 16 bits cannot hold; export the model with "
            "the precision bf16 or f32",
            name=name,
        )
    writer.add_tensor(name, stored, raw_dtype=kind)


def _kind(name: str, tensor: Tensor, precision: GGUFPrecision) -> "GGMLQuantizationType":
    """How a tensor is stored; one whose rows are no whole blocks goes in 16 bits."""
    from gguf import GGML_QUANT_SIZES, GGMLQuantizationType

    if tensor.dim() < 2 or name in _EXACT:
        return GGMLQuantizationType.F32
    kind = GGMLQuantizationType[precision.upper()]
    block = GGML_QUANT_SIZES[kind][0]
    return GGMLQuantizationType.F16 if tensor.shape[-1] % block else kind

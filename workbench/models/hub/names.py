"""Where each of our tensors is in a foreign file: under which names, in which rows, turned or not.

Our q, k, v are one matrix (as are gate and up), so one of ours may be several of theirs, one above
the other. GPT-2 stores its matrices transposed (`Conv1D`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from workbench.models.hub.settings import Architecture
from workbench.models.spec import AnyModelSpec, BertSpec, GPTSpec, LlamaSpec


@dataclass(frozen=True)
class Place:
    """One of our tensors and the foreign ones that make it up, in the order of its rows.

    `rows` are how many each gives; empty when it is a single one.
    """

    ours: str
    theirs: tuple[str, ...]
    rows: tuple[int, ...] = ()
    transposed: bool = False


def places(architecture: Architecture, spec: AnyModelSpec) -> tuple[Place, ...]:
    """Every tensor that a model of this spec has, with the prefix that its heads' file has."""
    match architecture:
        case "bert":
            assert isinstance(spec, BertSpec)
            return tuple(_bert(spec))
        case "distilbert":
            assert isinstance(spec, BertSpec)
            return tuple(_distilbert(spec))
        case "gpt2":
            assert isinstance(spec, GPTSpec)
            return tuple(_gpt2(spec))
        case "llama" | "qwen2":
            assert isinstance(spec, LlamaSpec)
            return tuple(_llama(spec))
        case _:
            assert_never(architecture)


def _both(ours: str, theirs: str) -> Iterator[Place]:
    """A linear layer or a norm, with its bias."""
    for part in ("weight", "bias"):
        yield Place(f"{ours}.{part}", (f"{theirs}.{part}",))


def _fused(ours: str, theirs: tuple[str, ...], rows: tuple[int, ...], part: str) -> Place:
    return Place(f"{ours}.{part}", tuple(f"{name}.{part}" for name in theirs), rows)


def _bert(spec: BertSpec) -> Iterator[Place]:
    yield Place("token_embedding.weight", ("bert.embeddings.word_embeddings.weight",))
    yield Place("position_embedding.weight", ("bert.embeddings.position_embeddings.weight",))
    yield Place("segment_embedding.weight", ("bert.embeddings.token_type_embeddings.weight",))
    yield from _both("embedding_norm", "bert.embeddings.LayerNorm")
    for layer in range(spec.num_layers):
        yield from _bert_block(f"blocks.{layer}", f"bert.encoder.layer.{layer}", spec.hidden_size)
    if spec.pooler:
        yield from _both("pooler", "bert.pooler.dense")
        yield from _both("next_sentence", "cls.seq_relationship")
    if spec.masked_head:
        yield from _both("masked_head.dense", "cls.predictions.transform.dense")
        yield from _both("masked_head.norm", "cls.predictions.transform.LayerNorm")
        # Untied, it is the decoder's own bias that is added.
        bias = "bias" if spec.tied_embeddings else "decoder.bias"
        yield Place("masked_head.bias", (f"cls.predictions.{bias}",))
        if not spec.tied_embeddings:
            yield Place("head.weight", ("cls.predictions.decoder.weight",))


def _bert_block(ours: str, theirs: str, size: int) -> Iterator[Place]:
    attention = tuple(f"{theirs}.attention.self.{part}" for part in ("query", "key", "value"))
    for part in ("weight", "bias"):
        yield _fused(f"{ours}.qkv", attention, (size, size, size), part)
    yield from _both(f"{ours}.attention_out", f"{theirs}.attention.output.dense")
    yield from _both(f"{ours}.attention_norm", f"{theirs}.attention.output.LayerNorm")
    yield from _both(f"{ours}.ffn_in", f"{theirs}.intermediate.dense")
    yield from _both(f"{ours}.ffn_out", f"{theirs}.output.dense")
    yield from _both(f"{ours}.ffn_norm", f"{theirs}.output.LayerNorm")


def _distilbert(spec: BertSpec) -> Iterator[Place]:
    yield Place("token_embedding.weight", ("distilbert.embeddings.word_embeddings.weight",))
    yield Place("position_embedding.weight", ("distilbert.embeddings.position_embeddings.weight",))
    yield from _both("embedding_norm", "distilbert.embeddings.LayerNorm")
    for layer in range(spec.num_layers):
        theirs = f"distilbert.transformer.layer.{layer}"
        yield from _distilbert_block(f"blocks.{layer}", theirs, spec.hidden_size)
    if spec.masked_head:
        yield from _both("masked_head.dense", "vocab_transform")
        yield from _both("masked_head.norm", "vocab_layer_norm")
        yield Place("masked_head.bias", ("vocab_projector.bias",))
        if not spec.tied_embeddings:
            yield Place("head.weight", ("vocab_projector.weight",))


def _distilbert_block(ours: str, theirs: str, size: int) -> Iterator[Place]:
    attention = tuple(f"{theirs}.attention.{part}_lin" for part in "qkv")
    for part in ("weight", "bias"):
        yield _fused(f"{ours}.qkv", attention, (size, size, size), part)
    yield from _both(f"{ours}.attention_out", f"{theirs}.attention.out_lin")
    yield from _both(f"{ours}.attention_norm", f"{theirs}.sa_layer_norm")
    yield from _both(f"{ours}.ffn_in", f"{theirs}.ffn.lin1")
    yield from _both(f"{ours}.ffn_out", f"{theirs}.ffn.lin2")
    yield from _both(f"{ours}.ffn_norm", f"{theirs}.output_layer_norm")


def _gpt2(spec: GPTSpec) -> Iterator[Place]:
    yield Place("token_embedding.weight", ("transformer.wte.weight",))
    yield Place("position_embedding.weight", ("transformer.wpe.weight",))
    for layer in range(spec.num_layers):
        ours, theirs = f"blocks.{layer}", f"transformer.h.{layer}"
        yield from _both(f"{ours}.attention_norm", f"{theirs}.ln_1")
        yield from _conv1d(f"{ours}.qkv", f"{theirs}.attn.c_attn")
        yield from _conv1d(f"{ours}.attention_out", f"{theirs}.attn.c_proj")
        yield from _both(f"{ours}.ffn_norm", f"{theirs}.ln_2")
        yield from _conv1d(f"{ours}.ffn_in", f"{theirs}.mlp.c_fc")
        yield from _conv1d(f"{ours}.ffn_out", f"{theirs}.mlp.c_proj")
    yield from _both("final_norm", "transformer.ln_f")
    if not spec.tied_embeddings:
        yield Place("head.weight", ("lm_head.weight",))


def _conv1d(ours: str, theirs: str) -> Iterator[Place]:
    yield Place(f"{ours}.weight", (f"{theirs}.weight",), transposed=True)
    yield Place(f"{ours}.bias", (f"{theirs}.bias",))


def _llama(spec: LlamaSpec) -> Iterator[Place]:
    yield Place("token_embedding.weight", ("model.embed_tokens.weight",))
    for layer in range(spec.num_layers):
        yield from _llama_block(f"blocks.{layer}", f"model.layers.{layer}", spec)
    yield Place("final_norm.weight", ("model.norm.weight",))
    if not spec.tied_embeddings:
        yield Place("head.weight", ("lm_head.weight",))


def _llama_block(ours: str, theirs: str, spec: LlamaSpec) -> Iterator[Place]:
    attention = tuple(f"{theirs}.self_attn.{part}_proj" for part in "qkv")
    shared = spec.kv_heads * spec.head_size
    yield Place(f"{ours}.attention_norm.weight", (f"{theirs}.input_layernorm.weight",))
    for part in ("weight", "bias") if spec.qkv_bias else ("weight",):
        yield _fused(f"{ours}.qkv", attention, (spec.hidden_size, shared, shared), part)
    yield Place(f"{ours}.attention_out.weight", (f"{theirs}.self_attn.o_proj.weight",))
    yield Place(f"{ours}.ffn_norm.weight", (f"{theirs}.post_attention_layernorm.weight",))
    gated = (f"{theirs}.mlp.gate_proj", f"{theirs}.mlp.up_proj")
    yield _fused(f"{ours}.ffn_in", gated, (spec.inner_size, spec.inner_size), "weight")
    yield Place(f"{ours}.ffn_out.weight", (f"{theirs}.mlp.down_proj.weight",))


@dataclass(frozen=True)
class Habits:
    """What else files of an architecture do with names.

    `prefix` is left out by models saved without a head; `heads` never have it. `buffers` are
    recomputed by every reader. `copies` maps what tied files may hold twice to its original.
    `tasks` belong to a task that the model was tuned for.
    """

    prefix: str
    heads: tuple[str, ...]
    buffers: re.Pattern[str]
    copies: dict[str, str]
    tasks: tuple[str, ...] = ()


_HEAD_COPY = {"lm_head.weight": "model.embed_tokens.weight"}
_ROTARY = Habits(
    prefix="model.",
    heads=("lm_head.",),
    buffers=re.compile(r"model\.(layers\.\d+\.self_attn\.)?rotary_emb\.inv_freq"),
    copies=_HEAD_COPY,
)
HABITS: dict[Architecture, Habits] = {
    "bert": Habits(
        prefix="bert.",
        heads=("cls.", "classifier.", "qa_outputs."),
        buffers=re.compile(r"bert\.embeddings\.position_ids"),
        copies={
            "cls.predictions.decoder.weight": "bert.embeddings.word_embeddings.weight",
            "cls.predictions.decoder.bias": "cls.predictions.bias",
        },
        tasks=("classifier.", "qa_outputs."),
    ),
    "distilbert": Habits(
        prefix="distilbert.",
        heads=("vocab_", "pre_classifier.", "classifier.", "qa_outputs."),
        buffers=re.compile(r"distilbert\.embeddings\.position_ids"),
        copies={"vocab_projector.weight": "distilbert.embeddings.word_embeddings.weight"},
        tasks=("pre_classifier.", "classifier.", "qa_outputs."),
    ),
    "gpt2": Habits(
        prefix="transformer.",
        heads=("lm_head.",),
        buffers=re.compile(r"transformer\.h\.\d+\.attn\.(bias|masked_bias)"),
        copies={"lm_head.weight": "transformer.wte.weight"},
    ),
    "llama": _ROTARY,
    "qwen2": _ROTARY,
}


def usual(architecture: Architecture, name: str) -> str:
    """A tensor's name as newer files with a head write it: with prefix, `weight` and `bias`."""
    habits = HABITS[architecture]
    for old, new in ((".gamma", ".weight"), (".beta", ".bias")):
        if name.endswith(f"LayerNorm{old}"):
            name = name.removesuffix(old) + new
    return name if name.startswith((habits.prefix, *habits.heads)) else habits.prefix + name

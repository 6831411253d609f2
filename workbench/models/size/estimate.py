"""What a model will cost, from its settings alone; torch is not needed.

FLOPs count a multiplication and an addition as two.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Literal

from workbench.models.size.outline import PartKind, outline
from workbench.models.spec import AnyModelSpec
from workbench.models.transformer_spec import TransformerSpec

Precision = Literal["fp32", "bf16"]
Optimizing = Literal["adamw", "sgd", "muon"]

BYTES_PER_NUMBER = 4
"""Weights, gradients and an optimizer's moments are in float32."""
HELD_PER_BYTE_IN_USE = 1.3
HELD_BESIDE = 60_000_000
"""What the allocator holds of the system's memory for what is in use, between blocks and for later,
and what code and buffers take: fitted to glibc's on Linux (tests/benchmarks/estimator.py)."""
LONGEST_PLAIN = 512
"""In tokens: longer windows never learn with plain attention, which keeps its probabilities."""
HEAD_TOKENS = 256
"""The output layer's logits are made for so many tokens at a time."""
MASKED_SHARE = 0.15
"""The share of tokens that BERT's output layer sees while training: those it must fill in."""


@dataclass(frozen=True)
class ParameterCount:
    """A model's parameters, part by part; `head` is 0 when it shares the token embedding."""

    embedding: int
    attention: int
    feed_forward: int
    norms: int
    head: int

    @property
    def total(self) -> int:
        return self.embedding + self.attention + self.feed_forward + self.norms + self.head


def parameters_by_part(spec: TransformerSpec, vocabulary_size: int) -> ParameterCount:
    """How many parameters each part of the model has."""
    sums: Counter[PartKind] = Counter()
    for stretch in outline(spec, vocabulary_size):
        for part in stretch.parts:
            sums[part.kind] += stretch.times * part.parameters
    embeddings = (PartKind.TOKENS, PartKind.POSITIONS, PartKind.SEGMENTS)
    norms = (PartKind.NORM, PartKind.HEAD_NORM)
    counted = (*embeddings, *norms, PartKind.ATTENTION, PartKind.FEED_FORWARD)
    return ParameterCount(
        embedding=sum(sums[kind] for kind in embeddings),
        attention=sums[PartKind.ATTENTION],
        feed_forward=sums[PartKind.FEED_FORWARD],
        norms=sum(sums[kind] for kind in norms),
        head=sum(count for kind, count in sums.items() if kind not in counted),
    )


def count_parameters(spec: TransformerSpec, vocabulary_size: int) -> int:
    """How many parameters the model has; shared ones count once."""
    return parameters_by_part(spec, vocabulary_size).total


def forward_flops_per_token(spec: AnyModelSpec, vocabulary_size: int, context: int = 0) -> int:
    """FLOPs of reading one token in a window of `context` tokens (0: the model's own).

    Matrix products only, and attention over the whole window although half of it is masked: the
    convention of the scaling-law papers (Kaplan et al. 2020; Chowdhery et al. 2022, appendix B).
    """
    in_attention = spec.num_layers * 4 * spec.attention_size * (context or spec.context)
    return 2 * _block_weights(spec) + in_attention + _head_flops(spec, vocabulary_size)


def _block_weights(spec: AnyModelSpec) -> int:
    """The numbers in the matrices of all blocks."""
    return sum(m * n for m, n in _block_matrices(spec))


def _block_matrices(spec: AnyModelSpec) -> Iterator[tuple[int, int]]:
    """The shapes of the matrices of all blocks."""
    for stretch in outline(spec, vocabulary_size=1):
        for part in stretch.parts:
            if part.kind in (PartKind.ATTENTION, PartKind.FEED_FORWARD):
                for m, n in (shape for shape in part.shapes if len(shape) == 2):
                    yield from repeat((m, n), stretch.times)


def _head_flops(spec: AnyModelSpec, vocabulary_size: int) -> int:
    """The output layer's FLOPs per token; BERT's is computed for the masked tokens alone."""
    c = spec.hidden_size
    if spec.is_causal:
        return 2 * c * vocabulary_size
    return round(MASKED_SHARE * 2 * c * (c + vocabulary_size)) if spec.has_masked_head else 0


def training_flops_per_token(spec: AnyModelSpec, vocabulary_size: int, context: int = 0) -> int:
    """FLOPs of training on one token: the backward pass costs two forward passes."""
    return 3 * forward_flops_per_token(spec, vocabulary_size, context)


def activation_bytes_per_token(
    spec: AnyModelSpec, precision: Precision = "fp32", *, plain_attention: bool = False
) -> int:
    """Memory kept per token of a micro-batch from the forward until the backward pass.

    Per block: both norms' inputs in float32; the inputs of the four linear layers, queries, keys,
    values and the feed-forward's inner values, before and after the activation, in `precision`.
    With dropout there are masks too, and attention keeps its probabilities, since the fused
    kernel knows no dropout; so it does with `plain_attention`, where that is used.
    """
    c, f = spec.hidden_size, spec.inner_size
    size = 4 if precision == "fp32" else 2
    per_block = 2 * c * 4 + (6 * c + 2 * f) * size
    if _norms_queries(spec):
        per_block += (spec.num_heads + spec.kv_heads) * spec.head_size * size
    if spec.has_gated_ffn:
        per_block += 2 * f * size  # the gate and the product with it
    if plain_attention and not spec.dropout and spec.context <= LONGEST_PLAIN:
        per_block += spec.num_heads * spec.context * size
    if spec.dropout:
        per_block += 2 * c * size + 3 * spec.num_heads * spec.context * size
    return spec.num_layers * per_block + 2 * c * 4


def _norms_queries(spec: AnyModelSpec) -> bool:
    """Whether queries and keys are normalised, whose norms keep what they read."""
    stretches = outline(spec, vocabulary_size=1)
    return any(part.kind is PartKind.HEAD_NORM for one in stretches for part in one.parts)


def optimizer_bytes(spec: AnyModelSpec, vocabulary_size: int, optimizing: Optimizing) -> int:
    """What an optimizer keeps: AdamW two moments of each weight, SGD and Muon (which moves the
    matrices of the blocks, and leaves the rest to AdamW) a momentum."""
    parameters = count_parameters(spec, vocabulary_size)
    with_one = {"adamw": 0, "sgd": parameters, "muon": _block_weights(spec)}[optimizing]
    return BYTES_PER_NUMBER * (2 * parameters - with_one)


def muon_flops(spec: AnyModelSpec, iterations: int) -> int:
    """What Muon computes at a step, whatever the batch: it makes the blocks' matrices orthogonal.

    An iteration of Newton and Schulz on m × n, m ≤ n: three products, of 2m²n, 2m³ and 2m²n FLOPs.
    """
    each = (sorted(shape) for shape in _block_matrices(spec))
    return iterations * sum(4 * m * m * n + 2 * m**3 for m, n in each)


def training_memory_bytes(
    spec: AnyModelSpec,
    vocabulary_size: int,
    optimizing: Optimizing,
    micro_batch_tokens: int,
    precision: Precision = "fp32",
    *,
    plain_attention: bool = False,
) -> int:
    """Memory in use while training: a good guess, not a bound.

    `micro_batch_tokens` are the tokens that go forward and backward at once.
    """
    weights_and_gradients = 2 * BYTES_PER_NUMBER * count_parameters(spec, vocabulary_size)
    kept = weights_and_gradients + optimizer_bytes(spec, vocabulary_size, optimizing)
    low_precision_copy = 0 if precision == "fp32" else 2 * count_parameters(spec, vocabulary_size)
    activations = micro_batch_tokens * activation_bytes_per_token(
        spec, precision, plain_attention=plain_attention
    )
    logits = 3 * 4 * vocabulary_size * min(micro_batch_tokens, HEAD_TOKENS)
    return kept + low_precision_copy + activations + logits


def held_bytes(in_use: int) -> int:
    """What the process takes of the system's memory, beside the program itself."""
    return round(HELD_PER_BYTE_IN_USE * in_use) + HELD_BESIDE


def forward_bytes(spec: AnyModelSpec, vocabulary_size: int, tokens: int) -> int:
    """Memory that reading `tokens` at once needs without gradients, beside the weights.

    The widest moment is a block's feed-forward part: its input, the stream and two inner values;
    and a chunk's logits in float32, twice.
    """
    width, inner = spec.hidden_size, spec.inner_size
    logits = 2 * 4 * vocabulary_size * min(tokens, HEAD_TOKENS)
    return 4 * tokens * (3 * width + 2 * inner) + logits


def inference_memory_bytes(spec: AnyModelSpec, vocabulary_size: int) -> int:
    """Memory that one text needs: float32 weights, and the cache of a full context where a model
    writes."""
    if not spec.is_causal:
        return 4 * count_parameters(spec, vocabulary_size)
    cache = 2 * spec.num_layers * spec.context * spec.kv_heads * spec.head_size
    return 4 * (count_parameters(spec, vocabulary_size) + cache)


def checkpoint_bytes(spec: AnyModelSpec, vocabulary_size: int, optimizing: Optimizing) -> int:
    """Disk that one resumable checkpoint takes: weights, and what the optimizer keeps."""
    weights = BYTES_PER_NUMBER * count_parameters(spec, vocabulary_size)
    return weights + optimizer_bytes(spec, vocabulary_size, optimizing)

"""What a model will cost, from its settings alone; torch is not needed.

FLOPs count a multiplication and an addition as two.
"""

from dataclasses import dataclass
from typing import Literal, assert_never

from workbench.models.spec import AnyModelSpec, BertSpec, GPTSpec, LlamaSpec

Precision = Literal["fp32", "bf16"]

BYTES_PER_TRAINED_PARAMETER = 16
"""Weight, gradient and AdamW's two moments, in float32."""
BYTES_PER_SAVED_PARAMETER = 12
"""Weight and AdamW's two moments: a checkpoint from which training can go on."""
HELD_PER_BYTE_IN_USE = 1.3
HELD_BESIDE = 60_000_000
"""What the allocator holds of the system's memory for what is in use, between blocks and for later,
and what code and buffers take: fitted to glibc's on Linux (tests/benchmarks/estimator.py)."""
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


def parameters_by_part(spec: AnyModelSpec, vocabulary_size: int) -> ParameterCount:
    """How many parameters each part of the model has."""
    match spec:
        case GPTSpec():
            return _of_gpt(spec, vocabulary_size)
        case BertSpec():
            return _of_bert(spec, vocabulary_size)
        case LlamaSpec():
            return _of_llama(spec, vocabulary_size)
        case _:
            assert_never(spec)


def _of_gpt(spec: GPTSpec, vocabulary_size: int) -> ParameterCount:
    c, f, layers = spec.hidden_size, spec.inner_size, spec.num_layers
    return ParameterCount(
        embedding=(vocabulary_size + spec.context) * c,
        attention=layers * (4 * c * c + 4 * c),
        feed_forward=layers * (2 * c * f + f + c),
        norms=(2 * layers + 1) * 2 * c,
        head=0 if spec.tied_embeddings else vocabulary_size * c,
    )


def _of_bert(spec: BertSpec, vocabulary_size: int) -> ParameterCount:
    c, f, layers = spec.hidden_size, spec.inner_size, spec.num_layers
    masked = c * c + 3 * c + vocabulary_size if spec.masked_head else 0
    own = vocabulary_size * c if spec.masked_head and not spec.tied_embeddings else 0
    pooled = c * c + c + 2 * c + 2 if spec.pooler else 0
    return ParameterCount(
        embedding=(vocabulary_size + spec.context + spec.num_segments) * c,
        attention=layers * (4 * c * c + 4 * c),
        feed_forward=layers * (2 * c * f + f + c),
        norms=(2 * layers + 1 + (spec.norm_position == "pre")) * 2 * c,
        head=masked + own + pooled,
    )


def _of_llama(spec: LlamaSpec, vocabulary_size: int) -> ParameterCount:
    c, f, layers = spec.hidden_size, spec.inner_size, spec.num_layers
    qkv = c + 2 * spec.kv_heads * spec.head_size
    return ParameterCount(
        embedding=vocabulary_size * c,
        attention=layers * (c * qkv + c * c + (qkv if spec.qkv_bias else 0)),
        feed_forward=layers * 3 * c * f,
        norms=(2 * layers + 1) * c,
        head=0 if spec.tied_embeddings else vocabulary_size * c,
    )


def count_parameters(spec: AnyModelSpec, vocabulary_size: int) -> int:
    """How many parameters the model has; shared ones count once."""
    return parameters_by_part(spec, vocabulary_size).total


def forward_flops_per_token(spec: AnyModelSpec, vocabulary_size: int, context: int = 0) -> int:
    """FLOPs of reading one token in a window of `context` tokens (0: the model's own).

    Matrix products only, and attention over the whole window although half of it is masked: the
    convention of the scaling-law papers (Kaplan et al. 2020; Chowdhery et al. 2022, appendix B).
    """
    c = spec.hidden_size
    in_attention = spec.num_layers * 4 * c * (context or spec.context)
    return (
        2 * spec.num_layers * _block_weights(spec)
        + in_attention
        + _head_flops(spec, vocabulary_size)
    )


def _block_weights(spec: AnyModelSpec) -> int:
    """The numbers in one block's matrices."""
    c, f = spec.hidden_size, spec.inner_size
    if isinstance(spec, LlamaSpec):
        return 2 * c * c + 2 * c * spec.kv_heads * spec.head_size + 3 * c * f
    return 4 * c * c + 2 * c * f


def _head_flops(spec: AnyModelSpec, vocabulary_size: int) -> int:
    """The output layer's FLOPs per token; BERT's is asked for the masked tokens alone."""
    c = spec.hidden_size
    if not isinstance(spec, BertSpec):
        return 2 * c * vocabulary_size
    return round(MASKED_SHARE * 2 * c * (c + vocabulary_size)) if spec.masked_head else 0


def training_flops_per_token(spec: AnyModelSpec, vocabulary_size: int, context: int = 0) -> int:
    """FLOPs of training on one token: the backward pass costs two forward passes."""
    return 3 * forward_flops_per_token(spec, vocabulary_size, context)


def activation_bytes_per_token(spec: AnyModelSpec, precision: Precision = "fp32") -> int:
    """Memory kept per token of a micro-batch from the forward until the backward pass.

    Per block: both norms' inputs in float32; the inputs of the four linear layers, queries, keys,
    values and the feed-forward's inner values, before and after the activation, in `precision`.
    With dropout there are masks too, and attention keeps its probabilities, since the fused
    kernel knows no dropout.
    """
    c, f = spec.hidden_size, spec.inner_size
    size = 4 if precision == "fp32" else 2
    if isinstance(spec, LlamaSpec):
        # Rotating keeps its operands in float32; the gate keeps three inner values.
        per_block = 4 * c * 4 + (6 * c + 4 * f) * size
    else:
        per_block = 2 * c * 4 + (6 * c + 2 * f) * size
    if spec.dropout:
        per_block += 2 * c * size + 3 * spec.num_heads * spec.context * size
    return spec.num_layers * per_block + 2 * c * 4


def training_memory_bytes(
    spec: AnyModelSpec, vocabulary_size: int, micro_batch_tokens: int, precision: Precision = "fp32"
) -> int:
    """Memory in use while training with AdamW: a good guess, not a bound.

    `micro_batch_tokens` are the tokens that go forward and backward at once.
    """
    kept = count_parameters(spec, vocabulary_size) * BYTES_PER_TRAINED_PARAMETER
    low_precision_copy = 0 if precision == "fp32" else 2 * count_parameters(spec, vocabulary_size)
    activations = micro_batch_tokens * activation_bytes_per_token(spec, precision)
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
    if isinstance(spec, BertSpec):
        return 4 * count_parameters(spec, vocabulary_size)
    kv_heads = spec.kv_heads if isinstance(spec, LlamaSpec) else spec.num_heads
    cache = 2 * spec.num_layers * spec.context * kv_heads * spec.head_size
    return 4 * (count_parameters(spec, vocabulary_size) + cache)


def checkpoint_bytes(spec: AnyModelSpec, vocabulary_size: int) -> int:
    """Disk that one resumable checkpoint takes."""
    return BYTES_PER_SAVED_PARAMETER * count_parameters(spec, vocabulary_size)

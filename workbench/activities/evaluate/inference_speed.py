"""How fast a model writes, or reads if it only reads: one text at a time, and sixteen."""

import statistics
import time
from collections.abc import Callable

import numpy as np
import torch

from workbench.distillation.on_policy import continued
from workbench.generation.decode import generate
from workbench.generation.spec import Greedy
from workbench.models.build import Decoder, Model

_TIMED_TOKENS = 32
_TIMED_RUNS = 3
_MANY = 16


def ms_per_token(model: Model, first_token: int) -> float:
    """Milliseconds a token at batch 1: the median of three short texts."""
    budget = min(_TIMED_TOKENS, model.context - 2)
    if model.is_causal:
        return _ms(lambda: _write(model, first_token, budget), budget)
    return _ms(lambda: _read(model, 1, budget), budget)


def tokens_per_second_16(model: Model, first_token: int) -> float:
    """Tokens a second of sixteen texts together: the median of three."""
    budget = min(_TIMED_TOKENS, model.context - 2)
    if model.is_causal:
        ms = _ms(lambda: _write_many(model, first_token, budget), budget * _MANY)
    else:
        ms = _ms(lambda: _read(model, _MANY, budget), budget * _MANY)
    return 1000.0 / ms


def _ms(do: Callable[[], None], tokens: int) -> float:
    return statistics.median(_timed(do) for _ in range(_TIMED_RUNS)) / tokens


def _timed(do: Callable[[], None]) -> float:
    started = time.perf_counter()
    do()
    return 1000 * (time.perf_counter() - started)


def _write(model: Decoder, first_token: int, num_tokens: int) -> None:
    """Greedy decoding with the key-value cache."""
    for _ in generate(model, [first_token], Greedy(), seed=0, max_new_tokens=num_tokens, eos=None):
        pass


def _write_many(model: Decoder, first_token: int, num_tokens: int) -> None:
    prompts = np.full((_MANY, 1), first_token, dtype=np.int64)
    rows = len(model.head_weight)
    continued(model, prompts, num_tokens, num_pieces=rows, temperature=1.0, seed=0)


def _read(model: Model, texts: int, num_tokens: int) -> None:
    with torch.inference_mode():
        model.hidden(torch.zeros(texts, num_tokens, dtype=torch.long))

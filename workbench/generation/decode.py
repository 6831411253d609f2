"""Writing, token by token, with the keys and values of what was read kept.

Shapes: b batch (here one row), t tokens, v vocabulary.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.errors import BadInput, NotFinite
from workbench.generation.spec import Greedy, Sample
from workbench.generation.strategies import choose
from workbench.models.build import Decoder
from workbench.models.cache import KeyValueCache
from workbench.models.question import inference_context, question_threads


@dataclass(frozen=True)
class NewToken:
    """A token just written, and how the model saw it.

    `log_probability` and `entropy` are in nats and, like `rank` (1 is the likeliest token), those
    of the model's own distribution, before temperature and filters. `elapsed_s` counts from the
    call, the prompt's reading included.
    """

    id: int
    log_probability: float
    entropy: float
    rank: int
    elapsed_s: float


def generate(
    model: Decoder,
    prompt_ids: Sequence[int],
    strategy: Greedy | Sample,
    *,
    seed: int = 0,
    max_new_tokens: int,
    eos: int | None = None,
    num_pieces: int | None = None,
    threads: int | None = None,
) -> Iterator[NewToken]:
    """Continue a prompt, lazily; ends behind `eos` (which is yielded) or `max_new_tokens`.

    Only ids below `num_pieces` are chosen: models may have more rows than their tokenizer pieces.

    The text may outgrow the model's context: a prompt too long is read from its end, and whenever
    the context is full, the latest half of it is read again from position 0. The same seed gives
    the same tokens on as many `threads` (by default those of a question that begins now); no random
    state but the call's own is touched. `model` must be in eval mode.
    Raises BadInput for an empty prompt, NotFinite when the model's output is no distribution.
    """
    if not prompt_ids:
        raise BadInput("there is no token to continue; begin the prompt with at least one")
    threads = threads or question_threads()
    started_s = time.perf_counter()
    generator = torch.Generator(model.head_weight.device).manual_seed(seed)
    ids = list(prompt_ids)
    cache = model.new_cache()
    unread = ids[-model.context :]
    for _ in range(max_new_tokens):
        with inference_context(threads):
            logits_1v = _next_logits(model, unread, cache)
            chosen_1 = choose(logits_1v[:, :num_pieces], strategy, generator)
            token = _describe(logits_1v[0], int(chosen_1), started_s)
        yield token
        if token.id == eos:
            return
        ids.append(token.id)
        unread = [token.id]
        if cache.length == model.context:
            cache.clear()
            unread = ids[-max(1, model.context // 2) :]


def _next_logits(model: Decoder, unread: Sequence[int], cache: KeyValueCache) -> Tensor:
    """Logits 1v, in float32, of the token after the cached and the unread ones."""
    ids_1t = torch.tensor([unread], device=model.head_weight.device)
    last_1c = model.hidden(ids_1t, cache=cache)[:, -1]
    logits_1v = F.linear(last_1c, model.head_weight).float()
    if not bool(logits_1v.isfinite().all()):
        raise NotFinite(
            "the model's output after {tokens} tokens is not a number; its weights are damaged",
            tokens=cache.length,
        )
    return logits_1v


def _describe(logits_v: Tensor, chosen: int, started_s: float) -> NewToken:
    log_probabilities_v = logits_v.log_softmax(dim=-1)
    return NewToken(
        id=chosen,
        log_probability=float(log_probabilities_v[chosen]),
        entropy=float(-(log_probabilities_v.exp() * log_probabilities_v).sum()),
        rank=int((logits_v > logits_v[chosen]).sum()) + 1,
        elapsed_s=time.perf_counter() - started_s,
    )

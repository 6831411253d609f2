"""How likely a model finds a given text, token by token.

Shapes: t scored tokens, w tokens of a window, v vocabulary.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from workbench.errors import BadInput
from workbench.models.blocks.linear import linear
from workbench.models.build import Decoder
from workbench.models.inference import inference_context

CHUNK_TOKENS = 128
"""The logits of so many tokens are held at a time."""

Scores = tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.float32]]
"""Log-probabilities, ranks and entropies (t,) of consecutive tokens."""


@dataclass(frozen=True)
class TokenScores:
    """For every token but the first, which nothing precedes: all arrays are (t,).

    Log-probabilities and entropies in nats; rank 1 is the likeliest token.
    """

    ids_t: NDArray[np.int64]
    log_probabilities_t: NDArray[np.float32]
    ranks_t: NDArray[np.int64]
    entropies_t: NDArray[np.float32]

    @property
    def loss(self) -> float:
        """Mean nats per token."""
        return float(-self.log_probabilities_t.mean(dtype=np.float64))

    @property
    def perplexity(self) -> float:
        return float(np.exp(self.loss))


def score(model: Decoder, ids: Sequence[int]) -> TokenScores:
    """Score a text of at least two tokens, every token but the first exactly once.

    A text longer than the context is read in consecutive windows that overlap by one token, as
    in evaluation. `model` must be in eval mode.
    """
    check_length(ids)
    parts = [
        part for window in windows(ids, model.context) for part in _score_window(model, window)
    ]
    return joined(ids[1:], parts)


def check_length(ids: Sequence[int]) -> None:
    """Raise BadInput for a text without a token that another one precedes."""
    if len(ids) < 2:
        raise BadInput(
            "a text needs at least two tokens to be scored; this one has {n}", n=len(ids)
        )


def joined(ids: Sequence[int], parts: Sequence[Scores]) -> TokenScores:
    """The scores of consecutive parts of a text as those of the whole."""
    log_probabilities_t, ranks_t, entropies_t = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    ids_t = np.asarray(ids, dtype=np.int64)
    return TokenScores(ids_t, log_probabilities_t, ranks_t, entropies_t)


def windows(ids: Sequence[int], context: int) -> Iterator[Sequence[int]]:
    """Consecutive pieces of up to context + 1 tokens; each begins with the last one's end."""
    for begin in range(0, len(ids) - 1, context):
        yield ids[begin : begin + context + 1]


def _score_window(model: Decoder, ids: Sequence[int]) -> list[Scores]:
    """The scores of a window's tokens but the first, in chunks."""
    with inference_context():
        ids_w = torch.tensor(ids, device=model.head_weight.device)
        hidden_tc = model.hidden(ids_w[None, :-1])[0]
        chunks = zip(
            torch.split(hidden_tc, CHUNK_TOKENS), torch.split(ids_w[1:], CHUNK_TOKENS), strict=True
        )
        return [
            scores_of(linear(chunk_tc, model.head_weight).float(), chosen_t)
            for chunk_tc, chosen_t in chunks
        ]


def scores_of(logits_tv: Tensor, chosen_t: Tensor) -> Scores:
    """The scores of the tokens that were chosen where these logits (fp32) stood."""
    chosen_t1 = chosen_t[:, None]
    ranks_t = (logits_tv > logits_tv.gather(1, chosen_t1)).sum(dim=1) + 1
    log_probabilities_tv = logits_tv.log_softmax(dim=-1)
    entropies_t = -(log_probabilities_tv.exp() * log_probabilities_tv).sum(dim=1)
    log_probabilities_t = log_probabilities_tv.gather(1, chosen_t1)[:, 0]
    return log_probabilities_t.cpu().numpy(), ranks_t.cpu().numpy(), entropies_t.cpu().numpy()

"""Saliency of tokens: gradient × input, and integrated gradients, on the token embeddings.

Sundararajan, Taly and Yan 2017, "Axiomatic Attribution for Deep Networks". No parameter of the
model ever wants a gradient: the embeddings that are put in the place of its own do. Shapes:
b batch, t tokens, c hidden size, s steps, v vocabulary.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from workbench.inspection.attribution.path_integral import Doubles, path_integral
from workbench.inspection.attribution.spec import SaliencySettings
from workbench.inspection.attribution.token_saliency import SaliencyProgress
from workbench.models.build import Model
from workbench.models.inference import on_threads

Score = Callable[[Tensor], Tensor]
"""From the ids bt of one text, again and again, to what is explained, b."""

TOKENS_AT_ONCE = 1024


@dataclass(frozen=True)
class EmbeddingSaliency:
    """What each token has to do with a score: `values_t`, and the score there and at the baseline.

    Integrated gradients add up to the difference of both scores but for a gap. `steps` is how many
    gradients were computed.
    """

    values_t: Doubles
    score: float
    baseline_score: float
    steps: int


def saliency(
    model: Model,
    ids: Sequence[int],
    score: Score,
    settings: SaliencySettings,
    threads: int,
    reference: int | None = None,
) -> Iterator[SaliencyProgress | EmbeddingSaliency]:
    """Tells after each batch how far it is, and in the end the answer.

    `reference` is the token of a baseline of tokens; the mean of all where there is none.
    """
    ids_bt = torch.tensor([list(ids)], device=model.head_weight.device)
    path = _EmbeddingPath(model, ids_bt, _baseline(model, settings, reference), score, threads)
    if settings.method == "gradient_x_input":
        end = np.ones(1)
        scores = path.scores(np.array([0.0, 1.0]))
        yield EmbeddingSaliency(path.slopes(end)[0], float(scores[1]), float(scores[0]), 1)
        return
    found = yield from path_integral(path, settings.steps)
    yield EmbeddingSaliency(found.values_t, found.end_score, found.begin_score, found.steps)


def _baseline(model: Model, settings: SaliencySettings, reference: int | None) -> Tensor:
    """What stands in each token's place at the beginning of the path, c."""
    weight_vc = model.token_embedding.weight
    if settings.method == "gradient_x_input" or settings.baseline == "zero":
        return torch.zeros_like(weight_vc[0])
    if settings.baseline == "mean" or reference is None:
        return weight_vc.mean(0)
    return weight_vc[reference]


class _EmbeddingPath:
    """The straight line of embeddings from a baseline to those of a text, and the score on it."""

    def __init__(
        self, model: Model, ids_bt: Tensor, baseline_c: Tensor, score: Score, threads: int
    ) -> None:
        self._embedding = model.token_embedding
        self._ids_bt, self._score, self._threads = ids_bt, score, threads
        self._baseline_c = baseline_c
        self._way_tc = self._embedding(ids_bt)[0] - baseline_c

    def scores(self, shares_s: Doubles) -> Doubles:
        """The score at shares of the way, s."""
        found = []
        for embeddings_btc in self._batches(shares_s):
            with on_threads(self._threads), torch.no_grad():
                found.append(self._scored(embeddings_btc).double())
        return torch.cat(found).cpu().numpy()

    def slopes(self, shares_s: Doubles) -> Doubles:
        """The product of each token's gradient and its way, st."""
        found = []
        for embeddings_btc in self._batches(shares_s):
            with on_threads(self._threads), torch.enable_grad():
                embeddings_btc.requires_grad_()
                score_b = self._scored(embeddings_btc)
                (gradients_btc,) = torch.autograd.grad(score_b.sum(), embeddings_btc)
            found.append((gradients_btc.double() * self._way_tc.double()).sum(-1))
        return torch.cat(found).cpu().numpy()

    def _batches(self, shares_s: Doubles) -> Iterator[Tensor]:
        """The embeddings at shares of the way, some at once, btc."""
        shares_s11 = torch.from_numpy(shares_s).to(self._way_tc)[:, None, None]
        for shares_b11 in torch.split(shares_s11, max(1, TOKENS_AT_ONCE // self._ids_bt.shape[1])):
            yield self._baseline_c + shares_b11 * self._way_tc

    def _scored(self, embeddings_btc: Tensor) -> Tensor:
        with self._embedding.register_forward_hook(lambda *_: embeddings_btc):
            return self._score(self._ids_bt.expand(len(embeddings_btc), -1))
